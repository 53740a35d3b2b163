"""What is broken: every good sample first, then one line that says what is wrong."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording_files import (
    FLOAT,
    noise,
    opened,
    read_all,
    read_until_damage,
    saved,
    wav_bytes,
)

from sdr.errors import RecordingError, printable
from sdr.sample_format import SampleFormat
from sdr.sigmf_writer import write_sigmf

RATE = {"rate_hz": 250e3}


@given(kept_bytes=st.integers(1, 800))
def test_a_truncated_file_gives_what_came_before_it(
    tmp_path_factory: pytest.TempPathFactory, kept_bytes: int
) -> None:
    samples = noise(100)
    path = saved(tmp_path_factory.getbasetemp() / "cut.cf32", samples.tobytes()[:kept_bytes])
    read, error = read_until_damage(path, **RATE)
    assert np.array_equal(read, samples[: kept_bytes // 8])
    if kept_bytes % 8:
        assert f"ends after {kept_bytes % 8} of the 8 bytes of a sample" in str(error)
    else:
        assert error is None


def test_a_wav_file_shorter_than_it_states_gives_what_it_has(tmp_path: Path) -> None:
    content = wav_bytes(bytes(4000), stated_bytes=8000)
    read, error = read_until_damage(saved(tmp_path / "iq.wav", content))
    assert len(read) == 1000
    assert "ends after 1000 of the 2000 samples" in str(error)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 3e38])
@pytest.mark.parametrize("at", [0, 1, 2 * 262_144 + 9])
def test_samples_before_one_that_is_no_number_are_given(
    tmp_path: Path, bad: float, at: int
) -> None:
    samples = noise(300_000)
    samples.view(np.float32)[at] = bad
    read, error = read_until_damage(saved(tmp_path / "x.cf32", samples.tobytes()), **RATE)
    assert np.array_equal(read, samples[: at // 2])
    assert f"sample {at // 2} is not a finite number" in str(error)


def test_a_wav_file_of_floats_is_checked_too(tmp_path: Path) -> None:
    samples = noise(100)
    samples[40] = np.nan
    content = wav_bytes(samples.tobytes(), tag=FLOAT, bits=32)
    read, error = read_until_damage(saved(tmp_path / "x.wav", content))
    assert len(read) == 40
    assert "sample 40 is not a finite number" in str(error)


def test_every_error_names_the_file_and_is_one_line(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.cu8", b"\x80")
    _, error = read_until_damage(path, **RATE)
    assert error is not None
    assert str(error).startswith(f"{path}: ends after 1 of the 2 bytes of a sample: ")
    assert "\n" not in str(error)
    assert (error.file, error.reason) == (path, "ends after 1 of the 2 bytes of a sample")


def test_a_name_that_would_break_or_colour_the_line_is_shown_with_escapes(tmp_path: Path) -> None:
    path = f"{tmp_path}/a\nb\x1b[31m\u202e\udcff.wav"
    with pytest.raises(RecordingError) as refused:
        opened(path)
    assert str(refused.value).startswith(
        rf"{tmp_path}/a\nb\x1b[31m\u202e\udcff.wav: does not exist: "
    )
    assert refused.value.file == path


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_can_be_printed_in_one_line(text: str) -> None:
    assert printable(text).isprintable()
    assert (printable(text) == text) == text.isprintable()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere.wav", "does not exist"),
        (".", "is a directory"),
        ("a\0b", "cannot be opened"),
        ("x" * 300, "cannot be opened"),
    ],
)
def test_what_cannot_be_opened_says_why(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(RecordingError, match=reason):
        opened(f"{tmp_path}/{name}")


def test_a_file_without_permission_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "x.cu8", bytes(10))
    Path(path).chmod(0)
    if os.geteuid() == 0:  # root may read everything
        monkeypatch.setattr(Path, "open", _denied)
    with pytest.raises(RecordingError, match="may not be read by this user"):
        opened(path, **RATE)


def _denied(*_: object, **__: object) -> None:
    raise PermissionError


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="is empty"):
        opened(saved(tmp_path / "x.cu8", b""), **RATE)


def test_a_rate_other_than_the_header_states_is_an_error(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.wav", wav_bytes(bytes(400)))
    with pytest.raises(RecordingError, match="states 96000 samples per second, the option 250000"):
        opened(path, rate_hz=250e3)
    assert len(read_all(path, rate_hz=96e3)) == 100


def test_a_format_other_than_the_header_states_is_an_error(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.wav", wav_bytes(bytes(400)))
    with pytest.raises(RecordingError, match="does not hold cu8"):
        opened(path, format=SampleFormat.CU8)
    assert len(read_all(path, format=SampleFormat.CS16)) == 100


@given(position=st.integers(0, 400), byte=st.integers(0, 255))
def test_a_flipped_byte_never_gives_anything_but_samples_or_a_recording_error(
    tmp_path_factory: pytest.TempPathFactory, position: int, byte: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    content = bytearray(wav_bytes(noise(50).tobytes(), tag=FLOAT, bits=32))
    content[position] = byte
    path = saved(folder / "flipped.wav", bytes(content))
    try:
        read, _ = read_until_damage(path)
    except RecordingError:
        return
    assert np.isfinite(read).all()


def test_wrong_samples_are_found_by_the_checksum_after_all_were_given(tmp_path: Path) -> None:
    samples = noise(1000)
    write_sigmf(
        tmp_path / "x.sigmf-meta",
        samples,
        datatype="cf32_le",
        rate_hz=250e3,
        center_hz=None,
        start_utc_s=None,
    )
    data = bytearray((tmp_path / "x.sigmf-data").read_bytes())
    data[1234] ^= 1
    saved(tmp_path / "x.sigmf-data", bytes(data))
    read, error = read_until_damage(tmp_path / "x.sigmf-meta")
    assert len(read) == 1000
    assert "has a wrong core:sha512" in str(error)
