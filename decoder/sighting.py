"""What lies between hearing and deciding: every burst that was demodulated, decided or not."""

import msgspec

from decoder.arrays import Bits, Llr
from decoder.detection import Burst
from decoder.reasons import Rejection
from decoder.soft_decision import Decided
from decoder.spread.prn import Mode


class SoftMessage(msgspec.Struct, frozen=True, eq=False):
    """What a burst seemed to say.

    llr          (144,) ln P(1)/P(0), also where a short burst has ended
    sync         (24,) uint8, the sync word that matched
    tail_nats    ln of how much likelier what follows bit 112 is with a message there than without
    """

    llr: Llr
    sync: Bits
    tail_nats: float


class SpreadSoftMessage(msgspec.Struct, frozen=True, eq=False):
    """The same of a second-generation burst.

    llr                (250,) ln P(1)/P(0)
    mode               by which it was spread
    odds_of_no_beacon  that what was found is none, before its bits are looked at
    """

    llr: Llr
    mode: Mode
    odds_of_no_beacon: float


class Sighting(msgspec.Struct, frozen=True, eq=False):
    """One sight of a burst: what was measured, and what it said alone.

    burst      placed in the recording, or by its first sample while it is in a stream
    power      of the carrier, to tell a burst from its mirror image or a second sight of it
    rate_hz    of the recording (of the band, while in its stream): what is clipped folds at it
    soft       to add to other bursts; None for FM audio, whose noise is of too many kinds
    inverted   its spectrum is mirrored, and so is its place about the recording's centre
    """

    burst: Burst
    decided: Decided | Rejection
    power: float
    rate_hz: float
    soft: SoftMessage | SpreadSoftMessage | None = None
    inverted: bool = False

    @property
    def time_s(self) -> float:
        return self.burst.time_s

    @property
    def is_spread(self) -> bool:
        return isinstance(self.soft, SpreadSoftMessage)


class Dropped(msgspec.Struct, frozen=True):
    """Something that was looked at and did not look like a burst."""

    time_s: float
    reason: Rejection


Seen = Sighting | Dropped


class Heard(msgspec.Struct, frozen=True, eq=False):
    """All that was not told before and begins before `until_s`, or, if it is of the second
    generation, before `spread_until_s`; in order of time."""

    sightings: list[Sighting]
    dropped: list[Dropped]
    until_s: float
    spread_until_s: float
