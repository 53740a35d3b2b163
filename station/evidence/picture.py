"""A burst's spectrogram as a small PNG: time to the right, frequency upwards, brightness in dB.

It says that it is unverified: pictures are passed on without what stood beside them.
"""

import io
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

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
COMPRESSION = 4
"""As against 6, a twentieth more bytes in two thirds of the time."""
PAPER = 255
GREYS = 16
"""Of the lettering."""

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
    lettered = Image.new("L", SIZE, PAPER)
    begin_s = first.time_s - (event.time_s or 0.0)
    duration_s = samples.size / first.rate_hz
    Axes(ImageDraw.Draw(lettered), PLOT, view, begin_s, begin_s + duration_s).draw(event)
    places = LEVELS + np.asarray(lettered) // (256 // GREYS)
    places[top:bottom, left:right] = _levels(power, view.range_db, (right - left, bottom - top))
    image = Image.fromarray(places)
    image.putpalette(_palette())
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=COMPRESSION, pnginfo=_notice(event))
    return file.getvalue()


def _notice(event: Event) -> PngInfo:
    """For programs, as it stands in the picture for people: PNG (ISO/IEC 15948) 11.3.4.3."""
    info = PngInfo()
    info.add_text("Comment", event.notice)
    return info


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


def _levels(power: Reals, range_db: float, size: tuple[int, int]) -> NDArray[np.uint8]:
    """From a little beneath the noise to the strongest; what is missing is darkest."""
    noise = float(np.median(power))
    strongest = float(np.quantile(power, 0.999))
    low_db, high_db = noise - BENEATH_DB, max(strongest, noise + range_db)
    share = np.clip((power - low_db) / (high_db - low_db), 0.0, 1.0)
    grey = Image.fromarray(np.rint(share[::-1] * 255).astype(np.uint8))
    light = np.asarray(grey.resize(size, Image.Resampling.BILINEAR), np.float32)
    levels: NDArray[np.uint8] = np.rint(light * ((LEVELS - 1) / 255)).astype(np.uint8)
    return levels


@cache
def _palette() -> bytes:
    """Those of the levels, then the greys."""
    places, steps = np.linspace(0, 1, LEVELS), np.linspace(0, 1, len(COLOURS))
    levels = [np.interp(places, steps, values) for values in zip(*COLOURS, strict=True)]
    greys = np.linspace(0, 255, GREYS)[:, None].repeat(3, axis=1)
    return np.concatenate((np.stack(levels, axis=1), greys)).astype(np.uint8).tobytes()
