"""Beacons of the location protocols, one for each way to name one: C/S T.001 A3.

All are made up, to be seen as such: ships have an MMSI that ends in 000000, aircraft the address
FFFFFF, operators are ZZZ, and numbers are the highest that their field holds (one less for ELT(DT),
where all ones mean a test). Those of the test protocols send as if in earnest, all others a
self-test.
"""

from decoder.t001.eltdt import (
    CANCELLED_LATITUDE,
    CANCELLED_LONGITUDE,
    EltDt,
    EltDtCancellation,
    EltDtOffsets,
    EltDtOperator,
)
from decoder.t001.identities import AircraftAddress, Mmsi, Opaque, Operator, TypeApproved
from decoder.t001.national_location import NationalData, NationalLocation, NationalOffsets
from decoder.t001.rls import TYPE_APPROVAL_TEST, RlsLocation, RlsMmsi, RlsNumber, RlsOffsets
from decoder.t001.standard_location import (
    ShipSecurityIdentity,
    StandardLocation,
    StandardOffsets,
)
from recordings.places import BISCAY, BISCAY_TO_30_MIN, CORAL_SEA
from recordings.plan import Transmission

COUNTRY = 201
NUMBERED = TypeApproved(type_approval=1023, serial_number=16383)
OFFSETS = StandardOffsets(homing_121_5_mhz=True)
TEST_BITS = Opaque("101010101010101010101010")
ELT_DT_TEST = Opaque("0" * 24)

TEST_BEACON = StandardLocation(
    country=COUNTRY, coding="test", identification=TEST_BITS, second_field=OFFSETS
)
MMSI_EPIRB = StandardLocation(
    country=COUNTRY, coding="EPIRB, MMSI", identification=Mmsi(0, 15), second_field=OFFSETS
)
NATIONAL_TEST = NationalLocation(
    country=COUNTRY, coding="test", serial_number=262143, second_field=NationalOffsets()
)

STANDARD_LOCATION = (
    Transmission(fields=MMSI_EPIRB, position=BISCAY),
    Transmission(
        fields=StandardLocation(
            country=COUNTRY,
            coding="ELT, aircraft address",
            identification=AircraftAddress("FFFFFF"),
            second_field=OFFSETS,
        ),
        position=CORAL_SEA,
    ),
    Transmission(
        fields=StandardLocation(
            country=COUNTRY,
            coding="ELT, serial number",
            identification=NUMBERED,
            second_field=OFFSETS,
        ),
        position=BISCAY,
    ),
    Transmission(
        fields=StandardLocation(
            country=COUNTRY,
            coding="ELT, aircraft operator",
            identification=Operator("ZZZ", 511),
            second_field=OFFSETS,
        ),
        position=CORAL_SEA,
    ),
    Transmission(
        fields=StandardLocation(
            country=COUNTRY,
            coding="EPIRB, serial number",
            identification=NUMBERED,
            second_field=StandardOffsets(source="external"),
        ),
        position=BISCAY,
    ),
    Transmission(
        fields=StandardLocation(
            country=COUNTRY,
            coding="PLB, serial number",
            identification=NUMBERED,
            second_field=OFFSETS,
        ),
        position=CORAL_SEA,
    ),
    Transmission(
        fields=StandardLocation(
            country=COUNTRY,
            coding="ship security, MMSI",
            identification=ShipSecurityIdentity(mmsi_digits=0),
            second_field=StandardOffsets(),
        ),
        position=BISCAY,
    ),
    Transmission(fields=TEST_BEACON, position=CORAL_SEA, self_test=False),
    Transmission(fields=TEST_BEACON, self_test=False),
)

