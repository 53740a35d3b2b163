"""What can be typed after `beacon406 correlate`."""

from argparse import ArgumentParser
from pathlib import Path

from station.typed import broker, station_name


def correlate_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Makes one incident for each beacon out of the bursts of many stations. Run it several"
        " times with the same configuration to share the work: who is left takes over."
    )
    parser.add_argument(
        "config", type=Path, metavar="CONFIG", help="configuration: brokers, store, signature, ..."
    )
    parser.add_argument("--mqtt", type=broker, metavar="URL", help="instead of the file's brokers")
    parser.add_argument("--name", type=station_name, help="instead of the file's `station`")
    parser.add_argument(
        "--trust",
        type=Path,
        metavar="FILE",
        help="JWK set of the stations' keys (default: those that each shows first)",
    )
