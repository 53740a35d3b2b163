"""The command `beacon406`: what can be typed, and which folder does it.

The modules are imported only when their command runs, so that `--help` does not wait for numpy.
Exit codes: 0 done, 1 bad input, 2 usage, 130 Ctrl-C.
"""

import argparse
import errno
import gc
import importlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

from alerts.errors import AlertError
from station.calibrate.arguments import calibrate_arguments
from station.config.arguments import config_arguments
from station.correlate.arguments import correlate_arguments
from station.demo.arguments import demo_arguments
from station.hex.arguments import hex_arguments
from station.replay.arguments import replay_arguments
from station.run.arguments import run_arguments
from station.simulate.arguments import simulate_arguments
from station.spectrum.arguments import spectrum_arguments
from station.status.arguments import status_arguments
from station.store.arguments import store_arguments
from station.test_alert.arguments import test_alert_arguments
from station.watch.arguments import watch_arguments

COMMANDS = (
    ("run", "hear beacons and tell of them, for months", run_arguments),
    ("status", "ask a running station how it is", status_arguments),
    ("config", "check, show or begin a station's configuration file", config_arguments),
    ("replay", "decode recordings", replay_arguments),
    ("hex", "decode messages given as hexadecimal text", hex_arguments),
    ("simulate", "make a recording of bursts in noise", simulate_arguments),
    ("spectrum", "show spectrum and waterfall in the terminal", spectrum_arguments),
    ("calibrate", "measure by how much a receiver's crystal is off", calibrate_arguments),
    ("watch", "show open incidents as they change, and acknowledge them", watch_arguments),
    ("store", "check, export or erase what a station keeps", store_arguments),
    ("correlate", "make one incident of what many stations hear", correlate_arguments),
    ("test-alert", "send a test through every broker and gateway", test_alert_arguments),
    ("demo", "replay the shipped recordings through an MQTT broker", demo_arguments),
)

INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it

# numpy's products of matrices are small here: threads for them cost more than they bring, most of
# all where the other cores are busy. Read when numpy is imported, and by every child process.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# From the first large piece that is freed, glibc's malloc learns to keep so much for the next;
# until then each of numpy's arrays is new memory, at a thousand page faults for each second of
# signal. Zeros that nobody looks at take no memory.
bytes(31 << 20)

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What only a write fails with; every file but standard output is named where it is opened."""

MAKE_ROOM = "make room there, or direct it to another disk, and run it again"


class VersionAction(argparse.Action):
    """Like argparse's own, but reads the version only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any, **__: Any) -> None:
        from importlib.metadata import version  # noqa: PLC0415 takes 20 ms, of e-mail and sockets

        print(f"beacon406 {version('beacon406')}")
        parser.exit()


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="beacon406",
        description="Hears 406 MHz distress beacons in recordings, and tells those who help.",
        epilog="It only listens: there is no way to transmit with it.",
    )
    parser.add_argument(
        "--version", action=VersionAction, nargs=0, help="print the version and exit"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, purpose, add_arguments in COMMANDS:
        add_arguments(commands.add_parser(name, help=purpose))
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    if None in (sys.stdin, sys.stdout, sys.stderr):
        if sys.stderr is not None:
            print("beacon406: a standard stream is closed: use /dev/null instead", file=sys.stderr)
        return 1
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that has no ° gets a ?
    try:
        return _run(argv)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _discard_output()  # the reader has left (`| head`)
    except OSError as error:
        _discard_output()
        full = error.filename is None and error.errno in FULL
        problem = f"standard output: {error.strerror}: {MAKE_ROOM}" if full else error
        print(f"beacon406: {problem}", file=sys.stderr)
    except AlertError as error:
        print(f"beacon406: {error}", file=sys.stderr)
    return 1


def _run(argv: Sequence[str] | None) -> int:
    try:
        arguments = build_parser().parse_args(argv)
        status: int = _imported(arguments.command).run(arguments)
        return status
    finally:
        sys.stdout.flush()  # here, where it can still be told that it fails; also of --help


def _imported(command: str) -> Any:
    """A command's module. What is imported stays to the end, so the garbage collector is kept from
    going through it again and again: a fifth of the time that the command takes to start."""
    gc.disable()
    module = importlib.import_module(f"station.{command.replace('-', '_')}.command")
    gc.freeze()
    gc.enable()
    return module


def _discard_output() -> None:
    """What could not be printed stays in the buffer, and Python would complain of it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
