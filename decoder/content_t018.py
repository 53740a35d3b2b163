"""What a second-generation beacon may say, weighed: C/S T.018 section 3.

Some bits are known before anything is heard: those of bits 141 to 154 always, and many more where
there is no location, no vessel ID, or where an alert is cancelled. Such a kind of message is a
code of fewer bits, read at a lower level. The parts that are free are weighed as the first
generation's fields are: what breaks a rule is not ruled out, every sort of vessel ID or rotating
field is taken to be as likely as any other, and nothing else is assumed: no country, identity or
position is likelier than another.
"""

from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Bits, Llr
from decoder.country import COUNTRIES
from decoder.fields import Part
from decoder.reasons import Reason
from decoder.t001.frame import to_text
from decoder.t018.codecs import DEGREE
from decoder.t018.location import LATITUDE_DEFAULT, LONGITUDE_DEFAULT
from decoder.t018.message import BEACON_TACS, BEACON_TYPES, SYSTEM_TACS
from decoder.t018.rotating import ROTATING
from decoder.t018.vessel import VESSEL

CODEWORD_BITS = 250
KNOWN_NATS = 7.0
"""A bit that is known is otherwise once in a thousand: strongly heard, it may still be wrong."""
ODD_BEACONS = 0.02
"""Share of real messages that break a rule, for each part of the message."""
DRAWN = 64
"""Words from which a mean is estimated, part by part."""

Reals64 = NDArray[np.float64]


Weigh = Callable[[str], float]
"""How much likelier a part of the message makes it than random bits: 1 in the mean of these."""


class Kind(msgspec.Struct, frozen=True):
    """A kind of message of which some bits are known.

    share  of all messages
    known  the first of some bits, and what they are
    free   what weighs the parts that are not known
    """

    share: float
    known: tuple[tuple[int, str], ...]
    free: tuple[Weigh, ...]

    @property
    def llr(self) -> Llr:
        """(250,) ln P(1)/P(0) before anything is heard."""
        ratios = np.zeros(CODEWORD_BITS, np.float32)
        for first, bits in self.known:
            signs = [1 if bit == "1" else -1 for bit in bits]
            ratios[first - 1 : first - 1 + len(bits)] = np.multiply(KNOWN_NATS, signs)
        return ratios

    def weights(self, words: Bits) -> Reals64:
        """(m, 250) codewords to (m,)."""
        weights: Reals64 = self._parts(words).prod(axis=0)
        return weights

    def mean_weight(self, llr: Llr) -> float:
        """What words weigh in the mean that are as near to what was heard as this.

        Most of the bits of such a word are those of the beacon, and keep its rules; so this is
        much more than the mean of random words.
        """
        soft = llr.astype(np.float64) + self.llr
        drawn = np.random.default_rng(DRAWN).random((DRAWN, soft.size))
        words = (drawn < 0.5 + 0.5 * np.tanh(soft / 2)).astype(np.uint8)
        return float(self._parts(words).mean(axis=1).prod())

    def _parts(self, words: Bits) -> Reals64:
        """What every part weighs. (parts, m)"""
        texts = [to_text(word) for word in words]
        parts = (_tac, _country, _beacon_type, *self.free)
        return np.array([[weigh(text) for text in texts] for weigh in parts])


def _kept(share: float, *, keeps: bool) -> float:
    """The weight of a rule that this share of random bits keeps."""
    return (1 - ODD_BEACONS) / share if keeps else ODD_BEACONS / (1 - share)


def _tac(text: str) -> float:
    tac = int(text[:16], 2)
    share = (len(BEACON_TACS) + len(SYSTEM_TACS)) / (1 << 16)
    return _kept(share, keeps=tac in BEACON_TACS or tac in SYSTEM_TACS)


def _country(text: str) -> float:
    return _kept(len(COUNTRIES) / (1 << 10), keeps=int(text[30:40], 2) in COUNTRIES)


