"""When a change of the noise floor is worth an alarm: the part [deafness] of the configuration."""

import msgspec


class DeafnessSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    fall_db           a floor so far below its usual one is an antenna, a cable or an amplifier lost
    rise_db           so far above it: interference
    hysteresis_db     by so much less either must be before it is taken for over
    most_clipped      share of the converter's readings that may be clipped
    own_noise_db      noise density of the receiver with its input terminated, in dBFS/Hz less the
                      gain in dB (`floor_db` in the health document); not known by default
    own_margin_db     a floor no more than this above the receiver's own is an antenna lost too
    hold_s            a fault must last so long before it is told
    clear_s           and be gone for so long before it is taken for over
    stale_s           without samples for so long is an alarm
    settle_s          after the gain was changed, what is measured is not judged for so long
    learning_s        from how much the usual floor is learned at first
    drift_db_per_h    how fast it follows afterwards, while all is well: summer, wet leaves, ageing
    wander_db         how far at most from what was learned at first: slow decay must show some day
    """

    fall_db: float = 4.0
    rise_db: float = 6.0
    hysteresis_db: float = 1.5
    most_clipped: float = 1e-3
    own_noise_db: float | None = None
    own_margin_db: float = 1.0
    hold_s: float = 10.0
    clear_s: float = 60.0
    stale_s: float = 3.0
    settle_s: float = 2.0
    learning_s: float = 600.0
    drift_db_per_h: float = 0.25
    wander_db: float = 3.0

    def __post_init__(self) -> None:
        for name in ("fall_db", "rise_db"):
            value = getattr(self, name)
            if not self.hysteresis_db < value <= 60:
                _refuse(name, value, f"it must be over hysteresis_db ({self.hysteresis_db}), to 60")
        if not 0 < self.most_clipped < 1:
            _refuse("most_clipped", self.most_clipped, "it is a share between 0 and 1")
        for name in ("hysteresis_db", "own_margin_db", "drift_db_per_h", "wander_db"):
            if not 0 <= (value := getattr(self, name)) <= 60:
                _refuse(name, value, "it must be from 0 to 60")
        for name in ("hold_s", "clear_s", "settle_s", "learning_s"):
            if not 0 <= (value := getattr(self, name)) <= 86400:
                _refuse(name, value, "it must be from 0 to 86400")
        if not 0.5 <= self.stale_s <= 3600:
            _refuse("stale_s", self.stale_s, "it must be from 0.5 to 3600")


def _refuse(name: str, value: float, remedy: str) -> None:
    raise ValueError(f"deafness: {name} is {value:g}: {remedy}")
