"""Sets the gain by the noise floor and by clipping: there is hardly ever a beacon to go by.

A pure controller: after each look it gives the gain to set. It searches once, from the highest gain
down, in about a minute; from then on it only steps down while the converter clips. It searches
again no sooner than hours later, if it had to step down, or the noise has become another one for
good. So it cannot hunt: between two searches the gain only falls.
"""

from enum import StrEnum
from statistics import median

import msgspec
from msgspec.structs import replace

from sdr.health.gain_choice import Tried, choice_of, is_decided, to_try
from sdr.health.gain_settings import GainSettings

MOST_PASSED_S = 3.0
"""Between two looks: what was in a longer pause nobody knows."""


class GainPhase(StrEnum):
    SEARCHING = "searching"
    KEEPING = "keeping"


class GainState(msgspec.Struct, frozen=True, kw_only=True):
    """
    gains_db       all that the tuner has, ascending
    gain_db        to be set now
    set_s          when it was chosen, by the clock of the looks
    hears_antenna  whether the noise at this gain is the antenna's, as far as gain can tell; None
                   while searching
    noise_dbfs_hz  at this gain when the search ended; None until measured
    is_lowered     since the search, because it clipped
    clipping_s     how much longer of late it clipped than not
    """

    gains_db: tuple[float, ...]
    gain_db: float
    set_s: float
    phase: GainPhase
    searched_s: float
    tried: tuple[Tried, ...] = ()
    floors: tuple[float, ...] = ()
    clipped_looks: int = 0
    hears_antenna: bool | None = None
    noise_dbfs_hz: float | None = None
    is_lowered: bool = False
    clipping_s: float = 0.0
    looked_s: float | None = None
    moved_since_s: float | None = None


class GainMeasured(msgspec.Struct, frozen=True):
    """What of a look tells the gain."""

    time_s: float
    noise_dbfs_hz: float
    clipped_fraction: float


def search(gains_db: tuple[float, ...], time_s: float) -> GainState:
    """Begins a search; there must be gains."""
    return GainState(
        gains_db=tuple(sorted(gains_db)),
        gain_db=max(gains_db),
        set_s=time_s,
        phase=GainPhase.SEARCHING,
        searched_s=time_s,
    )


def keep(gains_db: tuple[float, ...], gain_db: float, time_s: float) -> GainState:
    """Begins with a gain that was found before, or that somebody chose."""
    gain_db = min(gains_db, key=lambda one: abs(one - gain_db))
    state = search(gains_db, time_s)
    return replace(state, gain_db=gain_db, phase=GainPhase.KEEPING)


def controlled(state: GainState, measured: GainMeasured, settings: GainSettings) -> GainState:
    """After each look at samples; the caller sets `gain_db` where it has changed."""
    if measured.time_s - state.set_s < settings.settle_s:
        return state
    if state.phase is GainPhase.SEARCHING:
        return _searched(state, measured, settings)
    return _kept(state, measured, settings)


def _searched(state: GainState, measured: GainMeasured, settings: GainSettings) -> GainState:
    floors = (*state.floors, measured.noise_dbfs_hz)
    clipped = state.clipped_looks + (measured.clipped_fraction > settings.most_clipped)
    state = replace(state, floors=floors, clipped_looks=clipped)
    if measured.time_s - state.set_s < settings.settle_s + settings.dwell_s:
        return state
    # In more than half of the looks, lest a burst be taken for too much gain.
    one = Tried(state.gain_db, median(floors), clips=2 * clipped > len(floors))
    tried = (*state.tried, one)
    lower = [gain for gain in to_try(state.gains_db, settings) if gain < state.gain_db]
    fresh = replace(state, tried=tried, floors=(), clipped_looks=0, set_s=measured.time_s)
    if lower and not is_decided(tried, settings):
        return replace(fresh, gain_db=lower[0])
    choice = choice_of(tried, settings)
    floor = next(old.noise_dbfs_hz for old in tried if old.gain_db == choice.gain_db)
    return replace(
        fresh,
        phase=GainPhase.KEEPING,
        gain_db=choice.gain_db,
        hears_antenna=choice.hears_antenna,
        noise_dbfs_hz=floor,
        searched_s=measured.time_s,
    )


def _kept(state: GainState, measured: GainMeasured, settings: GainSettings) -> GainState:
    time_s = measured.time_s
    if state.noise_dbfs_hz is None:
        state = replace(state, noise_dbfs_hz=measured.noise_dbfs_hz)
    passed_s = 0.0 if state.looked_s is None else min(time_s - state.looked_s, MOST_PASSED_S)
    clips = measured.clipped_fraction > settings.most_clipped
    clipping_s = max(0.0, state.clipping_s + (passed_s if clips else -passed_s))
    moved_db = abs(measured.noise_dbfs_hz - (state.noise_dbfs_hz or measured.noise_dbfs_hz))
    moved_since_s = _since(state.moved_since_s, time_s, holds=moved_db >= settings.moved_db)
    state = replace(state, clipping_s=clipping_s, looked_s=time_s, moved_since_s=moved_since_s)
    lower = [gain for gain in state.gains_db if gain < state.gain_db]
    if clipping_s >= settings.clip_hold_s and lower:
        return replace(
            state,
            gain_db=lower[-1],
            set_s=time_s,
            is_lowered=True,
            noise_dbfs_hz=None,
            clipping_s=0.0,
            looked_s=None,
        )
    has_moved = moved_since_s is not None and time_s - moved_since_s >= settings.moved_s
    is_time = time_s - max(state.set_s, state.searched_s) >= settings.least_between_s
    return search(state.gains_db, time_s) if is_time and (has_moved or state.is_lowered) else state


def _since(since_s: float | None, time_s: float, *, holds: bool) -> float | None:
    if not holds:
        return None
    return time_s if since_s is None else since_s
