"""`beacon406 spectrum` as it is typed."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdr.block import SampleBlock
from sdr.health.look import look_at_block
from sdr.sample_format import DONGLE_UINT8
from station.main import main
from station.spectrum.command import bins_for
from station.spectrum.screen import screen
from station.spectrum.view import channels_in, highest_in_columns, span_of, view_of

COMMAND = (sys.executable, "-m", "station.main", "spectrum")
CARRIER_HZ = 406.031e6


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Noise of -20 dBFS, and a carrier of -26 dBFS at 406.031 MHz, for 11 s."""
    path = tmp_path_factory.mktemp("carrier") / "g_406.05M_250k.cu8"
    size, rate_hz = 11 * 250_000, 250e3
    random = np.random.default_rng(7)
    samples = random.normal(0, 0.1 / np.sqrt(2), (size, 2))
    turns = (CARRIER_HZ - 406.05e6) / rate_hz * np.arange(size)
    samples += 0.05 * np.column_stack([np.cos(2 * np.pi * turns), np.sin(2 * np.pi * turns)])
    path.write_bytes(np.rint(samples * 127.5 + 127.5).clip(0, 255).astype(np.uint8).tobytes())
    return path


def spectrum(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    status = main(["spectrum", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def numbers(text: str) -> list[list[float]]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [[float(word) for word in line.split()] for line in lines]


def test_once_is_figures_and_two_columns(capsys: pytest.CaptureFixture[str], carrier: Path) -> None:
    status, text, problems = spectrum(capsys, carrier, "--once", "--columns", "150")
    assert (status, problems) == (0, "")
    rows = numbers(text)
    assert len(rows) == 150
    frequency_hz, density_dbfs_hz = max(rows, key=lambda row: row[1])
    assert frequency_hz == pytest.approx(CARRIER_HZ, abs=1000)
    floor = float(re.findall(r"# noise floor (-[\d.]+) dBFS/Hz", text)[0])
    assert floor == pytest.approx(-20 - 10 * np.log10(250e3), abs=0.3)
    assert density_dbfs_hz > floor + 20
    assert "# strongest 406.0310 MHz" in text
    assert "# always there 406.0310 MHz" in text
    assert rows[0][0] == pytest.approx(405.975e6, abs=1000)
    assert rows[-1][0] == pytest.approx(406.125e6, abs=1000)


def test_without_a_terminal_it_is_once(capsys: pytest.CaptureFixture[str], carrier: Path) -> None:
    assert spectrum(capsys, carrier) == spectrum(capsys, carrier, "--once")


def test_json_is_a_document_for_each_row(
    capfdbinary: pytest.CaptureFixture[bytes], carrier: Path
) -> None:
    assert main(["spectrum", str(carrier), "--json", "--columns", "40", "--row", "0.5"]) == 0
    rows: list[dict[str, Any]] = [
        json.loads(line) for line in capfdbinary.readouterr().out.splitlines()
    ]
    assert [row["time_s"] for row in rows] == pytest.approx(np.arange(0, 11, 0.5))
    for row in rows:
        assert len(row["density_dbfs_hz"]) == 40
        assert row["peak_hz"] == pytest.approx(CARRIER_HZ, abs=250)
        assert row["clipped_fraction"] == 0
        in_band_dbfs = 10 * np.log10(0.4 * 0.1**2 + 0.05**2)
        assert row["band_dbfs"] == pytest.approx(in_band_dbfs, abs=0.2)
    assert rows[0]["spurs"] == []
    assert rows[-1]["spurs"][0]["frequency_hz"] == pytest.approx(CARRIER_HZ, abs=250)


def test_wide_shows_all_that_was_received(
    capsys: pytest.CaptureFixture[str], carrier: Path
) -> None:
    _, text, _ = spectrum(capsys, carrier, "--once", "--wide", "--columns", "100")
    frequencies_hz = [row[0] for row in numbers(text)]
    assert frequencies_hz[0] == pytest.approx(406.05e6 - 125e3, abs=2e3)
    assert frequencies_hz[-1] == pytest.approx(406.05e6 + 125e3, abs=2e3)


def configuration(folder: Path, *sources: str) -> Path:
    path = folder / "station.toml"
    path.write_text('station = "hill"\n' + "\n".join(f"[[sources]]\n{one}\n" for one in sources))
    return path


def play(carrier: Path, name: str) -> str:
    return f'kind = "play"\nname = "{name}"\npath = "{carrier}"\nspeed = 4.0\n'


def test_a_source_of_the_configuration_is_shown_live(
    capfdbinary: pytest.CaptureFixture[bytes], carrier: Path, tmp_path: Path
) -> None:
    config = configuration(tmp_path, play(carrier, "mast"), play(carrier, "roof"))
    assert main(["spectrum", str(config), "--source", "roof", "--once"]) == 0
    text = capfdbinary.readouterr().out.decode()
    assert "# strongest 406.0310 MHz" in text
    assert re.search(r"# time 20\d\d-", text)


@pytest.mark.parametrize(
    ("sources", "chosen", "complaint"),
    [
        ("", [], "sources: there are none: add [[sources]]"),
        ("ab", [], "sources: there are several: choose by --source: a, b"),
        ("a", ["--source=c"], "sources: c is not the name of one: it has a"),
    ],
)
def test_a_source_that_cannot_be_chosen_is_one_line(
    tmp_path: Path, sources: str, chosen: list[str], complaint: str
) -> None:
    config = configuration(tmp_path, *(play(tmp_path / "any", name) for name in sources))
    done = subprocess.run([*COMMAND, config, *chosen], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"beacon406: {config}: {complaint}\n"


def test_what_cannot_be_opened_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, carrier: Path
) -> None:
    absent = tmp_path / "absent.toml"
    status, _, problems = spectrum(capsys, absent)
    assert (status, problems) == (1, f"beacon406: {absent}: No such file or directory\n")
    status, _, problems = spectrum(capsys, tmp_path / "absent.wav")
    assert (status, problems.count("\n")) == (1, 1)
    status, _, problems = spectrum(capsys, carrier, "--source", "roof")
    assert (status, problems.count("\n")) == (1, 1)
    broken = configuration(tmp_path, 'kind = "rtl_sdr"\ngian_db = 20.0')
    status, _, problems = spectrum(capsys, broken)
    assert status == 1
    assert "unknown field `gian_db`" in problems


def test_a_terminal_gets_a_picture_until_ctrl_c(carrier: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "100", "LINES": "30", "TERM": "xterm-256color"}
    with subprocess.Popen(
        [*COMMAND, str(carrier)],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as child:
        os.close(theirs)
        shown, until_s = b"", time.monotonic() + 60
        while b"always there" not in shown and time.monotonic() < until_s:
            shown += os.read(ours, 65536)
            if b"406.0310 MHz" in shown and shown.count("▀".encode()) > 200:
                break
        child.send_signal(signal.SIGINT)
        # What it still draws has to be read, or it waits for that.
        os.set_blocking(ours, False)
        while child.poll() is None and time.monotonic() < until_s:
            try:
                shown += os.read(ours, 65536)
            except OSError:
                time.sleep(0.01)
        assert child.wait(timeout=20) == 130
        assert child.stderr is not None
        assert child.stderr.read() == b""
    os.close(ours)
    assert "406.0─".encode() in shown
    assert "█".encode() in shown
    assert b"Traceback" not in shown


def look(rate_hz: float, center_hz: float | None) -> SampleBlock:
    parts = np.random.default_rng(1).normal(0, 0.1, (20000, 2)).astype(np.float32)
    return SampleBlock(parts.view(np.complex64)[:, 0], rate_hz, center_hz, 0.0)


@given(
    rate_hz=st.floats(8e3, 20e6),
    center_hz=st.none() | st.floats(400e6, 412e6),
    width=st.integers(1, 400),
    height=st.integers(1, 100),
    wide=st.booleans(),
)
def test_whatever_is_received_has_a_picture(
    rate_hz: float, center_hz: float | None, width: int, height: int, wide: bool
) -> None:
    seen = look_at_block(look(rate_hz, center_hz), DONGLE_UINT8, bins_for(rate_hz))
    view = view_of(seen, None, width, wide=wide)
    assert view.columns_db.size == width
    assert np.isfinite(view.columns_db).all()
    assert view.low_hz <= view.peak_hz <= view.high_hz
    assert all(0 <= column < width for column, _ in channels_in(view))
    assert screen([view], "any", height)


@given(st.integers(1, 300), st.integers(1, 300))
def test_columns_lose_no_peak(size: int, width: int) -> None:
    values = np.random.default_rng(size).normal(size=size).astype(np.float32)
    shown = highest_in_columns(values, width)
    assert shown.size == width
    assert shown.max() == values.max()


def test_the_band_is_shown_with_its_margin_or_else_everything() -> None:
    inside = look_at_block(look(2.4e6, 406.2e6), DONGLE_UINT8).spectrum
    assert span_of(inside, wide=False) == (405.975e6, 406.125e6)
    elsewhere = look_at_block(look(250e3, 433e6), DONGLE_UINT8).spectrum
    assert span_of(elsewhere, wide=False) == (433e6 - 125e3, 433e6 + 125e3)
