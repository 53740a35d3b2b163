"""What first-generation messages are about, and which are not to be trusted."""

import pytest
from made_up_beacons import AIRCRAFT, BY_HAND, EPIRB, RLS, SHIP, changed, received

from decoder.message import MessageClass
from decoder.reasons import Reason
from decoder.t001 import AnyFields
from decoder.t001.identities import Opaque
from decoder.t001.national_location import NationalLocation, NationalOffsets
from decoder.t001.opaque_user import LongData, ShortData, SpareUser, TestUser
from decoder.t001.orbitography import Orbitography, OrbitographyLong
from decoder.t001.rls import RlsMmsi, RlsNumber
from decoder.t001.serial import SerialSpare, SerialUser
from decoder.t001.spare_location import SpareLocation
from decoder.t001.standard_location import ShipSecurityIdentity, StandardOffsets


@pytest.mark.parametrize(
    ("fields", "message_class"),
    [
        (EPIRB, MessageClass.DISTRESS),
        (SHIP, MessageClass.DISTRESS),
        (RLS, MessageClass.DISTRESS),
        (AIRCRAFT, MessageClass.DISTRESS_TRACKING),
        (changed(EPIRB, coding="test", identification=Opaque("0" * 24)), MessageClass.TEST),
        (
            changed(
                EPIRB,
                coding="ship security, MMSI",
                identification=ShipSecurityIdentity(mmsi_digits=123456),
                second_field=StandardOffsets(),
            ),
            MessageClass.SHIP_SECURITY,
        ),
        (
            NationalLocation(
                country=201, coding="test", serial_number=1, second_field=NationalOffsets()
            ),
            MessageClass.TEST,
        ),
        (TestUser(country=201, data="01" * 23, second_field=ShortData()), MessageClass.TEST),
        (changed(RLS, identification=RlsMmsi(rls_type="test", mmsi_digits=1)), MessageClass.TEST),
        (
            changed(
                RLS, identification=RlsNumber(rls_type="ELT", truncated_number=949, serial_number=1)
            ),
            MessageClass.TEST,
        ),
        (changed(AIRCRAFT, identification=Opaque("0" * 24)), MessageClass.TEST),
        (changed(AIRCRAFT, identification=Opaque("1" * 24)), MessageClass.TEST),
        (
            Orbitography(country=201, text="TEST", second_field=OrbitographyLong(data="1" * 32)),
            MessageClass.CALIBRATION,
        ),
    ],
)
def test_the_class_comes_from_the_protocol_and_the_sync(
    fields: AnyFields, message_class: MessageClass
) -> None:
    assert received(fields).message_class is message_class
    self_test = received(fields, self_test=True)
    assert self_test.message_class is MessageClass.SELF_TEST
    assert self_test.beacon_id == received(fields).beacon_id


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (changed(EPIRB, country=200), Reason.COUNTRY_UNASSIGNED),
        (SpareUser(country=201, data="0" * 46, second_field=ShortData()), Reason.PROTOCOL_SPARE),
        (
            SpareLocation(
                country=201, coding="spare 0001", data="0" * 45, second_field=LongData("1" * 26)
            ),
            Reason.PROTOCOL_SPARE,
        ),
        (
            SerialUser(
                country=201,
                serial_type="spare 111",
                has_type_approval=False,
                identification=SerialSpare(bits="0" * 40),
                second_field=BY_HAND,
            ),
            Reason.PROTOCOL_SPARE,
        ),
        (
            changed(AIRCRAFT, identity_type="spare 11", identification=Opaque("01" * 12)),
            Reason.IDENTITY_RESERVED,
        ),
    ],
)
def test_what_can_not_be_a_beacon_is_reported_as_unreliable(
    fields: AnyFields, reason: Reason
) -> None:
    message = received(fields)
    assert reason in message.reasons
    assert not message.valid
    assert message.message_class is MessageClass.UNRELIABLE
    assert message.fields is not None
    assert message.beacon_id is not None
