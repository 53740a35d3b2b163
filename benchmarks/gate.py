"""What does the gate's caution cost, however well a burst is heard? Perfect soft bits through it.

Long messages as a receiver would have them that knew phase, timing and noise beforehand: white
noise at C/N0 less 1.00 dB for the carrier at 1.1 rad, 0.45 dB for edges of 150 µs and 10 lg 400.
decoder/soft_decision.py and decoder/policy.py decide on them as on any others.

python benchmarks/gate.py [--quick] [--rounds 10]
"""

from zlib import crc32

import msgspec
import numpy as np
from limits import Reached
from study import Study, added, main
from thresholds import Curve, crossing_dbhz, told_dbhz
from trials import has_doubtful_second_field, is_right, is_wrong, random_message

from decoder.arrays import Llr
from decoder.reasons import Rejection
from decoder.soft_decision import SYNC, Decided, decide

MESSAGES = 200
LEVELS_DBHZ = tuple(float(level) for level in np.arange(27.0, 31.1, 0.25))
CARRIER_DB = float(-20 * np.log10(np.sin(1.1)))
EDGES_DB = 0.45
BIT_RATE_DB = float(10 * np.log10(400))
MOST_LLR = 8.0
"""As decoder/signal/demodulator.py limits them."""
TAIL_NATS = 15.0
NAME = "perfect soft bits, same caution, 150 µs"


class Perfect(msgspec.Struct, frozen=True):
    cn0_dbhz: float
    messages: int


class Gated(msgspec.Struct, frozen=True):
    """How many were read, and how many of the valid ones are wrong, and should be."""

    messages: int = 0
    right: int = 0
    valid_and_right: int = 0
    wrong: int = 0
    expected_wrong: float = 0.0


def gated(case: Perfect, seed: int) -> Gated:
    random = np.random.default_rng((seed, crc32(msgspec.json.encode(case))))
    whole = Gated()
    for _ in range(case.messages):
        sent = random_message(random)
        bits = np.array([*sent], np.uint8)
        decided = decide(perfect_llr(random, bits, case.cn0_dbhz), bits[SYNC], TAIL_NATS)
        whole = added(whole, judged(sent, decided))
    return whole


def perfect_llr(random: np.random.Generator, bits: np.ndarray, cn0_dbhz: float) -> Llr:
    snr = 10 ** ((cn0_dbhz - CARRIER_DB - EDGES_DB - BIT_RATE_DB) / 10)
    heard = 2.0 * bits - 1 + random.normal(0, np.sqrt(1 / (2 * snr)), bits.size)
    return np.clip(4 * snr * heard, -MOST_LLR, MOST_LLR).astype(np.float32)


def judged(sent: str, decided: Decided | Rejection) -> Gated:
    if isinstance(decided, Rejection):
        return Gated(messages=1)
    message = decided.message
    right = is_right(sent, message)
    doubt = decided.wrong_probability if has_doubtful_second_field(message) else decided.doubt
    return Gated(
        messages=1,
        right=right,
        valid_and_right=message.valid and right,
        wrong=message.valid and is_wrong(sent, message),
        expected_wrong=doubt if message.valid else 0.0,
    )


def table(results: dict[Perfect, Gated]) -> str:
    lines = ["C/N0 dB-Hz  messages   right  valid and right  wrong  expected wrong in 10 000"]
    lines += [
        f"{case.cn0_dbhz:10.2f}  {result.messages:8}  {result.right / result.messages:6.1%}"
        f"  {result.valid_and_right / result.messages:15.1%}  {result.wrong:5}"
        f"  {1e4 * result.expected_wrong / result.messages:24.2f}"
        for case, result in results.items()
    ]
    told = "  ".join(told_dbhz(level) for level in caution_limit(results)[1:])
    return "\n".join([*lines, f"valid and right 50, 90, 95 % at, dB-Hz  {told}"])


def caution_limit(results: dict[Perfect, Gated]) -> Reached:
    """Where perfect soft bits reach with the gate's caution: what no better hearing improves on."""
    curve: Curve = [
        (case.cn0_dbhz, result.valid_and_right / result.messages)
        for case, result in results.items()
    ]
    half, *more = (crossing_dbhz(curve, share) for share in (0.5, 0.9, 0.95))
    return Reached(NAME, float("nan") if half is None else half, *more)


GATE = Study(
    name="gate",
    cases=tuple(Perfect(cn0_dbhz, MESSAGES) for cn0_dbhz in LEVELS_DBHZ),
    result=Gated,
    measure=gated,
    table=table,
    rounds=10,
)

if __name__ == "__main__":
    main(GATE)
