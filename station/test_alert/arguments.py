"""What can be typed after `beacon406 test-alert`."""

from argparse import ArgumentParser
from pathlib import Path

from station.typed import positive

TIMEOUT_S = 30.0


def test_alert_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Sends an alert of class test, of a made-up beacon, to every broker and through every"
        " gateway of the configuration, also those that take no tests, and says of each whether it"
        " got there. The station may be running meanwhile."
    )
    parser.epilog = "Exits with 1 if one of them failed."
    parser.add_argument("config", type=Path, metavar="CONFIG", help="the station's TOML file")
    parser.add_argument(
        "--timeout",
        type=positive,
        default=TIMEOUT_S,
        metavar="S",
        help="for each of them (default: %(default)g)",
    )
