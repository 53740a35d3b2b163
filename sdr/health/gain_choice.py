"""Which of the gains that were tried is the right one.

What comes out of a receiver is the noise at its input times the gain, and the noise that the
converter adds, which no gain changes. With too little gain the second hides weak beacons; with more
than is needed strong neighbours overload the converter and nothing is won. The lowest gain from
which the output rises dB for dB is where the first begins to rule. How much of the first is the
antenna's, and how much the amplifier's, no gain can tell.
"""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from sdr.health.gain_settings import GainSettings


class Tried(msgspec.Struct, frozen=True):
    """A gain, the noise floor with it, and whether it clipped."""

    gain_db: float
    noise_dbfs_hz: float
    clips: bool


class Choice(msgspec.Struct, frozen=True):
    """hears_antenna: the converter adds no more noise than is allowed."""

    gain_db: float
    hears_antenna: bool


def choice_of(tried: Sequence[Tried], settings: GainSettings) -> Choice:
    """Of at least one; the highest that does not clip where the antenna rules at none of them."""
    usable = sorted((one for one in tried if not one.clips), key=lambda one: one.gain_db)
    if not usable:
        return Choice(min(one.gain_db for one in tried), hears_antenna=False)
    for one in usable:
        if _is_right(one, usable, settings):
            return Choice(one.gain_db, hears_antenna=True)
    return Choice(usable[-1].gain_db, hears_antenna=False)


def is_decided(tried: Sequence[Tried], settings: GainSettings) -> bool:
    """Whether lower gains need not be tried: a higher one was right, and a lower one no longer."""
    usable = sorted((one for one in tried if not one.clips), key=lambda one: one.gain_db)
    known = [right for one in usable if (right := _is_right(one, usable, settings)) is not None]
    return any(higher and not lower for lower, higher in pairwise(known))


def to_try(gains_db: Sequence[float], settings: GainSettings) -> tuple[float, ...]:
    """From the highest down, in steps that tell something; the lowest is always among them."""
    chosen: list[float] = []
    for gain_db in sorted(gains_db, reverse=True):
        if not chosen or chosen[-1] - gain_db >= settings.step_db:
            chosen.append(gain_db)
    lowest_db = min(gains_db)
    return tuple(chosen) if chosen[-1] == lowest_db else (*chosen, lowest_db)


def _is_right(one: Tried, usable: Sequence[Tried], settings: GainSettings) -> bool | None:
    """Whether the converter adds little enough noise at this gain; None where no other is far
    enough from it to tell. The noise is input * gain + converter, which two gains separate."""
    far = [other for other in usable if abs(other.gain_db - one.gain_db) >= settings.span_db]
    above = [other for other in far if other.gain_db > one.gain_db]
    if not far:
        return None
    other = min(above, key=lambda other: other.gain_db) if above else far[-1]
    step = 10 ** ((other.gain_db - one.gain_db) / 10)
    rise = 10 ** ((other.noise_dbfs_hz - one.noise_dbfs_hz) / 10)
    share_of_input = (rise - 1) / (step - 1)
    return share_of_input >= 10 ** (-settings.most_lost_db / 10)
