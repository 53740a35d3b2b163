"""The user protocols and orbitography: C/S T.001 A2, C/S T.006."""

import pytest
from made_up_beacons import BY_HAND, EPIRB, HERE, SHIP, changed, of, received

from decoder.message import PositionSource
from decoder.reasons import Reason
from decoder.t001 import AnyFields, decode_hard, encode_message, second_field_is_protected
from decoder.t001.aviation import AviationUser
from decoder.t001.maritime import MaritimeUser, RadioCallSignUser
from decoder.t001.national_location import NationalLocation, NationalOffsets
from decoder.t001.opaque_user import LongData, NationalUser
from decoder.t001.orbitography import Orbitography, OrbitographyLong, OrbitographyTime
from decoder.t001.serial import SerialAircraftAddress, SerialNumber, SerialUser
from decoder.t001.user import MaritimeEmergency, NoEmergencyCode, OtherEmergency, UserLocation


def test_emergency_codes_at_sea_and_elsewhere() -> None:
    fire = MaritimeEmergency(automatic_activation=True, nature_of_distress="fire or explosion")
    assert of(MaritimeUser, received(changed(SHIP, second_field=fire))).second_field == fire
    hurt = OtherEmergency(automatic_activation=False, fire=False, medical_help=True, disabled=False)
    plane = AviationUser(country=201, registration="D-ABCD", second_field=hurt)
    assert of(AviationUser, received(plane)).second_field == hurt


def test_serial_epirbs_have_maritime_emergencies_and_plbs_others() -> None:
    for serial_type, expected in (
        ("EPIRB, float-free", MaritimeEmergency),
        ("EPIRB, non-float-free", MaritimeEmergency),
        ("PLB", OtherEmergency),
        ("ELT", OtherEmergency),
    ):
        fields = SerialUser(
            country=201,
            serial_type=serial_type,
            has_type_approval=True,
            identification=SerialNumber(
                serial_number=1, type_approval=2, national_use="0000000000"
            ),
            second_field=NoEmergencyCode(automatic_activation=True),
        )
        bits = encode_message(fields)
        bits[106] = 1
        assert isinstance(of(SerialUser, decode_hard(bits)).second_field, expected)


def test_an_unflagged_emergency_code_is_named_and_not_read() -> None:
    fields = changed(
        SHIP, second_field=NoEmergencyCode(automatic_activation=False, national_use="0001")
    )
    message = received(fields)
    assert message.reasons == (Reason.EMERGENCY_CODE_UNFLAGGED,)
    assert of(MaritimeUser, message).second_field == fields.second_field


def test_a_float_free_epirb_activated_only_by_hand_is_named() -> None:
    fields = SerialUser(
        country=201,
        serial_type="EPIRB, float-free",
        has_type_approval=False,
        identification=SerialNumber(serial_number=1, national_use="0" * 20),
        second_field=BY_HAND,
    )
    assert received(fields).reasons == (Reason.ACTIVATION_CONTRADICTORY,)


@pytest.mark.parametrize(
    ("fields", "identity"),
    [
        (SHIP, "EPIRB, MMSI 201 123456, beacon 0"),
        (changed(SHIP, ship="ABCD"), "EPIRB, call sign ABCD, beacon 0"),
        (changed(SHIP, ship="1234", beacon_number="A"), "EPIRB, call sign 1234, beacon A"),
        (
            RadioCallSignUser(
                country=201, call_sign_letters="ABCD", call_sign_digits="12", second_field=BY_HAND
            ),
            "EPIRB, call sign ABCD12, beacon 0",
        ),
        (
            AviationUser(country=201, registration="D-ABCD", elt_number=2, second_field=BY_HAND),
            "ELT, aircraft D-ABCD, ELT 2",
        ),
        (
            SerialUser(
                country=201,
                serial_type="ELT, aircraft address",
                has_type_approval=True,
                identification=SerialAircraftAddress(aircraft_address="123ABC", type_approval=9),
                second_field=BY_HAND,
            ),
            "ELT, aircraft address 123ABC, ELT 0, type approval 9",
        ),
        (EPIRB, "EPIRB, MMSI 201 123456, beacon 1"),
        (
            NationalLocation(
                country=201, coding="PLB", serial_number=5, second_field=NationalOffsets()
            ),
            "PLB, national serial number 5",
        ),
    ],
)
def test_beacons_are_named_in_words(fields: AnyFields, identity: str) -> None:
    message = received(fields)
    assert message.identity == identity
    assert message.valid
    assert message.country_name == "Albania"


def test_a_user_location_says_where_its_position_comes_from() -> None:
    for word, source in (
        ("internal", PositionSource.INTERNAL),
        ("external", PositionSource.EXTERNAL),
    ):
        fields = changed(SHIP, second_field=UserLocation(source=word))
        assert received(fields, position=HERE).position.source is source


def test_a_message_without_a_second_field_can_not_be_encoded() -> None:
    with pytest.raises(ValueError, match="second_field"):
        encode_message(changed(SHIP, second_field=None))


def test_an_orbitography_message_tells_the_time_and_has_no_second_code() -> None:
    clock = OrbitographyTime(day_of_year=247, hours=10, minutes=29, tens_of_seconds=3)
    bits = encode_message(Orbitography(country=227, text="TEST", second_field=clock))
    assert not second_field_is_protected(bits)
    message = decode_hard(bits)
    assert of(Orbitography, message).second_field == clock
    assert message.corrected_bits == (0,)
    assert message.position is None


def test_orbitography_bits_that_are_no_time_stay_bits() -> None:
    data = OrbitographyLong(data="1" * 32)
    message = received(Orbitography(country=227, text="TEST", second_field=data))
    assert of(Orbitography, message).second_field == data
    assert message.reasons == ()


def test_a_national_message_is_passed_on_unread() -> None:
    fields = NationalUser(country=201, data="10" * 23, second_field=LongData("01" * 13))
    bits = encode_message(fields)
    assert second_field_is_protected(bits)
    message = decode_hard(bits)
    assert message.fields == fields
    assert message.reasons == (Reason.NATIONAL_MEANING,)
    assert message.valid
