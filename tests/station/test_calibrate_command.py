"""`beacon406 calibrate` as it is typed, on recordings of a receiver whose error is known."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from decoder.t001.encoding import encode_message
from decoder.t001.orbitography import Orbitography, OrbitographyTime
from sdr.health.reference import SYSTEM_BEACON, Sighting
from station.calibrate.command import Calibrator
from station.main import main

CENTER_HZ = 406.05e6
PPM = 7.4
TIME = OrbitographyTime(day_of_year=123, hours=12, minutes=34, tens_of_seconds=5)
BURST_PPM = 0.03
"""12 Hz: how well the frequencies of three bursts of 48 dB-Hz are measured."""


def heard_offset_hz(true_hz: float) -> int:
    return round(true_hz / (1 + PPM * 1e-6) - CENTER_HZ)


def system_beacon() -> str:
    fields = Orbitography(country=201, text="TEST123", second_field=TIME)
    return np.packbits(encode_message(fields)).tobytes().hex().upper()


def recorded(folder: Path, hex_message: str, true_hz: float, bursts: int = 3) -> Path:
    path = folder / "heard.sigmf-meta"
    burst = f"--burst={hex_message},offset={heard_offset_hz(true_hz)},cn0=48"
    options = ["--format=cu8", "--rate=96k", "--overwrite"]
    assert main(["simulate", str(path), *[burst] * bursts, *options]) == 0
    return path


def calibrate(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    status = main(["calibrate", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def document(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str | Path) -> dict[str, Any]:
    main(["calibrate", "--json", *map(str, arguments)])
    whole: dict[str, Any] = json.loads(capfdbinary.readouterr().out)
    return whole


def test_system_beacons_calibrate_to_their_tolerance(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    found = document(capfdbinary, recorded(tmp_path, system_beacon(), 406.022e6))
    assert (found["bursts"], found["sightings"], found["reason"]) == (3, 3, None)
    assert found["calibration"]["ppm"] == pytest.approx(PPM, abs=BURST_PPM)
    assert found["calibration"]["uncertainty_95_ppm"] == pytest.approx(2.46, abs=0.05)
    assert found["calibration"]["references"] == ["system beacon at 406.022 MHz"]


def test_a_known_beacon_calibrates_better(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, message: str
) -> None:
    path = recorded(tmp_path, message, 406.037e6)
    status, text, problems = calibrate(capsys, path, "--beacon", "1C7D579BCAFFBFF=406.037M")
    assert (status, problems) == (0, "")
    assert text.startswith("ppm 7.4")
    assert "within 0.0" in text
    assert "(95 %), from 3 sightings of beacon 1C7D579BCAFFBFF" in text


def test_a_steady_carrier_calibrates_best(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    path = tmp_path / "g_406.05M_250k.cf32"
    turns = heard_offset_hz(406.06e6) / 250e3 * np.arange(5 * 250_000)
    noise = np.random.default_rng(3).normal(0, 0.1, (turns.size, 2)).view(complex)[:, 0]
    (noise + 0.01 * np.exp(2j * np.pi * turns)).astype("<c8").tofile(path)
    found = document(capfdbinary, path, "--carrier", "406.06M", "--tolerance", "0.4")
    rounding_ppm = 0.5 / 406.06
    assert found["calibration"]["ppm"] == pytest.approx(PPM, abs=rounding_ppm + 0.001)
    assert found["calibration"]["uncertainty_95_ppm"] < 0.002
    assert found["sightings"] == 5


def test_an_unknown_beacon_calibrates_nothing_and_that_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, message: str
) -> None:
    path = recorded(tmp_path, message, 406.037e6)
    status, text, problems = calibrate(capsys, path)
    assert (status, text) == (1, "")
    assert problems.startswith(f"beacon406: {path}: not calibrated: 3 bursts heard, none of")
    assert "--beacon" in problems
    assert problems.count("\n") == 1


def test_too_few_bursts_calibrate_nothing_and_that_is_said(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    found = document(capfdbinary, recorded(tmp_path, system_beacon(), 406.022e6, bursts=2))
    assert found["calibration"] is None
    assert "heard system beacon at 406.022 MHz 2 times at +7.4 to +7.4 ppm" in found["reason"]


def test_a_system_beacon_on_another_channel_is_not_believed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = recorded(tmp_path, system_beacon(), 406.034e6)
    status, _, problems = calibrate(capsys, path)
    assert status == 1
    assert "within 14 ppm" in problems


def test_what_came_before_a_damaged_place_counts_but_is_not_all(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, message: str
) -> None:
    whole = recorded(tmp_path, message, 406.037e6, bursts=4).with_suffix(".sigmf-data").read_bytes()
    damaged = tmp_path / "damaged_406.05M_96k.cu8"
    damaged.write_bytes(whole[: int(2 * 96e3 * 3.3) + 1])
    known = "--beacon=1C7D579BCAFFBFF=406.037M"
    status, text, problems = calibrate(capsys, damaged, known)
    assert status == 1
    assert text.startswith("ppm 7.4")
    assert "damaged_406.05M_96k.cu8" in problems


def test_a_source_of_the_configuration_is_listened_to_for_as_long_as_is_said(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    path = recorded(tmp_path, system_beacon(), 406.022e6)
    config = tmp_path / "station.toml"
    config.write_text(
        f'[[sources]]\nkind = "play"\npath = "{path.name}"\nspeed = 4.0\nloop = true\n'
    )
    found = document(capfdbinary, config, "--seconds", "6.5")
    assert 5 <= found["sightings"] <= 7
    assert found["calibration"]["ppm"] == pytest.approx(PPM, abs=BURST_PPM)
    assert found["ppm"] == found["calibration"]["ppm"]


def test_ctrl_c_tells_what_was_heard_until_then(tmp_path: Path) -> None:
    path = recorded(tmp_path, system_beacon(), 406.022e6)
    whole = path.with_suffix(".sigmf-data").read_bytes()
    options = ["--format=cu8", "--rate=96k", "--center=406.05M", "-"]
    with subprocess.Popen(
        [sys.executable, "-m", "station.main", "calibrate", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdin.write(whole)
        child.stdin.flush()
        # The pipe holds no more than this: once all is written, the bursts have been heard.
        child.stdin.write(bytes([127, 128]) * 480_000)
        child.stdin.flush()
        time.sleep(0.5)
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=30) == 130
        assert child.stdout.read().startswith(b"ppm 7.4")
        assert b"Traceback" not in child.stderr.read()


def test_what_a_source_is_set_to_already_is_added() -> None:
    calibrator = Calibrator({}, [], most_ppm=14.0)
    calibrator.sightings = [Sighting(SYSTEM_BEACON, 406.022e6 / (1 + 2e-6))] * 3
    assert calibrator.report(set_ppm=40.0).ppm == pytest.approx(42.0)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--beacon", "406.037M"],
        ["--beacon", "1C7D579BCAFFBFF"],
        ["--beacon", "1C7D579BCAFFBFZ=406.037M"],
        ["--carrier", "0"],
        ["--most-ppm", "0"],
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(["calibrate", "any", *arguments])
    assert exit_info.value.code == 2
    assert f"argument {arguments[0]}: " in capsys.readouterr().err


def test_what_cannot_be_opened_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, text, problems = calibrate(capsys, tmp_path / "absent.wav")
    assert (status, text) == (1, "")
    assert "absent.wav: does not exist" in problems
    assert problems.count("\n") == 1, "that nothing was heard is no news"


def test_of_a_device_that_cannot_be_opened_the_document_says_why(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    config = tmp_path / "station.toml"
    config.write_text('[[sources]]\nkind = "play"\npath = "absent.wav"\n')
    found = document(capfdbinary, config)
    assert found["calibration"] is None
    assert "absent.wav does not exist" in found["reason"]
