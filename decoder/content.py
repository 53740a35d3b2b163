"""How much likelier a codeword is for saying what a beacon may say.

Of random first fields 93 % break a rule of C/S T.001 (no such country, spare code, wrong fixed
bits, 90 degrees exceeded...); of beacons on the air few do. So a codeword that breaks none has the
more weight, the rarer that is among random words; one that does is not ruled out. Nothing else is
assumed: no country, protocol or position is likelier than another.
"""

import numpy as np
from numpy.typing import NDArray

from decoder import t001
from decoder.arrays import Bits
from decoder.message import FieldTrust, Message
from decoder.reasons import Reason

ODD_BEACONS = 0.05
"""Share of real messages that break a rule all the same."""
CLEAN_FIRST_FIELDS = 0.074
"""Share of random first fields that break none, over all protocols (test_content.py counts)."""
CLEAN_SECOND_FIELDS = {
    "standard_location": 0.048,
    "national_location": 0.116,
}
"""Likewise of second fields, by protocol; of the others most are clean, so it tells little."""
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
    nothing_more = np.zeros(38, np.uint8)
    breaks = [
        bool(_breaches(np.concatenate((HEADER, word, nothing_more)), UNDECODED)) for word in words
    ]
    return _weights(breaks, CLEAN_FIRST_FIELDS)


def second_field_weights(first_field: Bits, words: Bits) -> NDArray[np.float64]:
    """(82,) and (m, 38) to (m,): relative to a random word, the first field being known."""
    begun = np.concatenate((HEADER, first_field))
    protocol = _message(np.concatenate((begun, words[0])), UNDECODED).protocol
    if protocol not in CLEAN_SECOND_FIELDS:
        return np.ones(len(words))
    known = _breaches(np.concatenate((begun, words[0])), UNDECODED)
    breaks = [bool(_breaches(np.concatenate((begun, word)), TRUSTED) - known) for word in words]
    return _weights(breaks, CLEAN_SECOND_FIELDS[protocol])


def _breaches(bits: Bits, second: FieldTrust) -> frozenset[Reason]:
    return BREACHES.intersection(_message(bits, second).reasons)


def _message(bits: Bits, second: FieldTrust) -> Message:
    if bits[24] == 0:
        return t001.decode(bits[:112], corrected_bits=(0,), first=TRUSTED, second=None)
    return t001.decode(bits, corrected_bits=(0, 0), first=TRUSTED, second=second)


def _weights(breaks: list[bool], clean_share: float) -> NDArray[np.float64]:
    clean, odd = (1 - ODD_BEACONS) / clean_share, ODD_BEACONS / (1 - clean_share)
    return np.where(breaks, odd, clean)
