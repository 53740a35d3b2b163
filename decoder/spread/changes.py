"""What a beacon may say otherwise than it did a burst before: C/S T.018 3.2 and 3.3, table 3.1.

A bit that was heard before tells of the same bit now through a channel that changes it at random:
never where the whole message is repeated, half the time where nothing is known of it any more. The
parity is known only if all of the message is.
"""

import msgspec
import numpy as np

from decoder.arrays import Bits, Llr
from decoder.codes.bch_250_202 import BCH_250_202

IDENTITY = ((17, 30), (94, 137))
"""Serial number and vessel ID: beacons of one series differ here, in a few bits."""
COARSE, FINE = ((44, 59), (67, 83)), ((60, 66), (84, 90))
"""Latitude and longitude to 870 m and less: the rest changes with every fix."""
STATIC = ((1, 43), (91, 140))
"""What stays while a beacon is on."""
LOCATION = ((44, 90),)
ROTATING = ((155, 202),)
SPARE = ((141, 154),)
"""All of them change when an alert is cancelled."""
MINUTES_END = 175
"""Since the last location, in rotating field 0: from bit 165."""
PARITY = ((203, 250),)
FREE = 0.5
SELDOM = 1e-3
"""Homing begins, an owner's data are set anew."""
OF_A_SERIES = 0.15
CARRIED = 0.02
"""A coarse bit is changed by a carry."""
AT_THE_SAME_PLACE = 0.1

Ranges = tuple[tuple[int, int], ...]


class Change(msgspec.Struct, frozen=True, eq=False):
    """What may be otherwise.

    share          of all pairs of bursts
    probabilities  how probably bits differ, SELDOM where it is not said
    flips          (250,) the codeword by which the whole message differs, where that is known
    of_one_beacon  False if it makes another beacon's message of it
    """

    share: float
    probabilities: tuple[tuple[Ranges, float], ...] = ()
    flips: Bits | None = None
    of_one_beacon: bool = True

    def told(self, before: Llr) -> Llr:
        """ln P(1)/P(0) of the message now, from that of the one before. (250,) both."""
        if self.flips is not None:
            turned: Llr = np.where(self.flips == 1, -before, before)
            return turned
        changed = np.full(before.size, SELDOM)
        for ranges, probability in self.probabilities:
            for first, last in ranges:
                changed[first - 1 : last] = probability
        kept = (1 - 2 * changed) * np.tanh(before.astype(np.float64) / 2)
        told: Llr = (2 * np.arctanh(kept)).astype(np.float32)
        return told


def _flips(minutes: int) -> Bits:
    """A number of minutes since the last location against another, bit by bit."""
    message = np.zeros(BCH_250_202.length - BCH_250_202.parity_bits, np.uint8)
    message[MINUTES_END - 11 : MINUTES_END] = [int(bit) for bit in f"{minutes:011b}"]
    return BCH_250_202.encode(message)


CHANGES = (
    Change(0.3, flips=_flips(0)),
    *(Change(0.1 * 2**-ones, flips=_flips(2**ones - 1)) for ones in range(1, 6)),
    *(Change(0.1 * 2**-ones, flips=_flips(2 ** (ones + 1) - 2)) for ones in range(1, 6)),
    Change(0.1, ((ROTATING + PARITY, FREE),)),
    Change(0.1, ((FINE + ROTATING + PARITY, FREE), (COARSE, CARRIED))),
    Change(0.1, ((LOCATION + ROTATING + PARITY, FREE),)),
    Change(0.02, ((SPARE + ROTATING + PARITY, FREE),)),
    Change(
        0.05,
        ((IDENTITY, OF_A_SERIES), (LOCATION + ROTATING, AT_THE_SAME_PLACE), (PARITY, FREE)),
        of_one_beacon=False,
    ),
    Change(
        0.05,
        ((IDENTITY, OF_A_SERIES), (LOCATION + ROTATING + PARITY, FREE)),
        of_one_beacon=False,
    ),
)
"""A minute or two more change the last bits of a number. The last two are other beacons: without
them the next of a series would be taken for the one before. The shares are guesses, as in
content_t018.py; what remains is for strangers."""
STRANGER_SHARE = 1 - sum(change.share for change in CHANGES)
STATIC_BITS = np.concatenate([np.arange(first - 1, last) for first, last in STATIC])
