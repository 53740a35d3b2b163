"""How weak bursts may be: the whole receiver over a ladder of C/N0.

Bursts of random test messages at random frequencies of the whole 406 MHz band, in white noise, as a
dongle's 8 bits hold them. Right is all that a code or the sync protects (a short message's last six
bits are bare), first field bits 25 to 106. Wrong is a valid message with a sync, first field or
trusted second field that was not sent; false is a detection where nothing was sent.

python benchmarks/sensitivity.py [--quick] [--bursts 40] [--from 26 --to 40 --step 1]
"""

import argparse
from collections.abc import Iterator
from itertools import pairwise

import msgspec
import numpy as np

from decoder.arrays import Samples
from decoder.detection import Detection
from decoder.message import Message
from decoder.receiver import Receiver
from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst
from decoder.t001 import encode_message, frame
from decoder.t001.identities import Opaque
from decoder.t001.maritime import MaritimeUser
from decoder.t001.standard_location import StandardLocation, StandardOffsets
from decoder.t001.user import NoEmergencyCode
from sdr.block import SampleBlock
from sdr.sample_format import DONGLE_UINT8, bytes_from_components, components_from_bytes

RATE_HZ = 250e3
CENTER_HZ = 406.05e6
EDGE_HZ = 48e3
SPACING_S = 0.9
START_REACH_S = 0.05
FREQUENCY_REACH_HZ = 20.0
NOISE_RMS = 0.08

COMPARISON = """
For comparison, C/N0 in dB-Hz for                     50 %    90 %    95 %
  maximum likelihood, square edges (computed)         27.1    28.3    28.6
  maximum likelihood, 150 us edges                    27.5    28.8    29.1
  hard decisions, perfect timing and phase            29.0    30.4    30.8
  hard decisions, 150 us edges                        29.4    30.8    31.2
  noonafter/sarsat, IQ, one burst at a time           37.5    41.6
  v0l/waveshark, restated                             42.0    44.0
  dec406 V7 on FM audio                               50.8    never
  PortaPack Mayhem, restated                          54.1    54.9
Peers were measured on long messages in white noise, most 50 to 60 bursts a step (+-0.5 dB); those
restated were written anew from their source."""


class Step(msgspec.Struct, frozen=True):
    """Shares of the bursts at one C/N0, and numbers of what should not be."""

    cn0_dbhz: float
    valid_and_right: float
    right: float
    first_field_right: float
    wrong: int
    false: int


def main() -> None:
    arguments = parsed()
    levels_dbhz = np.arange(arguments.first, arguments.last + 1e-9, arguments.step)
    print(
        f"{arguments.bursts} {'short' if arguments.short else 'long'} bursts a step,"
        f" {RATE_HZ / 1e3:g} kS/s cu8, {2 * EDGE_HZ / 1e3:g} kHz of band\n"
    )
    print("C/N0 dB-Hz  valid and right   right  first field  wrong  false")
    steps = []
    for cn0_dbhz in levels_dbhz:
        step = measured(float(cn0_dbhz), arguments)
        steps.append(step)
        print(
            f"{step.cn0_dbhz:10.1f}  {step.valid_and_right:15.1%}  {step.right:6.1%}"
            f"  {step.first_field_right:11.1%}  {step.wrong:5}  {step.false:5}",
            flush=True,
        )
    for share in (0.5, 0.95):
        print(f"{share:.0%} valid and right at {crossing(steps, share)}")
    print(COMPARISON)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="detection rate by C/N0")
    parser.add_argument("--bursts", type=int, default=40)
    parser.add_argument("--from", type=float, default=26.0, dest="first")
    parser.add_argument("--to", type=float, default=40.0, dest="last")
    parser.add_argument("--step", type=float, default=1.0)
    parser.add_argument("--short", action="store_true", help="112 bits, no second field")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="12 bursts at 28 to 34 dB-Hz")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.bursts, arguments.first, arguments.last = 12, 28.0, 34.0
    return arguments


