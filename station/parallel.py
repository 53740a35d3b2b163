"""`beacon406 replay --jobs N`: many files, and parts of long ones, in several processes.

What comes out is what one process gives, in its order. A part is begun so much earlier that its
receiver remembers all that it would have, and only bursts that begin within the part are kept.
"""

import multiprocessing
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from math import ceil, inf

import msgspec

from decoder.combination import MOST_PERIODS, PERIOD_S
from decoder.detection import Detection
from decoder.reasons import Rejection
from decoder.receiver import Receiver
from sdr.errors import RecordingError
from sdr.recording import Recording, RecordingOptions, open_recording
from station.decoding import Step, Tally, decode, events_of
from station.report import complain

LEAD_S = ceil(MOST_PERIODS * PERIOD_S[1]) + 5
"""A receiver adds up bursts over so long a time; whole seconds, as its steps fit into them."""
TAIL_S = 2.0
"""By then a burst that began within the part is over, and decoded."""
LONGEST_PART_S = 3600.0
SEAM_S = 0.005
"""Two processes place a burst within less of each other: near a seam both keep it."""


class Part(msgspec.Struct, frozen=True):
    """What one process is asked for: the bursts that begin between two times of a file."""

    path: str
    options: RecordingOptions
    from_s: float = 0.0
    until_s: float = inf


class Heard(msgspec.Struct, frozen=True):
    """What it found; `damage` is where the file cannot be read any further."""

    detections: list[Detection]
    rejections: dict[Rejection, int]
    done_s: float
    damage: tuple[str, str, str] | None


def decode_files_in_parallel(
    paths: Sequence[str], options: RecordingOptions, station: str, tally: Tally, *, jobs: int
) -> Iterator[Step]:
    """The same as station.decoding.decode_files."""
    with _processes(jobs) as pool:
        begun = [_begin(path, options, pool, jobs) for path in paths]
        for work in begun:
            try:
                if isinstance(work, RecordingError):
                    raise work
                if isinstance(work, Recording):
                    yield from decode(work, station, tally)
                else:
                    yield from _joined(*work, station, tally)
            except RecordingError as error:
                tally.bad_files += 1
                complain(error)


@contextmanager
def _processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Fresh ones, which share no thread or lock with this one; none outlives the block."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_die_quietly)
    try:
        yield pool
    except BrokenProcessPool:
        raise OSError("a process of --jobs was killed: try again with fewer") from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            child.terminate()


def _die_quietly() -> None:
    """Ctrl-C reaches every process of the terminal; only the first one has something to say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _begin(
    path: str, options: RecordingOptions, pool: ProcessPoolExecutor, jobs: int
) -> tuple[Recording, list[Future[Heard]]] | Recording | RecordingError:
    """The parts of a file, under way; a pipe, for this process; or what is wrong with it."""
    try:
        recording = open_recording(path, options)
    except RecordingError as error:
        return error
    if recording.is_pipe:
        complain(f"{recording.name} is a pipe, which cannot be shared: one process decodes it")
        return recording
    seams_s = seams(recording.duration_s or 0.0, jobs) if recording.can_be_split else []
    ends = zip([0.0, *seams_s], [*seams_s, inf], strict=True)
    return recording, [pool.submit(hear, Part(path, options, *part)) for part in ends]


def seams(duration_s: float, jobs: int) -> list[float]:
    """Where to divide a recording, in whole seconds, so that every part takes as long.

    All but the first part take LEAD_S more; a recording that this would hardly shorten is left.
    """
    parts = max(jobs, ceil(duration_s / LONGEST_PART_S))
    work_s = (duration_s + (parts - 1) * LEAD_S) / parts
    if work_s > 0.75 * duration_s:
        return []
    return [float(round(work_s + i * (work_s - LEAD_S))) for i in range(parts - 1)]


def hear(part: Part) -> Heard:
    """Runs in a process of its own."""
    recording = open_recording(part.path, part.options)
    receiver = Receiver()
    detections: list[Detection] = []
    rejections: Counter[Rejection] = Counter()
    done_s, damage = part.from_s, None
    try:
        for block in recording.blocks(max(0.0, part.from_s - LEAD_S), part.until_s + TAIL_S):
            before = receiver.rejections
            detections += receiver.feed(block)
            if part.from_s <= block.time_s < part.until_s:
                rejections += receiver.rejections - before
                done_s = block.time_s + block.samples.size / block.rate_hz
    except RecordingError as error:
        if part.until_s == inf or done_s < part.until_s - SEAM_S:
            damage = (error.file, error.reason, error.remedy)
    before = receiver.rejections
    detections += receiver.flush()
    if part.until_s == inf or damage is not None:
        rejections += receiver.rejections - before
    kept = [
        detection
        for detection in detections
        if part.from_s - SEAM_S <= detection.burst.time_s < part.until_s + SEAM_S
    ]
    return Heard(kept, dict(rejections), done_s, damage)


def _joined(
    recording: Recording, parts: list[Future[Heard]], station: str, tally: Tally
) -> Iterator[Step]:
    """The parts in order, and of what two of them kept only one."""
    done_s = 0.0
    last: list[Detection] = []
    for part in parts:
        heard = part.result()
        new = [one for one in heard.detections if not any(_is_same(one, old) for old in last)]
        tally.bursts += len(new)
        tally.rejections += Counter(heard.rejections)
        tally.signal_s += heard.done_s - done_s
        done_s, last = heard.done_s, heard.detections
        yield Step(recording.name, done_s, recording.duration_s, events_of(new, station))
        if heard.damage is not None:
            for rest in parts:
                rest.cancel()
            raise RecordingError(*heard.damage)


def _is_same(one: Detection, other: Detection) -> bool:
    near = abs(one.burst.time_s - other.burst.time_s) < 2 * SEAM_S
    same_place = abs((one.burst.offset_hz or 0) - (other.burst.offset_hz or 0)) < 2
    return near and same_place and one.message.hex == other.message.hex
