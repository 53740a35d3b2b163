"""What the public see: rounded, without names, and nothing that was not chosen to be shown."""

from collections.abc import Iterator
from hashlib import sha256

import msgspec
import pytest
from alerts_any import incidents, lats, lons, places, radii
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from alerts.incidents.great_circle import distance_m
from alerts.incidents.incident import Acknowledged, Closed, Fix, Incident
from alerts.redaction import (
    LETTERS,
    PUBLIC,
    PublicIncident,
    PublicPosition,
    digest,
    redacted,
    to_the_minute,
)
from alerts.timestamp import unix_s
from decoder.message import MessageClass, Position, PositionSource

SECRET = bytes(range(32))
SHORTEST = 6
"""Characters of a secret that would be a trace of it."""

TIME = "2026-01-01T12:11:59.999Z"
keys = st.binary(min_size=32, max_size=32)
ids = st.text("0123456789ABCDEF", min_size=15, max_size=23)
# No word of a document has six letters in a row of which none is a vowel.
words = st.text("BCDFGHJKLMNPQRSTVWXZ", min_size=12, max_size=20).map(lambda text: f"{text} {text}")
numbers = st.integers(200_000_000, 799_999_999).map(str)


@st.composite
def peoples(draw: st.DrawFn) -> tuple[Incident, list[str]]:
    """An incident, and what it holds of people."""
    beacon_id, message = draw(ids), draw(st.text("0123456789ABCDEF", min_size=28, max_size=63))
    ship, mmsi, name = draw(words), draw(numbers), draw(words)
    radius_m = draw(st.floats(0, 90_000))
    incident = replace(
        draw(incidents),
        alert_class=draw(st.sampled_from(sorted(PUBLIC))),
        incident_id=f"{beacon_id}.20260101T121159Z",
        beacon_id=beacon_id,
        hex=message,
        identity=f"EPIRB, {ship}, MMSI {mmsi}",
        country_name="Nowhere",
        region=draw(words),
        receptions=(),
        fixes=(Fix(replace(draw(places), radius_95_m=radius_m), TIME),),
        acknowledged=(Acknowledged(name, TIME),),
        closed=Closed(TIME, f"by {name}", name),
    )
    return incident, [beacon_id, message, ship, mmsi, name, incident.region or ""]


def traces(secret: str) -> Iterator[str]:
    for first in range(len(secret) - SHORTEST + 1):
        yield secret[first : first + SHORTEST].upper()


def shown(incident: Incident) -> PublicIncident:
    public = redacted(incident, SECRET)
    assert public is not None
    return public


def rounded(position: Position, incident: Incident) -> PublicPosition:
    found = shown(replace(incident, fixes=(Fix(position, TIME),))).position
    assert found is not None
    return found


distress = incidents.map(lambda each: replace(each, alert_class=MessageClass.DISTRESS))


@given(peoples())
def test_no_trace_of_a_person_or_a_beacon_is_left(people: tuple[Incident, list[str]]) -> None:
    incident, secrets = people
    text = msgspec.json.encode(shown(incident)).decode().upper()
    assert [each for secret in secrets for each in traces(secret) if each in text] == []


def test_what_is_shown_is_what_was_chosen() -> None:
    """A field that is added here needs somebody who says that the public may see it."""
    assert set(PublicIncident.__struct_encode_fields__) == {
        "beacon", "class", "phase", "country", "country_name", "first_heard", "last_heard",
        "position", "notice",
    }  # fmt: skip
    assert set(PublicPosition.__struct_fields__) == {"lat", "lon", "radius_95_m", "rounded"}


@given(incidents)
def test_only_distress_and_its_end_are_public(incident: Incident) -> None:
    public = {MessageClass.DISTRESS, MessageClass.DISTRESS_TRACKING, MessageClass.CANCELLATION}
    assert (redacted(incident, SECRET) is not None) == (incident.alert_class in public)


@given(places, distress)
def test_the_circle_holds_the_one_that_it_hides(exact: Position, incident: Incident) -> None:
    public = rounded(exact, incident)
    assert public.rounded
    middle = Position(public.lat, public.lon, 0.0, exact.source)
    assert distance_m(middle, exact) + exact.radius_95_m <= public.radius_95_m


@given(lats, lons, radii, distress)
def test_the_radius_does_not_tell_how_far_the_position_was_moved(
    lat: float, lon: float, radius_m: float, incident: Incident
) -> None:
    here = rounded(Position(lat, lon, radius_m, PositionSource.UNSTATED), incident)
    there = rounded(Position(0.0, 0.0, radius_m, PositionSource.UNSTATED), incident)
    assert here.radius_95_m == there.radius_95_m
    for value, exact in ((here.lat, lat), (here.lon, lon)):
        assert value == pytest.approx(exact, abs=0.0501)
        assert f"{value:g}" == f"{value:.1f}".removesuffix(".0")


@given(distress)
def test_a_position_that_is_none_on_earth_is_not_shown(incident: Incident) -> None:
    nowhere = Position(91.0, 181.0, 120.0, PositionSource.UNSTATED)
    assert shown(replace(incident, fixes=(Fix(nowhere, TIME),))).position is None
    assert shown(replace(incident, fixes=())).position is None


@given(distress)
def test_times_are_those_of_the_minute(incident: Incident) -> None:
    public = shown(incident)
    for told, exact in (
        (public.first_heard, incident.first_heard),
        (public.last_heard, incident.last_heard),
    ):
        assert told.endswith(":00.000Z")
        assert 0 <= unix_s(exact) - unix_s(told) < 60
    assert to_the_minute(TIME) == "2026-01-01T12:11:00.000Z"


@given(ids, keys, keys)
def test_a_digest_is_the_same_for_a_beacon_at_a_station_and_nowhere_else(
    beacon_id: str, one: bytes, other: bytes
) -> None:
    told = digest(beacon_id, one)
    assert told == digest(beacon_id, one)
    assert (told == digest(beacon_id, other)) == (one == other)
    assert not set(told) & set("0123456789abcdefABCDEF")
    assert len(told) == 12


@given(st.lists(ids, unique=True, max_size=50))
def test_beacons_can_be_told_apart(beacon_ids: list[str]) -> None:
    assert len({digest(each, SECRET) for each in beacon_ids}) == len(beacon_ids)


@given(ids)
def test_a_digest_cannot_be_made_without_the_secret(beacon_id: str) -> None:
    for key in (b"", bytes(32), beacon_id.encode()):
        assert digest(beacon_id, key) != digest(beacon_id, SECRET)
    plain = sha256(beacon_id.encode()).hexdigest()[:12].translate(LETTERS)
    assert digest(beacon_id, SECRET) != plain
