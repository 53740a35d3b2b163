"""Results that took hours are neither lost, nor counted twice, nor mixed with another decoder's."""

from pathlib import Path

import msgspec
import pytest
import study
from limits import LIMITS
from wrong_messages import upper_bound


class Case(msgspec.Struct, frozen=True):
    size: int


class Sum(msgspec.Struct, frozen=True):
    times: int
    sizes: tuple[int, ...]


def measure(case: Case, seed: int) -> Sum:
    return Sum(1, (case.size, seed))


STUDY = study.Study("sums", (Case(1), Case(10)), Sum, measure, str)


@pytest.fixture(autouse=True)
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "results" / "results.jsonl"
    monkeypatch.setattr(study, "RESULTS", path)
    return path


def run(rounds: int) -> None:
    study.measure_missing(study.tasks([STUDY], range(rounds)), jobs=1)


def test_results_of_all_seeds_are_added() -> None:
    run(3)
    assert study.collected(STUDY) == {Case(1): Sum(3, (3, 3)), Case(10): Sum(3, (30, 3))}
    assert study.collected(STUDY, [2])[Case(10)] == Sum(1, (10, 2))


def test_a_second_run_goes_on_where_the_first_stopped(results: Path) -> None:
    run(1)
    before = results.read_text().split()
    run(2)
    after = results.read_text().split()
    assert after[: len(before)] == before
    assert len(after) == 4


def test_a_line_cut_off_by_a_crash_is_measured_again(results: Path) -> None:
    run(1)
    results.write_bytes(results.read_bytes()[:-10])
    run(1)
    assert study.collected(STUDY) == {Case(1): Sum(1, (1, 0)), Case(10): Sum(1, (10, 0))}


def test_another_decoder_starts_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    run(1)
    monkeypatch.setattr(study, "code_digest", lambda: "another")
    assert study.collected(STUDY) == {}


def test_a_time_limit_ends_a_study_without_end() -> None:
    study.measure_missing(study.tasks([STUDY]), jobs=1, until_s=0.0)
    assert study.collected(STUDY) == {}


def test_no_event_of_n_bounds_the_rate_by_three_in_n() -> None:
    assert upper_bound(0) == pytest.approx(3.0, abs=0.01)
    assert upper_bound(1) == pytest.approx(4.74, abs=0.01)


def test_limits_rise_with_the_share_asked_for() -> None:
    assert all(limit.levels_dbhz == sorted(limit.levels_dbhz) for limit in LIMITS)
