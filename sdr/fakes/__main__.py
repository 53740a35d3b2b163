"""`python -m sdr.fakes RECORDING`: a dongle to try a station with, by rtl_tcp."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from math import inf

from sdr.errors import RecordingError
from sdr.fakes.faults import FaultKind, random_faults, read_fault
from sdr.fakes.player import Player
from sdr.fakes.rtl_tcp import FakeRtlTcp
from sdr.fakes.tape import Tape, noise_tape, tape_of
from sdr.live.settings import RTL_TCP_PORT
from sdr.recording import RecordingOptions, open_recording

NOISE = "noise"
NOISE_RATE_HZ = 2.4e6
PLANNED_S = 86400.0
PASSING = (FaultKind.DROPOUT, FaultKind.STALL, FaultKind.DISCONNECT, FaultKind.GARBAGE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sdr.fakes", description=__doc__)
    parser.add_argument("recording", help=f'IQ, played again and again; or "{NOISE}"')
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=RTL_TCP_PORT)
    parser.add_argument(
        "--rate", type=_positive, help="where the recording does not say it; of noise"
    )
    parser.add_argument("--speed", type=_positive, default=1.0, help="times real time")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="KIND@AT[:DURATION[:VALUE]]",
        help=f"in seconds; any number of: {', '.join(FaultKind)}",
    )
    parser.add_argument("--faults-every", type=_positive, metavar="S", help="at random, besides")
    parser.add_argument("--seed", type=int, default=406, help="of those")
    return parser


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.0 < value < inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return value


def _tape(recording: str, rate_hz: float | None) -> Tape:
    if recording == NOISE:
        return noise_tape(rate_hz or NOISE_RATE_HZ)
    return tape_of(open_recording(recording, RecordingOptions(rate_hz=rate_hz)))


async def _serve(server: FakeRtlTcp, host: str, port: int) -> None:
    async with server.serving(host, port):
        tape = server.player.tape
        center = "" if tape.center_hz is None else f", center_hz = {tape.center_hz:.12g}"
        print(f"{host}:{server.port}: rate_hz = {tape.rate_hz:.12g}{center}", flush=True)
        await asyncio.Event().wait()


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        faults = [read_fault(text) for text in options.fault]
        if options.faults_every is not None:
            faults += random_faults(options.seed, PLANNED_S, options.faults_every, PASSING)
        player = Player(_tape(options.recording, options.rate), faults, speed=options.speed)
        asyncio.run(_serve(FakeRtlTcp(player), options.host, options.port))
    except (RecordingError, ValueError, OSError) as error:
        print(f"fakes: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
