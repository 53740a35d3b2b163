"""How often does noise look like a second-generation preamble? By score, in noise alone.

The least score is lowered, so that what is counted says what happens at the one that is used.

python benchmarks/spread_noise.py [--quick] [--rounds 3]
"""

from unittest import mock

import msgspec
import numpy as np
from study import Study, main

from decoder.arrays import Samples
from decoder.spread import acquisition
from decoder.spread.receiver import HALF_WIDTH_HZ, NARROW_REACH_HZ, WIDE_REACH_HZ
from decoder.spread.search import Search

SCORES = (14.0, 16.0, 18.0, 20.0, acquisition.LEAST_SCORE)
DAY_S = 86400.0


class Listening(msgspec.Struct, frozen=True):
    reach_hz: float
    minutes: float


class Acquisitions(msgspec.Struct, frozen=True):
    """Places looked into, and how many had at least each of SCORES."""

    duration_s: float
    places: int
    acquired: tuple[int, ...]


def listened(case: Listening, seed: int) -> Acquisitions:
    random = np.random.default_rng((seed, round(case.reach_hz)))
    rate_hz = 2 * (HALF_WIDTH_HZ + case.reach_hz)
    search = Search(rate_hz, case.reach_hz)
    blocks = max(1, round(60 * case.minutes * rate_hz / search.hop))
    places, scores = 0, np.zeros(0)
    with mock.patch.object(acquisition, "LEAST_SCORE", SCORES[0]):
        for _ in range(blocks):
            samples = noise(random, search.block)
            found = search.places(samples)
            looked = acquisition.acquired(samples, rate_hz, found)
            places += len(found)
            scores = np.append(scores, [one.score for one in looked])
    return Acquisitions(
        duration_s=blocks * search.hop / rate_hz,
        places=places,
        acquired=tuple(int((scores >= least).sum()) for least in SCORES),
    )


def noise(random: np.random.Generator, count: int) -> Samples:
    parts = random.standard_normal(2 * count, dtype=np.float32)
    samples: Samples = parts.view(np.complex64)
    return samples


def table(results: dict[Listening, Acquisitions]) -> str:
    scores = "".join(f"{f'>= {least:g}':>9}" for least in SCORES)
    lines = [f"preambles a day in noise, by score\nreach kHz  hours  places/s{scores}"]
    lines += [
        f"{case.reach_hz / 1e3:9.1f}  {found.duration_s / 3600:5.2f}"
        f"  {found.places / found.duration_s:8.0f}"
        + "".join(f"{DAY_S * count / found.duration_s:9.0f}" for count in found.acquired)
        for case, found in results.items()
    ]
    return "\n".join(lines)


SPREAD_NOISE = Study(
    name="spread noise",
    cases=(Listening(NARROW_REACH_HZ, 5.0), Listening(WIDE_REACH_HZ, 5.0)),
    result=Acquisitions,
    measure=listened,
    table=table,
    rounds=3,
)

if __name__ == "__main__":
    main(SPREAD_NOISE)
