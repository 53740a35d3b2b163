"""`--jobs` gives what one process gives: the same lines to the last digit, and the same counts."""

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from decoder.judge import Judge
from decoder.reasons import Rejection
from decoder.simulation.interference import Spur
from decoder.simulation.scene import ReceiverFaults, Scene
from decoder.simulation.spread import SgbBurst
from decoder.simulation.waveform import FgbBurst
from decoder.streams import WARM_UP_S, IqStream
from sdr.recording import Recording, RecordingOptions, open_recording
from sdr.sample_format import SampleFormat
from station.main import main
from station.replay import parts
from station.replay.decoding import Tally, decode_files
from station.replay.parallel import decode_files_in_parallel, hear
from station.replay.parts import LEAST_PART_S, Part, parts_of

MESSAGE = "FFFE2F8E3EABCDE530A08DD7A03580200CDF"
BITS = f"{int(MESSAGE, 16):0144b}"
SECOND_GENERATION = "1193FFFF3269753E983307F25FD822055547FFF0040103224588181D3DE9969"
DURATION_S = 120.0


def options(rate_hz: float, center_hz: float | None = 406.025e6) -> RecordingOptions:
    return RecordingOptions(format=SampleFormat.CF32, rate_hz=rate_hz, center_hz=center_hz)


def scene(rate_hz: float) -> Scene:
    """Clear bursts every few seconds, two beacons too faint to be read alone, spurs, a constant."""
    random = np.random.default_rng(8)
    clear = [(1.3 + 4.07 * i, -6e3 + 350.0 * i, 40.0) for i in range(28)]
    faint = [
        (first_s + 50.0 * i, hz, 27.0) for i in range(3) for first_s, hz in ((2, 5e3), (9, 7e3))
    ]
    return Scene(
        rate_hz=rate_hz,
        duration_s=DURATION_S,
        bursts=[
            FgbBurst(bits=BITS, start_s=start_s, offset_hz=hz, cn0_dbhz=dbhz)
            for start_s, hz, dbhz in clear + faint
        ],
        interference=[
            Spur(offset_hz=random.uniform(-7e3, 7e3), cn0_dbhz=35.0, period_s=period_s)
            for period_s in (0.9, 1.7, 2.9)
        ],
        faults=ReceiverFaults(dc=0.02 + 0.01j),
        seed=5,
    )


@pytest.fixture(scope="module")
def long_recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return recorded(tmp_path_factory.mktemp("long"), 16e3, 406.025e6)


def recorded(folder: Path, rate_hz: float, center_hz: float | None) -> Recording:
    path = folder / "two_minutes.cf32"
    with path.open("wb") as file:
        for block in scene(rate_hz).blocks():
            file.write(block.tobytes())
    return open_recording(str(path), options(rate_hz, center_hz))


def options_of(recording: Recording) -> RecordingOptions:
    capture = recording.layout.captures[0]
    return options(capture.rate_hz, capture.center_hz)


def split_anyway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "LEAST_PART_S", 2 * WARM_UP_S)


def replayed(
    capfdbinary: pytest.CaptureFixture[bytes], *arguments: str | Path
) -> tuple[int, list[dict[str, Any]], str]:
    status = main(["replay", "--json", *map(str, arguments)])
    captured = capfdbinary.readouterr()
    events = [json.loads(line) for line in captured.out.splitlines()]
    for event in events:
        del event["event_id"]
    return status, events, captured.err.decode()


def decided(recording: Recording, parts: list[Part]) -> tuple[bytes, dict[Rejection, int]]:
    judge = Judge()
    heard = [hear(recording.name, options_of(recording), part).heard for part in parts]
    detections = [detection for one in heard for detection in judge.feed(one)]
    assert len(detections) > 20
    return msgspec.json.encode(detections), dict(judge.rejections)


