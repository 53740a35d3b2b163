"""Named codes, written once more from C/S T.001: a slip in a table would survive a round trip."""

import itertools
from typing import Any

import pytest
from made_up_beacons import AIRCRAFT, ELT, RLS, SHIP, changed, received

from decoder.t001 import AnyFields, encode_message, frame
from decoder.t001.aviation import AviationUser
from decoder.t001.eltdt import ALTITUDES
from decoder.t001.orbitography import Orbitography, OrbitographyLong
from decoder.t001.rls import RlsMmsi, RlsNumber, RlsOffsets
from decoder.t001.serial import BEACON_TYPES
from decoder.t001.standard_location import CODINGS
from decoder.t001.user import NATURE_OF_DISTRESS, OtherEmergency


def bits_of(fields: AnyFields, first: int, last: int) -> str:
    return frame.to_text(encode_message(fields))[first - 1 : last]


def rls(rls_type: str) -> AnyFields:
    number = RlsNumber(rls_type=rls_type, truncated_number=1, serial_number=1)
    return changed(RLS, identification=number)


def rls_mmsi(rls_type: str) -> AnyFields:
    return changed(RLS, identification=RlsMmsi(rls_type=rls_type, mmsi_digits=1))


def activated(activation: str) -> AnyFields:
    return changed(AIRCRAFT, second_field=changed(ELT, activation=activation))


def fresh(freshness: str) -> AnyFields:
    return changed(AIRCRAFT, second_field=changed(ELT, freshness=freshness))


def provided(provider: str) -> AnyFields:
    return changed(RLS, second_field=RlsOffsets(provider=provider))


def auxiliary(device: str) -> AnyFields:
    return changed(SHIP, auxiliary_device=device)


@pytest.mark.parametrize(
    ("fields", "first", "last", "code"),
    [
        # A2.1
        (auxiliary("none"), 84, 85, "00"),
        (auxiliary("121.5 MHz"), 84, 85, "01"),
        (auxiliary("9 GHz SART"), 84, 85, "10"),
        (auxiliary("other"), 84, 85, "11"),
        # A3.3.7.1
        (rls("ELT"), 41, 42, "00"),
        (rls("EPIRB"), 41, 42, "01"),
        (rls("PLB"), 41, 42, "10"),
        (rls("test"), 41, 42, "11"),
        (rls_mmsi("first EPIRB"), 41, 46, "001111"),
        (rls_mmsi("second EPIRB"), 41, 46, "011111"),
        (rls_mmsi("PLB"), 41, 46, "101111"),
        (rls_mmsi("test"), 41, 46, "111111"),
        # A3.3.7.2
        (provided("Galileo"), 113, 114, "01"),
        (provided("GLONASS"), 113, 114, "10"),
        (provided("BDS"), 113, 114, "11"),
        # A3.3.8.3
        (activated("manual"), 107, 108, "00"),
        (activated("automatic, by the beacon"), 107, 108, "01"),
        (activated("automatic, by external means"), 107, 108, "10"),
        (fresh("older than 60 s, or none"), 113, 114, "01"),
        (fresh("2–60 s"), 113, 114, "10"),
        (fresh("up to 2 s"), 113, 114, "11"),
    ],
)
def test_a_named_code_has_the_bits_of_the_standard(
    fields: AnyFields, first: int, last: int, code: str
) -> None:
    assert bits_of(fields, first, last) == code


@pytest.mark.parametrize(
    ("bits", "expected"),
    [
        ("110000", {"fire": False, "medical_help": False, "disabled": False}),
        ("101000", {"fire": True, "medical_help": False, "disabled": False}),
        ("100100", {"fire": False, "medical_help": True, "disabled": False}),
        ("100010", {"fire": False, "medical_help": False, "disabled": True}),
    ],
)
def test_non_maritime_emergencies_are_those_of_table_a5(
    bits: str, expected: dict[str, Any]
) -> None:
    second = OtherEmergency(automatic_activation=bits[1] == "1", **expected)
    plane = AviationUser(country=201, registration="D-ABCD", second_field=second)
    assert bits_of(plane, 107, 112) == bits


def test_maritime_emergencies_are_those_of_table_a4() -> None:
    assert [NATURE_OF_DISTRESS[f"{code:04b}"].split()[0] for code in range(9)] == [
        "unspecified",
        "fire",
        "flooding",
        "collision",
        "grounding",
        "listing,",
        "sinking",
        "disabled",
        "abandoning",
    ]


def test_altitude_codes_begin_at_the_metres_of_a3_3_8_3() -> None:
    limits_m = [400, 800, 1200, 1600, 2200, 2800, 3400, 4000, 4800, 5600, 6600, 7600, 8800, 10000]
    between = [f"{low}–{high} m" for low, high in itertools.pairwise(limits_m)]
    names = ["up to 400 m", *between, "over 10000 m", "not available"]
    assert list(ALTITUDES.values()) == names


def test_protocol_codes_are_those_of_table_a2() -> None:
    assert {code: name.split(",")[0] for code, name in CODINGS.items()} == {
        "0010": "EPIRB",
        "0011": "ELT",
        "0100": "ELT",
        "0101": "ELT",
        "0110": "EPIRB",
        "0111": "PLB",
        "1100": "ship security",
        "1110": "test",
    }
    assert {code: name.split(",")[0] for code, name in BEACON_TYPES.items()} == {
        "000": "ELT",
        "001": "ELT",
        "010": "EPIRB",
        "011": "ELT",
        "100": "EPIRB",
        "110": "PLB",
    }


def test_day_zero_is_no_day() -> None:
    data = OrbitographyLong(data=f"{0x00010293:032b}")
    message = received(Orbitography(country=227, text="TEST", second_field=data))
    assert getattr(message.fields, "second_field", None) == data
