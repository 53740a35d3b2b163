"""What `beacon406 spectrum` and `beacon406 calibrate` listen to, as it is typed."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from station.typed import center, positive

if TYPE_CHECKING:
    from sdr.recording import RecordingOptions

FORMATS = ("cu8", "cs8", "cs16", "cf32")


def listening_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what",
        metavar="RECORDING|CONFIG.toml",
        help="a recording (- is standard input), or the station's configuration: its source, live",
    )
    parser.add_argument("--source", metavar="NAME", help="which of the configuration's sources")
    parser.add_argument("--format", choices=FORMATS, help="of raw samples")
    parser.add_argument("--rate", type=positive, metavar="HZ", help="sample rate, such as 2.4M")
    parser.add_argument("--center", type=center, metavar="HZ", help="radio frequency in the middle")


def recording_options(arguments: Namespace) -> "RecordingOptions":
    from sdr.recording import RecordingOptions  # noqa: PLC0415 not for `--help`
    from sdr.sample_format import SampleFormat  # noqa: PLC0415 likewise

    return RecordingOptions(
        format=None if arguments.format is None else SampleFormat(arguments.format),
        rate_hz=arguments.rate,
        center_hz=arguments.center,
    )
