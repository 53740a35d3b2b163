"""What can be typed after `beacon406 watch`."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING

from station.typed import broker, station_name

if TYPE_CHECKING:
    from decoder.message import MessageClass

ROOT = "beacon406/v1"


def watch_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Shows the open incidents of all stations at a broker, the newest change first: with keys"
        " to acknowledge and close them on a terminal, as a line for each change elsewhere."
    )
    parser.add_argument(
        "url", type=broker, metavar="MQTT-URL", help="mqtts://[USER@]HOST[:PORT] of the broker"
    )
    parser.add_argument(
        "--as",
        type=station_name,
        metavar="NAME",
        dest="name",
        help="who acknowledges (default: USER), in one program at a time; what he misses is kept",
    )
    parser.add_argument(
        "--root", default=ROOT, metavar="TOPIC", help="above the stations (default: %(default)s)"
    )
    parser.add_argument(
        "--classes",
        nargs="+",
        default=[],
        type=alert_class,
        metavar="CLASS",
        help="such as distress or self_test (default: all)",
    )
    parser.add_argument(
        "--route",
        type=station_name,
        metavar="NAME",
        help="as a partner: the alerts that are routed to NAME, which he cannot acknowledge",
    )
    parser.add_argument(
        "--trust",
        type=Path,
        metavar="FILE",
        help="believe only what the keys in this file (JWK set) have signed",
    )
    parser.add_argument(
        "--any-age", action="store_true", help="show what is over a week old too: replayed files"
    )
    parser.add_argument("--ca", type=Path, metavar="FILE", help="who vouches for the broker")
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="our own, if it wants one")
    parser.add_argument("--key", type=Path, metavar="FILE", help="that belongs to it")


def alert_class(text: str) -> "MessageClass":
    """The class of an incident, as an argparse type."""
    from decoder.message import MessageClass  # noqa: PLC0415 not for `--help`

    try:
        return MessageClass(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is none of {', '.join(MessageClass)}") from None
