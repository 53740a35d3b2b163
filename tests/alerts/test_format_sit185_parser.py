"""Reading SIT 185 text as it comes, with the variations that real messages show."""

import re

import msgspec
import pytest
from golden_alerts import typical
from hypothesis import given
from hypothesis import strategies as st

from alerts.formats import sit185
from alerts.formats.sit185_content import content
from alerts.formats.sit185_message import Sit185, SitPosition
from alerts.formats.sit185_parser import parse

TYPICAL = typical()
PLAIN = sit185.render(TYPICAL["distress_conflict"]).decode()
SAID = content(TYPICAL["distress_conflict"])
SATELLITE = """/00017 00000/5030/26 010 1432
/185/9990
1. DISTRESS COSPAS-SARSAT POSITION CONFIRMED ALERT
2. MSG NO 00017  AUMCC REF NO 01924
3. DETECTED AT 10 JAN 2026 1432 UTC BY SARSAT S11
4. DETECTION FREQUENCY  406.0250 MHZ
5. COUNTRY OF BEACON REGISTRATION  999/ NOWHERE
6. USER CLASS
   STANDARD LOCATION - EPIRB
   SERIAL NO 12
7. EMERGENCY CODE  NIL
8. POSITIONS
   A. RESOLVED - 32 44.5N 117 12.0W
   B. DOPPLER A – 32 44.5 N 117 12.0 W PROB 69 PERCENT
   C. DOPPLER B – 30 10.0 N 110 02.0 W PROB 31 PERCENT
   D. DOA – 05 10.00 S 010 02.00 E
      EXPECTED ACCURACY 03 NMS
      ALTITUDE NIL
   E. ENCODED – UNKNOWN
9. ENCODED POSITION PROVIDED BY  UKNOWN
10. NEXT PASS TIMES
   RESOLVED – NIL
   DOPPLER A – 10 JAN 26 1550 UTC SOMEWHERE
   DOPPLER B – NIL
11. HEX ID 0123456789ABCDE HOMING SIGNAL 121.5 MHZ
12. ACTIVATION TYPE UNKNOWN
13. BEACON NUMBER ON AIRCRAFT OR VESSEL NO 01
14. OTHER ENCODED INFORMATION NIL
15. OPERATIONAL INFORMATION
   RELIABILITY OF DOPPLER POSITION DATA - SUSPECT
16. REMARKS NIL
END OF MESSAGE
/LASSIT
/ENDMSG
"""


def understood(text: str) -> Sit185:
    reading = parse(text)
    assert reading.unread == ()
    assert reading.text == text
    return reading.message


@pytest.mark.parametrize("name", TYPICAL)
def test_our_own_text_is_read_whole(name: str) -> None:
    assert understood(sit185.render(TYPICAL[name]).decode()) == content(TYPICAL[name])


def test_the_distance_from_the_position_before_is_a_number() -> None:
    assert understood(PLAIN).distance_km == 56
    assert understood(sit185.render(TYPICAL["distress_initial"]).decode()).distance_km is None


@pytest.mark.parametrize(
    ("pattern", "other"),
    [
        pytest.param("\n", "\r\n", id="carriage returns"),
        pytest.param(r" - ", " – ", id="dashes of print"),
        pytest.param(r"(?m)^(\d+)\. ", r"\1 ", id="no dot"),
        pytest.param(r"(?m)^(\d+)\. ", r"\1.", id="no blank after the dot"),
        pytest.param(r"(\d) ([NSEW])\b", r"\1\2", id="no blank before N, S, E and W"),
        pytest.param("JAN 26 ", "JAN 2026 ", id="years of four digits"),
        pytest.param(r"\bNIL\b", "UNKNOWN", id="unknown for NIL"),
        pytest.param(r"\bNIL\b", "UKNOWN", id="unknown misspelt"),
        pytest.param("(?m)^   CONFIRMED - ", "   A. RESOLVED - ", id="resolved, with a letter"),
        pytest.param("(?m)$", "  ", id="blanks at the end"),
        pytest.param("(?m)^", "\n", id="empty lines"),
    ],
)
def test_a_variation_changes_nothing(pattern: str, other: str) -> None:
    varied = re.sub(pattern, other, PLAIN)
    assert varied != PLAIN
    assert understood(varied) == SAID


