"""GeoJSON (RFC 7946): the position as a point, its uncertainty as a polygon.

An alert without a position is a feature without geometry, so that it is in the list all the same.
"""

from typing import Literal

import msgspec

from alerts.event import NOTICE
from alerts.formats.circle import DECIMALS, Ring, rings
from alerts.formats.places import conflicting_fix, valid_fix
from alerts.formats.wording import caveats, label
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Fix
from alerts.incidents.kind import Kind, Phase
from alerts.timestamp import Timestamp
from decoder.message import MessageClass, PositionSource


class Point(msgspec.Struct, frozen=True, tag_field="type", tag="Point"):
    coordinates: tuple[float, float]


class Polygon(msgspec.Struct, frozen=True, tag_field="type", tag="Polygon"):
    coordinates: tuple[Ring, ...]


class MultiPolygon(msgspec.Struct, frozen=True, tag_field="type", tag="MultiPolygon"):
    coordinates: tuple[tuple[Ring, ...], ...]


Geometry = Point | Polygon | MultiPolygon
Role = Literal["position", "uncertainty", "conflict", "conflict_uncertainty"]


class Properties(msgspec.Struct, frozen=True, kw_only=True):
    """The same for all features of an alert, but for their role and position; null is unknown.

    role        position: where to go; conflict: a position that contradicts it
    caveats     how far to trust it, and whether it is covert
    verified    never: nobody has looked into it
    """

    role: Role
    label: str
    alert_class: MessageClass = msgspec.field(name="class")
    kind: Kind
    phase: Phase
    reason: str
    time: Timestamp
    event_id: str
    incident_id: str
    seq: int
    station: str
    beacon_id: str
    beacon_type: str | None
    identity: str | None
    country: int | None
    country_name: str | None
    hex: str
    first_heard: Timestamp
    last_heard: Timestamp
    bursts: int
    stations: tuple[str, ...]
    identity_confirmed: bool
    radius_95_m: float | None
    position_source: PositionSource | None
    position_time: Timestamp | None
    caveats: tuple[str, ...]
    verified: Literal[False] = False
    notice: Literal["unverified, not a Cospas-Sarsat message"] = NOTICE


class Feature(msgspec.Struct, frozen=True, tag_field="type", tag="Feature"):
    id: str
    geometry: Geometry | None
    properties: Properties


class FeatureCollection(
    msgspec.Struct, frozen=True, tag_field="type", tag="FeatureCollection"
):  # fmt: skip
    features: tuple[Feature, ...]


def render(alert: Alert) -> bytes:
    return msgspec.json.encode(FeatureCollection(features(alert)))


def features(alert: Alert) -> tuple[Feature, ...]:
    """The position and its circle, and the same of one that contradicts it."""
    valid, conflicting = valid_fix(alert), conflicting_fix(alert)
    found = (
        _feature(alert, "position", valid, _point(valid)),
        _feature(alert, "uncertainty", valid, _area(valid)),
        _feature(alert, "conflict", conflicting, _point(conflicting)),
        _feature(alert, "conflict_uncertainty", conflicting, _area(conflicting)),
    )
    return (found[0], *(each for each in found[1:] if each.geometry is not None))


def _feature(alert: Alert, role: Role, fix: Fix | None, geometry: Geometry | None) -> Feature:
    name = alert.event_id if role == "position" else f"{alert.event_id}/{role}"
    return Feature(name, geometry, _properties(alert, role, fix))


def _point(fix: Fix | None) -> Point | None:
    if fix is None:
        return None
    return Point((round(fix.position.lon, DECIMALS), round(fix.position.lat, DECIMALS)))


def _area(fix: Fix | None) -> Geometry | None:
    match rings(fix.position) if fix else ():
        case ():
            return None
        case (ring,):
            return Polygon((ring,))
        case several:
            return MultiPolygon(tuple((ring,) for ring in several))


def _properties(alert: Alert, role: Role, fix: Fix | None) -> Properties:
    incident = alert.incident
    return Properties(
        role=role,
        label=label(alert),
        alert_class=incident.alert_class,
        kind=alert.kind,
        phase=incident.phase,
        reason=alert.reason,
        time=alert.time,
        event_id=alert.event_id,
        incident_id=incident.incident_id,
        seq=alert.seq,
        station=incident.station,
        beacon_id=incident.beacon_id,
        beacon_type=incident.beacon_type,
        identity=incident.identity,
        country=incident.country,
        country_name=incident.country_name,
        hex=incident.hex,
        first_heard=incident.first_heard,
        last_heard=incident.last_heard,
        bursts=incident.bursts,
        stations=tuple(reception.station for reception in incident.receptions),
        identity_confirmed=incident.identity_confirmed,
        radius_95_m=fix.position.radius_95_m if fix else None,
        position_source=fix.position.source if fix else None,
        position_time=fix.time if fix else None,
        caveats=caveats(alert),
    )
