"""What can be typed after `beacon406 status`."""

from argparse import ArgumentParser
from pathlib import Path

HERE = "http://127.0.0.1:8406"


def status_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Asks a running station how it is. Exit code 0: online; 1: degraded, something is broken;"
        " 3: nobody knows, since it does not answer or refuses to."
    )
    parser.add_argument(
        "station",
        nargs="?",
        default=HERE,
        metavar="CONFIG|URL",
        help=f"its TOML file, or where its page is (default: {HERE})",
    )
    parser.add_argument("--json", action="store_true", help="print the whole document")
    parser.add_argument(
        "--token-file", type=Path, metavar="FILE", help="of the token to show, if not CONFIG's own"
    )
    parser.add_argument(
        "--ca-file", type=Path, metavar="FILE", help="authority that vouches for an https:// URL"
    )