@pytest.mark.parametrize(
    ("rate_hz", "center_hz"),
    [(16e3, 406.025e6), (44.1e3, 406.025e6), (200e3, None)],
    ids=["one band", "blocks of no whole steps", "two bands"],
)
def test_parts_hear_what_one_process_hears(
    rate_hz: float, center_hz: float | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = recorded(tmp_path, rate_hz, center_hz)
    whole, rejections = decided(recording, [Part()])
    assert b"combined_bursts" in whole
    assert sum(rejections.values()) > 20
    split_anyway(monkeypatch)
    parts = parts_of(recording, 3)
    assert len(parts) == 3
    assert decided(recording, parts) == (whole, rejections)


def test_parts_hear_the_second_generation_alike_and_as_far_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One burst across the seam, and one whose carrier only a wider search than usual finds."""
    split_anyway(monkeypatch)
    reach_hz = 4e3
    path = tmp_path / "second_generation.cf32"
    path.write_bytes(bytes(round(40 * 96e3) * 8))
    recording = open_recording(str(path), options(96e3, 406.05e6))
    parts = parts_of(recording, 2, reach_hz)
    assert len(parts) == 2
    sent = [(parts[1].from_s - 0.4, -500.0), (parts[1].from_s + 6.0, 3.5e3)]
    bits = f"{int(SECOND_GENERATION, 16):0252b}"[2:]
    bursts = [
        SgbBurst(bits=bits, start_s=start_s, offset_hz=hz, cn0_dbhz=40) for start_s, hz in sent
    ]
    with path.open("wb") as file:
        for block in Scene(rate_hz=96e3, duration_s=40.0, bursts=bursts, seed=5).blocks():
            file.write(block.tobytes())

    def found(parts: list[Part]) -> bytes:
        judge = Judge()
        heard = [hear(str(path), options_of(recording), part, reach_hz).heard for part in parts]
        detections = [detection for one in heard for detection in judge.feed(one)]
        assert [detection.message.hex for detection in detections] == 2 * [SECOND_GENERATION]
        return msgspec.json.encode(detections)

    assert found(parts) == found([Part()])


def test_parts_add_up_faint_bursts_of_the_second_generation_across_a_seam(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too faint alone, but for what the first part hears of the same beacon."""
    split_anyway(monkeypatch)
    path = tmp_path / "faint.cf32"
    bits = f"{int(SECOND_GENERATION, 16):0252b}"[2:]
    levels_dbhz = [40.0, *([26.0] * 6)]
    bursts = [
        SgbBurst(bits=bits, start_s=2.0 + 5 * i, offset_hz=-500, cn0_dbhz=dbhz)
        for i, dbhz in enumerate(levels_dbhz)
    ]
    with path.open("wb") as file:
        for block in Scene(rate_hz=96e3, duration_s=40.0, bursts=bursts, seed=5).blocks():
            file.write(block.tobytes())
    recording = open_recording(str(path), options(96e3, 406.05e6))

    def found(parts: list[Part]) -> bytes:
        judge = Judge()
        heard = [hear(str(path), options_of(recording), part).heard for part in parts]
        detections = [detection for one in heard for detection in judge.feed(one)]
        assert {detection.message.hex for detection in detections} == {SECOND_GENERATION}
        return msgspec.json.encode(detections)

    whole = found([Part()])
    assert b"combined_bursts" in whole
    parts = parts_of(recording, 2)
    assert len(parts) == 2
    assert found(parts) == whole


def test_the_command_prints_the_same_lines_and_counts(
    capfdbinary: pytest.CaptureFixture[bytes],
    long_recording: Recording,
    recording: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    split_anyway(monkeypatch)
    torn = tmp_path / "torn.cf32"
    torn.write_bytes(Path(long_recording.name).read_bytes() + b"torn")
    options = ["--rate", "16000", "--center", "406.025M", "--format", "cf32"]
    arguments = [torn, tmp_path / "gone.cf32", recording, long_recording.name, *options]
    status, events, complaints = replayed(capfdbinary, *arguments)
    assert (status, len(events) > 40) == (1, True)
    for jobs in ("2", "3"):
        shared = replayed(capfdbinary, *arguments, "--jobs", jobs)
        assert shared[:2] == (status, events)
        assert without_times(shared[2]) == without_times(complaints)


def without_times(complaints: str) -> list[str]:
    """The summary tells how long it took."""
    *lines, last = complaints.splitlines()
    return [*lines, last.split(", decoded in")[0], last.split("rejected:")[1]]


def test_a_damage_ends_the_file_there_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    split_anyway(monkeypatch)
    samples = np.full(round(60 * 16e3), 1e-3, np.complex64)
    samples[round(38 * 16e3)] = np.nan
    path = tmp_path / "nan.cf32"
    path.write_bytes(samples.tobytes())
    tally, alone = Tally(), Tally()
    list(decode_files_in_parallel([str(path)], options(16e3), "hill", tally, jobs=3))
    list(decode_files([str(path)], options(16e3), "hill", alone))
    assert tally.bad_files == alone.bad_files == 1
    assert tally.signal_s == alone.signal_s == pytest.approx(38.0)


@pytest.mark.parametrize("duration_s", [1.0, 300.0, 1000.0, 3600.0, 86400.0])
@pytest.mark.parametrize("jobs", [2, 3, 8])
def test_parts_share_the_work(duration_s: float, jobs: int, tmp_path: Path) -> None:
    path = tmp_path / "hole.cu8"
    with path.open("wb") as file:
        file.truncate(round(duration_s * 16e3) * 2)
    raw = RecordingOptions(format=SampleFormat.CU8, rate_hz=16e3)
    parts = parts_of(open_recording(str(path), raw), jobs)
    ends_s = [min(part.until_s, duration_s) for part in parts]
    works_s = [end_s - part.lead_s for part, end_s in zip(parts, ends_s, strict=True)]
    assert [part.until_s for part in parts[:-1]] == [part.from_s for part in parts[1:]]
    assert max(works_s) - min(works_s) < 1.0
    assert sum(works_s) * 0.9 <= duration_s
    assert len(parts) >= jobs or duration_s < jobs * LEAST_PART_S


@pytest.mark.parametrize("reach_hz", [2.5e3, 21.5e3, 30e3])
def test_a_part_begins_whole_steps_of_its_own_receiver_in(reach_hz: float, tmp_path: Path) -> None:
    """At this rate the second generation has a band of its own, as wide as the search."""
    path = tmp_path / "hole.cu8"
    with path.open("wb") as file:
        file.truncate(300 * 200_000 * 2)
    raw = RecordingOptions(format=SampleFormat.CU8, rate_hz=200e3)
    _, *later = parts_of(open_recording(str(path), raw), 3, reach_hz)
    step = IqStream(200e3, None, reach_hz=reach_hz).step
    assert len(later) == 2
    assert all(part.lead_sample > 0 and part.lead_sample % step == 0 for part in later)


def test_a_part_of_a_recording_is_the_same_samples(long_recording: Recording) -> None:
    whole = np.concatenate([block.samples for block in long_recording.blocks()])
    blocks = list(long_recording.blocks(12.5, 17.25))
    rate_hz = blocks[0].rate_hz
    part = np.concatenate([block.samples for block in blocks])
    assert blocks[0].time_s == 12.5
    assert np.array_equal(part, whole[round(12.5 * rate_hz) : round(17.25 * rate_hz)])
