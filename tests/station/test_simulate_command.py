"""`beacon406 simulate` as it is typed, judged by what `replay` hears in its files."""

import json
from pathlib import Path
from typing import Any

import pytest

from decoder.simulation.spread import SgbBurst
from decoder.simulation.waveform import FgbBurst
from station.main import main
from station.simulate.burst_text import burst_text
from station.simulate.command import placed

Captured = pytest.CaptureFixture[bytes]
SELF_TEST = "89C441963269E400085200025FE734055547FFF00001FFE3E789085DBCB3CA4"
"""C/S T.018, made up, test protocol: a self-test of 63 digits."""


def heard(capfdbinary: Captured, path: Path) -> list[dict[str, Any]]:
    assert main(["replay", "--json", str(path)]) == 0
    return [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]


@pytest.mark.parametrize("datatype", ["cu8", "ci8", "ci16_le", "cf32_le"])
def test_every_format_gives_back_what_was_asked_for(
    capfdbinary: Captured, tmp_path: Path, message: str, datatype: str
) -> None:
    path = tmp_path / "out.sigmf-meta"
    burst = f"{message},at=0.3,offset=4.5k,cn0=50,drift=20,index=1.2,bit-rate=402"
    assert main(["simulate", str(path), "--burst", burst, f"--format={datatype}"]) == 0
    (event,) = heard(capfdbinary, path)
    assert event["hex"] == message
    assert event["time"] is None
    assert event["time_s"] == pytest.approx(0.3, abs=0.005)
    assert event["frequency_hz"] == pytest.approx(406.0545e6, abs=5)
    assert event["cn0_dbhz"] == pytest.approx(50, abs=2)
    assert event["drift_hz_per_s"] == pytest.approx(20, abs=5)
    assert event["modulation_index_rad"] == pytest.approx(1.2, abs=0.1)
    assert event["bit_rate_bps"] == pytest.approx(402, abs=0.5)


def test_bursts_may_overlap(capfdbinary: Captured, tmp_path: Path, message: str) -> None:
    path = tmp_path / "overlap.sigmf-meta"
    bursts = [f"--burst={message},at={at},offset={hz}" for at, hz in ((0.2, -9000), (0.4, 7000))]
    assert main(["simulate", str(path), *bursts]) == 0
    assert [event["hex"] for event in heard(capfdbinary, path)] == [message] * 2


def test_both_generations_are_placed_one_after_the_other(message: str) -> None:
    texts = [burst_text(text) for text in (SELF_TEST, message, f"{SELF_TEST},at=9")]
    bursts = list(placed(texts))
    assert [burst.start_s for burst in bursts] == [0.5, 2.5, 9.0]
    assert [type(burst) for burst in bursts] == [SgbBurst, FgbBurst, SgbBurst]
    assert isinstance(bursts[0], SgbBurst)
    assert bursts[0].self_test
    assert bursts[0].bits == f"{int(SELF_TEST, 16):0252b}"[2:]


def test_the_same_seed_gives_the_same_file_and_another_another(
    tmp_path: Path, message: str
) -> None:
    def samples(name: str, seed: int) -> bytes:
        path = tmp_path / f"{name}.sigmf-meta"
        arguments = ["--burst", message, "--rate", "20k", "--seed", str(seed)]
        assert main(["simulate", str(path), *arguments]) == 0
        return path.with_suffix(".sigmf-data").read_bytes()

    assert samples("one", 1) == samples("again", 1) != samples("other", 2)


def test_nothing_is_overwritten_unasked(
    tmp_path: Path, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["simulate", str(tmp_path / "once.sigmf-meta"), "--burst", message, "--rate=20k"]
    assert [main(command), main(command), main([*command, "--overwrite"])] == [0, 1, 0]
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", ["absent/out.sigmf-meta", "out.wav"])
def test_a_file_that_cannot_be_made_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["simulate", str(tmp_path / name), "--rate=20k"]) == 1
    problems = capsys.readouterr().err
    assert problems.count("\n") == 1
    assert Path(name).stem in problems
