"""Beacon identifications, 23 Hex ID and 15 Hex ID, and what hangs on them: C/S T.018 3.6 (Table
3.11), 4.5.9.2.2 and Appendix F."""

from typing import NamedTuple

from decoder.fields import Bits, Field, OneOf, Table
from decoder.t018.aircraft import OperatedAircraft
from decoder.t018.message import IDENTITY, Identity, NamedIdentity
from decoder.t018.vessel import VESSEL, SpareVessel

MESSAGE_BITS = 202
HEX_ID_DIGITS = 23
CRC_16 = 0x18005
"""X**16 + X**15 + X**2 + 1."""


class Place(NamedTuple):
    """Bits `first` to `last` of the message."""

    first: int
    last: int


PARTS: tuple[str | Place, ...] = (
    "1",
    Place(31, 40),
    "101",
    Place(1, 16),
    Place(17, 30),
    Place(43, 43),
    Place(91, 93),
    Place(94, 137),
)
"""Table 3.11, from the first bit of the ID to the last."""
VESSEL_TYPES = {
    code: table.title
    for table in VESSEL.tables
    if table.struct not in {OperatedAircraft, SpareVessel}
    for code in table.whens[0].codes
}
"""An aircraft address with an operator has the code of one without."""


class HexId(NamedIdentity, frozen=True, kw_only=True, tag="hex_id_23"):
    """Of a message nothing else is known."""


class TruncatedHexId(Identity, frozen=True, kw_only=True, tag="hex_id_15"):
    """Of the vessel ID only the type and the first bits are known."""

    vessel_type: str
    vessel_start: str


HEX_ID = Table(HexId, *IDENTITY, VESSEL, title="23 Hex ID", section="Table 3.11")
TRUNCATED_HEX_ID = Table(
    TruncatedHexId,
    *IDENTITY,
    Field("vessel_type", 91, 93, OneOf(VESSEL_TYPES)),
    Field("vessel_start", 94, 105, Bits()),
    title="15 Hex ID",
    section="3.6, note 2",
)


def hex_id(text: str) -> str:
    """23 Hex ID of a message, text of "0" and "1"."""
    bits = "".join(p if isinstance(p, str) else text[p.first - 1 : p.last] for p in PARTS)
    return f"{int(bits, 2):0{HEX_ID_DIGITS}X}"


def is_hex_id(digits: str) -> bool:
    """First-generation beacons leave user protocol 101 to these: T.001 Table A2, T.018 note 1."""
    bits = f"{int(digits, 16):0{4 * len(digits)}b}"
    return bits[0] == "1" and bits[11:14] == "101"


def message_text(digits: str) -> str:
    """A message of the bits that an ID holds, whole or truncated, and 0 for all others."""
    left = f"{int(digits, 16):0{4 * len(digits)}b}".ljust(4 * HEX_ID_DIGITS, "0")
    text = ["0"] * MESSAGE_BITS
    for part in PARTS:
        if isinstance(part, Place):
            width = part.last - part.first + 1
            text[part.first - 1 : part.last] = left[:width]
        else:
            width = len(part)
        left = left[width:]
    return "".join(text)


def moffset_min(digits: str) -> int:
    """The minute of the hour in which a beacon listens for return links; from its 15 Hex ID."""
    return crc_16(digits) % 60


def crc_16(digits: str) -> int:
    """The remainder of the 60 bits and 16 zeros."""
    remainder = int(digits, 16) << 16
    while (excess := remainder.bit_length() - CRC_16.bit_length()) >= 0:
        remainder ^= CRC_16 << excess
    return remainder
