"""What is kept of the bursts that were heard, as the operator's configuration file describes it.

[evidence]
folder = "/var/lib/beacon406/evidence"
quota_bytes = 2_000_000_000
"""

from math import inf
from pathlib import Path

import msgspec

from alerts.classify import OPERATIONAL
from alerts.errors import AlertSettingError
from decoder.message import MessageClass

SECONDS_LEAST, SECONDS_MOST = 60.0, 600.0
"""Of 2.4 MS/s that are not of the 406 MHz band, so few are an eighth of that: no less than a burst
takes until it is decoded, with what is around it. More than so many would only cost memory."""
QUOTA_LEAST_BYTES = 50_000_000
"""Of the largest clip, of a recording of 2.4 MS/s that is not of the 406 MHz band, 35 MB."""
DAY_S = 86400.0


class EvidenceSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    folder            where clips and pictures lie, in a folder for each day
    seconds_kept      of samples in memory, 60 to 600, 120 by default: 1.2 MB each with a dongle at
                      2.4 MS/s
    quota_bytes       the most that is kept, 2 GB by default; what has no alarm leaves first
    operational_days  distress, ship security, distress tracking, cancellation: 365 by default
    other_days        tests, self-tests, exercises, calibration, unreliable: 30 by default
    unreliable        also keep bursts whose message cannot be trusted; by default not
    """

    folder: Path
    seconds_kept: float = 120.0
    quota_bytes: int = 2_000_000_000
    operational_days: float = 365.0
    other_days: float = 30.0
    unreliable: bool = False

    def __post_init__(self) -> None:
        _check("seconds_kept", self.seconds_kept, SECONDS_LEAST, SECONDS_MOST)
        _check("quota_bytes", self.quota_bytes, QUOTA_LEAST_BYTES)
        _check("operational_days", self.operational_days, 1)
        _check("other_days", self.other_days, 1)

    def kept_s(self, alert_class: MessageClass) -> float:
        days = self.operational_days if alert_class in OPERATIONAL else self.other_days
        return days * DAY_S


def _check(key: str, value: float, least: float, most: float = inf) -> None:
    if not value >= least:
        raise AlertSettingError(f"evidence {key} {value:.12g}: must be {least:.12g} at least")
    if value > most:
        raise AlertSettingError(f"evidence {key} {value:.12g}: must be {most:.12g} at most")
