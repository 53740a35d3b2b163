"""What can be typed after `beacon406 config`."""

from argparse import ArgumentParser
from pathlib import Path


def config_arguments(parser: ArgumentParser) -> None:
    parser.description = "Looks after a station's configuration file."
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="tell whether a station could run with it")
    check.description = (
        "Reads the file as the station would, and all the files that it names. Each thing that is"
        " wrong is told in one line; then it exits with 1."
    )
    check.add_argument(
        "--correlator", action="store_true", help="whether `beacon406 correlate` could, instead"
    )
    show = actions.add_parser("show", help="print the whole of it, defaults and all")
    show.description = (
        "Prints the whole configuration that the file makes, as TOML. Secrets are never in it."
    )
    init = actions.add_parser("init", help="write one to begin with, every key explained")
    init.description = "Writes a commented file to begin with. A file that is there is kept."
    for action in (check, show, init):
        action.add_argument("path", type=Path, metavar="FILE", help="the station's TOML file")