def test_lost_ends_of_lines_lose_only_where_an_item_ends() -> None:
    joined = understood(" ".join(PLAIN.split()))
    gone = dict.fromkeys(("marking", "identity", "other", "operational", "remarks"), ())
    for name, items in (("other", SAID.other), ("operational", SAID.operational)):
        assert getattr(joined, name) == (" ".join(items),)
    whole = msgspec.structs.replace(SAID, user_class=None, **gone)
    assert msgspec.structs.replace(joined, user_class=None, **gone) == whole


def test_a_message_from_satellites_is_read_with_all_its_positions() -> None:
    message = understood(SATELLITE)
    assert (message.number, message.facility, message.reference) == (17, "AUMCC", "01924")
    assert message.detected_at == "2026-01-10T14:32:00.000Z"
    assert message.detected_by == "SARSAT S11"
    assert message.confirmed == SitPosition((32 * 60 + 44.5) / 60, -(117 * 60 + 12) / 60)
    assert message.doppler_a
    assert message.doppler_a.probability_percent == 69
    assert message.doppler_b
    assert message.doppler_b.lat == pytest.approx(30 + 10 / 60)
    assert message.encoded is None
    assert message.expected == ("DOPPLER A - 10 JAN 26 1550 UTC SOMEWHERE",)
    assert message.beacon_number == "01"
    assert message.operational == ("RELIABILITY OF DOPPLER POSITION DATA - SUSPECT",)


def test_an_altitude_that_is_not_stated_is_not_zero() -> None:
    doa = understood(SATELLITE).doa
    assert doa
    assert (doa.accuracy_nm, doa.altitude_m) == (3, None)
    high = understood(SATELLITE.replace("ALTITUDE NIL", "ALTITUDE 00120 METRES")).doa
    assert high
    assert high.altitude_m == 120


@pytest.mark.parametrize(
    ("right", "wrong", "number"),
    [
        ("32 44.5N 117 12.0W", "95 44.5N 117 12.0W", 8),
        ("32 44.5N 117 12.0W", "32 64.5N 117 12.0W", 8),
        ("32 44.5N 117 12.0W", "32 44.5N 217 12.0W", 8),
        ("32 44.5N 117 12.0W", "SOMEWHERE AT SEA", 8),
        ("10 JAN 2026 1432", "31 FEB 2026 1432", 3),
        ("10 JAN 2026 1432", "10 JAN 2026 2532", 3),
        ("406.0250 MHZ", "A FREQUENCY", 4),
        ("999/ NOWHERE", "NOWHERE", 5),
        ("MSG NO 00017", "MSG NO ABC", 2),
    ],
)
def test_what_cannot_be_read_is_named_and_not_guessed(right: str, wrong: str, number: int) -> None:
    reading = parse(SATELLITE.replace(right, wrong))
    assert reading.unread == (number,)
    assert wrong in reading.text


def test_a_missing_paragraph_is_named() -> None:
    reading = parse(SATELLITE.replace("4. DETECTION FREQUENCY  406.0250 MHZ\n", ""))
    assert reading.unread == (4,)
    assert reading.message.country == 999


def test_a_text_that_is_no_message_stays_text() -> None:
    reading = parse("hello")
    assert reading == msgspec.structs.replace(reading, message=Sit185(), text="hello")
    assert reading.unread == tuple(range(1, 17))


@given(st.data())
def test_a_damaged_message_never_gives_a_place_that_is_none(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SATELLITE)))
    length = data.draw(st.integers(0, 40))
    rest = SATELLITE[at + length :]
    message = parse(SATELLITE[:at] + data.draw(st.text(max_size=9)) + rest).message
    positions = (message.confirmed, message.doppler_a, message.doppler_b, message.doa)
    for position in filter(None, (*positions, message.encoded)):
        assert abs(position.lat) <= 90
        assert abs(position.lon) <= 180


@given(st.text())
def test_any_text_can_be_given(text: str) -> None:
    assert parse(text).text == text
