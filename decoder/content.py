"""How much likelier a codeword is for saying what a beacon may say.

Of random first fields 93 % break a rule of C/S T.001 (no such country, spare code, wrong fixed
bits, 90 degrees exceeded...); of beacons on the air few do. And a random word that reads as a call
sign is a rarer thing than one that reads as a serial number: each protocol code is taken to be as
likely as any other, and within it every word that breaks no rule. A word that breaks one is not
ruled out. Nothing else is assumed: no country, identity or position is likelier than another.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder import t001
from decoder.arrays import Bits
from decoder.message import FieldTrust, Message
from decoder.reasons import Reason
from decoder.t001.location import LocationFields, Offsets

ODD_BEACONS = 0.05
"""Share of real messages that break a rule all the same."""
CLEAN_FIRST_FIELDS = {
    "0 0010": 0.14,
    "0 0011": 0.14,
    "0 0100": 0.14,
    "0 0101": 0.085,
    "0 0110": 0.14,
    "0 0111": 0.14,
    "0 1000": 0.125,
    "0 1001": 0.09,
    "0 1010": 0.125,
    "0 1011": 0.125,
    "0 1100": 0.0088,
    "0 1101": 0.14,
    "0 1110": 0.145,
    "0 1111": 0.125,
    "1 000": 0.0006,
    "1 001": 0.009,
    "1 010": 0.0022,
    "1 011": 0.187,
    "1 100": 0.283,
    "1 110": 0.0017,
    "1 111": 0.288,
}
"""Share of random first fields that break no rule, by protocol flag and code (bits 26 and 37 on);
test_content.py counts them again."""
LOCATION_CODES = 14
SORTS = LOCATION_CODES + 2 * (len(CLEAN_FIRST_FIELDS) - LOCATION_CODES)
"""User protocols come short and long."""
CLEAN_SHARE = 0.074
"""Of all random first fields."""


MORE_AFTER_SHORT = 0.01
"""How often something else follows a short message at once."""


class SecondShares(msgspec.Struct, frozen=True):
    """Shares of random second fields that break no rule, and that say what most beacons say too:
    an offset of at most half the coarse position's step."""

    clean: float
    usual: float


SECOND_FIELDS = {
    "standard_location": SecondShares(0.0505, 0.0030),
    "national_location": SecondShares(0.116, 0.0042),
}
"""By protocol; of the others most are clean, so it tells little."""
OLD_BEACONS = 0.2
"""Share of location beacons taken to follow the rule of before November 2010, when offsets might
be twice to four times as large (C/S T.001 A3.3.1, footnote)."""
BREACHES = frozenset(
    {
        Reason.COUNTRY_UNASSIGNED,
        Reason.FIXED_BITS_WRONG,
        Reason.BAUDOT_UNDEFINED,
        Reason.DIGIT_UNDEFINED,
        Reason.FORMAT_WITHDRAWN,
        Reason.POSITION_OUT_OF_RANGE,
        Reason.POSITION_INCOMPLETE,
        Reason.PROTOCOL_SPARE,
        Reason.IDENTITY_RESERVED,
        Reason.MMSI_OUT_OF_RANGE,
        Reason.NUMBER_OUT_OF_RANGE,
        Reason.RETURN_LINK_NOT_POSSIBLE,
        Reason.OFFSET_NONSTANDARD,
        Reason.OFFSET_INCOMPLETE,
        Reason.OFFSET_OUT_OF_RANGE,
    }
)
TRUSTED, UNDECODED = FieldTrust.TRUSTED, FieldTrust.UNDECODED
HEADER = np.array([*"111111111111111000101111"], dtype=np.uint8)


def first_field_weights(words: Bits) -> NDArray[np.float64]:
    """(m, 82) to (m,): relative to a random word."""
    return np.array([_first_field_weight(word) for word in words])


def _first_field_weight(word: Bits) -> float:
    begun = np.concatenate((HEADER, word, np.zeros(38, np.uint8)))
    flag, code = int(word[1]), word[12 : 16 - word[1]]
    sort = f"{flag} {''.join(map(str, code))}"
    if sort not in CLEAN_FIRST_FIELDS or _breaches(_message(begun, UNDECODED)):
        return ODD_BEACONS / (1 - CLEAN_SHARE)
    of_all_words = 2.0 ** -(2 + code.size) * CLEAN_FIRST_FIELDS[sort]
    return (1 - ODD_BEACONS) / (SORTS * of_all_words)


def format_weights(first_bits: Bits, odds_of_tail: float, cut_share: float) -> NDArray[np.float64]:
    """(m,) of bit 25, the format flag, to (m,), their mean being 1.

    odds_of_tail   how much likelier what follows bit 112 is with a message going on than without
    cut_share      of long messages that end at bit 112 all the same
    """
    long = cut_share + (1 - cut_share) * odds_of_tail
    short = 1 + MORE_AFTER_SHORT * odds_of_tail
    return np.where(first_bits == 1, long, short) / ((long + short) / 2)


def second_field_weights(first_field: Bits, words: Bits) -> NDArray[np.float64]:
    """(82,) and (m, 38) to (m,): relative to a random word, the first field being known."""
    begun = np.concatenate((HEADER, first_field))
    alone = _message(np.concatenate((begun, words[0])), UNDECODED)
    if alone.protocol not in SECOND_FIELDS:
        return np.ones(len(words))
    known = _breaches(alone)
    messages = (_message(np.concatenate((begun, word)), TRUSTED) for word in words)
    shares = SECOND_FIELDS[alone.protocol]
    return np.array([_second_field_weight(one, known, shares) for one in messages])


def _second_field_weight(message: Message, known: frozenset[Reason], shares: SecondShares) -> float:
    if _breaches(message) - known:
        return ODD_BEACONS / (1 - shares.clean)
    weight = OLD_BEACONS / shares.clean
    if _is_usual(message):
        weight += (1 - OLD_BEACONS) / shares.usual
    return (1 - ODD_BEACONS) * weight


def _is_usual(message: Message) -> bool:
    """Offsets lead no farther than half way to the next coarse position: C/S T.001 A3.3.1."""
    fields = message.fields
    if not isinstance(fields, LocationFields) or not isinstance(fields.received, Offsets):
        return False
    offsets = fields.received.latitude_offset, fields.received.longitude_offset
    most_s = fields.minute_step * 60 / 2
    return all(offset is None or abs(offset.signed_s) <= most_s for offset in offsets)


def _breaches(message: Message) -> frozenset[Reason]:
    return BREACHES.intersection(message.reasons)


def _message(bits: Bits, second: FieldTrust) -> Message:
    if bits[24] == 0:
        return t001.decode(bits[:112], corrected_bits=(0,), first=TRUSTED, second=None)
    return t001.decode(bits, corrected_bits=(0, 0), first=TRUSTED, second=second)
