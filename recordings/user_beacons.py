"""Beacons of the user protocols, one for each way to name one: C/S T.001 A2.

All are made up, as those of recordings.location_beacons are; names are TEST. Only those of the test
protocol and calibration beacons send as if in earnest, all others a self-test.
"""

from decoder.t001.aviation import AviationUser
from decoder.t001.maritime import MaritimeUser, RadioCallSignUser
from decoder.t001.opaque_user import LongData, NationalUser, ShortData, TestUser
from decoder.t001.orbitography import (
    Orbitography,
    OrbitographyLong,
    OrbitographyShort,
    OrbitographyTime,
)
from decoder.t001.serial import (
    SerialAircraftAddress,
    SerialNumber,
    SerialOperator,
    SerialUser,
    UsaSerialNumber,
)
from decoder.t001.user import MaritimeEmergency, NoEmergencyCode, OtherEmergency, UserLocation
from recordings.location_beacons import COUNTRY
from recordings.places import BISCAY_TO_4_MIN, CORAL_SEA_TO_4_MIN
from recordings.plan import Transmission

USA = 366
BY_HAND = NoEmergencyCode(automatic_activation=False)
AUTOMATIC = NoEmergencyCode(automatic_activation=True)
LOCATED = UserLocation(source="internal")

USER = (
    Transmission(
        fields=MaritimeUser(
            country=COUNTRY, ship="000000", auxiliary_device="121.5 MHz", second_field=AUTOMATIC
        )
    ),
    Transmission(
        fields=MaritimeUser(
            country=COUNTRY,
            ship="TEST",
            beacon_number="Z",
            second_field=MaritimeEmergency(
                automatic_activation=False, nature_of_distress="sinking"
            ),
        )
    ),
    Transmission(
        fields=RadioCallSignUser(
            country=COUNTRY,
            call_sign_letters="TEST",
            call_sign_digits="00",
            auxiliary_device="9 GHz SART",
            second_field=BY_HAND,
        )
    ),
    Transmission(
        fields=AviationUser(
            country=COUNTRY,
            registration="TEST",
            elt_number=3,
            second_field=OtherEmergency(
                automatic_activation=True, fire=True, medical_help=True, disabled=False
            ),
        )
    ),
    Transmission(
        fields=NationalUser(country=COUNTRY, data="01" * 23, second_field=ShortData("101010"))
    ),
    Transmission(
        fields=TestUser(country=COUNTRY, data="0011" * 11 + "00", second_field=ShortData("000110")),
        self_test=False,
    ),
)

SERIAL = (
    Transmission(
        fields=SerialUser(
            country=COUNTRY,
            serial_type="ELT",
            has_type_approval=True,
            identification=SerialNumber(
                serial_number=1048575, national_use="0000000000", type_approval=1023
            ),
            second_field=AUTOMATIC,
        )
    ),
    Transmission(
        fields=SerialUser(
            country=COUNTRY,
            serial_type="ELT, aircraft operator",
            has_type_approval=True,
            identification=SerialOperator(designator="ZZZ", serial_number=4095, type_approval=1023),
            second_field=AUTOMATIC,
        )
    ),
    Transmission(
        fields=SerialUser(
            country=COUNTRY,
            serial_type="EPIRB, float-free",
            has_type_approval=True,
            identification=SerialNumber(
                serial_number=1048575, national_use="0000000000", type_approval=1023
            ),
            second_field=AUTOMATIC,
        )
    ),
    Transmission(
        fields=SerialUser(
            country=COUNTRY,
            serial_type="ELT, aircraft address",
            has_type_approval=False,
            identification=SerialAircraftAddress(
                aircraft_address="FFFFFF", elt_number=63, national_use="1111111111"
            ),
            second_field=AUTOMATIC,
        )
    ),
    Transmission(
        fields=SerialUser(
            country=COUNTRY,
            serial_type="EPIRB, non-float-free",
            has_type_approval=False,
            identification=SerialNumber(serial_number=1048575, national_use="1" * 20),
            second_field=BY_HAND,
        )
    ),
    Transmission(
        fields=SerialUser(
            country=USA,
            serial_type="PLB",
            has_type_approval=False,
            identification=UsaSerialNumber(
                manufacturer=255,
                sequence_number=4095,
                model=15,
                production_run=255,
                national_use="11111111",
            ),
            second_field=BY_HAND,
        )
    ),
)

USER_LOCATION = (
    Transmission(
        fields=MaritimeUser(country=COUNTRY, ship="000000", second_field=LOCATED),
        position=BISCAY_TO_4_MIN,
    ),
    Transmission(
        fields=RadioCallSignUser(
            country=COUNTRY, call_sign_letters="TEST", call_sign_digits="", second_field=LOCATED
        ),
        position=CORAL_SEA_TO_4_MIN,
    ),
    Transmission(
        fields=AviationUser(country=COUNTRY, registration="TEST", second_field=LOCATED),
        position=BISCAY_TO_4_MIN,
    ),
    Transmission(
        fields=SerialUser(
            country=COUNTRY,
            serial_type="PLB",
            has_type_approval=True,
            identification=SerialNumber(
                serial_number=1048575, national_use="0000000000", type_approval=1023
            ),
            second_field=UserLocation(source="external"),
        ),
        position=CORAL_SEA_TO_4_MIN,
    ),
    Transmission(
        fields=NationalUser(country=COUNTRY, data="10" * 23, second_field=LongData("01" * 13))
    ),
    Transmission(
        fields=TestUser(country=COUNTRY, data="1100" * 11 + "11", second_field=LOCATED),
        position=BISCAY_TO_4_MIN,
        self_test=False,
    ),
    Transmission(
        fields=TestUser(country=COUNTRY, data="1100" * 11 + "11", second_field=LOCATED),
        self_test=False,
    ),
)

ORBITOGRAPHY = (
    Transmission(
        fields=Orbitography(country=COUNTRY, text="TEST", second_field=OrbitographyShort()),
        self_test=False,
    ),
    Transmission(
        fields=Orbitography(
            country=COUNTRY,
            text="TEST",
            second_field=OrbitographyTime(day_of_year=1, hours=12, minutes=0, tens_of_seconds=5),
        ),
        self_test=False,
    ),
    Transmission(
        fields=Orbitography(
            country=COUNTRY, text="TEST", second_field=OrbitographyLong(data="1010" * 8)
        ),
        self_test=False,
    ),
)
