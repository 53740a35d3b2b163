"""Text in the style of SIT 185, which controllers of rescue centres read (C/S A.002, G.007).

Written after messages that were seen, not after the standard, and no MCC's: the facility is a
placeholder (FACILITY), and paragraphs 1, 15 and 16 say so. Capitals, lines of at most 69
characters; an item of a paragraph is indented by three, what it runs on by five.
"""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from alerts.formats.sit185_content import content
from alerts.formats.sit185_message import HUNDREDTHS, MONTHS, Sit185, SitPosition
from alerts.incidents.alert import Alert
from alerts.timestamp import Timestamp

LINE_MAX: Final = 69
ITEM: Final = " " * 3
RUN_ON: Final = " " * 5
NIL: Final = "NIL"
NO_TIME: Final = "00 000 0000"


def render(alert: Alert) -> bytes:
    return text(content(alert)).encode("ascii")


def text(message: Sit185) -> str:
    return "".join(f"{line}\n" for line in (*_head(message), *_paragraphs(message), *_END))


_END: Final = ("END OF MESSAGE", "/LASSIT", "/ENDMSG")


def _head(message: Sit185) -> Iterator[str]:
    number = f"{message.number or 0:05d} 00000"
    yield f"/{number}/{message.facility or NIL}/{_head_time(message.sent)}"
    yield f"/185/{message.destination or NIL}"


def _paragraphs(message: Sit185) -> Iterator[str]:
    say = message
    yield from _paragraph(f"1. {say.title or NIL}", say.marking)
    number = f"{say.number or 0:05d} {say.facility or NIL}"
    yield from _paragraph(f"2. MSG NO {number} REF {say.reference or NIL}")
    yield from _paragraph(f"3. DETECTED AT {_time(say.detected_at)} BY {say.detected_by or NIL}")
    yield from _paragraph(f"4. DETECTION FREQUENCY {_megahertz(say.frequency_mhz)}")
    yield from _paragraph(f"5. COUNTRY OF BEACON REGISTRATION {_country(say)}")
    yield from _paragraph(f"6. USER CLASS {say.user_class or NIL}", say.identity)
    yield from _paragraph(f"7. EMERGENCY CODE {say.emergency_code or NIL}")
    yield from _paragraph("8. POSITIONS", _positions(say))
    yield from _paragraph(f"9. ENCODED POSITION PROVIDED BY {say.provided_by or NIL}")
    expected = say.expected or tuple(f"{kind} - {NIL}" for kind in _KINDS)
    yield from _paragraph("10. NEXT PASS/EXPECTED DATA TIMES", expected)
    hex_id = say.hex_id or NIL
    yield from _paragraph(f"11. HEX ID {hex_id} HOMING SIGNAL {say.homing or NIL}")
    yield from _paragraph(f"12. ACTIVATION TYPE {say.activation or NIL}")
    number_aboard = say.beacon_number or NIL
    yield from _paragraph(f"13. BEACON NUMBER ON AIRCRAFT OR VESSEL {number_aboard}")
    yield from _paragraph(f"14. OTHER ENCODED INFORMATION{'' if say.other else ' NIL'}", say.other)
    yield from _paragraph(
        f"15. OPERATIONAL INFORMATION{'' if say.operational else ' NIL'}", say.operational
    )
    yield from _paragraph(f"16. REMARKS{'' if say.remarks else ' NIL'}", say.remarks)


_KINDS: Final = ("CONFIRMED", "DOPPLER A", "DOPPLER B", "DOA", "ENCODED")


def _paragraph(first: str, items: Sequence[str] = ()) -> Iterator[str]:
    yield from _wrapped(first, "")
    for item in items:
        yield from _wrapped(item, ITEM)


def _wrapped(words: str, indent: str) -> list[str]:
    return textwrap.wrap(
        words,
        LINE_MAX,
        initial_indent=indent,
        subsequent_indent=RUN_ON,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _positions(say: Sit185) -> tuple[str, ...]:
    positions = (say.confirmed, say.doppler_a, say.doppler_b, say.doa, say.encoded)
    lines = [f"{kind} - {_place(each)}" for kind, each in zip(_KINDS, positions, strict=True)]
    return (*lines, f"UPDATE TIME {say.update_time or NIL}")


def _place(position: SitPosition | None) -> str:
    if position is None:
        return NIL
    lat, lon = _angle(position.lat, "NS", 2), _angle(position.lon, "EW", 3)
    extras = (
        ("PROB {:g} PERCENT", position.probability_percent),
        ("EXPECTED ACCURACY {:g} NMS", position.accuracy_nm),
        ("ALTITUDE {:g} METRES", position.altitude_m),
    )
    return " ".join((lat, lon, *(form.format(each) for form, each in extras if each is not None)))


def _angle(angle_deg: float, signs: str, digits: int) -> str:
    """32 44.00 N."""
    degrees, hundredths = divmod(round(abs(angle_deg) * HUNDREDTHS), HUNDREDTHS)
    return f"{degrees:0{digits}d} {hundredths / 100:05.2f} {signs[angle_deg < 0]}"


def _country(say: Sit185) -> str:
    return NIL if say.country is None else f"{say.country:03d}/ {say.country_name or NIL}"


def _megahertz(frequency_mhz: float | None) -> str:
    return NIL if frequency_mhz is None else f"{frequency_mhz:.4f} MHZ"


def _time(time: Timestamp | None) -> str:
    """10 JAN 26 143205 UTC."""
    if time is None:
        return NIL
    at = datetime.fromisoformat(time)
    year = f"{at.year % 100:02d}" if 2000 <= at.year < 2100 else f"{at.year:04d}"
    return f"{at.day:02d} {MONTHS[at.month - 1]} {year} {at:%H%M%S} UTC"


def _head_time(time: Timestamp | None) -> str:
    return NO_TIME if time is None else f"{datetime.fromisoformat(time):%y %j %H%M}"
