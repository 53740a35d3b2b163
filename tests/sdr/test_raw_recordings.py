"""Bare samples in files and pipes."""

import io
import os
import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording_files import (
    blocks_until_damage,
    first_block,
    noise,
    opened,
    read_all,
    saved,
    wav_bytes,
)

from sdr.block import SignalKind
from sdr.errors import RecordingError
from sdr.recording import RecordingOptions, open_recording
from sdr.sample_format import ENCODINGS, SampleFormat, bytes_from_components

STEP = {
    SampleFormat.CU8: 1 / 127.5,
    SampleFormat.CS8: 1 / 128,
    SampleFormat.CS16: 1 / 32768,
    SampleFormat.CF32: 0.0,
}


class Dribble(io.RawIOBase):
    """A pipe that gives a few bytes at a time, as a slow program does."""

    def __init__(self, content: bytes, piece_bytes: int) -> None:
        super().__init__()
        self._content = io.BytesIO(content)
        self._piece_bytes = piece_bytes

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._content.read(min(size, self._piece_bytes))


def feed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=Dribble(content, piece_bytes=7)))


@pytest.mark.parametrize("sample_format", list(SampleFormat))
@given(count=st.integers(1, 300), seed=st.integers(0, 2**32 - 1))
def test_raw_samples_come_back_within_half_a_step(
    tmp_path_factory: pytest.TempPathFactory, sample_format: SampleFormat, count: int, seed: int
) -> None:
    samples = noise(count, seed=seed)
    data = bytes_from_components(samples.view(np.float32), ENCODINGS[sample_format])
    path = saved(tmp_path_factory.getbasetemp() / f"raw.{sample_format}", data)
    read = read_all(path, rate_hz=250e3)
    error = np.abs((read - samples).view(np.float32)).max()
    assert error <= STEP[sample_format] / 2 + 1e-7


def test_the_name_of_a_raw_file_tells_everything(tmp_path: Path) -> None:
    samples = noise(100)
    path = saved(tmp_path / "gqrx_20261121_231305_406050000_250000_fc.raw", samples.tobytes())
    block = first_block(path)
    assert np.array_equal(block.samples, samples)
    assert (block.rate_hz, block.center_hz) == (250e3, 406.05e6)
    assert (block.utc_s, block.utc_uncertainty_s) == (1795302785.0, 1.0)


def test_options_come_before_the_name_of_a_raw_file(tmp_path: Path) -> None:
    path = saved(tmp_path / "g001_406.05M_250k.cu8", bytes(400))
    block = first_block(path, format=SampleFormat.CS16, rate_hz=1e6, center_hz=406.03e6)
    assert (len(block.samples), block.rate_hz, block.center_hz) == (100, 1e6, 406.03e6)


@pytest.mark.parametrize("name", ["x.iq", "x.raw", "x", "x.mp3"])
def test_a_raw_file_of_unknown_format_asks_for_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(RecordingError, match="give --format, one of cu8, cs8, cs16, cf32"):
        opened(saved(tmp_path / name, bytes(400)), rate_hz=1e6)


def test_a_raw_file_of_unknown_rate_asks_for_it(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="give it with --rate"):
        opened(saved(tmp_path / "x.cu8", bytes(400)))


@pytest.mark.parametrize("rate_hz", [0.0, -1.0, 7999.0, 20.1e6, float("nan"), float("inf")])
def test_an_absurd_rate_is_refused(tmp_path: Path, rate_hz: float) -> None:
    with pytest.raises(RecordingError, match="samples per second"):
        opened(saved(tmp_path / "x.cu8", bytes(400)), rate_hz=rate_hz)


@pytest.mark.parametrize("center_hz", [-1.0, 300.1e9, 1e99, float("nan"), float("inf")])
def test_an_absurd_centre_is_refused(tmp_path: Path, center_hz: float) -> None:
    path = saved(tmp_path / "x_250k.cu8", bytes(400))
    with pytest.raises(RecordingError, match=r"has a centre frequency of .* between 0 and 300 GHz"):
        opened(path, center_hz=center_hz)


def test_a_centre_may_be_as_low_as_0_and_as_high_as_300_ghz(tmp_path: Path) -> None:
    path = saved(tmp_path / "x_250k.cu8", bytes(400))
    assert [first_block(path, center_hz=hz).center_hz for hz in (0.0, 300e9)] == [0.0, 300e9]


def test_standard_input_gives_raw_samples_however_they_trickle_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    samples = noise(1001)
    feed(monkeypatch, samples.tobytes())
    recording = opened("-", format=SampleFormat.CF32, rate_hz=250e3, center_hz=406.05e6)
    assert recording.duration_s is None
    blocks, error = blocks_until_damage(recording)
    assert error is None
    assert np.array_equal(np.concatenate([block.samples for block in blocks]), samples)


def test_standard_input_gives_a_wav_file_by_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (noise(500).view(np.float32) * 32767).astype("<i2").tobytes()
    feed(monkeypatch, wav_bytes(data, before=b"JUNK\x03\0\0\0abc\0", after=b"LIST\x04\0\0\0INFO"))
    (block,), error = blocks_until_damage(open_recording("-"))
    assert error is None
    assert (len(block.samples), block.rate_hz) == (500, 96_000)


def test_standard_input_gives_a_wav_stream_of_unknown_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    feed(monkeypatch, wav_bytes(bytes(4000), stated_bytes=0xFFFFFFFF))
    (block,), error = blocks_until_damage(open_recording("-"))
    assert error is None
    assert len(block.samples) == 1000


def test_standard_input_can_be_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, bytes(4000))
    recording = opened("-", format=SampleFormat.CU8, rate_hz=250e3)
    assert list(recording.blocks())
    with pytest.raises(RecordingError, match="a pipe can be read only once"):
        list(recording.blocks())


def test_empty_standard_input_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, b"")
    with pytest.raises(RecordingError, match="standard input: is empty"):
        open_recording("-")


def test_closed_standard_input_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(RecordingError, match="standard input: is closed"):
        open_recording("-")


def test_standard_input_in_stereo_is_judged_by_its_first_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tone = (np.sin(np.arange(500)) * 9000).astype("<i2")
    feed(monkeypatch, wav_bytes(np.repeat(tone, 2).tobytes(), rate_hz=48_000))
    (block,), error = blocks_until_damage(open_recording("-"))
    assert error is None
    assert block.kind is SignalKind.FM_AUDIO
    assert np.array_equal(block.samples.real, tone.astype(np.float32) / 32768)


def test_a_named_pipe_is_read_like_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "fifo_250k.cu8"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(bytes(4000),))
    writer.start()
    (block,), error = blocks_until_damage(
        open_recording(str(path), RecordingOptions(rate_hz=250e3))
    )
    writer.join()
    assert error is None
    assert len(block.samples) == 2000


def test_a_recording_can_be_read_again(tmp_path: Path) -> None:
    recording = opened(saved(tmp_path / "x_250k.cu8", bytes(400)))
    assert len(next(recording.blocks()).samples) == len(next(recording.blocks()).samples) == 200


def test_bare_samples_are_one_channel_of_audio_if_the_user_says_so(tmp_path: Path) -> None:
    audio = np.arange(-500, 500, dtype="<i2")
    path = saved(tmp_path / "rtl_fm.out", audio.tobytes())
    block = first_block(path, format=SampleFormat.CS16, rate_hz=24_000.0, fm_audio=True)
    assert block.kind is SignalKind.FM_AUDIO
    assert block.center_hz is None
    np.testing.assert_allclose(block.samples.real * 32768, audio)
