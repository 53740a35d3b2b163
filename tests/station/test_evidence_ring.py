"""The last minutes of samples: the ring gives back what it got, and its memory has an end."""

import numpy as np
import pytest
from evidence_made_up import RATE_HZ, UTC_S, in_pieces, noise
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from decoder.signal.bands import plan_bands
from decoder.signal.decimator import Decimator
from sdr.block import SampleBlock, SignalKind
from station.evidence.band_ring import BandRing, Kept

PLACES = st.integers(0, round(3 * RATE_HZ))
"""Of samples; half-way between two of them either may be meant."""
HALF_A_STEP = 2.0**-16
"""Of 16 bits."""


def together(kept: list[Kept]) -> np.ndarray:
    return np.concatenate([each.block().samples for each in kept])


def filled(seconds: float, *blocks: SampleBlock) -> BandRing:
    ring = BandRing(seconds)
    for block in blocks:
        ring.feed(block)
    return ring


@settings(max_examples=50)
@given(st.integers(100, 20_000), PLACES, PLACES)
def test_a_clip_is_what_was_fed_however_it_came(size: int, one: int, other: int) -> None:
    first, last = sorted((one, other))
    whole = noise(3.0)
    ring = filled(60, *in_pieces(whole, size))
    kept = ring.clip(first / RATE_HZ, last / RATE_HZ)
    assert sum(len(each.parts) for each in kept) == last - first
    if kept:
        assert kept[0].begin_s == pytest.approx(first / RATE_HZ)
        assert kept[0].about.utc_s == pytest.approx(UTC_S + first / RATE_HZ)
        assert kept[-1].end_s == pytest.approx(last / RATE_HZ)
        error = together(kept) - whole.samples[first:last]
        assert np.abs(error.view(np.float32)).max() <= HALF_A_STEP


def test_old_samples_make_room_for_new_ones() -> None:
    ring = filled(10, *in_pieces(noise(60.0), 5000))
    assert ring.end_s == pytest.approx(60)
    assert 10 <= ring.end_s - ring.clip(0, 60)[0].begin_s <= 10.4 + 1e-6
    assert ring.size_bytes <= 10.4 * RATE_HZ * 4


@pytest.mark.parametrize("rate_hz", [1e6, 2.4e6])
@pytest.mark.parametrize("center_hz", [433e6, None])
def test_memory_has_an_end_for_wide_samples_of_another_band(
    rate_hz: float, center_hz: float | None
) -> None:
    block = noise(0.5, rate_hz, center_hz=center_hz)
    ring = BandRing(10)
    for number in range(20):
        ring.feed(replace(block, time_s=number * 0.5))
        assert ring.size_bytes <= 10 * 300e3 * 4 + block.samples.size * 4
    assert ring.clip(9.5, 10.0)[0].about.rate_hz == rate_hz


def test_of_wide_samples_the_band_is_kept_as_the_decoder_filters_it() -> None:
    whole = noise(1.0, 2.4e6, center_hz=406.2e6)
    ring = filled(60, *in_pieces(whole, 100_000))
    ring.flush()
    decimator = Decimator(2.4e6, plan_bands(2.4e6, 406.2e6)[0])
    wanted = decimator.feed(whole.samples)
    kept = ring.clip(0, 2)
    assert (kept[0].about.rate_hz, kept[0].about.center_hz) == (
        300e3,
        pytest.approx(406.2e6 + decimator.center_hz),
    )
    got = together(kept)
    assert got.size == 300_000
    error = got[: wanted.size] - wanted
    assert np.abs(error.view(np.float32)).max() <= HALF_A_STEP * kept[0].scale + 1e-6
    for each in kept:
        assert each.about.utc_s == pytest.approx(UTC_S + each.begin_s, abs=1e-6)


@pytest.mark.parametrize("rate_hz", [RATE_HZ, 2.4e6])
def test_a_gap_is_kept_as_one(rate_hz: float) -> None:
    lost = round(0.25 * rate_hz)
    after = noise(0.5, rate_hz, from_s=0.75, gap_before=True, samples_lost=lost)
    ring = filled(60, noise(0.5, rate_hz), after)
    ring.flush()
    kept = ring.clip(0, 2)
    gaps = [each for each in kept if each.about.gap_before]
    assert [each.begin_s for each in gaps] == [0.75]
    assert gaps[0].about.samples_lost == pytest.approx(0.25 * gaps[0].about.rate_hz, abs=1)
    before = sum(len(each.parts) for each in kept if each.begin_s < 0.75)
    assert before == round(0.5 * gaps[0].about.rate_hz)


@pytest.mark.parametrize("gain", [1e-6, 1e-3, 1.0, 30.0])
def test_faint_and_loud_samples_keep_their_shape(gain: float) -> None:
    block = noise(0.5)
    block = replace(block, samples=block.samples * np.float32(gain))
    kept = filled(60, block).clip(0, 1)
    error = together(kept) - block.samples
    rms = np.sqrt(np.mean(np.abs(block.samples) ** 2))
    assert np.sqrt(np.mean(np.abs(error) ** 2)) < 1e-2 * rms
    assert kept[0].scale == 1.0 or gain != 1.0


def test_a_stream_that_begins_anew_replaces_the_old_one() -> None:
    ring = filled(60, noise(5.0), noise(1.0))
    assert ring.end_s == pytest.approx(1.0)
    assert sum(len(each.parts) for each in ring.clip(0, 60)) == round(RATE_HZ)


def test_audio_and_silence_are_kept_as_they_are() -> None:
    audio = noise(1.0, 48_000.0, kind=SignalKind.FM_AUDIO, center_hz=None)
    silence = noise(1.0, 48_000.0, from_s=1.0, kind=SignalKind.FM_AUDIO, center_hz=None)
    silence = replace(silence, samples=np.zeros_like(silence.samples))
    kept = filled(60, audio, silence).clip(0, 2)
    assert {each.about.kind for each in kept} == {SignalKind.FM_AUDIO}
    assert not together(kept)[48_000:].any()
