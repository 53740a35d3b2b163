"""What all benchmarks share: a study is measured case by case, and its results are kept.

Each result is one line of benchmarks/results/results.jsonl, under the study, the case, its seed and
a digest of the decoder's code: what is there is not measured again, so that a long run goes on
where it stopped, and no table ever mixes two decoders.
"""

import argparse
import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from itertools import count, takewhile
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import msgspec

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "results.jsonl"


class Line(msgspec.Struct, frozen=True):
    """One result, as it is kept. `commit` is for the reader; `code` is what counts."""

    study: str
    code: str
    commit: str
    seed: int
    case: msgspec.Raw
    result: msgspec.Raw


class Study(msgspec.Struct, frozen=True):
    """What is measured, over which cases, and how it is told.

    cases     frozen Structs, all of one type
    result    the Struct that `measure` gives; its fields are numbers, or tuples of numbers, to add
    measure   (case, seed) -> result; the seed decides everything random
    table     {case: sum of its results} -> text
    rounds    how many seeds of each case `make bench` measures
    """

    name: str
    cases: tuple[Any, ...]
    result: type
    measure: Callable[[Any, int], Any]
    table: Callable[[dict[Any, Any]], str]
    rounds: int = 1

    @property
    def case(self) -> type:
        return type(self.cases[0])


Task = tuple[Study, Any, int]


def main(study: Study) -> None:
    """A study as a script: measure what is missing, print the table."""
    parser = argparse.ArgumentParser(description=f"benchmark: {study.name}")
    parser.add_argument("--quick", action="store_true", help="one round: a first idea")
    parser.add_argument("--rounds", type=int, default=study.rounds)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    rounds = 1 if arguments.quick else arguments.rounds
    measure_missing(tasks([study], range(rounds)), jobs=arguments.jobs)
    print(study.table(collected(study, range(rounds))))


def tasks(studies: Iterable[Study], seeds: Iterable[int] | None = None) -> Iterator[Task]:
    """Seed by seed, so that all tables grow together; without end if there are no seeds."""
    studies = list(studies)
    for seed in count() if seeds is None else seeds:
        for study in studies:
            yield from ((study, case, seed) for case in study.cases)


def measure_missing(wanted: Iterable[Task], *, jobs: int, until_s: float = float("inf")) -> None:
    """Stops at Ctrl-C, or once time.monotonic() passes `until_s`; each result is kept at once."""
    code, commit = code_digest(), commit_id()
    done = {(line.study, bytes(line.case), line.seed) for line in kept_lines(code)}
    in_time = takewhile(lambda _: time.monotonic() < until_s, wanted)
    missing = (
        (study, case, seed)
        for study, case, seed in in_time
        if (study.name, msgspec.json.encode(case), seed) not in done
    )
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("ab") as results:
        results.write(b"\n")  # whatever a crash may have left of the last line
    with Pool(jobs, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)) as pool:
        try:
            for batch in batches(missing, 2 * jobs):
                for name, case, seed, result in pool.imap_unordered(measured, batch):
                    keep(Line(name, code, commit, seed, msgspec.Raw(case), msgspec.Raw(result)))
        except KeyboardInterrupt:
            print("\nstopped; what was measured is kept\n")


def batches(wanted: Iterator[Task], size: int) -> Iterator[list[Task]]:
    """A pool reads its whole input ahead, so it must not be given an endless one."""
    while batch := [task for _, task in zip(range(size), wanted, strict=False)]:
        yield batch


def measured(task: Task) -> tuple[str, bytes, int, bytes]:
    study, case, seed = task
    result = study.measure(case, seed)
    return study.name, msgspec.json.encode(case), seed, msgspec.json.encode(result)


def keep(line: Line) -> None:
    with RESULTS.open("ab") as results:
        results.write(msgspec.json.encode(line) + b"\n")


def kept_lines(code: str) -> Iterator[Line]:
    """Those of this decoder; blank lines, and one cut off by a crash, are passed over."""
    if not RESULTS.exists():
        return
    for text in RESULTS.read_bytes().splitlines():
        try:
            line = msgspec.json.decode(text, type=Line)
        except msgspec.DecodeError:
            continue
        if line.code == code:
            yield line


def collected(study: Study, seeds: Iterable[int] | None = None) -> dict[Any, Any]:
    """The sum of all kept results of each case, of some seeds or of all."""
    only = None if seeds is None else set(seeds)
    sums: dict[Any, Any] = {}
    for line in kept_lines(code_digest()):
        if line.study != study.name or (only is not None and line.seed not in only):
            continue
        case: Any = msgspec.json.decode(line.case, type=study.case)
        result: Any = msgspec.json.decode(line.result, type=study.result)
        sums[case] = added(sums[case], result) if case in sums else result
    return {case: sums[case] for case in study.cases if case in sums}


def added(one: Any, other: Any) -> Any:
    """Field by field; tuples element by element."""
    if isinstance(one, msgspec.Struct):
        pairs = zip(msgspec.structs.astuple(one), msgspec.structs.astuple(other), strict=True)
        return type(one)(*[added(*pair) for pair in pairs])
    if isinstance(one, tuple):
        return tuple(added(*pair) for pair in zip(one, other, strict=True))
    return one + other


def total(results: Iterable[Any]) -> Any:
    return reduce(added, results)


def code_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted((HERE.parent / "decoder").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def commit_id() -> str:
    git = ["git", "-C", str(HERE), "describe", "--always", "--dirty"]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
