"""Where a long recording is divided, so that its parts can be heard apart with the same result."""

from collections.abc import Sequence
from math import ceil, inf

import msgspec

from decoder.spread.receiver import NARROW_REACH_HZ
from decoder.streams import WARM_UP_S, IqStream
from sdr.capture import Capture
from sdr.recording import Recording

LONGEST_PART_S = 600.0
"""What a process has heard waits in its memory until the parts before are told."""
LEAST_PART_S = 9.0 * WARM_UP_S
"""So that no more than a tenth of the work is done twice."""


class Part(msgspec.Struct, frozen=True):
    """What begins from one time of a recording to another.

    lead_s        from when it is read
    origin_s      where the unbroken stretch of samples begins that holds lead_s, and
    lead_sample   how many samples before lead_s
    """

    from_s: float = -inf
    until_s: float = inf
    lead_s: float = 0.0
    origin_s: float | None = None
    lead_sample: int = 0

    def holds(self, time_s: float) -> bool:
        return self.from_s <= time_s < self.until_s


class _Stretch(msgspec.Struct):
    """Samples of one rate and centre without a gap: a receiver starts afresh with each."""

    origin_s: float
    end_s: float
    rate_hz: float
    center_hz: float | None


def parts_of(recording: Recording, jobs: int, reach_hz: float = NARROW_REACH_HZ) -> list[Part]:
    """At least as many as there are processes, if that makes it any faster; each takes as long."""
    duration_s = recording.duration_s or 0.0
    wanted = max(jobs, ceil(duration_s / LONGEST_PART_S))
    count = min(wanted, int(duration_s / LEAST_PART_S))
    if not recording.can_be_split or count < 2:
        return [Part()]
    length_s = (duration_s + (count - 1) * WARM_UP_S) / count
    seams_s = [length_s + i * (length_s - WARM_UP_S) for i in range(count - 1)]
    stretches = _stretches(recording.layout.captures)
    begun = [Part(), *(_begun_before(stretches, seam_s, reach_hz) for seam_s in seams_s)]
    ends_s = [*seams_s, inf]
    return [
        msgspec.structs.replace(part, until_s=end_s)
        for part, end_s in zip(begun, ends_s, strict=True)
    ]


def _stretches(captures: Sequence[Capture]) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    for capture in captures:
        last = stretches[-1] if stretches else None
        tuning = (capture.rate_hz, capture.center_hz)
        if last is None or capture.gap_before or (last.rate_hz, last.center_hz) != tuning:
            last = _Stretch(capture.time_s, inf, *tuning)
            stretches.append(last)
        last.end_s = inf if capture.duration_s is None else capture.time_s + capture.duration_s
    return stretches


def _begun_before(stretches: list[_Stretch], seam_s: float, reach_hz: float) -> Part:
    """A part that is read from WARM_UP_S before a seam on, or a little more: in whole steps."""
    least_s = seam_s - WARM_UP_S
    stretch = next((one for one in stretches if one.end_s > least_s), stretches[-1])
    step = IqStream(stretch.rate_hz, stretch.center_hz, reach_hz=reach_hz).step
    sample = max(0, int((least_s - stretch.origin_s) * stretch.rate_hz) // step * step)
    return Part(
        from_s=seam_s,
        lead_s=stretch.origin_s + sample / stretch.rate_hz,
        origin_s=stretch.origin_s,
        lead_sample=sample,
    )
