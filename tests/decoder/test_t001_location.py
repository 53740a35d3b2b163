"""The traps of the location protocols: C/S T.001 A3.3."""

from typing import Any

import pytest
from made_up_beacons import AIRCRAFT, ELT, EPIRB, HERE, RLS, changed, of, received

from decoder.message import MessageClass, PositionSource
from decoder.reasons import Reason
from decoder.t001 import decode_hard, encode_message, frame
from decoder.t001.eltdt import (
    CANCELLED_LATITUDE,
    CANCELLED_LONGITUDE,
    EltDt,
    EltDtCancellation,
    EltDtOperator,
    EltDtRotating,
)
from decoder.t001.identities import AircraftAddress, Mmsi, Operator, TypeApproved
from decoder.t001.national_location import NationalData, NationalLocation
from decoder.t001.rls import RlsMmsi, RlsNumber, RlsOffsets
from decoder.t001.standard_location import ShipSecurityIdentity, StandardOffsets, StandardSupplement


def test_national_data_in_place_of_offsets_are_no_position() -> None:
    fields = NationalLocation(
        country=201, coding="PLB", serial_number=5, second_field=NationalData(data="01" * 10)
    )
    message = received(fields, position=HERE)
    assert (message.position.lat, message.position.lon) == HERE
    assert message.position.radius_95_m > 3 * 1852
    assert message.position.source is PositionSource.INTERNAL


def test_wrong_fixed_bits_are_a_warning() -> None:
    fields = changed(EPIRB, second_field=StandardOffsets(fixed_bits="0110"))
    assert received(fields).reasons == (Reason.FIXED_BITS_WRONG,)
    assert received(fields).valid


def test_a_cancellation_is_no_position_and_keeps_its_id() -> None:
    fields = changed(
        AIRCRAFT,
        latitude=CANCELLED_LATITUDE,
        longitude=CANCELLED_LONGITUDE,
        second_field=EltDtCancellation(),
    )
    message = received(fields)
    assert message.hex.endswith("F1E0F01EE")
    assert of(EltDt, message).cancelled
    assert message.position is None
    assert message.message_class is MessageClass.CANCELLATION
    assert message.beacon_id == received(AIRCRAFT).beacon_id
    assert message.reasons == (Reason.ALERT_CANCELLED,)


def test_half_a_cancellation_cancels_nothing() -> None:
    first_only = changed(AIRCRAFT, latitude=CANCELLED_LATITUDE, longitude=CANCELLED_LONGITUDE)
    second_only = changed(AIRCRAFT, second_field=EltDtCancellation())
    for fields in (first_only, second_only):
        message = received(fields)
        assert not of(EltDt, message).cancelled
        assert message.message_class is MessageClass.DISTRESS_TRACKING
        assert Reason.CANCELLATION_UNCONFIRMED in message.reasons
    assert received(first_only).position is None


def test_a_cancellation_needs_a_second_field_that_can_be_decoded() -> None:
    """With two corrections it still can be no accident: 742 words of 2**38 are so near to it."""
    fields = changed(
        AIRCRAFT,
        latitude=CANCELLED_LATITUDE,
        longitude=CANCELLED_LONGITUDE,
        second_field=EltDtCancellation(),
    )
    bits = encode_message(fields)
    bits[[110, 120]] ^= 1
    corrected = decode_hard(bits)
    assert corrected.corrected_bits == (0, 2)
    assert of(EltDt, corrected).cancelled
    bits[[130, 131, 132, 135]] ^= 1
    lost = decode_hard(bits)
    assert lost.corrected_bits == (0, None)
    assert not of(EltDt, lost).cancelled
    assert Reason.CANCELLATION_UNCONFIRMED in lost.reasons


def test_the_rotating_field_leaves_the_coarse_position() -> None:
    operator = EltDtOperator(activation="manual", altitude="over 10000 m", designator="AFR")
    message = received(changed(AIRCRAFT, second_field=operator), position=HERE)
    assert of(EltDt, message).second_field == operator
    assert (message.position.lat, message.position.lon) == HERE
    assert message.position.radius_95_m > 15 * 1852


