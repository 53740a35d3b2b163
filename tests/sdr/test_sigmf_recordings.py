"""SigMF recordings: against the sigmf package, and in all the ways they can be laid out."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sigmf
from hypothesis import given
from hypothesis import strategies as st
from recording_files import blocks_until_damage, first_block, noise, opened, read_all, saved

from sdr.errors import RecordingError
from sdr.sample_format import bytes_from_components
from sdr.sigmf_metadata import DATATYPES

SAMPLES = noise(1000)

# sigmf takes 128 as the zero of a cu8, we 127.5 (see sdr/sample_format.py).
LARGEST_DIFFERENCE = {"cu8": 1 / 128}


def save_pair(
    folder: Path,
    *,
    data: bytes | None = None,
    captures: list[dict[str, Any]] | None = None,
    datatype: str = "cf32_le",
    **about: Any,
) -> Path:
    """A recording called x, its metadata written by json and not by the code under test."""
    fields = {"datatype": datatype, "version": "1.2.6", "sample_rate": 1000e3, **about}
    metadata = {
        "global": {f"core:{key}": value for key, value in fields.items() if value is not None},
        "captures": [{"core:sample_start": 0}] if captures is None else captures,
        "annotations": [],
    }
    if data is None:
        data = bytes_from_components(SAMPLES.view(np.float32), DATATYPES[datatype])
    saved(folder / "x.sigmf-data", data)
    saved(folder / "x.sigmf-meta", json.dumps(metadata).encode())
    return folder / "x.sigmf-meta"


def capture(start: int, **fields: Any) -> dict[str, Any]:
    return {"core:sample_start": start, **{f"core:{key}": value for key, value in fields.items()}}


@pytest.mark.parametrize("datatype", list(DATATYPES))
def test_samples_are_those_that_the_sigmf_package_reads(tmp_path: Path, datatype: str) -> None:
    path = save_pair(tmp_path, datatype=datatype)
    oracle = sigmf.fromfile(str(path)).read_samples()
    difference = np.abs((read_all(path) - oracle).view(np.float32)).max()
    assert difference <= LARGEST_DIFFERENCE.get(datatype, 1e-7)


@pytest.mark.parametrize("name", ["x.sigmf-meta", "x.sigmf-data", "x"])
def test_metadata_data_and_base_name_all_mean_the_recording(tmp_path: Path, name: str) -> None:
    save_pair(tmp_path)
    assert np.array_equal(read_all(tmp_path / name), SAMPLES)


@pytest.mark.parametrize("folder", ["", "x/"])
@pytest.mark.parametrize("order", [("meta", "data"), ("data", "meta")])
def test_an_archive_is_read_without_unpacking(
    tmp_path: Path, folder: str, order: tuple[str, str]
) -> None:
    save_pair(tmp_path)
    with tarfile.open(tmp_path / "x.sigmf", "w") as archive:
        for part in order:
            archive.add(tmp_path / f"x.sigmf-{part}", f"{folder}x.sigmf-{part}")
    (tmp_path / "x.sigmf-data").unlink()
    assert np.array_equal(read_all(tmp_path / "x.sigmf"), SAMPLES)


def test_an_archive_of_the_sigmf_package_is_read(tmp_path: Path) -> None:
    recording = sigmf.fromfile(str(save_pair(tmp_path)))
    recording.archive(str(tmp_path / "y.sigmf"))
    assert np.array_equal(read_all(tmp_path / "y.sigmf"), SAMPLES)


def test_an_archive_that_leaves_out_runs_of_zeros_is_refused(tmp_path: Path) -> None:
    save_pair(tmp_path)
    with tarfile.open(tmp_path / "x.sigmf", "w") as archive:
        archive.add(tmp_path / "x.sigmf-meta", "x.sigmf-meta")
        data = archive.gettarinfo(tmp_path / "x.sigmf-data", "x.sigmf-data")
        data.type = tarfile.GNUTYPE_SPARSE
        archive.addfile(data, io.BytesIO(SAMPLES.tobytes()))
    with pytest.raises(RecordingError, match=r"has no x\.sigmf-data inside"):
        opened(tmp_path / "x.sigmf")


def test_a_cut_archive_gives_the_samples_it_has(tmp_path: Path) -> None:
    save_pair(tmp_path)
    with tarfile.open(tmp_path / "x.sigmf", "w") as archive:
        archive.add(tmp_path / "x.sigmf-meta", "x.sigmf-meta")
        archive.add(tmp_path / "x.sigmf-data", "x.sigmf-data")
    with tarfile.open(tmp_path / "x.sigmf") as archive:
        data_offset_bytes = archive.getmember("x.sigmf-data").offset_data
    content = (tmp_path / "x.sigmf").read_bytes()[: data_offset_bytes + 8 * 300]
    blocks, error = blocks_until_damage(opened(saved(tmp_path / "x.sigmf", content)))
    assert np.array_equal(blocks[0].samples, SAMPLES[:300])
    assert "ends after 300 of the 1000 samples" in str(error)


def test_samples_lost_between_captures_are_counted(tmp_path: Path) -> None:
    captures = [
        capture(0, frequency=406.05e6, global_index=5000, datetime="2026-11-21T23:13:05.250Z"),
        capture(400, frequency=406.04e6, global_index=5500),
        capture(700, global_index=5800),
    ]
    blocks, error = blocks_until_damage(opened(save_pair(tmp_path, captures=captures)))
    assert error is None
    assert [len(block.samples) for block in blocks] == [400, 300, 300]
    assert [block.center_hz for block in blocks] == [406.05e6, 406.04e6, None]
    assert [block.gap_before for block in blocks] == [False, True, False]
    assert [block.samples_lost for block in blocks] == [0, 100, 0]
    assert [block.time_s for block in blocks] == pytest.approx([0, 500e-6, 800e-6])
    assert blocks[1].utc_s == pytest.approx(1795302785.2505, abs=1e-6)


def test_a_gap_is_before_the_first_block_of_a_capture_alone(tmp_path: Path) -> None:
    captures = [capture(0, global_index=0), capture(1000, global_index=1500)]
    path = save_pair(tmp_path, datatype="ci8", data=bytes(2 * 1_200_000), captures=captures)
    blocks, _ = blocks_until_damage(opened(path))
    assert [block.gap_before for block in blocks] == [False, True, False]
    assert [block.samples_lost for block in blocks] == [0, 500, 0]


def test_a_gap_that_only_the_clock_shows_is_found(tmp_path: Path) -> None:
    captures = [
        capture(0, datetime="2026-11-21T23:13:05.000Z"),
        capture(400, datetime="2026-11-21T23:13:15.000Z"),
        capture(700, datetime="2026-11-21T23:13:15.005Z"),
        capture(900, datetime="2026-11-21T23:10:00.000Z"),
    ]
    blocks, _ = blocks_until_damage(opened(save_pair(tmp_path, captures=captures)))
    assert [block.gap_before for block in blocks] == [False, True, False, True]
    assert [block.samples_lost for block in blocks] == [0, 10_000_000 - 400, 0, 0]
    assert blocks[1].time_s == pytest.approx(10.0)
    assert blocks[3].utc_s == pytest.approx(1795302600.0)


@pytest.mark.parametrize(
    ("text", "utc_s", "utc_uncertainty_s"),
    [("2026-11-22 01:13:05.5+02:00", 1795302785.5, 0.1), ("yesterday", None, None)],
)
def test_a_time_comes_with_its_uncertainty_or_not_at_all(
    tmp_path: Path, text: str, utc_s: float | None, utc_uncertainty_s: float | None
) -> None:
    block = first_block(save_pair(tmp_path, captures=[capture(0, datetime=text)]))
    assert (block.utc_s, block.utc_uncertainty_s) == (utc_s, utc_uncertainty_s)


@pytest.mark.parametrize("zone", ["Z", ""])
def test_a_zone_that_is_unknown_is_the_same_for_all_captures(tmp_path: Path, zone: str) -> None:
    captures = [
        capture(0, datetime=f"2026-11-21T23:13:05.000{zone}"),
        capture(400, datetime=f"2026-11-21T23:13:15.000{zone}"),
    ]
    blocks, _ = blocks_until_damage(opened(save_pair(tmp_path, captures=captures)))
    assert [block.samples_lost for block in blocks] == [0, 10_000_000 - 400]


def test_captures_of_a_known_and_an_unknown_zone_show_no_gap(tmp_path: Path) -> None:
    captures = [
        capture(0, datetime="2026-11-21T23:13:05.000Z"),
        capture(400, datetime="2026-11-22T00:13:05.000"),
    ]
    blocks, _ = blocks_until_damage(opened(save_pair(tmp_path, captures=captures)))
    assert [block.samples_lost for block in blocks] == [0, 0]


@given(
    lengths=st.lists(st.integers(0, 50), min_size=1, max_size=5),
    headers=st.lists(st.integers(0, 9), min_size=5, max_size=5),
    trailing_bytes=st.integers(0, 9),
)
def test_headers_before_captures_and_bytes_behind_are_no_samples(
    tmp_path_factory: pytest.TempPathFactory,
    lengths: list[int],
    headers: list[int],
    trailing_bytes: int,
) -> None:
    folder = tmp_path_factory.getbasetemp()
    data, captures, start = b"", [], 0
    for length, header_bytes in zip(lengths, headers, strict=False):
        captures.append(capture(start, header_bytes=header_bytes))
        data += b"\xff" * header_bytes + SAMPLES[start : start + length].tobytes()
        start += length
    if start == 0:
        return
    path = save_pair(
        folder,
        data=data + b"\xff" * trailing_bytes,
        captures=captures,
        trailing_bytes=trailing_bytes,
    )
    assert np.array_equal(read_all(path), SAMPLES[:start])


def test_a_data_file_of_another_name_is_found(tmp_path: Path) -> None:
    path = save_pair(tmp_path, dataset="night.bin")
    (tmp_path / "x.sigmf-data").rename(tmp_path / "night.bin")
    assert np.array_equal(read_all(path), SAMPLES)


@pytest.mark.parametrize("first_start", [0, 7000])
def test_an_offset_moves_indices_and_no_samples(tmp_path: Path, first_start: int) -> None:
    captures = [capture(first_start), capture(first_start + 500, frequency=406.05e6)]
    path = save_pair(tmp_path, captures=captures, offset=7000)
    assert np.array_equal(read_all(path), SAMPLES)


@pytest.mark.parametrize("captures", [[], [capture(10, frequency=406.05e6)]])
def test_samples_that_no_capture_describes_are_still_read(
    tmp_path: Path, captures: list[dict[str, Any]]
) -> None:
    path = save_pair(tmp_path, captures=captures)
    assert np.array_equal(read_all(path), SAMPLES)
    assert first_block(path).center_hz is None


def test_a_rate_that_the_metadata_leave_out_may_be_given(tmp_path: Path) -> None:
    path = save_pair(tmp_path, sample_rate=None)
    with pytest.raises(RecordingError, match="give it with --rate"):
        opened(path)
    assert first_block(path, rate_hz=250e3).rate_hz == 250e3


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"datatype_": "cf64_le"}, "core:datatype is 'cf64_le'"),
        ({"datatype_": "rf32_le"}, "core:datatype is 'rf32_le'"),
        ({"num_channels": 2}, "core:num_channels is 2"),
        ({"metadata_only": True}, "metadata alone"),
        ({"dataset": "../other/x.bin"}, "core:dataset is '../other/x.bin'"),
        ({"dataset": "gone.bin"}, "has no data file gone.bin"),
        ({"sample_rate": 0}, "has 0 samples per second"),
        ({"sample_rate": -5}, "has -5 samples per second"),
        ({"sample_rate": "fast"}, "is no SigMF metadata"),
        ({"sha512": "abc"}, "is no SigMF metadata"),
        ({"captures_": [capture(5), capture(1)]}, "core:sample_start of a capture goes back"),
        ({"captures_": [capture(0, frequency=-406e6)]}, "centre frequency of -406000000 Hz"),
        ({"captures_": [capture(0), capture(5, frequency=1e99)]}, "centre frequency of 1e.99 Hz"),
        ({"captures_": [capture(-5)]}, "is no SigMF metadata"),
        ({"captures_": [capture(10**30)]}, "is no SigMF metadata"),
    ],
)
def test_metadata_that_cannot_be_followed_are_refused(
    tmp_path: Path, about: dict[str, Any], reason: str
) -> None:
    captures = about.pop("captures_", None)
    datatype = about.pop("datatype_", None)
    path = save_pair(tmp_path, captures=captures, **about)
    if datatype:
        path.write_text(path.read_text().replace("cf32_le", datatype))
    with pytest.raises(RecordingError, match=reason):
        opened(path)


def test_a_centre_that_a_converter_made_negative_may_be_corrected(tmp_path: Path) -> None:
    path = save_pair(tmp_path, captures=[capture(0, frequency=-94e6)])
    assert first_block(path, center_hz=406.05e6).center_hz == 406.05e6


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff\xfe", b'{"global": {}}', b"[" * 100_000])
def test_metadata_that_are_not_json_of_sigmf_are_refused(tmp_path: Path, text: bytes) -> None:
    path = save_pair(tmp_path)
    path.write_bytes(text)
    with pytest.raises(RecordingError, match="is no SigMF metadata"):
        opened(path)


def test_a_pair_without_one_half_says_which(tmp_path: Path) -> None:
    path = save_pair(tmp_path)
    (tmp_path / "x.sigmf-data").unlink()
    with pytest.raises(RecordingError, match=r"has no data file x\.sigmf-data"):
        opened(path)
    path.unlink()
    saved(tmp_path / "x.sigmf-data", SAMPLES.tobytes())
    with pytest.raises(RecordingError, match=r"x\.sigmf-meta: does not exist"):
        opened(tmp_path / "x.sigmf-data")


def test_captures_beyond_the_end_of_the_data_are_damage(tmp_path: Path) -> None:
    path = save_pair(tmp_path, captures=[capture(0), capture(2000)])
    blocks, error = blocks_until_damage(opened(path))
    assert np.array_equal(blocks[0].samples, SAMPLES)
    assert "ends after 1000 of the 2000 samples" in str(error)


@pytest.mark.parametrize("content", [b"", b"no tar", bytes(10240), b"\x1f\x8b\x08" + bytes(600)])
def test_an_archive_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(RecordingError, match=r"is no tar file|archive of 0 recordings"):
        opened(saved(tmp_path / "x.sigmf", content))


def test_an_archive_without_data_or_with_two_recordings_is_refused(tmp_path: Path) -> None:
    save_pair(tmp_path)
    with tarfile.open(tmp_path / "one.sigmf", "w") as archive:
        archive.add(tmp_path / "x.sigmf-meta", "x.sigmf-meta")
    with pytest.raises(RecordingError, match=r"has no x\.sigmf-data inside"):
        opened(tmp_path / "one.sigmf")
    with tarfile.open(tmp_path / "two.sigmf", "w") as archive:
        archive.add(tmp_path / "x.sigmf-meta", "x.sigmf-meta")
        archive.add(tmp_path / "x.sigmf-meta", "y.sigmf-meta")
    with pytest.raises(RecordingError, match="archive of 2 recordings"):
        opened(tmp_path / "two.sigmf")


def test_a_collection_asks_for_one_recording(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"name one \.sigmf-meta file"):
        opened(saved(tmp_path / "x.sigmf-collection", b"{}"))
