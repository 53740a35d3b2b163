"""The lettering of a burst's picture."""

from collections.abc import Iterator
from functools import cache
from math import ceil, floor, log10

import msgspec
from PIL import ImageDraw, ImageFont

from alerts.event import NOTICE, Event
from sdr.block import SampleBlock, SignalKind
from station.evidence.clips import burst_s

TITLE_SIZE, TEXT_SIZE = 14, 12
INK, SOFT_INK = 16, 90
TICK = 4
BESIDE_HZ = {1: 6e3, 2: 60e3}
"""What is shown either side of the carrier."""
FRAME_S = {1: 0.016, 2: 0.0005}
"""A second-generation burst lies beneath the noise: only averages show it, of short spectra."""
COLUMNS = {1: 400, 2: 160}
LEAST_RANGE_DB = {1: 15.0, 2: 6.0}
AUDIO_HZ = 4e3
TICKS_ACROSS, TICKS_UP = 7, 7

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class View(msgspec.Struct, frozen=True, kw_only=True):
    """low_hz, high_hz  what is shown of the samples' spectrum
    frame_s          length of one spectrum, of which `columns` are shown, each of several
    range_db         the least from darkest to brightest
    center_hz        what is added to a frequency to say where it is
    """

    low_hz: float
    high_hz: float
    frame_s: float
    columns: int
    range_db: float
    center_hz: float
    unit_hz: float
    unit: str


def view_of(event: Event, first: SampleBlock) -> View:
    if first.kind is SignalKind.FM_AUDIO:
        high_hz = min(AUDIO_HZ, first.rate_hz / 2)
        return _view(1, 0.0, high_hz, center_hz=0.0, unit="kHz")
    generation = event.generation or 1
    beside_hz, half_hz = BESIDE_HZ[generation], first.rate_hz / 2
    carrier_hz = event.offset_hz or 0.0
    if first.center_hz is not None and event.frequency_hz is not None:
        carrier_hz = event.frequency_hz - first.center_hz
    carrier_hz = max(-half_hz, min(carrier_hz, half_hz))
    return _view(
        generation,
        max(carrier_hz - beside_hz, -half_hz),
        min(carrier_hz + beside_hz, half_hz),
        center_hz=first.center_hz or 0.0,
        unit="kHz" if first.center_hz is None else "MHz",
    )


def _view(generation: int, low_hz: float, high_hz: float, *, center_hz: float, unit: str) -> View:
    return View(
        low_hz=low_hz,
        high_hz=high_hz,
        frame_s=FRAME_S[generation],
        columns=COLUMNS[generation],
        range_db=LEAST_RANGE_DB[generation],
        center_hz=center_hz,
        unit_hz={"kHz": 1e3, "MHz": 1e6}[unit],
        unit=unit,
    )


class Axes:
    def __init__(
        self,
        draw: ImageDraw.ImageDraw,
        plot: tuple[int, int, int, int],
        view: View,
        from_s: float,
        until_s: float,
    ) -> None:
        """The times are from the burst's start."""
        self._draw = draw
        self._left, self._top, self._right, self._bottom = plot
        self._view = view
        self._from_s, self._until_s = from_s, until_s

    def draw(self, event: Event) -> None:
        self._across()
        self._up()
        frame = (self._left - 1, self._top - 1, self._right, self._bottom)
        self._draw.rectangle(frame, outline=SOFT_INK)
        self._mark(burst_s(event))
        self._text((8, 3), _title(event), "la", TITLE_SIZE)
        self._text((8, 22), self._fitting(_measures(event)), "la", TEXT_SIZE, SOFT_INK)

    def _mark(self, duration_s: float) -> None:
        """Which burst it is: there may be others."""
        begin, end = (self._x(max(self._from_s, min(s, self._until_s))) for s in (0, duration_s))
        y = self._top - 4
        self._draw.line((begin, y, end, y), fill=INK, width=2)

    def _across(self) -> None:
        for time_s, text in ticks(self._from_s, self._until_s, TICKS_ACROSS):
            x = self._x(time_s)
            self._draw.line((x, self._bottom, x, self._bottom + TICK), fill=SOFT_INK)
            self._text((x, self._bottom + TICK + 2), text, "ma")
        y = self._bottom + 20
        self._text((self._left, y), "seconds from the burst's start", "la")
        self._text((self._right, y), NOTICE, "ra")

    def _x(self, time_s: float) -> float:
        share = (time_s - self._from_s) / (self._until_s - self._from_s)
        return self._left + share * (self._right - self._left)

    def _up(self) -> None:
        view = self._view
        low, high = ((view.center_hz + hz) / view.unit_hz for hz in (view.low_hz, view.high_hz))
        for value, text in ticks(low, high, TICKS_UP):
            y = self._bottom - (value - low) / (high - low) * (self._bottom - self._top)
            self._draw.line((self._left - TICK - 1, y, self._left - 2, y), fill=SOFT_INK)
            self._text((self._left - TICK - 4, y), text, "rm")
        self._text((self._left - TICK - 4, self._bottom + 20), view.unit, "ra")

    def _fitting(self, text: str) -> str:
        if _font(TEXT_SIZE).getlength(text) <= self._right - 8:
            return text
        while _font(TEXT_SIZE).getlength(text + "…") > self._right - 8:
            text = text[:-1]
        return text + "…"

    def _text(
        self,
        at: tuple[float, float],
        text: str,
        anchor: str,
        size: int = TEXT_SIZE,
        ink: int = INK,
    ) -> None:
        self._draw.text(at, text, fill=ink, font=_font(size), anchor=anchor)


def ticks(low: float, high: float, most: int) -> Iterator[tuple[float, str]]:
    """Round values between, no more than that many, each with as many digits as the step needs."""
    rough = (high - low) / most
    power = floor(log10(rough))
    step = next(each * 10.0**power for each in (1, 2, 5, 10) if each * 10.0**power >= rough)
    decimals = max(0, -floor(log10(step) + 1e-9))
    for number in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1):
        value = number * step
        yield value, f"{value + 0.0:.{decimals}f}"


def _title(event: Event) -> str:
    time = "" if event.time is None else event.time.replace("T", " ").removesuffix("Z") + " UTC"
    told = (time, event.alert_class.replace("_", " "), event.beacon_id)
    return "    ".join(each for each in told if each)


def _measures(event: Event) -> str:
    told = [event.station] if event.station else []
    if event.frequency_hz is not None:
        told.append(f"{event.frequency_hz / 1e6:.5f} MHz")
    if event.cn0_dbhz is not None:
        told.append(f"C/N0 {event.cn0_dbhz:.1f} dB-Hz")
    return "    ".join([*told, event.hex])


@cache
def _font(size: int) -> Font:
    """Pillow's own, which comes with it."""
    return ImageFont.load_default(size)
