"""`beacon406 replay`: decode recordings as fast as they can be read, print, and publish."""

import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from sdr.recording import RecordingOptions
from sdr.sample_format import SampleFormat
from station.replay.decoding import Step, Tally, decode_files
from station.report import complain, write_json
from station.words import count, duration

DEFAULT_STATION = "local"
Publish = Callable[[Iterator[Step], Callable[[Step], None]], bool]


def run(arguments: Namespace) -> int:
    publish, station = _publisher(arguments)
    tally = Tally()
    steps = _decoder(arguments.jobs)(
        arguments.files,
        _recording_options(arguments),
        station,
        tally,
        reach_hz=arguments.carrier_error,
    )
    delivered = True
    started_s = time.monotonic()
    with _shown(json=arguments.json) as show:
        if publish is not None:
            delivered = publish(steps, show)
        for step in steps:
            show(step)
    complain(summary(tally, time.monotonic() - started_s))
    return 0 if delivered and not tally.bad_files else 1


def _publisher(arguments: Namespace) -> tuple[Publish | None, str]:
    """What publishes each step, where that is asked for, and the station's name."""
    if arguments.mqtt is None and arguments.config is None:
        return None, arguments.station or DEFAULT_STATION
    # Only here: they take aiomqtt, SQLite and cryptography along.
    from station.config.config import config_of  # noqa: PLC0415
    from station.replay.publishing import publish  # noqa: PLC0415

    config = config_of(arguments.config, broker=arguments.mqtt, station=arguments.station)
    return partial(publish, config), config.station


def _decoder(jobs: int) -> Callable[..., Iterator[Step]]:
    if jobs == 1:
        return decode_files
    from station.replay.parallel import decode_files_in_parallel  # noqa: PLC0415 only --jobs

    return partial(decode_files_in_parallel, jobs=jobs)


def _recording_options(arguments: Namespace) -> RecordingOptions:
    return RecordingOptions(
        format=None if arguments.format is None else SampleFormat(arguments.format),
        rate_hz=arguments.rate,
        center_hz=arguments.center,
        fm_audio=arguments.fm_audio,
    )


@contextmanager
def _shown(*, json: bool) -> Iterator[Callable[[Step], None]]:
    """Where a step is shown; only a table or a bar needs rich, which takes 50 ms to import."""
    if json and not sys.stderr.isatty():
        yield _show_json
    else:
        from station.replay.screen import Screen  # noqa: PLC0415 see above

        screen = Screen(json=json)
        with screen.progress:
            yield screen.show


def _show_json(step: Step) -> None:
    for event in step.events:
        write_json(event)


def summary(tally: Tally, elapsed_s: float) -> str:
    speed = tally.signal_s / elapsed_s if elapsed_s > 0 else 0.0
    text = (
        f"{count(tally.bursts, 'burst')} in {duration(tally.signal_s)} of signal,"
        f" decoded in {duration(elapsed_s)} ({speed:.1f} x real time)"
    )
    rejected = ", ".join(f"{number} {word}" for word, number in sorted(tally.rejections.items()))
    return f"{text}; rejected: {rejected}" if rejected else text
