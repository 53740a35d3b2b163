"""The command `beacon406`: what can be typed, and which module does it.

The modules are imported only when their command runs, so that `--help` does not wait for numpy.
Exit codes: 0 done, 1 bad input, 2 usage, 130 Ctrl-C.
"""

import argparse
import importlib
import importlib.metadata
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

from alerts.errors import AlertError
from station.arguments import (
    demo_arguments,
    hex_arguments,
    replay_arguments,
    simulate_arguments,
)

COMMANDS = (
    ("replay", "decode recordings", replay_arguments),
    ("hex", "decode messages given as hexadecimal text", hex_arguments),
    ("simulate", "make a recording of bursts in noise", simulate_arguments),
    ("demo", "replay the shipped recordings through an MQTT broker", demo_arguments),
)

INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it


class VersionAction(argparse.Action):
    """Like argparse's own, but reads the version only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any, **__: Any) -> None:
        print(f"beacon406 {importlib.metadata.version('beacon406')}")
        parser.exit()


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="beacon406",
        description="Hears 406 MHz distress beacons in recordings, and decodes and publishes them.",
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
    arguments = build_parser().parse_args(argv)
    try:
        status: int = importlib.import_module(f"station.{arguments.command}").run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has left (`| head`). Without this, Python complains once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (AlertError, OSError) as error:
        print(f"beacon406: {error}", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
