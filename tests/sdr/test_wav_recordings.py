"""WAV, RF64 and BW64 files as SDR programs leave them."""

import struct
from pathlib import Path

import numpy as np
import pytest
from recording_files import (
    FLOAT,
    PCM,
    auxi_chunk,
    blocks_until_damage,
    chunk,
    ds64_chunk,
    first_block,
    noise,
    opened,
    read_all,
    read_until_damage,
    saved,
    wav_bytes,
)

from sdr.block import SignalKind
from sdr.byte_source import open_file
from sdr.errors import RecordingError
from sdr.riff import read_riff

SAMPLES = noise(1000)
INT16_DATA = np.rint(SAMPLES.view(np.float32) * 32768).astype("<i2").tobytes()
START = (2026, 11, 21, 23, 13, 5, 250)
START_UTC_S = 1795302785.25
HALF_LSB = {8: 2.0**-8, 16: 2.0**-16, 24: 2.0**-24, 32: 2.0**-24}


def stored(bits: int, tag: int) -> bytes:
    values = SAMPLES.view(np.float32).astype(np.float64)
    if tag == FLOAT:
        return values.astype("<f4").tobytes()
    if bits == 8:
        return np.rint(values * 128 + 128).astype("u1").tobytes()
    integers = np.rint(values * 2 ** (bits - 1)).astype(np.int64)
    return b"".join(int(value).to_bytes(bits // 8, "little", signed=True) for value in integers)


@pytest.mark.parametrize("envelope", [b"RIFF", b"RF64", b"BW64"])
@pytest.mark.parametrize("extensible", [False, True])
@pytest.mark.parametrize(("tag", "bits"), [(PCM, 8), (PCM, 16), (PCM, 24), (PCM, 32), (FLOAT, 32)])
def test_every_format_gives_the_samples(
    tmp_path: Path, envelope: bytes, tag: int, bits: int, *, extensible: bool
) -> None:
    data = stored(bits, tag)
    before = b"" if envelope == b"RIFF" else ds64_chunk(len(data))
    stated_bytes = None if envelope == b"RIFF" else 0xFFFFFFFF
    content = wav_bytes(
        data,
        tag=tag,
        bits=bits,
        extensible=extensible,
        before=before,
        stated_bytes=stated_bytes,
        envelope=envelope,
        after=chunk(b"LIST", b"INFOabc"),
    )
    path = saved(tmp_path / "iq.wav", content)
    difference = read_all(path) - SAMPLES
    assert np.abs(difference.view(np.float32)).max() <= HALF_LSB[bits]
    assert opened(path).duration_s == pytest.approx(len(SAMPLES) / 96_000)


@pytest.mark.parametrize("stated_bytes", [0, 0xFFFFFFFF])
def test_a_killed_recorder_left_no_size_so_the_data_run_to_the_end(
    tmp_path: Path, stated_bytes: int
) -> None:
    path = saved(tmp_path / "iq.wav", wav_bytes(INT16_DATA, stated_bytes=stated_bytes))
    assert len(read_all(path)) == len(SAMPLES)
    assert opened(path).duration_s == pytest.approx(len(SAMPLES) / 96_000)


@pytest.mark.parametrize("data_bytes", [0, 2**64 - 1])
def test_a_killed_recorder_of_rf64_left_no_size_either(tmp_path: Path, data_bytes: int) -> None:
    content = wav_bytes(
        INT16_DATA, before=ds64_chunk(data_bytes), stated_bytes=0xFFFFFFFF, envelope=b"RF64"
    )
    assert len(read_all(saved(tmp_path / "iq.wav", content))) == len(SAMPLES)


def test_a_riff_file_past_4_gib_has_a_wrapped_size_and_is_read_whole(tmp_path: Path) -> None:
    real_bytes = 2**32 + 4000
    path = tmp_path / "iq.wav"
    with path.open("wb") as file:
        file.write(wav_bytes(b"", stated_bytes=real_bytes % 2**32, rate_hz=2_400_000))
        file.truncate(file.tell() + real_bytes)
    assert opened(path).duration_s == pytest.approx(real_bytes / 4 / 2.4e6)


def test_chunks_of_odd_size_and_junk_are_stepped_over(tmp_path: Path) -> None:
    before = chunk(b"JUNK", b"\0" * 27) + chunk(b"bext", b"x" * 603)
    path = saved(tmp_path / "iq.wav", wav_bytes(INT16_DATA, before=before))
    assert len(read_all(path)) == len(SAMPLES)


def test_a_header_that_never_ends_is_given_up(tmp_path: Path) -> None:
    path = saved(tmp_path / "iq.wav", b"RIFF\0\0\0\0WAVE" + bytes(8 * 100_000))
    with open_file(path) as source:
        assert read_riff(source).data_offset_bytes is None
        assert source.position_bytes < 10_000
    with pytest.raises(RecordingError, match="no format chunk"):
        opened(path)


def test_samples_wider_than_their_bits_are_refused_and_not_read_askew(tmp_path: Path) -> None:
    content = wav_bytes(INT16_DATA, bits=24).replace(
        struct.pack("<HH", 6, 24), struct.pack("<HH", 8, 24)
    )
    with pytest.raises(RecordingError, match="format 1 of 24 bits in 2 channels"):
        opened(saved(tmp_path / "iq.wav", content))


@pytest.mark.parametrize("size_bytes", [64, 164])
@pytest.mark.parametrize("behind", [False, True])
def test_the_auxi_chunk_gives_the_centre_wherever_it_stands(
    tmp_path: Path, size_bytes: int, *, behind: bool
) -> None:
    auxi = auxi_chunk(START, 406_050_123, size_bytes=size_bytes)
    content = wav_bytes(INT16_DATA, after=auxi) if behind else wav_bytes(INT16_DATA, before=auxi)
    assert first_block(saved(tmp_path / "iq.wav", content)).center_hz == 406_050_123


def test_an_auxi_time_whose_zone_nobody_states_may_be_14_hours_off(tmp_path: Path) -> None:
    content = wav_bytes(INT16_DATA, before=auxi_chunk(START, 406_050_000))
    block = first_block(saved(tmp_path / "iq.wav", content))
    assert block.utc_s == START_UTC_S
    assert block.utc_uncertainty_s == 14 * 3600


def test_an_auxi_time_that_agrees_with_a_name_in_utc_is_utc_to_the_millisecond(
    tmp_path: Path,
) -> None:
    content = wav_bytes(INT16_DATA, before=auxi_chunk(START, 406_050_000))
    block = first_block(saved(tmp_path / "HDSDR_20261121_231305Z_406050kHz_RF.wav", content))
    assert (block.utc_s, block.utc_uncertainty_s) == (START_UTC_S, 0.5)


def test_an_auxi_time_in_local_time_gives_way_to_a_name_in_utc(tmp_path: Path) -> None:
    local = (2026, 11, 22, 0, 13, 5, 250)
    content = wav_bytes(INT16_DATA, before=auxi_chunk(local, 406_050_000))
    block = first_block(saved(tmp_path / "rec0_2026-11-21T23_13_05_250.wav", content))
    assert (block.utc_s, block.utc_uncertainty_s) == (START_UTC_S, 0.5)


def test_the_xml_of_sdr_console_gives_centre_and_utc(tmp_path: Path) -> None:
    xml = '<?xml version="1.0"?><SDR-XML-Root><Definition RadioCenterFreq="406050123" '
    xml += 'SampleRate="96000" UTCSeconds="1795302785"/></SDR-XML-Root>'
    content = wav_bytes(INT16_DATA, before=chunk(b"auxi", xml.encode("utf-16-le") + b"\0\0"))
    block = first_block(saved(tmp_path / "iq.wav", content))
    assert block.center_hz == 406_050_123
    assert (block.utc_s, block.utc_uncertainty_s) == (1795302785.0, 1.0)


def test_a_centre_in_an_auxi_chunk_beyond_all_receivers_is_refused(tmp_path: Path) -> None:
    xml = '<Definition RadioCenterFreq="999999999999"/>'
    content = wav_bytes(INT16_DATA, before=chunk(b"auxi", xml.encode("utf-16-le")))
    with pytest.raises(RecordingError, match="centre frequency of 999999999999 Hz"):
        opened(saved(tmp_path / "iq.wav", content))


@pytest.mark.parametrize("start", [(0, 0, 0, 0, 0, 0, 0), (2026, 13, 1, 0, 0, 0, 0)])
def test_an_impossible_auxi_time_is_no_time(tmp_path: Path, start: tuple[int, ...]) -> None:
    content = wav_bytes(INT16_DATA, before=auxi_chunk(start, 406_050_000))
    block = first_block(saved(tmp_path / "iq.wav", content))
    assert (block.utc_s, block.center_hz) == (None, 406_050_000)


def test_a_word_in_the_header_comes_before_the_name(tmp_path: Path) -> None:
    content = wav_bytes(INT16_DATA, before=auxi_chunk(START, 406_050_000))
    path = saved(tmp_path / "SDRSharp_20261121_231305Z_121500000Hz_IQ.wav", content)
    assert first_block(path).center_hz == 406_050_000
    assert first_block(path, center_hz=406_031_000.0).center_hz == 406_031_000


def test_time_and_utc_go_on_from_block_to_block(tmp_path: Path) -> None:
    data = bytes(4 * 240_000)
    path = saved(tmp_path / "SDRSharp_20261121_231305Z_406050000Hz_IQ.wav", wav_bytes(data))
    blocks, error = blocks_until_damage(opened(path))
    assert error is None
    assert [len(block.samples) for block in blocks] == [96_000, 96_000, 48_000]
    assert blocks[2].time_s == pytest.approx(2.0)
    assert blocks[2].utc_s == pytest.approx(START_UTC_S - 0.25 + 2.0)
    assert not any(block.gap_before for block in blocks)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (wav_bytes(INT16_DATA, channels=4), "has 4 channels"),
        (wav_bytes(INT16_DATA, tag=2, bits=4), "has format 2 of 4 bits"),
        (wav_bytes(INT16_DATA, rate_hz=7999), "has 7999 samples per second"),
        (wav_bytes(INT16_DATA, rate_hz=20_000_001), "has 20000001 samples per second"),
        (wav_bytes(INT16_DATA, channels=1, rate_hz=192_001), "has 192001 samples per second"),
        (b"RIFF\x04\0\0\0WAVE", "no format chunk"),
        (wav_bytes(b"")[:-8], "no data chunk"),
        (struct.pack("<4sI4s", b"RIFF", 9, b"WAVE") + b"fmt \x10\0\0", "no format chunk"),
    ],
)
def test_what_is_no_recording_is_refused_at_once(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(RecordingError, match=reason):
        opened(saved(tmp_path / "iq.wav", content))


def test_a_wav_file_without_samples_says_so(tmp_path: Path) -> None:
    samples, error = read_until_damage(saved(tmp_path / "iq.wav", wav_bytes(b"")))
    assert len(samples) == 0
    assert "holds no samples" in str(error)


def test_fm_audio_has_no_centre(tmp_path: Path) -> None:
    content = wav_bytes(
        INT16_DATA, channels=1, rate_hz=48_000, before=auxi_chunk(START, 406_050_000)
    )
    block = first_block(saved(tmp_path / "audio.wav", content))
    assert (block.kind, block.center_hz) == (SignalKind.FM_AUDIO, None)