def measured(cn0_dbhz: float, arguments: argparse.Namespace) -> Step:
    random = np.random.default_rng((arguments.seed, round(10 * cn0_dbhz)))
    sent = [
        FgbBurst(
            bits=random_message(random, short=arguments.short, self_test=arguments.self_test),
            start_s=0.4 + SPACING_S * i + random.uniform(0, 0.2),
            offset_hz=random.uniform(-EDGE_HZ, EDGE_HZ),
            phase_rad=random.uniform(0, 2 * np.pi),
            cn0_dbhz=cn0_dbhz,
        )
        for i in range(arguments.bursts)
    ]
    scene = Scene(
        rate_hz=RATE_HZ,
        duration_s=SPACING_S * len(sent) + 1.0,
        bursts=sent,
        noise_rms=NOISE_RMS,
        seed=int(random.integers(2**32)),
    )
    receiver = Receiver()
    heard = [detection for block in recorded(scene) for detection in receiver.feed(block)]
    heard += receiver.flush()
    pairs = [(burst, detection) for burst in sent for detection in heard if fits(burst, detection)]
    right = [d.message for b, d in pairs if is_right(b.bits, d.message)]
    return Step(
        cn0_dbhz=cn0_dbhz,
        valid_and_right=sum(message.valid for message in right) / len(sent),
        right=len(right) / len(sent),
        first_field_right=sum(has_right_first_field(b.bits, d.message) for b, d in pairs)
        / len(sent),
        wrong=sum(d.message.valid and is_wrong(b.bits, d.message) for b, d in pairs),
        false=len(heard) - len(pairs),
    )


def random_message(random: np.random.Generator, *, short: bool, self_test: bool) -> str:
    if short:
        ship = f"{random.integers(10**6):06d}"
        code = NoEmergencyCode(automatic_activation=False)
        fields = MaritimeUser(country=201, ship=ship, second_field=code)
        return frame.to_text(encode_message(fields, self_test=self_test))
    beacon = StandardLocation(
        country=201,
        coding="test",
        identification=Opaque(f"{random.integers(2**24):024b}"),
        second_field=StandardOffsets(),
    )
    place = (random.uniform(-80, 80), random.uniform(-179, 179))
    return frame.to_text(encode_message(beacon, position=place, self_test=self_test))


def recorded(scene: Scene) -> Iterator[SampleBlock]:
    first = 0
    for samples in scene.blocks():
        yield SampleBlock(
            samples=as_cu8(samples),
            rate_hz=scene.rate_hz,
            center_hz=CENTER_HZ,
            time_s=first / scene.rate_hz,
        )
        first += samples.size


def as_cu8(samples: Samples) -> Samples:
    stored = bytes_from_components(samples.view(np.float32), DONGLE_UINT8)
    return components_from_bytes(stored, DONGLE_UINT8).view(np.complex64)


def fits(burst: FgbBurst, detection: Detection) -> bool:
    heard = detection.burst
    return (
        abs(heard.time_s - burst.start_s) < START_REACH_S
        and heard.offset_hz is not None
        and abs(heard.offset_hz - burst.offset_hz) < FREQUENCY_REACH_HZ
    )


def is_right(bits: str, message: Message) -> bool:
    protected = slice(len(bits) if len(bits) == frame.LONG_BITS else frame.FIRST_FIELD.stop)
    return bits_of(message)[protected] == bits[protected]


def has_right_first_field(bits: str, message: Message) -> bool:
    return bits_of(message)[frame.FIRST_FIELD] == bits[frame.FIRST_FIELD]


def is_wrong(bits: str, message: Message) -> bool:
    """Whether what the message claims to know differs from what was sent."""
    known = slice(frame.FIRST_FIELD.stop if has_doubtful_second_field(message) else None)
    return bits_of(message)[known] != bits[known]


def has_doubtful_second_field(message: Message) -> bool:
    """A short message's last six bits are protected by nothing."""
    return len(message.hex) == 28 or any("second_field" in reason for reason in message.reasons)


def bits_of(message: Message) -> str:
    return f"{int(message.hex, 16):0{4 * len(message.hex)}b}"


def crossing(steps: list[Step], share: float) -> str:
    """Where the curve last rises through a share, on a straight line between two steps."""
    for below, above in reversed(list(pairwise(steps))):
        if below.valid_and_right < share <= above.valid_and_right:
            rise = above.valid_and_right - below.valid_and_right
            part = (share - below.valid_and_right) / rise
            level_dbhz = below.cn0_dbhz + part * (above.cn0_dbhz - below.cn0_dbhz)
            return f"{level_dbhz:.1f} dB-Hz"
    return "no step of this ladder"


if __name__ == "__main__":
    main()
