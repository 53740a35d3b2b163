"""Does the decoder's probability of being wrong mean what it says? Predicted against observed.

Bursts at 24 to 34 dB-Hz, cut out where they are and demodulated; the gate is held open, so that
fields are judged which a station never shows (second fields only where the first is likely). Each
is counted in a bin of its predicted probability: how many, how many were wrong, and the sum of the
predictions. By C/N0: the same of the fields that the gate trusts, which is what would be given out.

python benchmarks/calibration.py [--quick] [--rounds 5]
"""

from contextlib import AbstractContextManager
from itertools import takewhile
from unittest import mock
from zlib import crc32

import msgspec
import numpy as np
from scipy.special import gammaincinv
from study import Study, added, main, total
from trials import KINDS, bits_of, random_burst
from wrong_messages import upper_bound

from decoder import policy
from decoder.reasons import Rejection
from decoder.signal.demodulator import SoftBurst, demodulate
from decoder.signal.looks import Looks
from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst
from decoder.soft_decision import FIRST_FIELD, SECOND_FIELD, Decided, decide
from decoder.t001 import frame

BURSTS = 200
RATE_HZ = 16e3
LEVELS_DBHZ = tuple(sorted({28.5, *map(float, range(24, 35))}))
TRUSTED = policy.TRUSTED_WRONG_PROBABILITY
EDGES = (0.0, 1e-6, 1e-5, 1e-4, TRUSTED, 1e-2, 0.1, 0.3, 1.0)
"""Of the bins."""
BINS = len(EDGES) - 1
Counts = tuple[float, ...]


class Level(msgspec.Struct, frozen=True):
    cn0_dbhz: float
    bursts: int


class FieldCounts(msgspec.Struct, frozen=True):
    """By bin."""

    judged: Counts
    wrong: Counts
    predicted: Counts


class Given(msgspec.Struct, frozen=True):
    """What the gate lets through: trusted first fields, and second ones after them."""

    fields: int = 0
    wrong_fields: int = 0
    predicted: float = 0.0
    wrong_messages: int = 0


class Calibration(msgspec.Struct, frozen=True):
    sent: int
    first: FieldCounts
    second: FieldCounts
    given: Given


class Judged(msgspec.Struct, frozen=True):
    """A field that was decoded: how probably it is wrong, and whether it is."""

    probability: float
    is_wrong: bool


def calibrated(level: Level, seed: int) -> Calibration:
    random = np.random.default_rng((seed, crc32(msgspec.json.encode(level))))
    first, second = np.zeros((3, BINS)), np.zeros((3, BINS))
    passed = Given()
    for _ in range(level.bursts):
        burst = random_burst(random, KINDS["any"], 0, level.cn0_dbhz)
        burst = msgspec.structs.replace(burst, start_s=0.2, offset_hz=random.uniform(-5, 5))
        fields = judged(burst, int(random.integers(2**32)))
        for counts, field in zip((first, second), fields, strict=False):
            count(counts, field)
        passed = added(passed, given(fields))
    return Calibration(level.bursts, as_counts(first), as_counts(second), passed)


def judged(burst: FgbBurst, seed: int) -> list[Judged]:
    """The first field, however doubtful, and the second one where the first is likely."""
    decided = decided_on(burst, seed)
    if decided is None:
        return []
    bits = bits_of(decided.message)
    fields = [Judged(decided.wrong_probability, bits[FIRST_FIELD] != burst.bits[FIRST_FIELD])]
    likely = decided.wrong_probability < policy.SUSPECT_WRONG_PROBABILITY
    if likely and len(bits) == len(burst.bits) == frame.LONG_BITS:
        is_wrong = bits[SECOND_FIELD] != burst.bits[SECOND_FIELD]
        fields.append(Judged(decided.second_wrong_probability, is_wrong))
    return fields


def given(fields: list[Judged]) -> Given:
    trusted = list(takewhile(lambda field: field.probability < TRUSTED, fields))
    wrong = sum(field.is_wrong for field in trusted)
    return Given(len(trusted), wrong, sum(field.probability for field in trusted), min(wrong, 1))


