"""Whether a station still hears. Between alerts there is only noise, and noise is what tells it.

A state machine without a clock: times are arguments, of the clock that is never set. Floors are
referred to the antenna by the gain as set, so that a change of gain is no change of what is heard.
What cannot be seen from here: an antenna lost in front of a receiver that is noisier than the sky;
docs/health.md has the figures.
"""

from enum import StrEnum
from statistics import median

import msgspec
from msgspec.structs import replace

from sdr.health.deafness_settings import DeafnessSettings

NO_NOISE_DBFS_HZ = -250.0
"""24-bit converters quantise at -150 dBFS and 20 MS/s spread it to -223: less is no converter."""
SECONDS_PER_H = 3600.0


class Condition(StrEnum):
    LEARNING = "learning"
    """Of the usual noise floor, at first; what needs no comparison is told all the same."""
    HEARING = "hearing"
    LOST = "antenna_lost"
    """Antenna, cable or amplifier: the floor fell, or is the receiver's own."""
    INTERFERENCE = "interference"
    OVERLOAD = "overload"
    STALE = "stale"
    """No samples."""


WELL = (Condition.LEARNING, Condition.HEARING)


class Measured(msgspec.Struct, frozen=True):
    """What of a look tells deafness.

    gain_db      as set; 0 where there is none to set
    is_settled   not while the right gain is searched: only that there are samples counts then
    """

    time_s: float
    noise_dbfs_hz: float
    clipped_fraction: float
    gain_db: float = 0.0
    is_settled: bool = True

    @property
    def floor_db(self) -> float:
        return self.noise_dbfs_hz - self.gain_db


class Baseline(msgspec.Struct, frozen=True):
    """The usual floor, worth keeping over a restart, which would else learn a lost antenna.

    usual_db    now
    first_db    as learned at first
    """

    usual_db: float
    first_db: float


class Hearing(msgspec.Struct, frozen=True, kw_only=True):
    """The state; `begin` makes the first, `heard` and `elapsed` the next.

    since_s        when the condition began to be told
    doubt          what the looks of late seem to show
    lead_s         by how much more of the time they have shown it than anything else
    learned        floors, while the usual one is not known
    """

    condition: Condition
    since_s: float
    doubt: Condition
    lead_s: float = 0.0
    before_stale: Condition
    last_samples_s: float
    now_s: float
    gain_set_s: float
    measured: Measured | None = None
    baseline: Baseline | None = None
    learned: tuple[float, ...] = ()
    learning_from_s: float | None = None

    @property
    def above_usual_db(self) -> float | None:
        if self.measured is None or self.baseline is None:
            return None
        return self.measured.floor_db - self.baseline.usual_db


def begin(time_s: float, baseline: Baseline | None = None) -> Hearing:
    """With the baseline of the time before, where there was one."""
    well = Condition.LEARNING if baseline is None else Condition.HEARING
    return Hearing(
        condition=well,
        since_s=time_s,
        doubt=well,
        before_stale=well,
        last_samples_s=time_s,
        now_s=time_s,
        gain_set_s=-1e9,
        baseline=baseline,
    )


def elapsed(state: Hearing, time_s: float, settings: DeafnessSettings) -> Hearing:
    """To be called once a second or so, samples or none."""
    state = replace(state, now_s=time_s)
    if state.condition is Condition.STALE or time_s - state.last_samples_s < settings.stale_s:
        return state
    return replace(state, condition=Condition.STALE, since_s=time_s, before_stale=state.condition)


