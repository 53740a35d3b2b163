"""What can be typed after `beacon406 spectrum`."""

from argparse import ArgumentParser

from station.listening_arguments import listening_arguments
from station.typed import natural, positive


def spectrum_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Shows spectrum and waterfall of the 406 MHz band in the terminal: to point an antenna, and"
        " to find what disturbs. Without a terminal it prints one spectrum, like --once."
    )
    listening_arguments(parser)
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--once", action="store_true", help="print one spectrum, as text")
    output.add_argument("--json", action="store_true", help="print a JSON document for each row")
    parser.add_argument(
        "--wide", action="store_true", help="all that is received, not the band alone"
    )
    parser.add_argument(
        "--row",
        type=positive,
        default=0.25,
        metavar="S",
        help="what a row shows (default: %(default)g; of --once: all, 10 s at most)",
    )
    parser.add_argument(
        "--columns", type=natural, default=150, help="of --once and --json (default: %(default)d)"
    )