NATIONAL_LOCATION = (
    Transmission(
        fields=NationalLocation(
            country=COUNTRY, coding="ELT", serial_number=262143, second_field=NationalOffsets()
        ),
        position=BISCAY,
    ),
    Transmission(
        fields=NationalLocation(
            country=COUNTRY,
            coding="EPIRB",
            serial_number=262143,
            second_field=NationalOffsets(homing_121_5_mhz=True),
        ),
        position=CORAL_SEA,
    ),
    Transmission(
        fields=NationalLocation(
            country=COUNTRY,
            coding="PLB",
            serial_number=262143,
            second_field=NationalData(data="01" * 10),
        )
    ),
    Transmission(fields=NATIONAL_TEST, position=CORAL_SEA, self_test=False),
)

RLS_LOCATION = (
    Transmission(
        fields=RlsLocation(
            country=COUNTRY,
            identification=RlsMmsi(rls_type="first EPIRB", mmsi_digits=0),
            second_field=RlsOffsets(accepts_manual=True),
        ),
        position=BISCAY,
    ),
    Transmission(
        fields=RlsLocation(
            country=COUNTRY,
            identification=RlsNumber(
                rls_type="PLB", truncated_number=TYPE_APPROVAL_TEST, serial_number=16383
            ),
            second_field=RlsOffsets(homing_121_5_mhz=True, received_automatic=True),
        ),
        position=CORAL_SEA,
        self_test=False,
    ),
    Transmission(
        fields=RlsLocation(
            country=COUNTRY,
            identification=RlsNumber(
                rls_type="ELT", truncated_number=TYPE_APPROVAL_TEST, serial_number=16383
            ),
            second_field=RlsOffsets(source="external"),
        ),
        position=BISCAY,
        self_test=False,
    ),
    Transmission(
        fields=RlsLocation(
            country=COUNTRY,
            identification=RlsMmsi(rls_type="test", mmsi_digits=0),
            second_field=RlsOffsets(),
        ),
        position=CORAL_SEA,
        self_test=False,
    ),
)

ELT_DT_IDENTITIES = (
    Transmission(
        fields=EltDt(
            country=COUNTRY,
            identity_type="aircraft address",
            identification=AircraftAddress("FFFFFE"),
            second_field=EltDtOffsets(
                activation="manual", altitude="over 10000 m", freshness="up to 2 s"
            ),
        ),
        position=BISCAY,
    ),
    Transmission(
        fields=EltDt(
            country=COUNTRY,
            identity_type="aircraft operator",
            identification=Operator("ZZZ", 511),
            second_field=EltDtOffsets(
                activation="automatic, by external means",
                altitude="not available",
                freshness="2–60 s",
            ),
        ),
        position=CORAL_SEA,
    ),
    Transmission(
        fields=EltDt(
            country=COUNTRY,
            identity_type="type approval",
            identification=TypeApproved(type_approval=1023, serial_number=16382),
            second_field=EltDtOffsets(
                activation="manual", altitude="up to 400 m", freshness="older than 60 s, or none"
            ),
        ),
        position=BISCAY,
    ),
)

ELT_DT_FLIGHT = (
    Transmission(
        fields=EltDt(
            country=COUNTRY,
            identity_type="aircraft address",
            identification=ELT_DT_TEST,
            second_field=EltDtOffsets(
                activation="automatic, by the beacon",
                altitude="5600–6600 m",
                freshness="up to 2 s",
            ),
        ),
        position=BISCAY,
        self_test=False,
    ),
    Transmission(
        fields=EltDt(
            country=COUNTRY,
            identity_type="aircraft address",
            identification=ELT_DT_TEST,
            second_field=EltDtOperator(
                activation="automatic, by the beacon", altitude="5600–6600 m", designator="ZGA"
            ),
        ),
        position=BISCAY_TO_30_MIN,
        self_test=False,
    ),
    Transmission(
        fields=EltDt(
            country=COUNTRY,
            identity_type="aircraft address",
            identification=ELT_DT_TEST,
            latitude=CANCELLED_LATITUDE,
            longitude=CANCELLED_LONGITUDE,
            second_field=EltDtCancellation(),
        ),
        self_test=False,
    ),
)
