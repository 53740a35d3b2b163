"""From a recording to events: the whole program in the place where it is put together."""

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from alerts.event import Event, event_from_detection
from alerts.event_id import new_event_id
from decoder.detection import Detection
from decoder.reasons import Rejection
from decoder.receiver import Receiver
from decoder.spread.receiver import NARROW_REACH_HZ
from sdr.errors import RecordingError
from sdr.recording import Recording, RecordingOptions, open_recording
from station.report import complain


class Tally:
    """What a replay comes to."""

    def __init__(self) -> None:
        self.bursts = 0
        self.rejections: Counter[Rejection] = Counter()
        self.signal_s = 0.0
        self.bad_files = 0


class Step(msgspec.Struct, frozen=True):
    """The events of one stretch of a recording, and how far into it that is."""

    recording: str
    done_s: float
    duration_s: float | None
    events: list[Event]


def decode_files(
    paths: Sequence[str],
    options: RecordingOptions,
    station: str,
    tally: Tally,
    *,
    reach_hz: float = NARROW_REACH_HZ,
) -> Iterator[Step]:
    """Every file that can be read; one that cannot is told in one line, and counted.

    `reach_hz` is that of decoder.receiver.Receiver.
    """
    for path in paths:
        try:
            yield from decode(open_recording(path, options), station, tally, reach_hz=reach_hz)
        except RecordingError as error:
            tally.bad_files += 1
            complain(error)


def events_of(detections: Sequence[Detection], station: str) -> list[Event]:
    return [
        event_from_detection(detection, station=station, event_id=new_event_id())
        for detection in detections
    ]


def decode(
    recording: Recording, station: str, tally: Tally, *, reach_hz: float = NARROW_REACH_HZ
) -> Iterator[Step]:
    """Raises RecordingError at a damaged place, after all that was heard before it."""
    receiver = Receiver(reach_hz)
    done_s = 0.0

    def step(detections: Sequence[Detection]) -> Step:
        tally.bursts += len(detections)
        events = events_of(detections, station)
        return Step(recording.name, done_s, recording.duration_s, events)

    damage: RecordingError | None = None
    try:
        for block in recording.blocks():
            done_s = block.time_s + block.samples.size / block.rate_hz
            yield step(receiver.feed(block))
    except RecordingError as error:
        damage = error
    yield step(receiver.flush())
    tally.signal_s += done_s
    tally.rejections += receiver.rejections
    if damage is not None:
        raise damage
