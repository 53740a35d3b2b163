"""`beacon406 replay` as it is typed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from decoder.spread.receiver import NARROW_REACH_HZ
from station.main import build_parser, main

COMMAND = (sys.executable, "-m", "station.main", "replay")
SECOND_GENERATION = "1193FFFF3269753E983307F25FD822055547FFF0040103224588181D3DE9969"


def replay(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    status = main(["replay", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def events(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_json_is_one_line_per_burst_and_nothing_else(
    capfdbinary: pytest.CaptureFixture[bytes], recording: Path, message: str
) -> None:
    assert main(["replay", "--json", "--station", "hill", str(recording)]) == 0
    captured = capfdbinary.readouterr()
    first, second = events(captured.out.decode())
    for event, start_s, offset_hz in ((first, 0.5, -12e3), (second, 1.5, 12e3)):
        assert event["hex"] == message
        assert event["class"] == "test"
        assert event["station"] == "hill"
        assert event["time_s"] == pytest.approx(start_s, abs=0.005)
        assert event["frequency_hz"] == pytest.approx(406.05e6 + offset_hz, abs=5)
        assert event["cn0_dbhz"] == pytest.approx(48, abs=2)
    assert first["time"].startswith("2026-01-02T03:04:05.")
    assert first["event_id"] != second["event_id"]


def test_people_get_a_table_and_the_summary_apart_from_it(
    capsys: pytest.CaptureFixture[str], recording: Path
) -> None:
    status, table, summary = replay(capsys, recording)
    assert status == 0
    assert "48°30.00'N" in table
    assert "406.0380" in table
    assert table.count("TIME") == 1
    assert summary.count("\n") == 1
    assert summary.startswith("beacon406: 2 bursts in 2.")
    assert "x real time" in summary


def test_a_bad_file_costs_its_line_and_the_exit_code_but_not_the_others(
    capsys: pytest.CaptureFixture[str], recording: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.sigmf-meta"
    broken.write_text("{")
    status, table, problems = replay(capsys, broken, recording, tmp_path / "absent.wav")
    assert status == 1
    assert table.count("48°30.00'N") == 2
    first, *_, last, summary = problems.splitlines()
    assert first.startswith("beacon406: ")
    assert "broken.sigmf" in first
    assert "absent.wav" in last
    assert "2 bursts" in summary


def test_what_comes_before_a_damaged_place_is_reported(
    capsys: pytest.CaptureFixture[str], recording: Path, tmp_path: Path
) -> None:
    whole = recording.with_suffix(".sigmf-data").read_bytes()
    damaged = tmp_path / "damaged_406.05M_96k.cu8"
    damaged.write_bytes(whole[: int(2 * 96e3 * 1.2) + 1])
    status, table, problems = replay(capsys, damaged)
    assert status == 1
    assert table.count("48°30.00'N") == 1
    assert "damaged_406.05M_96k.cu8" in problems
    assert "1 burst in" in problems


def test_a_broker_that_is_not_there_costs_no_printed_burst(
    capsys: pytest.CaptureFixture[str], recording: Path
) -> None:
    status, table, problems = replay(capsys, "--mqtt", "mqtt://localhost:1", recording)
    assert status == 1
    assert table.count("48°30.00'N") == 2
    assert problems.startswith("beacon406: broker mqtt://localhost:1: cannot be reached")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--mqtt", "mqtt://example.org"), "not encrypted"),
        (("--mqtt", "mqtts://me:secret@example.org"), "must hold no password"),
        (("--mqtt", "mqtts://example.org:0"), "the port must be a number from 1 to 65535"),
        (("--mqtt", "mqtts://me@example.org"), "/absent/password: No such file"),
        (("--carrier-error", "31k"), "'31k' is no frequency from 0 to 30k"),
        (("--station", "north/ridge"), "station name"),
        (("--station", ""), "station name"),
    ],
)
def test_a_setting_that_cannot_be_used_is_a_usage_error_before_any_decoding(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    recording: Path,
    arguments: tuple[str, str],
    complaint: str,
) -> None:
    monkeypatch.delenv("BEACON406_MQTT_PASSWORD", raising=False)
    monkeypatch.setenv("BEACON406_MQTT_PASSWORD_FILE", "/absent/password")
    with pytest.raises(SystemExit) as exit_info:
        main(["replay", *arguments, str(recording)])
    assert exit_info.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    last_line = captured.err.splitlines()[-1]
    assert last_line.startswith(f"beacon406 replay: error: argument {arguments[0]}: ")
    assert complaint in last_line
    assert "secret" not in captured.err


@pytest.fixture(scope="module")
def second_generation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A beacon of the test protocol, heard by a dongle that is 22 ppm off."""
    path = tmp_path_factory.mktemp("second_generation") / "dongle.sigmf-meta"
    burst = f"--burst={SECOND_GENERATION},offset=9k,cn0=45"
    assert main(["simulate", str(path), burst, "--format=cu8", "--rate=250k"]) == 0
    return path


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(("carrier_error", "heard"), [("2.5k", []), ("12k", [SECOND_GENERATION])])
def test_a_second_generation_carrier_is_looked_for_as_far_off_as_is_said(
    capfdbinary: pytest.CaptureFixture[bytes],
    second_generation: Path,
    carrier_error: str,
    heard: list[str],
    jobs: str,
) -> None:
    options = ["--json", "--carrier-error", carrier_error, "--jobs", jobs]
    assert main(["replay", *options, str(second_generation)]) == 0
    found = events(capfdbinary.readouterr().out.decode())
    assert [event["hex"] for event in found] == heard


def test_the_carrier_error_is_the_receivers_own_unless_it_is_said() -> None:
    assert build_parser().parse_args(["replay", "any"]).carrier_error == NARROW_REACH_HZ


def test_a_reader_that_leaves_is_no_error_worth_a_word(recording: Path) -> None:
    child = subprocess.Popen(
        [*COMMAND, "--json", *[str(recording)] * 3], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    child.stdout.readline()
    child.stdout.close()
    _, problems = child.communicate(timeout=60)
    assert b"Traceback" not in problems
    assert b"roken" not in problems


def heed_ctrl_c() -> None:
    """A shell starts what runs in its background deaf to Ctrl-C, and a child inherits that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("publish", [[], ["--mqtt=mqtt://localhost:1"]])
def test_ctrl_c_ends_without_a_traceback(publish: list[str]) -> None:
    arguments = ["--format=cu8", "--rate=250k", *publish, "-"]
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_ctrl_c,  # noqa: PLW1509 - nothing here runs threads
    ) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        child.stdin.write(os.urandom(4_000_000))
        child.stdin.flush()
        time.sleep(1.0)
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=20) == 130
        assert b"Traceback" not in child.stderr.read()
