"""What a station's hearing comes to, in a sentence for those who look after it."""

from enum import StrEnum

import msgspec

from sdr.health.deafness import NO_NOISE_DBFS_HZ, Condition, Hearing
from sdr.health.deafness_settings import DeafnessSettings


class Severity(StrEnum):
    GOOD = "good"
    WARNING = "warning"
    """It hears, but worse than it could."""
    ALARM = "alarm"
    """Beacons are, or may be, missed."""


SEVERITIES = {
    Condition.LEARNING: Severity.GOOD,
    Condition.HEARING: Severity.GOOD,
    Condition.INTERFERENCE: Severity.WARNING,
    Condition.LOST: Severity.ALARM,
    Condition.OVERLOAD: Severity.ALARM,
    Condition.STALE: Severity.ALARM,
}


class Finding(msgspec.Struct, frozen=True):
    """since_s: by the clock of the looks."""

    condition: Condition
    severity: Severity
    sentence: str
    since_s: float


def finding_of(state: Hearing, settings: DeafnessSettings) -> Finding:
    condition = state.condition
    return Finding(condition, SEVERITIES[condition], _sentence(state, settings), state.since_s)


def _sentence(state: Hearing, settings: DeafnessSettings) -> str:
    match state.condition:
        case Condition.LEARNING:
            return f"It learns its usual noise floor, {_left(state, settings)} more."
        case Condition.HEARING:
            return f"It hears: the noise floor is {_compared(state)}."
        case Condition.LOST:
            return _lost(state)
        case Condition.INTERFERENCE:
            return (
                f"The noise floor is {_compared(state)}: something near disturbs the band, and weak"
                " beacons are missed. `beacon406 spectrum` shows where."
            )
        case Condition.OVERLOAD:
            share = 0.0 if state.measured is None else 100 * state.measured.clipped_fraction
            return (
                f"{share:.2g} % of the samples are clipped: a transmitter is too near or the gain"
                " too high. Lower the gain, or fit a filter for 406 MHz."
            )
        case Condition.STALE:
            without_s = state.now_s - state.last_samples_s
            return f"No samples for {without_s:.0f} s: look at the receiver and its cable."


def _lost(state: Hearing) -> str:
    if state.measured is not None and state.measured.noise_dbfs_hz < NO_NOISE_DBFS_HZ:
        return "The samples hold no noise at all: the receiver is broken, or what feeds it is."
    below_db = -(state.above_usual_db or 0.0)
    how = f"is {below_db:.1f} dB below its usual" if below_db >= 0.05 else "is the receiver's own"
    return (
        f"The noise floor {how}: antenna, cable, amplifier or its power is lost. Look at them, from"
        " the receiver outwards."
    )


def _compared(state: Hearing) -> str:
    above_db = state.above_usual_db
    if above_db is None:
        return "not yet measured"
    if abs(above_db) < 0.05:
        return "its usual one"
    return f"{abs(above_db):.1f} dB {'above' if above_db > 0 else 'below'} its usual"


def _left(state: Hearing, settings: DeafnessSettings) -> str:
    from_s = state.now_s if state.learning_from_s is None else state.learning_from_s
    left_s = max(0.0, from_s + settings.learning_s - state.now_s)
    return f"{left_s:.0f} s" if left_s < 100 else f"{left_s / 60:.0f} min"
