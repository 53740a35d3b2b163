"""What a look at samples measures, against signals of known level."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sdr.block import SignalKind
from sdr.health.level import SILENT_DB, clipped_fraction, level_of
from sdr.health.look import BAND_HZ, LOOK_S, Looker, averaged, look_at
from sdr.health.noise import median_of_mean, noise_density_dbfs_hz
from sdr.health.spectrum import band_power_dbfs, spectrum_of
from sdr.health.spurs import LOOKS
from sdr.live.piece import Piece, Stream
from sdr.sample_format import (
    DONGLE_UINT8,
    FLOAT32,
    INT8,
    INT16,
    INT24,
    INT32,
    WAV_UINT8,
    Encoding,
    bytes_from_components,
    components_from_bytes,
)

RATE_HZ = 2.4e6
CENTER_HZ = 406.2e6
TENTH_DB = 0.1
QUARTER_DB = 0.25
DONGLE = Stream(encoding=DONGLE_UINT8, rate_hz=RATE_HZ, center_hz=CENTER_HZ)


def noise(rms: float, size: int = 48000, seed: int = 1) -> NDArray[np.complex64]:
    parts = np.random.default_rng(seed).normal(0, rms / np.sqrt(2), (size, 2))
    return parts.astype(np.float32).view(np.complex64)[:, 0]


def carrier(offset_hz: float, amplitude: float, size: int = 48000) -> NDArray[np.complex64]:
    turns = offset_hz / RATE_HZ * np.arange(size)
    return (amplitude * np.exp(2j * np.pi * turns)).astype(np.complex64)


def dongle_bytes(samples: NDArray[np.complex64]) -> bytes:
    return bytes_from_components(samples.view(np.float32), DONGLE_UINT8)


def piece(data: bytes, time_s: float, *, gap_before: bool = False) -> Piece:
    return Piece(data=data, utc_s=1e9 + time_s, monotonic_s=time_s, gap_before=gap_before)


def test_the_level_of_a_carrier_is_told_apart_from_the_constant() -> None:
    level = level_of(carrier(100e3, 0.1) + np.complex64(0.01j))
    assert level.rms_dbfs == pytest.approx(-20, abs=TENTH_DB)
    assert level.dc_dbfs == pytest.approx(-40, abs=TENTH_DB)
    assert level.peak_dbfs == pytest.approx(20 * np.log10(0.11), abs=TENTH_DB)


@pytest.mark.parametrize("size", [0, 1, 1000])
def test_nothing_at_all_has_the_level_of_silence(size: int) -> None:
    level = level_of(np.zeros(size, np.complex64))
    assert (level.rms_dbfs, level.peak_dbfs, level.dc_dbfs) == (SILENT_DB,) * 3


@pytest.mark.parametrize(
    "encoding", [DONGLE_UINT8, WAV_UINT8, INT8, INT16, INT24, INT32, FLOAT32], ids=str
)
def test_only_the_two_ends_of_a_converter_count_as_clipped(encoding: Encoding) -> None:
    inside = [-0.99, -0.5, 0.0, 0.5, 0.98]
    outside = [-1.5, -1.0, 1.0, 1.5, 1.01]
    if encoding.dtype == "<i3":
        stored = np.array([*inside, *outside], np.float64) * 2**31
        whole = np.clip(stored, -(2**31), 2**31 - 256).astype("<i4")
        data = whole.view(np.uint8).reshape(-1, 4)[:, 1:].tobytes()
    else:
        data = bytes_from_components(np.array([*inside, *outside], np.float32), encoding)
    assert clipped_fraction(components_from_bytes(data, encoding), encoding) == 0.5


@given(rms_db=st.floats(-60, -15), seed=st.integers(0, 1000))
def test_the_floor_of_white_noise_is_its_density(rms_db: float, seed: int) -> None:
    spectrum = spectrum_of(noise(10 ** (rms_db / 20), seed=seed), RATE_HZ, CENTER_HZ)
    expected = rms_db - 10 * np.log10(RATE_HZ)
    assert noise_density_dbfs_hz(spectrum) == pytest.approx(expected, abs=QUARTER_DB)


@pytest.mark.parametrize("averaged", [1, 2, 3, 6, 22])
def test_the_median_is_corrected_for_how_much_was_averaged(averaged: int) -> None:
    bins = 512
    samples = noise(1.0, size=bins * 4000, seed=averaged)
    rows = samples.reshape(-1, bins)
    usable = len(rows) // averaged * averaged
    per_row = np.abs(np.fft.fft(rows[:usable], axis=1)) ** 2
    averages = per_row.reshape(-1, averaged, bins).mean(axis=1)
    measured = float(np.median(averages) / averages.mean())
    # Not overlapping here, so a little more is averaged than `median_of_mean` reckons with.
    assert measured == pytest.approx(median_of_mean(averaged), rel=0.02)


def test_a_burst_and_carriers_do_not_move_the_floor() -> None:
    quiet = noise(0.05)
    loud = quiet + sum(carrier(100e3 + 7e3 * i, 0.1) for i in range(40))
    floors = [noise_density_dbfs_hz(spectrum_of(one, RATE_HZ, None)) for one in (quiet, loud)]
    assert floors[1] == pytest.approx(floors[0], abs=QUARTER_DB)


def test_the_constant_of_a_zero_if_receiver_is_no_line_in_the_spectrum() -> None:
    plain, shifted = (
        spectrum_of(noise(0.05) + np.complex64(constant), RATE_HZ, CENTER_HZ)
        for constant in (0.0, 0.3)
    )
    assert shifted.density_dbfs_hz == pytest.approx(plain.density_dbfs_hz, abs=TENTH_DB)


@given(offset_hz=st.floats(-1.1e6, 1.1e6), level_db=st.floats(-60, -3))
def test_a_carrier_has_its_frequency_and_its_power_in_the_band(
    offset_hz: float, level_db: float
) -> None:
    spectrum = spectrum_of(carrier(offset_hz, 10 ** (level_db / 20)), RATE_HZ, CENTER_HZ)
    peak_hz = spectrum.frequency_hz(int(np.argmax(spectrum.density)))
    if abs(offset_hz) > 3 * spectrum.bin_hz:
        assert peak_hz == pytest.approx(CENTER_HZ + offset_hz, abs=spectrum.bin_hz)
        power_dbfs = band_power_dbfs(spectrum, peak_hz - 20e3, peak_hz + 20e3)
        assert power_dbfs == pytest.approx(level_db, abs=TENTH_DB)


def test_the_power_of_a_band_that_was_not_received_whole_is_not_told() -> None:
    samples = noise(0.1)
    assert band_power_dbfs(spectrum_of(samples, 250e3, 406.05e6), *BAND_HZ) is not None
    assert band_power_dbfs(spectrum_of(samples, 96e3, 406.05e6), *BAND_HZ) is None
    assert band_power_dbfs(spectrum_of(samples, 250e3, 406.2e6), *BAND_HZ) is None
    assert band_power_dbfs(spectrum_of(samples, 250e3, None), *BAND_HZ) is None


def test_a_look_tells_what_was_put_in() -> None:
    samples = noise(0.1) + carrier(-150e3, 0.2)
    look = look_at(dongle_bytes(samples), DONGLE, 5.0)
    assert look.time_s == 5.0
    assert look.clipped_fraction == 0.0
    assert look.noise_dbfs_hz == pytest.approx(-20 - 10 * np.log10(RATE_HZ), abs=QUARTER_DB)
    assert look.band_dbfs == pytest.approx(20 * np.log10(0.2), abs=TENTH_DB)


def test_clipping_shows_in_a_look() -> None:
    assert look_at(dongle_bytes(noise(1.0)), DONGLE, 0.0).clipped_fraction > 0.1


def test_audio_is_looked_at_too() -> None:
    stream = Stream(
        encoding=INT16, rate_hz=48e3, center_hz=None, channels=2, kind=SignalKind.FM_AUDIO
    )
    left = noise(0.2).real
    data = bytes_from_components(np.column_stack([left, 0 * left]).reshape(-1), INT16)
    look = look_at(data, stream, 0.0)
    assert look.level.rms_dbfs == pytest.approx(20 * np.log10(0.2 / np.sqrt(2)), abs=TENTH_DB)
    assert look.band_dbfs is None


@given(size=st.integers(1, 3000), value=st.floats(0, 2, width=32))
def test_no_samples_make_a_look_fail(size: int, value: float) -> None:
    stream = Stream(encoding=FLOAT32, rate_hz=RATE_HZ, center_hz=CENTER_HZ)
    data = np.full(2 * size, value, "<f4").tobytes()
    look = look_at(data, stream, 0.0)
    assert np.isfinite([look.noise_dbfs_hz, look.level.rms_dbfs, look.level.peak_dbfs]).all()
    assert SILENT_DB <= look.noise_dbfs_hz < -150


@given(cuts=st.lists(st.integers(1, 20000), min_size=1, max_size=40))
def test_pieces_of_any_size_are_looked_at_once_a_second(cuts: list[int]) -> None:
    looker = Looker(DONGLE)
    wanted = round(LOOK_S * RATE_HZ) * 2
    data = dongle_bytes(noise(0.1, size=sum(cuts)))
    taken, from_byte, looks = 0, 0, 0
    for cut in cuts:
        part = data[from_byte : from_byte + 2 * cut]
        from_byte += 2 * cut
        look = looker.take(piece(part, 0.0))
        taken += len(part)
        if look is not None:
            looks += 1
            assert taken >= wanted
    assert looks == (1 if sum(cuts) * 2 >= wanted else 0)


def test_looks_come_a_second_apart_but_in_step_with_nothing() -> None:
    looker = Looker(DONGLE)
    data = dongle_bytes(noise(0.1))
    times_s = [0.025 * i for i in range(40 * 100)]
    looks_s = [look.time_s for at in times_s if (look := looker.take(piece(data, at)))]
    assert len(looks_s) == pytest.approx(100, abs=5)
    assert min(b - a for a, b in pairwise(looks_s)) > 0.6
    assert max(b - a for a, b in pairwise(looks_s)) < 1.7
    for period_s in (0.5, 1.0, 2.0, 3.0):
        in_burst = [at % period_s < period_s / 2 for at in looks_s]
        runs = [all(in_burst[first:][:LOOKS]) for first in range(len(looks_s) - LOOKS)]
        assert not any(runs), "what is off half of the time would seem to be a line that stays"


@pytest.mark.parametrize("rms_db", [-30.0, -12.0])
def test_looks_together_are_as_one_long_look(rms_db: float) -> None:
    parts = [noise(10 ** (rms_db / 20), seed=seed) for seed in range(5)]
    looks = [look_at(dongle_bytes(part), DONGLE, float(i)) for i, part in enumerate(parts)]
    together, whole = averaged(looks), look_at(dongle_bytes(np.concatenate(parts)), DONGLE, 4.0)
    assert together.time_s == 4.0
    assert together.clipped_fraction == pytest.approx(whole.clipped_fraction)
    assert together.level.peak_dbfs == whole.level.peak_dbfs
    assert together.level.rms_dbfs == pytest.approx(whole.level.rms_dbfs, abs=0.01)
    assert together.noise_dbfs_hz == pytest.approx(whole.noise_dbfs_hz, abs=0.05)
    assert together.band_dbfs == pytest.approx(whole.band_dbfs, abs=0.05)


def test_looks_of_another_tuning_are_left_out() -> None:
    here = look_at(dongle_bytes(noise(0.1)), DONGLE, 1.0)
    elsewhere = Stream(encoding=DONGLE_UINT8, rate_hz=RATE_HZ, center_hz=433e6)
    there = look_at(dongle_bytes(noise(0.5)), elsewhere, 0.0)
    assert averaged([there, here]).noise_dbfs_hz == here.noise_dbfs_hz


def test_samples_from_before_a_gap_are_not_looked_at_with_those_after() -> None:
    looker = Looker(DONGLE)
    half = dongle_bytes(noise(0.1, size=24000))
    assert looker.take(piece(half, 0.0)) is None
    assert looker.take(piece(half, 0.01, gap_before=True)) is None
    assert looker.take(piece(half, 0.02)) is not None
