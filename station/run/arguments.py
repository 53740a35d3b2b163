"""What can be typed after `beacon406 run`."""

from argparse import ArgumentParser
from pathlib import Path

from station.typed import positive


def run_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Hears beacons and tells of them, for months: receivers, alerts and page as the"
        " configuration says. SIGHUP reads it again; SIGTERM ends it."
    )
    parser.add_argument(
        "config", nargs="?", type=Path, metavar="CONFIG", help="the station's TOML file"
    )
    parser.add_argument(
        "--simulate",
        action="store_true",
        help="no receiver and no broker needed: the whole station at work on made-up beacons",
    )
    parser.add_argument(
        "--give-up",
        type=positive,
        metavar="SECONDS",
        help="end with exit code 1 when a receiver has not worked for so long (default: never)",
    )
    parser.add_argument("--log-json", action="store_true", help="log one JSON document per line")
