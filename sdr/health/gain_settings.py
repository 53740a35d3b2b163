"""How the gain is chosen: the part [gain] of the configuration."""

import msgspec


class GainSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    most_lost_db     sensitivity that the converter's own noise may cost
    span_db          that is measured over so much gain: tuners' steps are not what they say
    step_db          between the gains that a search tries, at least
    settle_s         after a change, what is measured is not used for so long
    dwell_s          so long a search measures at each gain
    most_clipped     share of the converter's readings that may be clipped
    clip_hold_s      clipping for so long lowers the gain by a step: no burst lasts so long
    moved_db         a noise floor so far from what it was is a reason to search again,
    moved_s          once it has lasted so long,
    least_between_s  and the last search, or step down, is so long ago
    """

    most_lost_db: float = 1.0
    span_db: float = 6.0
    step_db: float = 2.5
    settle_s: float = 1.0
    dwell_s: float = 3.0
    most_clipped: float = 1e-4
    clip_hold_s: float = 10.0
    moved_db: float = 6.0
    moved_s: float = 900.0
    least_between_s: float = 6 * 3600.0

    def __post_init__(self) -> None:
        if not 0.2 <= self.most_lost_db <= 6:
            _refuse("most_lost_db", self.most_lost_db, "it must be from 0.2 to 6")
        if not 0 < self.most_clipped < 0.1:
            _refuse("most_clipped", self.most_clipped, "it is a share between 0 and 0.1")
        for name in ("span_db", "step_db", "moved_db"):
            if not 0.5 <= (value := getattr(self, name)) <= 30:
                _refuse(name, value, "it must be from 0.5 to 30")
        for name in ("settle_s", "dwell_s", "clip_hold_s"):
            if not 0 <= (value := getattr(self, name)) <= 600:
                _refuse(name, value, "it must be from 0 to 600")
        for name in ("moved_s", "least_between_s"):
            if not 60 <= (value := getattr(self, name)) <= 30 * 86400:
                _refuse(name, value, "it must be from 60 to 2592000")


def _refuse(name: str, value: float, remedy: str) -> None:
    raise ValueError(f"gain: {name} is {value:g}: {remedy}")
