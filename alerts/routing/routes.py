"""Which partners get a copy of an alert, and when the country of registration is to be told.

Pure functions of the operator's rules (docs/routing.md). They only add copies: the station's own
topics get every alert, whatever stands here.
"""

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from alerts.classify import ALARMING, OPERATIONAL
from alerts.errors import AlertSettingError
from alerts.incidents.incident import Fix, Incident
from alerts.routing.regions import Country, Region, Regions
from alerts.topics import check_name
from decoder.message import MessageClass

UNCOVERED = tuple(sorted(OPERATIONAL - {MessageClass.SHIP_SECURITY}))
"""Ship security alerts are covert: only a rule that names them takes them."""

CALLED_BACK = frozenset({MessageClass.DISTRESS, MessageClass.DISTRESS_TRACKING})
"""Who is alerted of these must hear of a cancellation."""


class Route(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule; several may have the same name.

    name            a level of the topic, and the partner's user at the broker
    countries       MIDs of the beacon; empty: any, or none known
    regions         of which one must hold a position; empty: any, or no position
    classes         of incidents
    brokers         that get the copy; empty: all
    notify_country  mark the alert where a notification of the country of registration is due
    """

    name: str
    countries: tuple[Country, ...] = ()
    regions: tuple[str, ...] = ()
    classes: Annotated[tuple[MessageClass, ...], Meta(min_length=1)] = UNCOVERED
    brokers: tuple[str, ...] = ()
    notify_country: bool = False

    def __post_init__(self) -> None:
        check_name(self.name, "route")

    def takes(
        self, alert_class: MessageClass, country: int | None, regions: Collection[str]
    ) -> bool:
        return (
            self._takes_class(alert_class)
            and (not self.countries or country in self.countries)
            and (not self.regions or not set(self.regions).isdisjoint(regions))
        )

    def _takes_class(self, alert_class: MessageClass) -> bool:
        if alert_class is MessageClass.CANCELLATION and CALLED_BACK.intersection(self.classes):
            return True
        return alert_class in self.classes


def routes_for(
    alert_class: MessageClass,
    country: int | None,
    regions: Collection[str],
    routes: Sequence[Route],
) -> list[Route]:
    """The rules that take an alert, the first of each name: one copy for each partner."""
    taking: dict[str, Route] = {}
    for route in routes:
        if route.takes(alert_class, country, regions):
            taking.setdefault(route.name, route)
    return list(taking.values())


def placed(incident: Incident, regions: Regions) -> Incident:
    """With the name of the region of its position."""
    region = None if incident.fix is None else _region(incident.fix, regions)
    return replace(incident, region=region and region.name)


def regions_told(regions: Regions, *states: Incident | None) -> set[str]:
    """Of every position told in these states of an incident: before a change and after it.

    Who was alerted of one must hear that the beacon has moved on, or that it never was there.
    """
    fixes = [fix for state in states if state is not None for fix in _told(state)]
    return {region.name for fix in fixes if (region := _region(fix, regions)) is not None}


def notification_due(
    old: Incident | None, new: Incident, regions: Regions, routes: Sequence[Route]
) -> bool:
    """Once in an incident: its first position lies where the beacon's country does not serve.

    C/S A.001 calls it NOCR, the notification of the country of beacon registration.
    """
    if new.alert_class not in ALARMING or new.country is None or new.fix is None:
        return False
    if old is not None and old.fix is not None:
        return False
    region = _region(new.fix, regions)
    if region is None or region.countries is None or new.country in region.countries:
        return False
    told = regions_told(regions, new)
    return any(
        route.notify_country and route.takes(new.alert_class, new.country, told) for route in routes
    )


def check_routes(routes: Sequence[Route], regions: Regions, brokers: Collection[str]) -> None:
    """Refuse what would never take an alert, or never send one."""
    for route in routes:
        _check_known(route, "region", route.regions, regions.names)
        _check_known(route, "broker", route.brokers, brokers)
    for name, rules in groupby(sorted(routes, key=_name), key=_name):
        if len({rule.brokers for rule in rules}) > 1:
            raise AlertSettingError(f"route {name!r}: must name the same brokers in all its rules")


def _check_known(route: Route, what: str, names: Sequence[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            choice = ", ".join(map(repr, known)) or "none"
            raise AlertSettingError(
                f"route {route.name!r}: no {what} is named {name!r}: there is {choice}"
            )


def _told(incident: Incident) -> tuple[Fix, ...]:
    return incident.fixes if incident.conflict is None else (*incident.fixes, incident.conflict)


def _region(fix: Fix, regions: Regions) -> Region | None:
    return regions.at(fix.position.lat, fix.position.lon)


def _name(route: Route) -> str:
    return route.name
