"""Endless samples as a dongle gives them: unsigned bytes, I then Q."""

from collections.abc import Callable, Iterator

import numpy as np

from sdr.block import SignalKind
from sdr.capture import Capture
from sdr.recording import Recording
from sdr.sample_format import DONGLE_UINT8, bytes_from_components

SAMPLE_BYTES = 2
READ_BYTES = 1 << 18
NOISE_S = 1.0
NOISE_LEVEL = 0.1
"""Standard deviation of I and of Q, to full scale: 13 steps of the converter, no clipping."""


class Tape:
    """
    turn       all bytes, from the start
    center_hz  what a receiver must be tuned to for its frequencies to be right
    """

    def __init__(
        self, turn: Callable[[], Iterator[bytes]], *, rate_hz: float, center_hz: float | None
    ) -> None:
        self.rate_hz = rate_hz
        self.center_hz = center_hz
        self._turn = turn
        self._source = turn()
        self._ahead = bytearray()

    def read(self, samples: int) -> bytes:
        size = samples * SAMPLE_BYTES
        while len(self._ahead) < size:
            data = next(self._source, None)
            if data is None:
                self._source = self._turn()
            else:
                self._ahead += data
        data = bytes(memoryview(self._ahead)[:size])
        del self._ahead[:size]
        return data


def tape_of(recording: Recording) -> Tape:
    """Byte for byte what a dongle recorded; other formats are rounded to it."""
    first = recording.layout.captures[0]
    if first.kind is not SignalKind.IQ:
        raise ValueError(f"{recording.name}: holds audio: a dongle gives IQ")

    def turn() -> Iterator[bytes]:
        if all(capture.encoding == DONGLE_UINT8 for capture in recording.layout.captures):
            for capture in recording.layout.captures:
                yield from _stored(recording, capture)
        else:
            for block in recording.blocks():
                yield bytes_from_components(block.samples.view(np.float32), DONGLE_UINT8)

    return Tape(turn, rate_hz=first.rate_hz, center_hz=first.center_hz)


def noise_tape(rate_hz: float, center_hz: float | None = None, seed: int = 406) -> Tape:
    chance = np.random.default_rng(seed)
    values = chance.normal(0.0, NOISE_LEVEL, round(NOISE_S * rate_hz) * SAMPLE_BYTES)
    data = bytes_from_components(values.astype(np.float32), DONGLE_UINT8)
    return Tape(lambda: iter([data]), rate_hz=rate_hz, center_hz=center_hz)


def _stored(recording: Recording, capture: Capture) -> Iterator[bytes]:
    with recording.open_source() as source:
        source.skip_to(capture.offset_bytes)
        rest = capture.size_bytes
        while data := source.read(READ_BYTES if rest is None else min(READ_BYTES, rest)):
            whole = data[: len(data) // SAMPLE_BYTES * SAMPLE_BYTES]
            rest = None if rest is None else rest - len(data)
            if whole:
                yield whole
