"""What can be typed after `beacon406 replay`."""

from argparse import ArgumentParser
from pathlib import Path

from station.typed import broker, carrier_error, center, positive, processes, station_name

RAW_FORMATS = ("cu8", "cs8", "cs16", "cf32")


def replay_arguments(parser: ArgumentParser) -> None:
    parser.description = "Decodes recordings as fast as it can: SigMF, WAV, raw samples, FM audio."
    parser.add_argument("files", nargs="+", metavar="FILE", help="a recording, - is standard input")
    parser.add_argument("--format", choices=RAW_FORMATS, help="of raw samples")
    parser.add_argument(
        "--rate", type=positive, metavar="HZ", help="sample rate, such as 250k or 2.4M"
    )
    parser.add_argument(
        "--center", type=center, metavar="HZ", help="radio frequency, such as 406.05M"
    )
    parser.add_argument(
        "--fm-audio", action="store_true", help="the file is the output of an FM discriminator"
    )
    parser.add_argument(
        "--carrier-error",
        type=carrier_error,
        default="2.5k",
        metavar="HZ",
        help="how far off second-generation carriers may be: %(default)s does for a receiver with"
        " a TCXO; 21.5k, which takes longer, for a plain dongle",
    )
    parser.add_argument(
        "--json", action="store_true", help="one JSON document per line on standard output"
    )
    parser.add_argument(
        "--jobs",
        type=processes,
        default=1,
        metavar="N",
        help="processes that share many files or long ones",
    )
    parser.add_argument(
        "--mqtt", type=broker, metavar="URL", help="publish too: mqtts://[USER@]HOST[:PORT]"
    )
    parser.add_argument(
        "--station", type=station_name, metavar="NAME", help="who heard it (default: local)"
    )
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="the station's configuration: brokers, routes, store, signature, thresholds",
    )
