"""`beacon406 run`: the daemon, until it is told to end."""

import asyncio
import json
import os
import signal
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from alerts.errors import AlertError, AlertSettingError
from alerts.timestamp import rfc3339
from station.config.config import Config, read_config
from station.config.lacking import lacking
from station.daemon.daemon import Daemon
from station.daemon.hang import HangError
from station.daemon.supervision import GivenUpError
from station.report import complain


def run(arguments: Namespace) -> int:
    report = _report_json if arguments.log_json else complain
    if arguments.simulate:
        from station.run.simulated import simulate  # noqa: PLC0415 takes the embedded broker along

        return simulate(arguments, report)
    if arguments.config is None:
        raise AlertSettingError("run: name the station's configuration file, or give --simulate")
    read = partial(station_config, arguments.config)
    return asyncio.run(serve(read, report, give_up_s=arguments.give_up))


def station_config(path: Path) -> Config:
    """The file's, if a station can run with it."""
    config = read_config(path)
    for what in lacking(config):
        raise AlertSettingError(f"{path}: {what}")
    config.known_regions()
    return config


async def serve(
    read: Callable[[], Config], report: Callable[[str], None], *, give_up_s: float | None = None
) -> int:
    """Until SIGTERM; the exit code."""
    report = partial(_reported, report)
    daemon = Daemon(read(), report, give_up_s=give_up_s)
    task = asyncio.create_task(daemon.run())
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, task.cancel)
    loop.add_signal_handler(signal.SIGHUP, partial(_reload, daemon, read, report))
    code = 0
    try:
        with suppress(asyncio.CancelledError):
            await task
    except GivenUpError as error:
        report(f"given up: {error}")
        code = 1
    except HangError as error:
        report(str(error))
        code = 1
    if daemon.hangs:
        sys.stderr.flush()
        os._exit(code)  # Python would wait for what hangs, for ever
    return code


def _reload(daemon: Daemon, read: Callable[[], Config], report: Callable[[str], None]) -> None:
    try:
        config = read()
    except AlertError as error:
        report(f"{error}; the configuration stays as it was")
    else:
        daemon.reload(config)
        report("the configuration could be read, and is taken up")


def _reported(report: Callable[[str], None], text: str) -> None:
    """A log that is full or has gone must not end what hears."""
    with suppress(OSError):
        report(text)


def _report_json(text: Exception | str) -> None:
    line = {"time": rfc3339(time.time()), "message": str(text)}
    print(json.dumps(line), file=sys.stderr, flush=True)
