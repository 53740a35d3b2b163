"""Second sights of one burst: in the next band's overlap, or what a poor receiver adds."""

import numpy as np

from decoder.reasons import Rejection
from decoder.sighting import Sighting

SAME_BURST_S = 0.003
SAME_FREQUENCY_HZ = 10.0
GHOST_MULTIPLES = (-9, -7, -5, -3, -1, 3, 5, 7, 9)
"""A strong burst shows again at -1 times its offset (IQ imbalance) and, if it was clipped, at other
odd multiples, folded at the sample rate."""
GHOST_POWER = 0.5
INTERMODULATION_POWER = 0.1
"""Two clipped bursts show in more places: the same message, so much weaker, is no second one."""


def is_ghost(one: Sighting, stronger: Sighting) -> bool:
    """Whether a decided burst is only another sight of a stronger one."""
    if not _say_the_same(one, stronger) or abs(one.time_s - stronger.time_s) > SAME_BURST_S:
        return False
    weaker = one.power / stronger.power
    offset_hz, stronger_hz = _heard_at_hz(one), _heard_at_hz(stronger)
    if offset_hz is None or stronger_hz is None:
        return True
    away_hz = offset_hz - np.array([1, *GHOST_MULTIPLES]) * stronger_hz
    folded_hz = np.abs(away_hz - one.rate_hz * np.round(away_hz / one.rate_hz))
    near = folded_hz < SAME_FREQUENCY_HZ * np.abs([1, *GHOST_MULTIPLES])
    ghost = near[0] or (near.any() and weaker < GHOST_POWER)
    return bool(ghost or weaker < INTERMODULATION_POWER)


def _say_the_same(one: Sighting, other: Sighting) -> bool:
    if isinstance(one.decided, Rejection) or isinstance(other.decided, Rejection):
        return False
    return _first_field(one.decided.message.hex) == _first_field(other.decided.message.hex)


def _heard_at_hz(one: Sighting) -> float | None:
    """From the recording's centre, before a mirrored burst was put where it belongs."""
    offset_hz = one.burst.offset_hz
    return -offset_hz if one.inverted and offset_hz is not None else offset_hz


def _first_field(message_hex: str) -> str:
    """Bits 25-104 of a whole message: all but two bits of the first protected field."""
    return message_hex[6:26]