def heard(state: Hearing, measured: Measured, settings: DeafnessSettings) -> Hearing:
    """After each look at samples."""
    time_s = measured.time_s
    passed_s = min(time_s - state.last_samples_s, settings.stale_s)
    if state.condition is Condition.STALE:  # what they show has to last anew
        back, passed_s = state.before_stale, 0.0
        state = replace(state, condition=back, since_s=time_s, doubt=back, lead_s=0.0)
    if state.measured is not None and state.measured.gain_db != measured.gain_db:
        state = replace(state, gain_set_s=time_s)
    state = replace(state, last_samples_s=time_s, now_s=time_s, measured=measured)
    if not measured.is_settled or time_s - state.gain_set_s < settings.settle_s:
        return state
    seems = _seems(state, measured, settings)
    state = _weighed(state, seems, passed_s)
    if state.lead_s >= _lasting_s(state, settings) and state.doubt is not state.condition:
        state = replace(state, condition=state.doubt, since_s=time_s, lead_s=0.0)
    if state.condition in WELL and seems in WELL:
        state = _learnt(state, measured, passed_s, settings)
    return state


def _weighed(state: Hearing, seems: Condition, passed_s: float) -> Hearing:
    """A vote over time: a fault that comes and goes is told too, once it is there the most."""
    if state.doubt is not seems and state.lead_s > 0:
        return replace(state, lead_s=max(0.0, state.lead_s - passed_s))
    before_s = state.lead_s if state.doubt is seems else 0.0
    lead_s = 0.0 if seems is state.condition else before_s + passed_s
    return replace(state, doubt=seems, lead_s=lead_s)


def _lasting_s(state: Hearing, settings: DeafnessSettings) -> float:
    return settings.clear_s if state.doubt in WELL else settings.hold_s


def _seems(state: Hearing, measured: Measured, settings: DeafnessSettings) -> Condition:
    """From one look; what is already told needs less to go on."""
    told = state.condition
    if measured.noise_dbfs_hz < NO_NOISE_DBFS_HZ or _is_own_noise(told, measured, settings):
        return Condition.LOST
    clipped = settings.most_clipped * (0.5 if told is Condition.OVERLOAD else 1.0)
    if measured.clipped_fraction > clipped:
        return Condition.OVERLOAD
    if state.baseline is None:
        return Condition.LEARNING
    above_db = measured.floor_db - state.baseline.usual_db
    slack_db = settings.hysteresis_db
    if above_db <= -(settings.fall_db - slack_db * (told is Condition.LOST)):
        return Condition.LOST
    if above_db >= settings.rise_db - slack_db * (told is Condition.INTERFERENCE):
        return Condition.INTERFERENCE
    return Condition.HEARING


def _is_own_noise(told: Condition, measured: Measured, settings: DeafnessSettings) -> bool:
    if settings.own_noise_db is None:
        return False
    margin_db = settings.own_margin_db
    if told is Condition.LOST:
        margin_db += settings.hysteresis_db
    return measured.floor_db <= settings.own_noise_db + margin_db


def _learnt(
    state: Hearing, measured: Measured, passed_s: float, settings: DeafnessSettings
) -> Hearing:
    if state.baseline is None:
        return _learnt_at_first(state, measured, settings)
    usual_db, first_db = state.baseline.usual_db, state.baseline.first_db
    # A step of a fixed size, up or down, follows the median: no outlier moves it by more.
    most_db = settings.drift_db_per_h * passed_s / SECONDS_PER_H
    usual_db += min(max(measured.floor_db - usual_db, -most_db), most_db)
    usual_db = min(max(usual_db, first_db - settings.wander_db), first_db + settings.wander_db)
    return replace(state, baseline=Baseline(usual_db, first_db))


def _learnt_at_first(state: Hearing, measured: Measured, settings: DeafnessSettings) -> Hearing:
    from_s = measured.time_s if state.learning_from_s is None else state.learning_from_s
    learned = (*state.learned, measured.floor_db)
    if measured.time_s - from_s < settings.learning_s:
        return replace(state, learned=learned, learning_from_s=from_s)
    usual_db = median(learned)
    return replace(
        state,
        baseline=Baseline(usual_db, usual_db),
        condition=Condition.HEARING,
        since_s=measured.time_s,
        doubt=Condition.HEARING,
        lead_s=0.0,
        learned=(),
        learning_from_s=None,
    )
