"""What does the gate's caution cost, and what the hearing? Soft bits of long messages through it.

Perfect ones, as a receiver would have them that knew phase, timing and noise beforehand: white
noise at C/N0 less 1.00 dB for the carrier at 1.1 rad, 0.45 dB for edges of 150 µs and 10 lg 400.
And those of bursts cut out and demodulated. Both are decided on as any others, and once more with
the gate held open: the best guess, whatever its probability of being wrong.

python benchmarks/gate.py [--quick] [--rounds 5]
"""

from zlib import crc32

import msgspec
import numpy as np
from calibration import demodulated, open_gate
from limits import Reached
from study import Study, added, main
from thresholds import Curve, crossing_dbhz, told_dbhz
from trials import (
    KINDS,
    has_doubtful_second_field,
    is_right,
    is_wrong,
    random_burst,
    random_message,
)

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
LIMIT = "perfect soft bits, same caution, 150 µs"


class Case(msgspec.Struct, frozen=True):
    """`heard` by the demodulator, or else perfect."""

    heard: bool
    cn0_dbhz: float
    messages: int


class Gated(msgspec.Struct, frozen=True):
    """How many were guessed right, and given out as valid; how many of those should be wrong."""

    messages: int = 0
    guessed_right: int = 0
    valid_and_right: int = 0
    wrong: int = 0
    expected_wrong: float = 0.0


Attempt = tuple[str, Decided | Rejection, Decided | Rejection]
"""The bits sent, what is decided on them, and what is guessed."""


def gated(case: Case, seed: int) -> Gated:
    random = np.random.default_rng((seed, crc32(msgspec.json.encode(case))))
    attempt = heard if case.heard else perfect
    whole = Gated()
    for _ in range(case.messages):
        whole = added(whole, judged(*attempt(random, case.cn0_dbhz)))
    return whole


def perfect(random: np.random.Generator, cn0_dbhz: float) -> Attempt:
    sent = random_message(random)
    bits = np.array([*sent], np.uint8)
    snr = 10 ** ((cn0_dbhz - CARRIER_DB - EDGES_DB - BIT_RATE_DB) / 10)
    received = 2.0 * bits - 1 + random.normal(0, np.sqrt(1 / (2 * snr)), bits.size)
    llr = np.clip(4 * snr * received, -MOST_LLR, MOST_LLR).astype(np.float32)
    return sent, *decided_and_guessed(llr, bits[SYNC], TAIL_NATS)


def heard(random: np.random.Generator, cn0_dbhz: float) -> Attempt:
    burst = random_burst(random, KINDS["long"], 0, cn0_dbhz)
    burst = msgspec.structs.replace(burst, start_s=0.2, offset_hz=random.uniform(-5, 5))
    soft = demodulated(burst, int(random.integers(2**32)))
    if isinstance(soft, Rejection):
        return burst.bits, soft, soft
    return burst.bits, *decided_and_guessed(soft.llr, soft.sync, soft.tail_nats)


def decided_and_guessed(
    llr: np.ndarray, sync: np.ndarray, tail_nats: float
) -> tuple[Decided | Rejection, Decided | Rejection]:
    decided = decide(llr, sync, tail_nats)
    with open_gate():
        return decided, decide(llr, sync, tail_nats)


def judged(sent: str, decided: Decided | Rejection, guess: Decided | Rejection) -> Gated:
    guessed_right = isinstance(guess, Decided) and is_right(sent, guess.message)
    if isinstance(decided, Rejection) or not decided.message.valid:
        return Gated(messages=1, guessed_right=guessed_right)
    message = decided.message
    return Gated(
        messages=1,
        guessed_right=guessed_right,
        valid_and_right=is_right(sent, message),
        wrong=is_wrong(sent, message),
        expected_wrong=(
            decided.wrong_probability if has_doubtful_second_field(message) else decided.doubt
        ),
    )


def table(results: dict[Case, Gated]) -> str:
    lines = ["soft bits  C/N0 dB-Hz  messages  guessed  valid, right  wrong  expected in 10 000"]
    lines += [
        f"{'heard' if case.heard else 'perfect':9}  {case.cn0_dbhz:10.2f}  {result.messages:8}"
        f"  {result.guessed_right / result.messages:7.1%}"
        f"  {result.valid_and_right / result.messages:12.1%}  {result.wrong:5}"
        f"  {1e4 * result.expected_wrong / result.messages:18.2f}"
        for case, result in results.items()
    ]
    lines.append(f"{'dB-Hz for 50, 90, 95 %':30}guessed right        valid and right")
    for is_heard in (False, True):
        guessed = thresholds(results, heard=is_heard, field="guessed_right")
        valid = thresholds(results, heard=is_heard, field="valid_and_right")
        told = "   ".join("  ".join(map(told_dbhz, levels)) for levels in (guessed, valid))
        lines.append(f"{'heard' if is_heard else 'perfect':28}{told}")
    return "\n".join(lines)


def thresholds(results: dict[Case, Gated], *, heard: bool, field: str) -> list[float | None]:
    curve: Curve = [
        (case.cn0_dbhz, getattr(result, field) / result.messages)
        for case, result in results.items()
        if case.heard == heard
    ]
    return [crossing_dbhz(curve, share) for share in (0.5, 0.9, 0.95)]


def caution_limit(results: dict[Case, Gated]) -> Reached:
    """Where perfect soft bits get with the gate's caution: no better hearing gets further."""
    half, *more = thresholds(results, heard=False, field="valid_and_right")
    return Reached(LIMIT, float("nan") if half is None else half, *more)


GATE = Study(
    name="gate",
    cases=tuple(
        Case(is_heard, cn0_dbhz, MESSAGES) for is_heard in (False, True) for cn0_dbhz in LEVELS_DBHZ
    ),
    result=Gated,
    measure=gated,
    table=table,
    rounds=5,
)

if __name__ == "__main__":
    main(GATE)
