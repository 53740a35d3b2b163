"""`--jobs` gives what one process gives: the same lines in the same order, also across seams."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import station.parallel
from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst
from sdr.recording import RecordingOptions, open_recording
from sdr.sample_format import SampleFormat
from station.decoding import Tally, decode_files
from station.main import main
from station.parallel import LEAD_S, Part, decode_files_in_parallel, hear, seams

MESSAGE = "FFFE2F8E3EABCDE530A08DD7A03580200CDF"
RATE_HZ = 16e3
RAW = RecordingOptions(format=SampleFormat.CF32, rate_hz=RATE_HZ, center_hz=406.025e6)


@pytest.fixture(scope="module")
def long_recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A burst each second for a minute, one of them across every whole second."""
    bits = f"{int(MESSAGE, 16):0144b}"
    bursts = [
        FgbBurst(bits=bits, start_s=0.3 + 1.07 * i, offset_hz=-4e3 + 140.0 * i, cn0_dbhz=45.0)
        for i in range(54)
    ]
    path = tmp_path_factory.mktemp("long") / "minute.cf32"
    blocks = Scene(rate_hz=RATE_HZ, duration_s=60.0, bursts=bursts).blocks()
    path.write_bytes(np.concatenate(list(blocks)).tobytes())
    return path


def replayed(
    capfdbinary: pytest.CaptureFixture[bytes], *arguments: str | Path
) -> tuple[int, list[dict[str, Any]], str]:
    status = main(["replay", "--json", *map(str, arguments)])
    captured = capfdbinary.readouterr()
    events = [json.loads(line) for line in captured.out.splitlines()]
    for event in events:
        del event["event_id"]
    return status, events, captured.err.decode()


@pytest.mark.parametrize("seam_s", [20.0, 21.7, 30.4])
def test_two_parts_hear_what_one_process_hears(long_recording: Path, seam_s: float) -> None:
    """21.7 s is the start of a burst, and 30.4 s is within one."""
    path = str(long_recording)
    whole = hear(Part(path, RAW))
    parts = [hear(Part(path, RAW, 0.0, seam_s)), hear(Part(path, RAW, seam_s))]
    heard = {(one.message.hex, round(one.burst.time_s, 3)) for one in whole.detections}
    assert len(heard) == 54
    found = [
        (one.message.hex, round(one.burst.time_s, 3)) for part in parts for one in part.detections
    ]
    assert set(found) == heard
    assert parts[1].done_s == whole.done_s


def test_the_parts_joined_are_in_order_without_duplicates(
    long_recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station.parallel, "seams", lambda *_: [21.7, 40.0])
    one, many = Tally(), Tally()
    paths = [str(long_recording), str(long_recording.with_name("gone.cf32")), str(long_recording)]
    whole = list(decode_files(paths, RAW, "hill", one))
    parts = list(decode_files_in_parallel(paths, RAW, "hill", many, jobs=2))
    times_s = [[e.time_s for step in steps for e in step.events] for steps in (whole, parts)]
    assert len(times_s[0]) == one.bursts == many.bursts == 2 * 54
    assert times_s[0] == pytest.approx(times_s[1], abs=1e-6)
    assert one.bad_files == many.bad_files == 1
    assert one.signal_s == many.signal_s == pytest.approx(120.0)


def test_the_command_prints_the_same_lines(
    capfdbinary: pytest.CaptureFixture[bytes], recording: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "torn.cu8"
    damaged.write_bytes(bytes([127, 128]) * 40_000 + b"\x80")
    files = (recording, damaged, recording)
    options = ("--format", "cu8", "--rate", "16k", "--center", "406.025M")
    plain = replayed(capfdbinary, damaged, *options)
    assert replayed(capfdbinary, damaged, *options, "--jobs", "2")[:2] == plain[:2]
    assert plain[0] == 1
    status, events, complaints = replayed(capfdbinary, *files)
    assert (status, len(events)) == (1, 4)
    shared = replayed(capfdbinary, *files, "--jobs", "3")
    assert shared[:2] == (status, events)
    assert shared[2].splitlines()[:-1] == complaints.splitlines()[:-1]


def test_a_damage_ends_the_file_there_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = np.full(round(60 * RATE_HZ), 1e-3, np.complex64)
    samples[round(22 * RATE_HZ)] = np.nan
    path = tmp_path / "nan.cf32"
    path.write_bytes(samples.tobytes())
    monkeypatch.setattr(station.parallel, "seams", lambda *_: [21.0, 40.0])
    tally = Tally()
    list(decode_files_in_parallel([str(path)], RAW, "hill", tally, jobs=2))
    assert tally.bad_files == 1
    assert tally.signal_s == pytest.approx(22.0)


@pytest.mark.parametrize("duration_s", [1.0, 300.0, 1000.0, 3600.0, 86400.0])
@pytest.mark.parametrize("jobs", [2, 3, 8])
def test_seams_share_the_work(duration_s: float, jobs: int) -> None:
    ends = [0.0, *seams(duration_s, jobs), duration_s]
    assert ends == sorted(ends)
    lead_s = [0.0] + [LEAD_S] * (len(ends) - 2)
    works_s = [b - a + lead for a, b, lead in zip(ends, ends[1:], lead_s, strict=False)]
    assert max(works_s) - min(works_s) < 0.01 * max(works_s) + len(works_s)
    assert max(works_s) <= duration_s
    if len(ends) > 2:
        assert all(end == int(end) for end in ends[:-1])


def test_a_part_of_a_recording_is_the_same_samples(long_recording: Path) -> None:
    recording = open_recording(str(long_recording), RAW)
    whole = np.concatenate([block.samples for block in recording.blocks()])
    blocks = list(recording.blocks(12.5, 17.25))
    part = np.concatenate([block.samples for block in blocks])
    assert blocks[0].time_s == 12.5
    assert np.array_equal(part, whole[round(12.5 * RATE_HZ) : round(17.25 * RATE_HZ)])
