"""Distances over ground, thresholds as an operator writes them, and figures as they are read."""

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from incident_made_up import HERE, heard_at, position

from alerts.incidents.great_circle import EARTH_RADIUS_M, distance_m
from alerts.incidents.opening import beacon_key
from alerts.incidents.thresholds import Pace, Thresholds
from alerts.incidents.words import clock, duration, length, place
from decoder.message import MessageClass, Position

places = st.builds(lambda lat, lon: position((lat, lon)), st.floats(-90, 90), st.floats(-180, 180))


def test_a_degree_along_the_equator_is_what_the_radius_makes_it() -> None:
    one_m = distance_m(position((0, 10)), position((0, 11)))
    assert one_m == pytest.approx(math.radians(1) * EARTH_RADIUS_M)


def test_paris_is_far_from_new_york() -> None:
    """5837 km on the ellipsoid, by Vincenty's formula; the sphere may be 0.6 % off."""
    paris, new_york = position((48.8566, 2.3522)), position((40.7128, -74.0060))
    assert distance_m(paris, new_york) == pytest.approx(5_837_000, rel=0.006)


@pytest.mark.parametrize(
    ("one", "other", "expected_m"),
    [
        ((0, 179.99), (0, -179.99), 2224),
        ((89.99, 0), (89.99, 180), 2224),
        ((90, 0), (-90, 0), math.pi * EARTH_RADIUS_M),
        ((32, 10), (32, 10), 0),
    ],
)
def test_distances_go_over_the_date_line_and_the_poles(
    one: tuple[float, float], other: tuple[float, float], expected_m: float
) -> None:
    assert distance_m(position(one), position(other)) == pytest.approx(expected_m, abs=1)


@given(places, places, places)
def test_a_distance_is_the_same_back_and_no_detour_is_shorter(
    one: Position, other: Position, third: Position
) -> None:
    direct_m = distance_m(one, other)
    assert 0 <= direct_m <= math.pi * EARTH_RADIUS_M
    assert direct_m == distance_m(other, one)
    assert direct_m <= distance_m(one, third) + distance_m(third, other) + 1


def test_thresholds_left_out_have_their_defaults() -> None:
    changed = msgspec.toml.decode(
        b"match_m = 5000\n[tracking]\napart_s = 3\nsilent_after_s = 60", type=Thresholds
    )
    assert changed == Thresholds(match_m=5000.0, tracking=Pace(apart_s=3.0, silent_after_s=60.0))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"match_km = 5", "match_km"),
        (b"confirming_bursts = 0", "`int` >= 1 - at `$.confirming_bursts`"),
        (b"closed_after_s = 0", "`float` > 0"),
        (b"[tracking]\napart_s = 3", "missing required field `silent_after_s`"),
    ],
)
def test_thresholds_that_make_no_sense_are_refused(text: bytes, complaint: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.toml.decode(text, type=Thresholds)
    assert complaint in str(refused.value)


def test_transmissions_are_told_apart_by_less_than_the_shortest_time_between_them() -> None:
    """C/S T.001 2.2.1 and T.018: 47.5 s, 4.8 s and, of an ELT(DT), 4.8 s at least."""
    default = Thresholds()
    assert default.pace(MessageClass.DISTRESS, 1).apart_s < 47.5
    assert default.pace(MessageClass.DISTRESS, 2).apart_s < 4.8
    assert default.pace(MessageClass.DISTRESS_TRACKING, 1).apart_s < 4.8
    assert default.pace(MessageClass.CANCELLATION, 1).apart_s < 9.5


def test_silence_is_no_less_than_four_missed_bursts() -> None:
    default = Thresholds()
    assert default.pace(MessageClass.DISTRESS, 1).silent_after_s > 5 * 52.5
    assert default.pace(MessageClass.DISTRESS, None).silent_after_s > 5 * 52.5
    assert default.pace(MessageClass.DISTRESS, 2).silent_after_s > 5 * 125
    assert default.pace(MessageClass.DISTRESS_TRACKING, 2).silent_after_s >= 5 * 30


@pytest.mark.parametrize(
    ("length_m", "text"),
    [(0, "0 m"), (120, "120 m"), (999.6, "1.0 km"), (5234, "5.2 km"), (51_000, "51 km")],
)
def test_lengths_have_the_figures_that_matter(length_m: float, text: str) -> None:
    assert length(length_m) == text


@pytest.mark.parametrize(
    ("duration_s", "text"),
    [(50, "50 s"), (90, "90 s"), (60, "1 min"), (630, "10.5 min"), (3600, "1 h"), (86_400, "24 h")],
)
def test_durations_are_in_the_unit_a_person_would_say(duration_s: float, text: str) -> None:
    assert duration(duration_s) == text


def test_places_name_their_hemisphere() -> None:
    assert place(position(HERE)) == "32.0000°N 117.0000°W, within 120 m"
    assert place(position((-1.5, 0.25))) == "1.5000°S 0.2500°E, within 120 m"
    assert clock("2026-01-01T12:34:56.789Z") == "12:34:56 UTC"


@given(st.none() | st.text(max_size=80), st.text(max_size=80))
def test_the_key_of_an_incident_fits_in_a_topic(beacon_id: str | None, text: str) -> None:
    key = beacon_key(heard_at(0, beacon_id=beacon_id, hex=text))
    assert 1 <= len(key) <= 63
    assert key.isascii()
    assert key.isalnum()


def test_a_hex_id_is_its_own_key() -> None:
    assert beacon_key(heard_at(0, beacon_id="0123456789ABCDE")) == "0123456789ABCDE"
    assert beacon_key(heard_at(0, beacon_id=None, hex="FFFE2F")) == "FFFE2F"