def _beacon_type(text: str) -> float:
    return _kept(len(BEACON_TYPES) / (1 << 3), keeps=text[137:140] in BEACON_TYPES)


def _location(text: str) -> float:
    """On earth: of 22 and 23 bits, without the signs."""
    south_most, east_most = 90 * DEGREE, 180 * DEGREE
    keeps = int(text[44:66], 2) <= south_most and int(text[67:90], 2) <= east_most
    return _kept((south_most + 1) / (1 << 22) * (east_most + 1) / (1 << 23), keeps=keeps)


def _vessel(text: str) -> float:
    return _sort(text, VESSEL, VESSEL_SHARES)


def _rotating(text: str) -> float:
    return _sort(text, ROTATING, ROTATING_SHARES)


def _sort(text: str, part: Part, shares: dict[str, float]) -> float:
    """Of a part that comes in sorts with rules of their own; of `shares` of random bits."""
    table = part.table(text)
    if table is not None:
        tag = str(table.struct.__struct_config__.tag)
        _, doubts = table.read(text)
        if tag in shares and BREACHES.isdisjoint(doubts):
            return (1 - ODD_BEACONS) / (len(shares) * shares[tag])
    return ODD_BEACONS / (1 - sum(shares.values()))


BREACHES = frozenset(
    {
        Reason.FIXED_BITS_WRONG,
        Reason.SPARE_CODE,
        Reason.BAUDOT_UNDEFINED,
        Reason.NUMBER_OUT_OF_RANGE,
        Reason.MMSI_OUT_OF_RANGE,
    }
)
CHARACTERS = 39 / 64
LETTERS = 27 / 32
VESSEL_SHARES = {
    "no_vessel": 1 / 8,
    "mmsi": 1 / 8 * 1_000_000_000 / 2**30 * 10_001 / 2**14,
    "call_sign": 1 / 8 * CHARACTERS**7 / 2**2,
    "registration": 1 / 8 * CHARACTERS**7 / 2**2,
    "aircraft_address": 1 / 8 / 2**20,
    "operated_aircraft": 1 / 8 * LETTERS**3 / 2**5,
    "operator": 1 / 8 * LETTERS**3 * 4095 / 2**12 / 2**17,
    "system_testing": 1 / 8,
}
"""Of random bits, those that are a vessel ID of each sort and break none of its rules."""
ROTATING_SHARES = {
    "objective": 1 / 16 * 3 / 4 * 7 / 8 * 3 / 4 / 2**2,
    "in_flight": 1 / 16 * 86_401 / 2**17 * 3 / 16 * 3 / 4 / 2**9,
    "return_link": 1 / 16 / 2**2 / 2**4 * 3 / 8 / 2**11,
    "national_rotating": 1 / 16,
    "two_way": 1 / 16 * 3 / 8 / 2**2,
}
"""The same; a cancellation is a kind by itself."""

NOT_CANCELLED = (141, "1" * 14)
CANCELLED = (141, "0" * 14 + "1" * 46)
NO_LATITUDE, NO_LONGITUDE = (45, LATITUDE_DEFAULT), (68, LONGITUDE_DEFAULT)
NO_VESSEL = (91, "0" * 47)
KINDS = (
    Kind(0.44, (NOT_CANCELLED,), (_location, _vessel, _rotating)),
    Kind(0.2, (NOT_CANCELLED, NO_VESSEL), (_location, _rotating)),
    Kind(0.2, (NOT_CANCELLED, NO_LATITUDE, NO_LONGITUDE), (_vessel, _rotating)),
    Kind(0.1, (NOT_CANCELLED, NO_LATITUDE, NO_LONGITUDE, NO_VESSEL), (_rotating,)),
    Kind(0.05, (CANCELLED,), (_location, _vessel)),
    Kind(0.01, (), ()),
)
"""The shares are guesses: a wrong one by a factor of two is worth 0.7 nats. The last
is for beacons that keep no rule, or those of a later edition."""
