"""What can be typed after `beacon406 simulate`."""

from argparse import ArgumentParser

from station.simulate.burst_text import burst_text
from station.typed import center, hertz, natural, positive, utc

SIGMF_FORMATS = ("cu8", "ci8", "ci16_le", "cf32_le")


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
