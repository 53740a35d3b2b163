"""What second-generation messages are about, where they are, and which are not to be trusted."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_sgb import AIRCRAFT, CANCELLED, PLACE, SHIP, changed, digits, heard

from decoder.codes.bch_250_202 import BCH_250_202
from decoder.message import FieldTrust, MessageClass, PositionSource
from decoder.reasons import Reason
from decoder.t018 import SecondGeneration, decode_hard, encode_message
from decoder.t018.aircraft import AircraftAddress, OperatedAircraft, Operator, Registration
from decoder.t018.cancellation import Cancellation
from decoder.t018.location import (
    NO_LATITUDE_DEG,
    NO_LONGITUDE_DEG,
    Location,
    NoLocation,
)
from decoder.t018.message import CANCELLED_SPARE_BITS
from decoder.t018.objective import DILUTIONS, Objective
from decoder.t018.return_link import ReturnLink
from decoder.t018.rotating import NationalRotating, SpareRotating
from decoder.t018.ships import CallSign, Mmsi
from decoder.t018.vessel import NoVessel, SpareVessel, SystemTesting

GNSS_AND_INPUT_M = 50
ROUNDING_M = 2.5
SYSTEM = changed(SHIP, tac=65535, beacon_type="system beacon", test_protocol=True)


@pytest.mark.parametrize(
    ("fields", "message_class"),
    [
        (SHIP, MessageClass.DISTRESS),
        (changed(SHIP, beacon_type="PLB"), MessageClass.DISTRESS),
        (changed(SHIP, beacon_type="ELT"), MessageClass.DISTRESS),
        (changed(SHIP, beacon_type="spare 101"), MessageClass.DISTRESS),
        (AIRCRAFT, MessageClass.DISTRESS_TRACKING),
        (changed(AIRCRAFT, test_protocol=True), MessageClass.TEST),
        (changed(SHIP, test_protocol=True), MessageClass.TEST),
        (SYSTEM, MessageClass.CALIBRATION),
        (changed(SYSTEM, test_protocol=False), MessageClass.CALIBRATION),
        (changed(SHIP, tac=65521), MessageClass.CALIBRATION),
        (changed(SHIP, tac=65520), MessageClass.DISTRESS),
        (changed(SHIP, beacon_type="system beacon"), MessageClass.CALIBRATION),
        (CANCELLED, MessageClass.CANCELLATION),
        (changed(CANCELLED, beacon_type="ELT(DT)"), MessageClass.CANCELLATION),
        (changed(CANCELLED, test_protocol=True), MessageClass.TEST),
        (changed(CANCELLED, tac=65535), MessageClass.CALIBRATION),
    ],
)
def test_the_class_comes_from_the_coding_and_the_spreading(
    fields: SecondGeneration, message_class: MessageClass
) -> None:
    assert heard(fields).message_class is message_class
    self_test = heard(fields, self_test=True)
    assert self_test.message_class is MessageClass.SELF_TEST
    assert self_test.beacon_id == heard(fields).beacon_id


def test_a_message_says_everything_that_it_holds() -> None:
    message = heard(SHIP, corrected_bits=3)
    assert message.generation == 2
    assert message.hex == digits(encode_message(SHIP), before="00")
    assert message.protocol == "second_generation"
    assert message.beacon_type == "EPIRB"
    assert message.identity == "EPIRB, MMSI 201 123456, type approval 10001, serial number 406"
    assert message.country_name == "Albania"
    assert message.homing == "homing signal"
    assert message.corrected_bits == (3,)
    assert message.valid
    assert message.reasons == ()
    assert message.fields == SHIP


def test_the_hex_of_a_self_test_begins_with_its_flag() -> None:
    message = heard(SHIP, self_test=True)
    assert message.hex == digits(encode_message(SHIP), before="10")
    assert len(message.hex) == 63


@pytest.mark.parametrize(
    ("vessel", "words"),
    [
        (NoVessel(), ""),
        (Mmsi(None, 1234), "no MMSI, AIS 974xx1234, "),
        (Mmsi(982010001), "MMSI 982 010001, "),
        (CallSign("ZZ1"), "call sign ZZ1, "),
        (CallSign(""), "call sign unknown, "),
        (Registration("ZA-123"), "aircraft ZA-123, "),
        (AircraftAddress("501234"), "aircraft address 501234, "),
        (OperatedAircraft("501234", "XYZ"), "aircraft address 501234, operator XYZ, "),
        (OperatedAircraft("501234"), "aircraft address 501234, "),
        (Operator("XYZ", 15), "operator XYZ, aircraft 15, "),
        (SpareVessel(), ""),
        (SystemTesting(), "system test 00000000000, "),
    ],
)
def test_the_identity_names_the_ship_or_aircraft(vessel: Any, words: str) -> None:
    message = heard(changed(SHIP, vessel=vessel))
    assert message.identity == f"EPIRB, {words}type approval 10001, serial number 406"


def test_a_position_has_the_radius_that_the_standard_permits() -> None:
    position = heard(SHIP).position
    assert position is not None
    assert (position.lat, position.lon) == (PLACE.latitude, PLACE.longitude)
    assert position.source is PositionSource.UNSTATED
    assert GNSS_AND_INPUT_M < position.radius_95_m < GNSS_AND_INPUT_M + ROUNDING_M


def test_the_radius_grows_with_the_dilution_of_precision() -> None:
    radii = []
    for hdop in DILUTIONS.values():
        position = heard(changed(SHIP, rotating_field=Objective(hdop=hdop))).position
        assert position is not None
        radii.append(position.radius_95_m)
    *known, unknown = radii
    assert known == sorted(known)
    assert known[-1] > 10 * known[0]
    assert unknown == known[0]


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_position_is_given_back_within_its_radius(lat: float, lon: float) -> None:
    bits = encode_message(SHIP, position=(lat, lon))
    position = decode_hard(bits, self_test=False).position
    assert position is not None
    assert math.isclose(position.lat, lat, abs_tol=2**-16)
    assert math.isclose(position.lon, lon, abs_tol=2**-16)


@pytest.mark.parametrize(
    ("location", "reasons"),
    [
        (NoLocation(), ()),
        (NoLocation("no capability", "no capability"), ()),
        (Location(NO_LATITUDE_DEG, 10.0), (Reason.POSITION_INCOMPLETE,)),
        (Location(-NO_LATITUDE_DEG, 10.0), (Reason.POSITION_INCOMPLETE,)),
        (Location(10.0, NO_LONGITUDE_DEG), (Reason.POSITION_INCOMPLETE,)),
        (Location(90.00004, 10.0), (Reason.POSITION_OUT_OF_RANGE,)),
        (Location(10.0, -180.00004), (Reason.POSITION_OUT_OF_RANGE,)),
    ],
)
def test_what_is_no_place_is_no_position(
    location: Location | NoLocation, reasons: tuple[Reason, ...]
) -> None:
    message = heard(changed(SHIP, location=location))
    assert message.position is None
    assert message.reasons == reasons
    assert message.valid


def test_the_poles_and_the_date_line_are_places() -> None:
    for lat, lon in ((90.0, 180.0), (-90.0, -180.0), (0.0, -0.0)):
        position = heard(changed(SHIP, location=Location(lat, lon))).position
        assert position is not None
        assert (position.lat, position.lon) == (lat, lon)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (changed(SHIP, tac=9999), Reason.TAC_OUT_OF_RANGE),
        (changed(SHIP, tac=18000), Reason.TAC_OUT_OF_RANGE),
        (changed(SHIP, tac=65521), Reason.SYSTEM_BEACON_CONTRADICTORY),
        (changed(SHIP, beacon_type="system beacon"), Reason.SYSTEM_BEACON_CONTRADICTORY),
        (changed(SHIP, beacon_type="spare 110"), Reason.SPARE_CODE),
        (changed(SHIP, vessel=NoVessel("1" * 44)), Reason.NATIONAL_MEANING),
        (changed(SHIP, vessel=SpareVessel()), Reason.SPARE_CODE),
        (changed(SHIP, vessel=SystemTesting()), Reason.SYSTEM_TESTING_UNFLAGGED),
        (changed(SHIP, vessel=Mmsi(1_000_000_000)), Reason.MMSI_OUT_OF_RANGE),
        (changed(SHIP, vessel=CallSign("ZZ1", "01")), Reason.FIXED_BITS_WRONG),
        (changed(SHIP, vessel=CallSign("ZZ?00")), Reason.BAUDOT_UNDEFINED),
        (changed(SHIP, vessel=Operator("XYZ", 0)), Reason.NUMBER_OUT_OF_RANGE),
        (changed(SHIP, rotating_field=SpareRotating("spare 0101")), Reason.SPARE_CODE),
        (changed(SHIP, rotating_field=NationalRotating("1" * 44)), Reason.NATIONAL_MEANING),
        (
            changed(SHIP, rotating_field=ReturnLink(accepts_automatic=False)),
            Reason.RETURN_LINK_NOT_POSSIBLE,
        ),
        (
            changed(SHIP, rotating_field=ReturnLink(received_manual=True)),
            Reason.RETURN_LINK_FEEDBACK,
        ),
        (
            changed(SHIP, rotating_field=ReturnLink(rlm="1" * 20)),
            Reason.RETURN_LINK_FEEDBACK,
        ),
        (
            changed(SHIP, rotating_field=ReturnLink(provider="BDS", received_automatic=True)),
            Reason.RETURN_LINK_FEEDBACK,
        ),
    ],
)
def test_what_the_standard_does_not_allow_is_a_warning(
    fields: SecondGeneration, reason: Reason
) -> None:
    message = heard(fields)
    assert message.reasons == (reason,)
    assert message.valid


def test_a_message_that_keeps_all_rules_has_no_reasons() -> None:
    rlm = ReturnLink(received_automatic=True, rlm="0001" + "0" * 15 + "1")
    for fields in (SHIP, AIRCRAFT, SYSTEM, changed(SHIP, rotating_field=rlm)):
        assert heard(fields).reasons == ()


def test_a_cancellation_says_so_and_keeps_id_and_position() -> None:
    message = heard(CANCELLED)
    assert message.reasons == (Reason.ALERT_CANCELLED,)
    assert message.valid
    assert message.beacon_id == heard(SHIP).beacon_id
    assert message.position == heard(changed(SHIP, rotating_field=Objective())).position


@pytest.mark.parametrize("bit", range(42))
def test_a_cancellation_with_a_wrong_fixed_bit_cancels_nothing(bit: int) -> None:
    fixed_bits = "1" * bit + "0" + "1" * (41 - bit)
    message = heard(changed(CANCELLED, rotating_field=Cancellation(fixed_bits=fixed_bits)))
    assert message.message_class is MessageClass.DISTRESS
    assert Reason.CANCELLATION_UNCONFIRMED in message.reasons
    assert Reason.ALERT_CANCELLED not in message.reasons


def test_wrong_spare_bits_are_not_trusted() -> None:
    flipped = [f"{(1 << 14) - 1 - (1 << bit):014b}" for bit in range(14)]
    for spare_bits in (*flipped, CANCELLED_SPARE_BITS):
        message = heard(changed(SHIP, spare_bits=spare_bits))
        assert Reason.SPARE_BITS_WRONG in message.reasons
        assert message.message_class is MessageClass.UNRELIABLE
    assert heard(changed(CANCELLED, spare_bits="1" * 14)).message_class is MessageClass.UNRELIABLE


def test_a_country_that_is_none_is_not_trusted() -> None:
    message = heard(changed(SHIP, country=1002))
    assert Reason.COUNTRY_UNASSIGNED in message.reasons
    assert message.message_class is MessageClass.UNRELIABLE


def test_a_suspect_message_is_shown_and_not_trusted() -> None:
    for fields in (SHIP, CANCELLED):
        message = heard(fields, trust=FieldTrust.SUSPECT)
        assert message.reasons[0] is Reason.FIRST_FIELD_SUSPECT
        assert message.message_class is MessageClass.UNRELIABLE
        assert message.position is not None


def test_up_to_six_errors_are_corrected_and_seven_are_garbage() -> None:
    sent = encode_message(SHIP)
    for errors in range(7):
        received = sent.copy()
        received[: 35 * errors : 35] ^= 1
        message = decode_hard(received, self_test=False)
        assert message.corrected_bits == (errors,)
        assert message.fields == SHIP
    received = sent.copy()
    received[: 35 * 7 : 35] ^= 1
    message = decode_hard(received, self_test=False)
    assert message.corrected_bits == (None,)
    assert message.reasons == (Reason.FIRST_FIELD_UNDECODABLE,)
    assert message.message_class is MessageClass.UNRELIABLE
    assert message.beacon_id is None
    assert message.position is None
    assert message.hex == digits(received, before="00")


def test_nothing_but_zeros_is_no_message() -> None:
    message = decode_hard(np.zeros(250, dtype=np.uint8), self_test=False)
    assert message.corrected_bits == (0,)
    assert message.reasons == (Reason.FIRST_FIELD_ALL_ZERO,)
    assert message.message_class is MessageClass.UNRELIABLE


@given(st.integers(0, (1 << 202) - 1), st.booleans())
def test_random_codewords_are_never_an_alert_without_their_spare_bits(
    number: int, self_test: bool
) -> None:
    info = np.array([*f"{number:0202b}"], dtype=np.uint8)
    message = decode_hard(BCH_250_202.encode(info), self_test=self_test)
    assert message.valid == (message.message_class is not MessageClass.UNRELIABLE)
    if message.valid:
        assert f"{number:0202b}"[140:154] in {"1" * 14, "0" * 14}
