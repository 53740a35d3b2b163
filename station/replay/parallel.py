"""`beacon406 replay --jobs N`: many files, and parts of long ones, heard by several processes.

Each part is begun so much earlier that what is heard in it is what one process hears there, to the
last digit; what was heard is decided on here, in order of time: faint bursts are added up over
minutes, and across parts.
"""

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from math import inf

import msgspec

from decoder.judge import Judge
from decoder.listener import Listener
from decoder.sighting import Dropped, Heard, Sighting
from decoder.spread.receiver import NARROW_REACH_HZ
from sdr.errors import RecordingError
from sdr.recording import Recording, RecordingOptions, open_recording
from station.replay.decoding import Step, Tally, decode, events_of
from station.replay.parts import Part, parts_of
from station.report import complain

TAIL_S = 2.0
"""By then a burst that began within the part is over, and demodulated."""


class HeardInPart(msgspec.Struct, frozen=True, eq=False):
    """What one process found; `damage` is where the file cannot be read any further."""

    heard: Heard
    done_s: float
    damage: tuple[str, str, str] | None


def decode_files_in_parallel(
    paths: Sequence[str],
    options: RecordingOptions,
    station: str,
    tally: Tally,
    *,
    jobs: int,
    reach_hz: float = NARROW_REACH_HZ,
) -> Iterator[Step]:
    """The same as station.decoding.decode_files."""
    with _processes(jobs) as pool:
        begun = [_begin(path, options, pool, jobs, reach_hz) for path in paths]
        for work in begun:
            try:
                if isinstance(work, RecordingError):
                    raise work
                if isinstance(work, Recording):
                    yield from decode(work, station, tally, reach_hz=reach_hz)
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
    path: str, options: RecordingOptions, pool: ProcessPoolExecutor, jobs: int, reach_hz: float
) -> tuple[Recording, list[Future[HeardInPart]]] | Recording | RecordingError:
    """The parts of a file, under way; a pipe, for this process; or what is wrong with it."""
    try:
        recording = open_recording(path, options)
    except RecordingError as error:
        return error
    if recording.is_pipe:
        complain(f"{recording.name} is a pipe, which cannot be shared: one process decodes it")
        return recording
    parts = parts_of(recording, jobs, reach_hz)
    return recording, [pool.submit(hear, path, options, part, reach_hz) for part in parts]


def hear(
    path: str, options: RecordingOptions, part: Part, reach_hz: float = NARROW_REACH_HZ
) -> HeardInPart:
    """What begins within a part: runs in a process of its own."""
    listener = Listener(part.origin_s, part.lead_sample, reach_hz)
    sightings: list[Sighting] = []
    dropped: list[Dropped] = []

    def keep(heard: Heard) -> None:
        sightings.extend(one for one in heard.sightings if part.holds(one.time_s))
        dropped.extend(one for one in heard.dropped if part.holds(one.time_s))

    done_s, damage = 0.0, None
    recording = open_recording(path, options)
    try:
        for block in recording.blocks(part.lead_s, part.until_s + TAIL_S):
            keep(listener.feed(block))
            done_s = block.time_s + block.samples.size / block.rate_hz
    except RecordingError as error:
        if done_s < part.until_s:
            damage = (error.file, error.reason, error.remedy)
    keep(listener.flush())
    until_s = part.until_s if damage is None else inf
    return HeardInPart(
        Heard(sightings, dropped, until_s, until_s), min(done_s, part.until_s), damage
    )


def _joined(
    recording: Recording, parts: list[Future[HeardInPart]], station: str, tally: Tally
) -> Iterator[Step]:
    """The parts in order, decided on as one."""
    judge = Judge()
    done_s, damage = 0.0, None
    for part in parts:
        found = part.result()
        detections = judge.feed(found.heard)
        done_s, damage = max(done_s, found.done_s), found.damage
        tally.bursts += len(detections)
        yield Step(recording.name, done_s, recording.duration_s, events_of(detections, station))
        if damage is not None:
            break
    tally.signal_s += done_s
    tally.rejections += judge.rejections
    if damage is not None:
        for part in parts:
            part.cancel()
        raise RecordingError(*damage)