@pytest.mark.parametrize(
    ("code", "altitude"),
    [
        ("0000", "up to 400 m"),
        ("0111", "3400–4000 m"),
        ("1101", "8800–10000 m"),
        ("1110", "over 10000 m"),
        ("1111", "not available"),
    ],
)
def test_altitudes_are_those_of_a3_3_8_3(code: str, altitude: str) -> None:
    second = changed(ELT, altitude=altitude)
    assert frame.to_text(encode_message(changed(AIRCRAFT, second_field=second)))[108:112] == code


def test_no_operator_designator_is_sent_as_zga() -> None:
    operator = EltDtOperator(activation="manual", altitude="not available")
    bits = encode_message(changed(AIRCRAFT, second_field=operator))
    assert frame.to_text(bits)[114:132] == "000" + "10001" + "01011" + "11000"


def test_a_rotating_field_of_a_type_to_come_is_kept_and_named() -> None:
    rotating = EltDtRotating(
        activation="manual", altitude="not available", rotating_type="spare 101", data="1" * 15
    )
    message = received(changed(AIRCRAFT, second_field=rotating))
    assert of(EltDt, message).second_field == rotating
    assert Reason.SPARE_CODE in message.reasons


@pytest.mark.parametrize(
    ("identity_type", "identification", "identity"),
    [
        ("aircraft address", AircraftAddress("123ABC"), "ELT(DT), aircraft address 123ABC"),
        ("aircraft operator", Operator("ABC", 9), "ELT(DT), operator ABC, serial number 9"),
        ("type approval", TypeApproved(77, 9), "ELT(DT), type approval 77, serial number 9"),
    ],
)
def test_an_eltdt_is_named_in_three_ways(
    identity_type: str, identification: Any, identity: str
) -> None:
    fields = changed(AIRCRAFT, identity_type=identity_type, identification=identification)
    assert received(fields).identity == identity


@pytest.mark.parametrize(
    ("identification", "beacon_type", "identity"),
    [
        (
            RlsNumber(rls_type="EPIRB", truncated_number=42, serial_number=7),
            "EPIRB",
            "EPIRB, RLS number 1042, serial number 7",
        ),
        (
            RlsNumber(rls_type="ELT", truncated_number=920, serial_number=7),
            "ELT",
            "ELT, RLS number 2920, serial number 7",
        ),
        (
            RlsMmsi(rls_type="second EPIRB", mmsi_digits=6600),
            "EPIRB",
            "EPIRB, MMSI 201 006600, second EPIRB",
        ),
    ],
)
def test_an_rls_beacon_is_named_by_number_or_by_mmsi(
    identification: Any, beacon_type: str, identity: str
) -> None:
    message = received(changed(RLS, identification=identification))
    assert message.beacon_type == beacon_type
    assert message.identity == identity


def test_an_rls_beacon_that_accepts_no_return_link_message_is_named() -> None:
    deaf = RlsOffsets(accepts_automatic=False, accepts_manual=False)
    assert received(changed(RLS, second_field=deaf)).reasons == (Reason.RETURN_LINK_NOT_POSSIBLE,)


def test_an_mmsi_of_seven_digits_is_named() -> None:
    message = received(changed(EPIRB, identification=Mmsi(1048575)))
    assert message.reasons == (Reason.MMSI_OUT_OF_RANGE,)


def test_ship_security_with_homing_or_wrong_bits_is_named() -> None:
    fields = changed(
        EPIRB,
        coding="ship security, MMSI",
        identification=ShipSecurityIdentity(mmsi_digits=1, fixed_bits="0001"),
    )
    assert received(fields).reasons == (Reason.FIXED_BITS_WRONG, Reason.HOMING_NOT_PERMITTED)


def test_a_withdrawn_short_location_message_is_read_and_named() -> None:
    fields = changed(EPIRB, second_field=StandardSupplement(homing_121_5_mhz=True))
    message = received(fields, position=HERE)
    assert message.reasons == (Reason.FORMAT_WITHDRAWN,)
    assert message.valid
    assert (message.position.lat, message.position.lon) == HERE
    assert len(message.hex) == 28
