"""What can be typed after `beacon406 calibrate`."""

from argparse import ArgumentParser, ArgumentTypeError

from station.listening_arguments import listening_arguments
from station.typed import center, positive

ID_LENGTHS = (15, 23)


def calibrate_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Measures by how much a receiver's crystal is off, from system beacons at 406.022 MHz"
        " (good to 2.5 ppm), and better from beacons and carriers whose frequency you know."
    )
    listening_arguments(parser)
    parser.add_argument(
        "--beacon",
        action="append",
        default=[],
        type=known_beacon,
        metavar="ID=HZ",
        dest="beacons",
        help="a beacon whose frequency is known, such as a test beacon of yours, measured",
    )
    parser.add_argument(
        "--carrier",
        action="append",
        default=[],
        type=center,
        metavar="HZ",
        dest="carriers",
        help="a steady carrier within what is received, such as a generator locked to GPS",
    )
    parser.add_argument(
        "--tolerance",
        type=positive,
        default=10.0,
        metavar="HZ",
        help="how well you know their frequencies (default: %(default)g)",
    )
    parser.add_argument(
        "--most-ppm",
        type=positive,
        default=14.0,
        metavar="PPM",
        help="how far off it may be: over 14, a system beacon on another channel could be taken for"
        " one at 406.022 MHz (default: %(default)g)",
    )
    parser.add_argument(
        "--seconds",
        type=positive,
        default=900.0,
        metavar="S",
        help="how long to listen to what is live (default: %(default)g)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document, for programs")


def known_beacon(text: str) -> tuple[str, float]:
    """A beacon's ID and its frequency, as an argparse type."""
    beacon_id, _, frequency = text.partition("=")
    beacon_id = beacon_id.strip().upper()
    is_id = len(beacon_id) in ID_LENGTHS and not set(beacon_id) - set("0123456789ABCDEF")
    if not is_id:
        raise ArgumentTypeError(f"{text!r} is no ID of 15 or 23 digits, =, and a frequency")
    return beacon_id, center(frequency)
