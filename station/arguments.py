"""What can be typed after each command of `beacon406`."""

from argparse import ArgumentParser
from pathlib import Path

from station.burst_text import burst_text
from station.typed import (
    broker,
    carrier_error,
    center,
    hertz,
    natural,
    positive,
    processes,
    station_name,
    utc,
)

RAW_FORMATS = ("cu8", "cs8", "cs16", "cf32")
SIGMF_FORMATS = ("cu8", "ci8", "ci16_le", "cf32_le")


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


def simulate_arguments(parser: ArgumentParser) -> None:
    parser.description = "Writes a SigMF recording of bursts of either generation in white noise."
    parser.epilog = (
        "A burst is HEX[,at=S][,offset=HZ][,cn0=DBHZ][,drift=HZ_PER_S], HEX a whole message of 22,"
        " 28, 30 or 36 digits, then also [,index=RAD][,bit-rate=BPS], or of 63 digits, then also"
        " [,chip-ppm=PPM]. One without `at` starts a second after the one before it began, or two"
        " after one of 63 digits."
    )
    parser.add_argument("output", metavar="OUT.sigmf-meta")
    parser.add_argument(
        "--burst", action="append", default=[], type=burst_text, metavar="BURST", dest="bursts"
    )
    parser.add_argument(
        "--seconds", type=positive, metavar="S", help="length (default: all bursts)"
    )
    parser.add_argument("--rate", type=positive, default=250e3, metavar="HZ")
    parser.add_argument("--center", type=center, default=406.05e6, metavar="HZ")
    parser.add_argument("--format", choices=SIGMF_FORMATS, default="cu8")
    parser.add_argument("--noise", type=positive, default=0.1, metavar="RMS", help="of full scale")
    parser.add_argument("--gain", type=positive, default=1.0, help="above about 3 the noise clips")
    parser.add_argument("--dc", type=hertz, default=0.0, help="of full scale")
    parser.add_argument("--image", type=hertz, default=-200.0, metavar="DB", help="mirror image")
    parser.add_argument("--start", type=utc, metavar="TIME", help="such as 2026-01-02T03:04:05Z")
    parser.add_argument("--seed", type=natural, default=0, help="the same seed gives the same file")
    parser.add_argument("--overwrite", action="store_true")


def demo_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Decodes the shipped recordings, publishes each burst to an MQTT broker that runs for the"
        " demo only, and prints the alerts that a subscriber received from it."
    )


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
