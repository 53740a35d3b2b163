"""A burst's spectrogram as a small PNG: time to the right, frequency upwards, brightness in dB."""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from alerts.event import Event
from decoder.arrays import Reals, Samples
from station.evidence.axes import Axes, view_of
from station.evidence.band_ring import Kept
from station.evidence.spectrogram import spectrogram

SIZE = (520, 260)
PLOT = (70, 46, 508, 222)
"""Left, top, right and bottom of what is not lettering."""
LEVELS = 16
"""Of brightness; more would not be seen, and noise would take twice the bytes."""
BENEATH_DB = 2.0
PAPER = (255, 255, 255)

# Dark blue to yellow, ever lighter, and never red against green: told apart by all eyes.
COLOURS = (
    (8, 12, 40),
    (24, 48, 104),
    (66, 88, 124),
    (122, 124, 120),
    (190, 166, 92),
    (255, 232, 80),
)


def picture(event: Event, kept: Sequence[Kept]) -> bytes:
    """A PNG file."""
    first = kept[0].about
    samples = _joined(kept)
    view = view_of(event, first)
    left, top, right, bottom = PLOT
    power = spectrogram(
        samples,
        first.rate_hz,
        low_hz=view.low_hz,
        high_hz=view.high_hz,
        frame_s=view.frame_s,
        columns=view.columns,
    )
    image = Image.new("RGB", SIZE, PAPER)
    image.paste(_coloured(power, view.range_db, (right - left, bottom - top)), (left, top))
    begin_s = first.time_s - (event.time_s or 0.0)
    duration_s = samples.size / first.rate_hz
    Axes(ImageDraw.Draw(image), PLOT, view, begin_s, begin_s + duration_s).draw(event)
    file = io.BytesIO()
    image.quantize(2 * LEVELS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _joined(kept: Sequence[Kept]) -> Samples:
    """With silence where samples are missing."""
    begin_s, rate_hz = kept[0].begin_s, kept[0].about.rate_hz
    whole = np.zeros(round((kept[-1].end_s - begin_s) * rate_hz) + 1, np.complex64)
    end = 0
    for each in kept:
        samples = each.block().samples
        # Side by side where nothing is missing, whatever the last digit of a time.
        begin = round((each.begin_s - begin_s) * rate_hz) if each.about.gap_before else end
        end = min(begin + samples.size, whole.size)
        whole[begin:end] = samples[: end - begin]
    return whole[:end]


def _coloured(power: Reals, range_db: float, size: tuple[int, int]) -> Image.Image:
    """From a little beneath the noise to the strongest; what is missing is darkest."""
    noise = float(np.median(power))
    strongest = float(np.quantile(power, 0.999))
    low_db, high_db = noise - BENEATH_DB, max(strongest, noise + range_db)
    share = np.clip((power - low_db) / (high_db - low_db), 0.0, 1.0)
    grey = Image.fromarray(np.rint(share[::-1] * 255).astype(np.uint8))
    levels = np.asarray(grey.resize(size, Image.Resampling.BILINEAR), np.float32)
    places = np.rint(levels * ((LEVELS - 1) / 255)) / (LEVELS - 1)
    steps = np.linspace(0, 1, len(COLOURS))
    channels = [np.interp(places, steps, values) for values in zip(*COLOURS, strict=True)]
    return Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8))
