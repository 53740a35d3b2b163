"""All studies, round after round, for hours: `make bench-full`.

Ctrl-C ends it, and the next run goes on where it stopped; either way the tables of all that has
been collected for this decoder are printed. 24 hours of interference and 30 000 bursts a C/N0, from
which no wrong message means fewer than 1 in 10 000, take about a day on two cores.

python benchmarks/full.py [--hours 8] [--tables]
"""

import argparse
import os
import time

from calibration import CALIBRATION
from collisions import COLLISIONS
from combinations import COMBINATIONS
from gate import GATE
from noise import NOISE
from random_words import RANDOM_WORDS
from sensitivity import SENSITIVITY
from spread_combinations import SPREAD_COMBINATIONS
from spread_crowds import SPREAD_CROWDS
from spread_noise import SPREAD_NOISE
from spread_sensitivity import SPREAD_SENSITIVITY
from spread_wrong import SPREAD_WRONG
from study import code_digest, collected, measure_missing, tasks
from wrong_messages import WRONG_MESSAGES

STUDIES = (
    GATE,
    SENSITIVITY,
    WRONG_MESSAGES,
    NOISE,
    COMBINATIONS,
    COLLISIONS,
    CALIBRATION,
    RANDOM_WORDS,
    SPREAD_SENSITIVITY,
    SPREAD_COMBINATIONS,
    SPREAD_NOISE,
    SPREAD_WRONG,
    SPREAD_CROWDS,
)


def main() -> None:
    parser = argparse.ArgumentParser(description="all benchmarks, resumable")
    parser.add_argument("--hours", type=float, default=float("inf"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--tables", action="store_true", help="measure nothing more")
    arguments = parser.parse_args()
    if not arguments.tables:
        until_s = time.monotonic() + 3600 * arguments.hours
        measure_missing(tasks(STUDIES), jobs=arguments.jobs, until_s=until_s)
    print(f"decoder {code_digest()}")
    for study in STUDIES:
        results = collected(study)
        print(f"\n{study.name.upper()}\n{study.table(results) if results else 'nothing yet'}")


if __name__ == "__main__":
    main()