def decided_on(burst: FgbBurst, seed: int) -> Decided | None:
    """What the decoder thinks of a burst, however doubtful."""
    heard = demodulated(burst, seed)
    if isinstance(heard, Rejection):
        return None
    with open_gate():
        decided = decide(heard.llr, heard.sync, heard.tail_nats)
    return decided if isinstance(decided, Decided) else None


def demodulated(burst: FgbBurst, seed: int) -> SoftBurst | Rejection:
    scene = Scene(rate_hz=RATE_HZ, duration_s=1.2, bursts=[burst], seed=seed)
    looks = Looks(RATE_HZ, 0.0, 0.0)
    looks.feed(np.concatenate(list(scene.blocks())))
    piece = looks.cut(0.0, 0, round(scene.duration_s / looks.hop_s))
    return demodulate(piece.samples, piece.rate_hz, burst.start_s * piece.rate_hz)


def open_gate() -> AbstractContextManager[object]:
    return mock.patch.object(policy, "TRUSTED_WRONG_PROBABILITY", 2.0)


def count(counts: np.ndarray, field: Judged) -> None:
    place = min(int(np.searchsorted(EDGES, field.probability, side="right")) - 1, BINS - 1)
    counts[:, place] += (1, field.is_wrong, field.probability)


def as_counts(counts: np.ndarray) -> FieldCounts:
    return FieldCounts(*[tuple(row.tolist()) for row in counts])


def table(results: dict[Level, Calibration]) -> str:
    whole = total(results.values())
    lines = [f"{whole.sent} bursts at {LEVELS_DBHZ[0]:g} to {LEVELS_DBHZ[-1]:g} dB-Hz"]
    lines.append("field  predicted wrong     fields  wrong  expected  observed, 95 % interval")
    for name, field in (("first", whole.first), ("second", whole.second)):
        lines += [row(name, field, place) for place in range(BINS) if field.judged[place]]
    lines += ["", HEADING]
    lines += [level_row(f"{level.cn0_dbhz:10.1f}", found) for level, found in results.items()]
    return "\n".join([*lines, level_row("       all", whole)])


HEADING = """\
                     fields trusted                wrong messages in 10 000 bursts
C/N0 dB-Hz   bursts      all  wrong  expected      expected  counted  95 % bound"""


def row(name: str, field: FieldCounts, place: int) -> str:
    fields, wrong = field.judged[place], field.wrong[place]
    low, high = (share / fields for share in poisson_interval(wrong))
    return (
        f"{name:6}  {EDGES[place]:6.0e} to {EDGES[place + 1]:6.0e}  {fields:7.0f}  {wrong:5.0f}"
        f"  {field.predicted[place]:8.2g}  {wrong / fields:8.2g}  {low:.1g} to {min(high, 1):.1g}"
    )


def level_row(name: str, found: Calibration) -> str:
    """A message is expected to be wrong as often as its fields are: a little more than it is."""
    out, share = found.given, 1e4 / found.sent
    return (
        f"{name}  {found.sent:7}  {out.fields:7}  {out.wrong_fields:5}  {out.predicted:8.2f}"
        f"  {share * out.predicted:12.2f}  {share * out.wrong_messages:7.2f}"
        f"  {share * upper_bound(out.wrong_messages):10.2f}"
    )


def poisson_interval(events: float) -> tuple[float, float]:
    """95 %, two-sided, of the mean that gave so many events."""
    low = float(gammaincinv(events, 0.025)) if events else 0.0
    return low, float(gammaincinv(events + 1, 0.975))


CALIBRATION = Study(
    name="calibration",
    cases=tuple(Level(cn0_dbhz, BURSTS) for cn0_dbhz in LEVELS_DBHZ),
    result=Calibration,
    measure=calibrated,
    table=table,
    rounds=5,
)

if __name__ == "__main__":
    main(CALIBRATION)
