"""What can be typed after `beacon406 hex`."""

from argparse import ArgumentParser


def hex_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Decodes messages of 22, 28, 30 or 36 digits (first generation), of 51, 63 or 75 (second),"
        " and beacon IDs of 15 or 23."
    )
    parser.add_argument(
        "texts", nargs="+", metavar="HEX", help="a message or ID; - reads one per line"
    )
    parser.add_argument(
        "--json", action="store_true", help="one JSON document per line on standard output"
    )
