"""Two channels: IQ, or FM audio in one or both of them."""

from pathlib import Path

import numpy as np
import pytest
from recording_files import blocks_until_damage, noise, opened, saved, wav_bytes

from sdr.block import SampleBlock, SignalKind
from sdr.errors import RecordingError

AUDIO = (np.sin(np.arange(4000) / 7) * 20_000).astype("<i2")
SILENCE = np.zeros_like(AUDIO)
HUM = (AUDIO // 100).astype("<i2")


def stereo(left: np.ndarray, right: np.ndarray, *, rate_hz: int = 48_000) -> bytes:
    return wav_bytes(np.column_stack([left, right]).astype("<i2").tobytes(), rate_hz=rate_hz)


def only_block(path: str, **options: object) -> SampleBlock:
    (block,), error = blocks_until_damage(opened(path, **options))
    assert error is None
    return block


@pytest.mark.parametrize(
    ("left", "right"), [(AUDIO, SILENCE), (SILENCE, AUDIO), (AUDIO, HUM), (HUM, AUDIO)]
)
def test_fm_audio_is_found_in_whichever_channel_carries_it(
    tmp_path: Path, left: np.ndarray, right: np.ndarray
) -> None:
    block = only_block(saved(tmp_path / "a.wav", stereo(left, right)), fm_audio=True)
    assert block.kind is SignalKind.FM_AUDIO
    assert np.array_equal(block.samples, (AUDIO / 32768).astype(np.complex64))


def test_the_channel_stays_the_same_once_something_was_heard(tmp_path: Path) -> None:
    block_samples = 1 << 18
    left = np.tile(AUDIO, 2 * block_samples // len(AUDIO) + 1)[: 2 * block_samples]
    right = np.concatenate([left[:block_samples] // 2, left[block_samples:]])
    left[block_samples:] //= 2
    path = saved(tmp_path / "a.wav", stereo(left, right))
    blocks, _ = blocks_until_damage(opened(path, fm_audio=True))
    heard = np.concatenate([block.samples for block in blocks])
    assert np.array_equal(heard, (left / 32768).astype(np.complex64))


def test_two_equal_channels_are_audio_without_being_told(tmp_path: Path) -> None:
    block = only_block(saved(tmp_path / "a.wav", stereo(AUDIO, AUDIO)))
    assert block.kind is SignalKind.FM_AUDIO
    assert block.center_hz is None


@pytest.mark.parametrize("constant", [0, 7])
@pytest.mark.parametrize("heard_left", [True, False])
def test_audio_in_one_channel_beside_a_silent_one_is_audio_without_being_told(
    tmp_path: Path, constant: int, *, heard_left: bool
) -> None:
    late = np.concatenate([np.zeros(600_000, "<i2"), AUDIO])
    silent = np.full_like(late, constant)
    content = stereo(late, silent) if heard_left else stereo(silent, late)
    blocks, error = blocks_until_damage(opened(saved(tmp_path / "a.wav", content)))
    assert error is None
    assert {block.kind for block in blocks} == {SignalKind.FM_AUDIO}
    assert np.array_equal(blocks[-1].samples[-4000:], (AUDIO / 32768).astype(np.complex64))


def test_a_silent_channel_at_a_rate_above_that_of_audio_says_nothing(tmp_path: Path) -> None:
    content = stereo(AUDIO, SILENCE, rate_hz=96_000)
    assert only_block(saved(tmp_path / "a.wav", content)).kind is SignalKind.IQ


@pytest.mark.parametrize("rate_hz", [8000, 48_000, 96_000])
def test_two_different_channels_are_iq(tmp_path: Path, rate_hz: int) -> None:
    content = stereo(AUDIO, np.roll(AUDIO, 11), rate_hz=rate_hz)
    assert only_block(saved(tmp_path / "a.wav", content)).kind is SignalKind.IQ


def test_a_receiver_that_starts_with_zeros_gives_iq(tmp_path: Path) -> None:
    assert only_block(saved(tmp_path / "a.wav", stereo(SILENCE, SILENCE))).kind is SignalKind.IQ


def test_equal_channels_are_audio_even_behind_a_squelch_that_opens_late(tmp_path: Path) -> None:
    late = np.concatenate([np.zeros(600_000, "<i2"), AUDIO])
    blocks, error = blocks_until_damage(opened(saved(tmp_path / "a.wav", stereo(late, late))))
    assert error is None
    assert {block.kind for block in blocks} == {SignalKind.FM_AUDIO}
    heard = np.concatenate([block.samples for block in blocks])
    assert np.array_equal(heard, (late / 32768).astype(np.complex64))


@pytest.mark.parametrize(
    "name",
    ["SDRSharp_20231014_114318Z_406025000Hz_AF.wav", "audio_406025000Hz_10-11-12_21-11-2026.wav"],
)
def test_a_name_that_says_audio_is_believed(tmp_path: Path, name: str) -> None:
    content = stereo(AUDIO, np.roll(AUDIO, 11))
    assert only_block(saved(tmp_path / name, content)).kind is SignalKind.FM_AUDIO


def test_one_channel_can_only_be_audio(tmp_path: Path) -> None:
    content = wav_bytes(AUDIO.tobytes(), channels=1, rate_hz=22_050)
    assert only_block(saved(tmp_path / "a.wav", content)).kind is SignalKind.FM_AUDIO


def test_fm_audio_is_refused_where_a_file_holds_iq(tmp_path: Path) -> None:
    path = saved(tmp_path / "iq_406M_250k.cf32", noise(10).tobytes())
    with pytest.raises(RecordingError, match="leave --fm-audio out"):
        opened(path, fm_audio=True)
