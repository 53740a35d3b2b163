"""Positions of first-generation messages: the arithmetic of C/S T.001 A3.2 and A3.3.1."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from decoder.message import Position
from decoder.reasons import Reason
from decoder.t001 import AnyFields, decode_hard, encode_message, frame, with_position
from decoder.t001.angles import Angle, Offset
from decoder.t001.eltdt import EltDt, EltDtOffsets
from decoder.t001.identities import AircraftAddress, Mmsi
from decoder.t001.maritime import MaritimeUser
from decoder.t001.national_location import NationalLocation, NationalOffsets
from decoder.t001.rls import RlsLocation, RlsMmsi, RlsOffsets
from decoder.t001.standard_location import StandardLocation, StandardOffsets
from decoder.t001.user import UserLocation

VECTORS = Path(__file__).parents[3] / "shared" / "vectors" / "fgb_edge_cases.json"
HALF_STEP_DEG = 2 / 3600
USER_HALF_STEP_DEG = 2 / 60
ROUNDING_DEG = 1e-9

STANDARD = StandardLocation(
    country=201, coding="EPIRB, MMSI", identification=Mmsi(123456), second_field=StandardOffsets()
)
NATIONAL = NationalLocation(
    country=201, coding="ELT", serial_number=4711, second_field=NationalOffsets()
)
RLS = RlsLocation(
    country=201,
    identification=RlsMmsi(rls_type="PLB", mmsi_digits=123456),
    second_field=RlsOffsets(),
)
ELTDT = EltDt(
    country=201,
    identity_type="aircraft address",
    identification=AircraftAddress("123ABC"),
    second_field=EltDtOffsets(activation="manual", altitude="not available", freshness="up to 2 s"),
)
USER = MaritimeUser(country=201, ship="123456", second_field=UserLocation(source="internal"))

LOCATED = {"standard": STANDARD, "national": NATIONAL, "rls": RLS, "eltdt": ELTDT, "user": USER}


def received(fields: AnyFields) -> Any:
    return decode_hard(encode_message(fields))


def standard(
    latitude: Angle | None,
    longitude: Angle | None,
    offsets: tuple[Offset | None, Offset | None] = (None, None),
) -> Any:
    second = StandardOffsets(latitude_offset=offsets[0], longitude_offset=offsets[1])
    fields = msgspec.structs.replace(
        STANDARD, latitude=latitude, longitude=longitude, second_field=second
    )
    return received(fields)


@settings(deadline=None)
@given(st.sampled_from(list(LOCATED.values())), st.floats(-90, 90), st.floats(-180, 180))
def test_any_position_comes_back_within_half_a_step(
    fields: AnyFields, lat: float, lon: float
) -> None:
    half_step_deg = USER_HALF_STEP_DEG if fields is USER else HALF_STEP_DEG
    message = decode_hard(encode_message(fields, position=(lat, lon)))
    assert message.position is not None
    assert abs(message.position.lat - lat) <= half_step_deg + ROUNDING_DEG
    assert abs(message.position.lon - lon) <= half_step_deg + ROUNDING_DEG
    assert message.valid


@given(st.sampled_from([STANDARD, NATIONAL, RLS, ELTDT]), st.floats(0, 90), st.floats(0, 180))
def test_offsets_of_newer_beacons_are_no_larger_than_half_a_coarse_step(
    fields: Any, lat: float, lon: float
) -> None:
    second = with_position(fields, lat, lon).second_field
    for offset in (second.latitude_offset, second.longitude_offset):
        assert abs(offset.signed_s) <= fields.minute_step * 30


@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not shipped")
def test_the_calculated_messages_are_made_again_from_their_positions() -> None:
    pattern = re.compile(r"([NSEW])([\d.]+)-([\d.]+)-([\d.]+)")
    made = 0
    for vector in json.loads(VECTORS.read_text()):
        angles = pattern.findall(vector["name"])
        if len(angles) != 2:
            continue
        lat, lon = (
            (-1 if hemisphere in "SW" else 1) * (float(d) + float(m) / 60 + float(s) / 3600)
            for hemisphere, d, m, s in angles
        )
        bits = frame.from_text(f"{frame.sync(self_test=False)}{int(vector['hex'], 16):0120b}")
        fields: Any = decode_hard(bits).fields
        again = encode_message(fields, position=(lat, lon))
        assert f"{int(frame.to_text(again)[24:], 2):030X}" == vector["hex"], vector["name"]
        made += 1
    assert made == 33


def test_the_offset_acts_on_the_magnitude_in_every_hemisphere() -> None:
    plus, minus = Offset("+", 30, 0), Offset("-", 30, 0)
    north_east = standard(Angle("N", 50, 0), Angle("E", 100, 0), (plus, minus)).position
    south_west = standard(Angle("S", 50, 0), Angle("W", 100, 0), (plus, minus)).position
    assert (north_east.lat, north_east.lon) == (50.5, 99.5)
    assert (south_west.lat, south_west.lon) == (-50.5, -99.5)


def test_offsets_of_older_beacons_may_be_large_and_are_used() -> None:
    message = standard(Angle("N", 50, 0), Angle("E", 1, 15), (None, Offset("-", 16, 8)))
    assert message.position.lon == pytest.approx(1 + 15 / 60 - 16 / 60 - 8 / 3600)
    assert Reason.OFFSET_NONSTANDARD not in message.reasons


DEFAULT_TAILS = [
    (STANDARD, "external", False, "83E0FCCA"),
    (STANDARD, "external", True, "83E0FAA8"),
    (STANDARD, "internal", False, "83E0F00E"),
    (STANDARD, "internal", True, "83E0F66C"),
    (NATIONAL, "external", False, "9F3C0AB6"),
    (NATIONAL, "external", True, "9F3C0CD4"),
    (NATIONAL, "internal", False, "9F3C0672"),
    (NATIONAL, "internal", True, "9F3C0010"),
    (USER, "external", None, "E0FF0F61"),
    (USER, "internal", None, "E0FF0146"),
]
"""Bits 113 to 144 of messages without a position, as they are seen on air."""


@pytest.mark.parametrize(("fields", "source", "homing", "tail"), DEFAULT_TAILS)
def test_default_positions_have_the_well_known_ends(
    fields: Any, source: str, homing: Any, tail: str
) -> None:
    second = msgspec.structs.replace(fields.second_field, source=source)
    if homing is not None:
        second = msgspec.structs.replace(second, homing_121_5_mhz=homing)
    message = received(msgspec.structs.replace(fields, second_field=second))
    assert message.hex.endswith(tail)


def test_a_default_position_is_no_position() -> None:
    for fields in LOCATED.values():
        message = received(fields)
        assert message.position is None
        assert message.valid
        assert not message.reasons


def test_zero_north_zero_east_is_a_position() -> None:
    message = decode_hard(encode_message(STANDARD, position=(0.0, 0.0)))
    assert (message.position.lat, message.position.lon) == (0, 0)


def test_one_default_axis_makes_the_position_incomplete() -> None:
    message = standard(Angle("N", 50, 0), None)
    assert message.position is None
    assert message.reasons == (Reason.POSITION_INCOMPLETE,)


def test_a_default_offset_leaves_its_axis_coarse() -> None:
    message = standard(Angle("N", 50, 0), Angle("E", 1, 0), (Offset("+", 1, 0), None))
    assert (message.position.lat, message.position.lon) == (50 + 1 / 60, 1)
    assert message.reasons == (Reason.OFFSET_INCOMPLETE,)
    assert message.position.radius_95_m > 30 * 1852 * 0.64


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (Angle("N", 90, 15), Angle("E", 1, 0)),
        (Angle("S", 127, 45), Angle("E", 1, 0)),
        (Angle("N", 50, 0), Angle("W", 180, 15)),
        (Angle("N", 50, 0), Angle("W", 255, 45)),
    ],
)
def test_a_position_beyond_the_earth_is_not_shown(latitude: Angle, longitude: Angle) -> None:
    message = standard(latitude, longitude)
    assert message.position is None
    assert message.reasons == (Reason.POSITION_OUT_OF_RANGE,)
    assert message.valid
    assert message.beacon_id is not None


@pytest.mark.parametrize("minutes", [60, 62])
def test_minutes_of_national_positions_end_at_58(minutes: int) -> None:
    fields = msgspec.structs.replace(
        NATIONAL, latitude=Angle("N", 50, minutes), longitude=Angle("E", 1, 0)
    )
    assert received(fields).reasons == (Reason.POSITION_OUT_OF_RANGE,)


def test_minutes_of_user_positions_end_at_56() -> None:
    second = UserLocation(
        source="internal", latitude=Angle("N", 50, 60), longitude=Angle("E", 1, 0)
    )
    message = received(msgspec.structs.replace(USER, second_field=second))
    assert message.reasons == (Reason.POSITION_OUT_OF_RANGE,)


def test_sixty_seconds_are_added_and_named() -> None:
    message = standard(Angle("N", 50, 0), Angle("E", 1, 0), (Offset("-", 6, 60), Offset("+", 0, 0)))
    assert message.position.lat == pytest.approx(50 - 7 / 60)
    assert message.reasons == (Reason.OFFSET_NONSTANDARD,)


def test_an_offset_over_the_equator_is_followed_and_named() -> None:
    message = standard(Angle("N", 0, 0), Angle("E", 1, 0), (Offset("-", 3, 0), Offset("+", 0, 0)))
    assert message.position.lat == pytest.approx(-3 / 60)
    assert message.reasons == (Reason.OFFSET_CROSSES_ZERO,)


def test_an_offset_beyond_the_pole_is_not_followed() -> None:
    message = standard(Angle("N", 90, 0), Angle("E", 1, 0), (Offset("+", 3, 0), Offset("+", 5, 0)))
    assert (message.position.lat, message.position.lon) == (90, 1)
    assert message.reasons == (Reason.OFFSET_OUT_OF_RANGE,)


@pytest.mark.parametrize(
    ("name", "fine_m", "coarse_min"),
    [("standard", 500, 30), ("national", 500, 3), ("rls", 500, 15), ("eltdt", 200, 15)],
)
def test_the_radius_is_the_permitted_error_and_the_corner_of_the_cell(
    name: str, fine_m: float, coarse_min: float
) -> None:
    bits = encode_message(LOCATED[name], position=(60.0, 10.0))
    fine: Position = decode_hard(bits).position
    assert fine.radius_95_m == fine_m
    bits[[110, 120, 130]] ^= 1
    coarse: Position = decode_hard(bits).position
    assert (coarse.lat, coarse.lon) == (60, 10)
    corner_m = coarse_min * 1852 * (1 + 0.5**2) ** 0.5
    assert coarse.radius_95_m == pytest.approx(fine_m + corner_m, abs=1)


def test_the_radius_of_a_user_position_includes_its_rounding() -> None:
    assert decode_hard(encode_message(USER, position=(1, 2))).position.radius_95_m == 5250


@settings(deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180), st.sets(st.integers(106, 143), min_size=1))
def test_damage_to_the_second_field_leaves_at_least_the_coarse_position(
    lat: float, lon: float, places: set[int]
) -> None:
    bits = encode_message(STANDARD, position=(lat, lon))
    bits[list(places)] ^= 1
    message = decode_hard(bits)
    assume(message.corrected_bits[1] != 0 or frame.missing_second_field(frame.to_text(bits)))
    assert message.position is not None
    assert message.valid


def test_a_protocol_without_a_position_refuses_one() -> None:
    with pytest.raises(TypeError, match="no room for a position"):
        with_position(msgspec.structs.replace(USER, second_field=None), 1, 2)
