"""The picture of a burst: small, and the burst can be seen in it by all eyes."""

import io
from collections.abc import Sequence
from math import inf
from pathlib import Path

import numpy as np
import pytest
from evidence_made_up import all_held, heard, keep, noise
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from alerts.event import Event
from recordings.shipped import shipped_recordings
from sdr.recording import open_recording
from station.evidence.archive import Archive
from station.evidence.axes import ticks
from station.evidence.band_ring import BandRing
from station.evidence.picture import COLOURS, PLOT, SIZE, picture
from station.evidence.place import PICTURE
from station.evidence.spectrogram import spectrogram

LARGEST_BYTES = 40_000


def lightness(colour: Sequence[float]) -> float:
    """Relative luminance, WCAG 2.2."""
    share = np.divide(colour, 255)
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def plotted(png: bytes) -> np.ndarray:
    """How light each place of the spectrogram is. (rows, columns)"""
    return np.asarray(Image.open(io.BytesIO(png)).convert("L").crop(PLOT), float)


@pytest.mark.parametrize("name", sorted(set(shipped_recordings()) - {"noise", "interference"}))
async def test_every_picture_is_small_and_of_one_size(name: str, tmp_path: Path) -> None:
    await keep(tmp_path, open_recording(str(shipped_recordings()[name])).blocks())
    files = [each.place.file(PICTURE) for each in all_held(Archive(tmp_path))]
    assert files
    for file in files:
        assert file.stat().st_size < LARGEST_BYTES
        assert Image.open(file).size == SIZE


@pytest.mark.parametrize("name", ["weak", "standard_location", "second_generation"])
async def test_the_burst_is_the_lightest_thing_where_it_is_marked(
    name: str, tmp_path: Path
) -> None:
    events = await keep(tmp_path, open_recording(str(shipped_recordings()[name])).blocks())
    for event in events:
        place = Archive(tmp_path).find(event.event_id)
        assert place is not None
        light = plotted(place.file(PICTURE).read_bytes())
        begin, end = marked(Image.open(place.file(PICTURE)))
        rows = light[:, begin:end].mean(axis=1)
        brightest = np.convolve(rows, np.full(16, 1 / 16), "valid").max()
        assert brightest > light.mean() + 10


def marked(image: Image.Image) -> tuple[int, int]:
    """From which to which column of the plot the line above it runs."""
    left, top, right, _ = PLOT
    row = np.asarray(image.convert("L").crop((left, top - 4, right, top - 3)))[0]
    columns = np.flatnonzero(row < 100)
    return int(columns[0]), int(columns[-1])


def test_a_tone_stands_at_its_frequency() -> None:
    rate_hz, tone_hz = 12_500.0, 1500.0
    samples = np.exp(2j * np.pi * tone_hz / rate_hz * np.arange(25_000)).astype(np.complex64)
    power = spectrogram(samples, rate_hz, low_hz=-5000, high_hz=5000, frame_s=0.016, columns=100)
    assert power.shape[1] == 100
    share = power.argmax(axis=0) / power.shape[0]
    assert -5000 + 10_000 * share.mean() == pytest.approx(tone_hz, abs=100)


@given(st.integers(1, 30_000), st.integers(1, 500))
def test_any_length_gives_a_spectrogram(length: int, columns: int) -> None:
    power = spectrogram(
        np.ones(length, np.complex64),
        12_500.0,
        low_hz=-6000,
        high_hz=6000,
        frame_s=0.016,
        columns=columns,
    )
    assert 1 <= power.shape[1] <= columns
    assert np.isfinite(power).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"time": None},
        {"frequency_hz": None},
        {"frequency_hz": None, "offset_hz": None, "cn0_dbhz": None, "beacon_id": None},
        {"generation": 2, "hex": "1" * 63},
        {"generation": None},
        {"station": "a" * 200},
        {"frequency_hz": 405.9e6},
    ],
)
def test_what_is_not_known_is_left_out(changes: dict[str, object]) -> None:
    ring = BandRing(60)
    ring.feed(noise(4.0))
    event: Event = heard(1.0, **changes)
    assert picture(event, ring.clip(-inf, inf)).startswith(b"\x89PNG")


def test_silence_has_a_picture() -> None:
    ring = BandRing(60)
    block = noise(4.0)
    block.samples[:] = 0
    ring.feed(block)
    assert plotted(picture(heard(1.0), ring.clip(0, 4))).std() < 1


def test_colours_grow_lighter_and_do_not_need_red_and_green_told_apart() -> None:
    light = [lightness(each) for each in COLOURS]
    assert light == sorted(light)
    assert (light[-1] + 0.05) / (light[0] + 0.05) > 12
    # Red and green go together: what a colour is, blue and lightness tell.
    assert all(abs(red - green) < 60 for red, green, _ in COLOURS)


@given(st.floats(-1000, 1000), st.floats(1e-3, 1e3), st.integers(2, 9))
def test_ticks_are_round_and_within(low: float, span: float, most: int) -> None:
    found = list(ticks(low, low + span, most))
    assert len(found) <= most + 1
    for value, text in found:
        assert low - 1e-6 * span <= value <= low + span * (1 + 1e-6)
        assert float(text) == pytest.approx(value, abs=1e-9)
