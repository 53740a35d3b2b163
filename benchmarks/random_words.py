"""What do random words come to at the gate? Counted, against what the codes' arithmetic says.

Hard: random bits through the hard decoder and the policy; those trusted are read to the end. Soft:
a beacon that sends random bits after a true sync, and plain noise, through the soft decoder.

python benchmarks/random_words.py [--quick] [--rounds 10]
"""

from enum import StrEnum
from math import comb

import msgspec
import numpy as np
from study import Study, main

from decoder import policy, t001
from decoder.arrays import Bits
from decoder.codes.bch import BCH_1, BCH_2, Bch
from decoder.message import FieldTrust
from decoder.reasons import Rejection
from decoder.soft_decision import SYNC, decide

BATCH = 100_000
HARD_WORDS = 10_000_000
SOFT_WORDS = 5000
SYNC_BITS = np.array([*"111111111111111000101111"], dtype=np.uint8)
CODES: tuple[tuple[policy.ProtectedField, Bch], ...] = ((1, BCH_1), (2, BCH_2))


class Path(StrEnum):
    HARD = "hard decisions"
    SOFT_CLEAR = "soft decisions, random bits after a true sync, 35 dB-Hz"
    SOFT_WEAK = "soft decisions, random bits after a true sync, 29 dB-Hz"
    SOFT_NOISE = "soft decisions, noise"


class Words(msgspec.Struct, frozen=True):
    path: Path
    words: int


class Passed(msgspec.Struct, frozen=True):
    """Of `words`: fields by number of corrections (hard), or suspect and trusted ones (soft).

    first, second   hard: with 0, 1, 2, 3 (0, 1, 2) corrections; soft: suspect, trusted
    valid           messages of trusted fields that say nothing impossible
    """

    words: int
    first: tuple[int, ...]
    second: tuple[int, ...]
    valid: int


def passed(case: Words, seed: int) -> Passed:
    random = np.random.default_rng((seed, list(Path).index(case.path)))
    return hard(random, case.words) if case.path is Path.HARD else soft(random, case)


def hard(random: np.random.Generator, words: int) -> Passed:
    counted = {field: np.zeros(code.correctable + 1, np.int64) for field, code in CODES}
    valid = 0
    for _ in range(0, words, BATCH):
        for field, code in CODES:
            corrected, errors = code.correct(random_bits(random, (BATCH, code.length)))
            counted[field] += np.bincount(errors[errors >= 0], minlength=code.correctable + 1)
            if field == 1:
                trusted = (errors >= 0) & (errors <= policy.TRUSTED_CORRECTIONS[1])
                valid += sum(
                    is_valid(word, int(number))
                    for word, number in zip(corrected[trusted], errors[trusted], strict=True)
                )
    first, second = (tuple(int(number) for number in counted[field]) for field in (1, 2))
    return Passed(words, first, second, valid)


def random_bits(random: np.random.Generator, shape: tuple[int, int]) -> Bits:
    octets = random.integers(0, 256, (shape[0], -(-shape[1] // 8)), np.uint8)
    return np.unpackbits(octets, axis=1, count=shape[1])


def is_valid(first_field: Bits, corrected: int) -> bool:
    """Of a long message with nothing in its second field that could be trusted."""
    bits = np.concatenate((SYNC_BITS, first_field, np.zeros(38, np.uint8)))
    trust = policy.trust_of_corrections(1, corrected)
    if bits[24] == 0:
        return t001.decode(bits[:112], corrected_bits=(corrected,), first=trust, second=None).valid
    undecoded = FieldTrust.UNDECODED
    message = t001.decode(bits, corrected_bits=(corrected, None), first=trust, second=undecoded)
    return message.valid


def soft(random: np.random.Generator, case: Words) -> Passed:
    suspect = trusted = second_trusted = valid = 0
    for _ in range(case.words):
        decided = decide(llrs(random, case.path), SYNC_BITS, 10.0)
        if isinstance(decided, Rejection):
            continue
        sure = policy.trust_of_probability(1, decided.wrong_probability) is FieldTrust.TRUSTED
        trusted += sure
        suspect += not sure
        second = policy.trust_of_probability(2, decided.second_wrong_probability)
        second_trusted += second is FieldTrust.TRUSTED
        valid += decided.message.valid
    return Passed(case.words, (suspect, trusted), (0, second_trusted), valid)


def llrs(random: np.random.Generator, path: Path) -> np.ndarray:
    """Of BPSK at the energy a bit that a beacon's data have (0.794 of its power, 400 bit/s)."""
    if path is Path.SOFT_NOISE:
        return noise_llrs(random)
    cn0_dbhz = 35.0 if path is Path.SOFT_CLEAR else 29.0
    snr = 0.794 * 10 ** (cn0_dbhz / 10) / 400
    bits = random.integers(0, 2, 144)
    bits[SYNC] = SYNC_BITS
    heard = (2 * bits - 1) + random.normal(0, np.sqrt(1 / (2 * snr)), 144)
    return np.clip(4 * snr * heard, -8, 8).astype(np.float32)


def noise_llrs(random: np.random.Generator) -> np.ndarray:
    """As a demodulator gives them that takes noise for data of a little energy."""
    return np.clip(random.normal(0, 2, 144), -8, 8).astype(np.float32)


def expected_share(code: Bch, corrected: int) -> float:
    return comb(code.length, corrected) / (1 << code.parity_bits)


def table(results: dict[Words, Passed]) -> str:
    lines: list[str] = []
    for case, result in results.items():
        lines.append(f"{case.path}: {result.words:,} words")
        if case.path is Path.HARD:
            lines += hard_rows(result)
        else:
            lines += soft_rows(result)
        lines.append(f"  valid messages                        {result.valid / result.words:10.2e}")
    return "\n".join(lines)


def hard_rows(result: Passed) -> list[str]:
    lines = ["  field  corrected      counted     share  expected  trust"]
    for (field, code), counts in zip(CODES, (result.first, result.second), strict=True):
        lines += [
            f"  {field:5}  {corrected:9}  {number:11}  {number / result.words:8.2e}"
            f"  {expected_share(code, corrected):8.2e}"
            f"  {policy.trust_of_corrections(field, corrected)}"
            for corrected, number in enumerate(counts)
        ]
    return lines


def soft_rows(result: Passed) -> list[str]:
    names = ("first field suspect", "first field trusted", "second field trusted after it")
    counts = (*result.first, result.second[1])
    return [
        f"  {name:30}  {number:6}  {number / result.words:8.2e}"
        for name, number in zip(names, counts, strict=True)
    ]


RANDOM_WORDS = Study(
    name="random words",
    cases=(
        Words(Path.HARD, HARD_WORDS),
        *(Words(path, SOFT_WORDS) for path in list(Path)[1:]),
    ),
    result=Passed,
    measure=passed,
    table=table,
)

if __name__ == "__main__":
    main(RANDOM_WORDS)
