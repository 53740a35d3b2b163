import io

import msgspec
import pytest
from rich.console import Console

from alerts.event import Event, event_from_detection
from decoder.detection import Burst, Detection
from decoder.message import Message, MessageClass, Position, PositionSource
from decoder.reasons import Reason
from station.table import event_table

MESSAGE = Message(
    generation=1,
    hex="FFFE2F8E3EABCDE530A08DD7A03580200CDF",
    beacon_id="1C7D579BCA7FDFF",
    message_class=MessageClass.TEST,
    self_test=False,
    country=227,
    country_name="France",
    protocol="standard_location_test",
    beacon_type=None,
    identity="[bold]test beacon",
    position=Position(48.5, -4.25, 1234.0, PositionSource.INTERNAL),
    homing=None,
    corrected_bits=(0, None),
    valid=True,
    reasons=(Reason.SECOND_FIELD_UNDECODABLE,),
    fields=None,
)
BURST = Burst(
    time_s=1.5,
    utc_s=1767323045.25,
    utc_uncertainty_s=1.0,
    frequency_hz=406.0381234e6,
    offset_hz=-11876.6,
    drift_hz_per_s=0.0,
    cn0_dbhz=38.24,
    modulation_index_rad=1.1,
    bit_rate_bps=400.0,
    phase_error_rad=0.1,
)


def event(burst: Burst = BURST, message: Message = MESSAGE) -> Event:
    return event_from_detection(Detection(burst, message, 1e-9), station="hill", event_id="one")


def shown(*events: Event, width: int = 132, header: bool = True) -> str:
    console = Console(file=io.StringIO(), width=width, record=True)
    console.print(event_table(events, header=header, width=width))
    return console.export_text()


@pytest.mark.parametrize(
    "words",
    [
        "2026-01-02",
        "03:04:05.250Z",
        "406.03812 MHz",
        "38.2 dB-Hz",
        "test",
        "1C7D579BCA7FDFF",
        "[bold]test beacon",
        "France",
        "48°30.00'N",
        "004°15.00'W",
        "within 1.2 km",
        "corrected 0+?",
        "second field undecodable",
    ],
)
def test_a_row_tells_everything_that_matters(words: str) -> None:
    assert words in shown(event())


def test_what_is_not_known_is_left_out_and_no_position_is_said() -> None:
    audio = msgspec.structs.replace(BURST, utc_s=None, frequency_hz=None, cn0_dbhz=None)
    silent = msgspec.structs.replace(MESSAGE, position=None, valid=False)
    text = shown(event(audio, silent))
    assert "1.500 s" in text
    assert "no position" in text
    assert "NOT VALID" in text
    assert "None" not in text
    assert "MHz" not in text


def test_a_row_of_its_own_stands_under_the_header_of_another() -> None:
    long = msgspec.structs.replace(MESSAGE, identity="a name " * 20, reasons=tuple(Reason))
    rows = [shown(event(), header=True), shown(event(message=long), header=False)]
    header, *first = rows[0].splitlines()
    for row in (first, rows[1].splitlines()):
        assert row[0].index("48°30.00'N") == header.index("POSITION")


SECOND_GENERATION_ID = "9935193FFFF92FEC1102AAA"


@pytest.mark.parametrize("width", [100, 132])
def test_a_23_hex_id_can_be_copied_whole(width: int) -> None:
    second = msgspec.structs.replace(MESSAGE, beacon_id=SECOND_GENERATION_ID)
    assert SECOND_GENERATION_ID in shown(event(message=second), width=width)


def test_on_a_narrow_console_it_folds_after_its_15_hex_id() -> None:
    second = msgspec.structs.replace(MESSAGE, beacon_id=SECOND_GENERATION_ID)
    words = shown(event(message=second), width=80).split()
    assert {SECOND_GENERATION_ID[:15], SECOND_GENERATION_ID[15:]} <= set(words)


@pytest.mark.parametrize("beacon_id", [MESSAGE.beacon_id, None])
@pytest.mark.parametrize("width", [80, 132])
def test_a_15_hex_id_takes_one_line_and_none_takes_none(width: int, beacon_id: str | None) -> None:
    rows = shown(event(message=msgspec.structs.replace(MESSAGE, beacon_id=beacon_id)), width=width)
    beacons = [line[30:45].strip() for line in rows.splitlines()[1:]]
    assert [one for one in beacons if one] == ["test", *filter(None, [beacon_id]), "corrected 0+?"]


@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_table_keeps_to_its_console(width: int) -> None:
    text = shown(event(), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "".join(text.split()).count("France") == 1
