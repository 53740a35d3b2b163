"""What is written comes back, and satisfies the sigmf package."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import sigmf
from hypothesis import given, settings
from hypothesis import strategies as st
from recording_files import blocks_until_damage, noise, opened, read_all

from sdr.block import SampleBlock, SignalKind
from sdr.errors import RecordingError
from sdr.sigmf_metadata import SigmfAnnotation
from sdr.sigmf_writer import write_sigmf

SAMPLES = noise(1000)
RATE_HZ = 1e6
START_UTC_S = 1795302785.25
STEP = {"cu8": 1 / 127.5, "ci8": 1 / 128, "ci16_le": 1 / 32768, "cf32_le": 0.0}


def written(
    path: Path,
    samples: np.ndarray | list[SampleBlock] | Iterator[SampleBlock],
    *,
    datatype: str = "cf32_le",
    center_hz: float | None = 406.05e6,
    overwrite: bool = False,
    annotations: tuple[SigmfAnnotation, ...] = (),
) -> Path:
    write_sigmf(
        path,
        samples,
        datatype=datatype,
        rate_hz=RATE_HZ,
        center_hz=center_hz,
        start_utc_s=START_UTC_S,
        overwrite=overwrite,
        annotations=annotations,
    )
    return path


def block(samples: np.ndarray, time_s: float, *, gap_before: bool = False) -> SampleBlock:
    return SampleBlock(
        samples=samples,
        rate_hz=RATE_HZ,
        center_hz=406.05e6,
        time_s=time_s,
        gap_before=gap_before,
    )


@pytest.mark.parametrize("datatype", list(STEP))
@settings(deadline=None)  # each example waits for the disk
@given(count=st.integers(1, 300), seed=st.integers(0, 2**32 - 1))
def test_samples_come_back_within_half_a_step(
    tmp_path_factory: pytest.TempPathFactory, datatype: str, count: int, seed: int
) -> None:
    samples = noise(count, seed=seed)
    path = tmp_path_factory.getbasetemp() / f"{datatype}.sigmf-meta"
    read = read_all(written(path, samples, datatype=datatype, overwrite=True))
    error = np.abs((read - samples).view(np.float32)).max()
    assert error <= STEP[datatype] / 2 + 1e-7


@pytest.mark.parametrize("datatype", list(STEP))
def test_the_sigmf_package_finds_nothing_to_object_to(tmp_path: Path, datatype: str) -> None:
    annotation = SigmfAnnotation(
        sample_start=10,
        sample_count=20,
        freq_lower_edge=406.02e6,
        freq_upper_edge=406.03e6,
        label="test protocol",
    )
    path = written(tmp_path / "x.sigmf-meta", SAMPLES, datatype=datatype, annotations=(annotation,))
    recording = sigmf.fromfile(str(path))  # which compares the checksum
    recording.validate()
    assert recording.get_captures()[0]["core:datetime"] == "2026-11-21T23:13:05.250000Z"
    assert recording.get_annotations()[0]["core:label"] == "test protocol"
    assert recording.sample_count == len(SAMPLES)


def test_blocks_come_back_with_their_gaps_and_times(tmp_path: Path) -> None:
    blocks = [
        block(SAMPLES[:300], 5.0),
        block(SAMPLES[300:400], 5.0003),
        block(SAMPLES[400:], 5.0014, gap_before=True),
    ]
    path = written(tmp_path / "x.sigmf-meta", iter(blocks))
    read, error = blocks_until_damage(opened(path))
    assert error is None
    assert [len(piece.samples) for piece in read] == [400, 600]
    assert [piece.samples_lost for piece in read] == [0, 1000]
    assert [piece.time_s for piece in read] == pytest.approx([0.0, 0.0014])
    assert [piece.utc_s for piece in read] == pytest.approx([START_UTC_S, START_UTC_S + 0.0014])
    assert np.array_equal(np.concatenate([piece.samples for piece in read]), SAMPLES)


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    path = written(tmp_path / "x.sigmf-meta", SAMPLES)
    with pytest.raises(RecordingError, match="exists"):
        written(path, SAMPLES[:10])
    assert len(read_all(path)) == 1000
    written(path, SAMPLES[:10], overwrite=True)
    assert len(read_all(path)) == 10


def test_a_source_that_breaks_leaves_no_file_behind(tmp_path: Path) -> None:
    def breaking() -> Iterator[SampleBlock]:
        yield block(SAMPLES, 0.0)
        raise RecordingError("x.wav", "is damaged", "copy it again")

    with pytest.raises(RecordingError, match="is damaged"):
        written(tmp_path / "x.sigmf-meta", breaking())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be written"):
        written(tmp_path / "nowhere" / "x.sigmf-meta", SAMPLES)


@pytest.mark.parametrize(
    ("name", "datatype", "reason"),
    [
        ("x.json", "cf32_le", "let it end in .sigmf-meta"),
        ("x.sigmf-meta", "cf64_le", "cannot be written as 'cf64_le'"),
    ],
)
def test_a_wrong_name_or_datatype_is_an_error(
    tmp_path: Path, name: str, datatype: str, reason: str
) -> None:
    with pytest.raises(RecordingError, match=reason):
        written(tmp_path / name, SAMPLES, datatype=datatype)


def test_blocks_of_another_rate_are_an_error(tmp_path: Path) -> None:
    other = SampleBlock(samples=SAMPLES, rate_hz=2e6, center_hz=None, time_s=0.0)
    with pytest.raises(RecordingError, match="one recording for each rate"):
        written(tmp_path / "x.sigmf-meta", [other])


def test_fm_audio_is_not_written_as_iq(tmp_path: Path) -> None:
    audio = SampleBlock(
        samples=SAMPLES, rate_hz=RATE_HZ, center_hz=None, time_s=0.0, kind=SignalKind.FM_AUDIO
    )
    with pytest.raises(RecordingError, match="got FM audio"):
        written(tmp_path / "x.sigmf-meta", [audio])


def test_what_is_unknown_is_left_out(tmp_path: Path) -> None:
    write_sigmf(
        tmp_path / "x.sigmf-meta",
        SAMPLES,
        datatype="cu8",
        rate_hz=RATE_HZ,
        center_hz=None,
        start_utc_s=None,
    )
    metadata = json.loads((tmp_path / "x.sigmf-meta").read_text())
    assert metadata["captures"] == [{"core:sample_start": 0, "core:global_index": 0}]
