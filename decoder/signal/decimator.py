"""One band at an integer fraction of the input's rate, as a product of matrices.

A row of samples and the row after it, times a matrix of filter taps, give OUTPUTS samples at the
lower rate: the same sums as a polyphase filter's (Oppenheim and Schafer, section 4.7.4), but in the
order that processors are best at. At 2.4 MS/s this takes a fifth of a transform's time.
"""

from functools import cache

import msgspec
import numpy as np

from decoder.arrays import Reals, Samples
from decoder.signal.bands import BURST_HALF_WIDTH_HZ, Band

OUTPUTS = 8
"""Of one row. The filter reaches half a row to either side of an output."""
KAISER_BETA = 6.2
"""With 8 taps for each step, and a transition as wide as the band: 65 dB."""
ROOM = 2
"""The lower rate is at least so many times the band's width: what folds over stays beside it."""


SAMPLES_AT_ONCE = 1 << 16
"""They stay in the processor's cache for both products."""


class Decimation(msgspec.Struct, frozen=True, eq=False):
    """The filter: `first` weighs a row of OUTPUTS * factor samples, `second` the row after it, both
    with real and imaginary parts apart; `center_hz` is where 0 Hz of the output was."""

    factor: int
    center_hz: float
    first: Reals
    second: Reals

    @property
    def row(self) -> int:
        return OUTPUTS * self.factor

    def outputs(self, stream: Samples) -> Samples:
        """Of all but the last row; the stream begins half a row before the first output's time."""
        rows = stream[: stream.size // self.row * self.row].view(np.float32)
        rows = rows.reshape(-1, 2 * self.row)
        out: Reals = rows[:-1] @ self.first
        out += rows[1:] @ self.second
        return out.view(np.complex64).reshape(-1)


def decimation_factor(rate_hz: float, width_hz: float) -> int:
    return max(1, int(rate_hz / (ROOM * width_hz)))


@cache
def plan_decimation(rate_hz: float, factor: int, middle_hz: float, center_hz: float) -> Decimation:
    """Passes what lies around `middle_hz`; `center_hz` must be a multiple of `center_step_hz`."""
    row = OUTPUTS * factor
    steps = np.arange(-row // 2, row // 2 + 1)
    taps = np.sinc(steps / factor) * np.kaiser(steps.size, KAISER_BETA)
    taps = taps / taps.sum() * np.exp(-2j * np.pi * (middle_hz - center_hz) / rate_hz * steps)
    weights = np.zeros((2 * row, OUTPUTS), np.complex128)
    for output in range(OUTPUTS):
        places = output * factor + steps
        turns = np.exp(-2j * np.pi * center_hz / rate_hz * places)
        weights[places + row // 2, output] = taps * turns
    parts = np.stack([weights, 1j * weights], axis=1)  # of a sample's real, imaginary part
    real = parts.reshape(4 * row, OUTPUTS).astype(np.complex64).view(np.float32)
    return Decimation(factor, center_hz, real[: 2 * row], real[2 * row :])


def center_step_hz(rate_hz: float, factor: int) -> float:
    """A whole number of turns in a row, so that one matrix serves every row."""
    return rate_hz / (OUTPUTS * factor)


class Decimator:
    """A stream's one band, at `rate_hz`, with 0 Hz at `center_hz` of the input.

    Output sample k is at time k / rate_hz. What lies beside the band is damped or folded.
    """

    def __init__(self, rate_hz: float, band: Band) -> None:
        width_hz = band.width_hz + 2 * BURST_HALF_WIDTH_HZ
        factor = decimation_factor(rate_hz, width_hz)
        step_hz = center_step_hz(rate_hz, factor)
        # A receiver's constant must stay one, for DcRemover to find it.
        holds_constant = band.low_hz <= 0 <= band.high_hz
        center_hz = 0.0 if holds_constant else round(band.middle_hz / step_hz) * step_hz
        self.factor = factor
        self.rate_hz = rate_hz / factor
        self.center_hz = 0.0 if factor == 1 else center_hz
        self._plan = plan_decimation(rate_hz, factor, band.middle_hz, center_hz)
        self._held = np.zeros(self._plan.row // 2, np.complex64)

    @property
    def row(self) -> int:
        """Samples after which its sums begin anew."""
        return self._plan.row if self.factor > 1 else 1

    def feed(self, samples: Samples) -> Samples:
        """Takes (n,) samples, gives those that are complete: two rows or less behind."""
        if self._plan.factor == 1:
            return samples
        pieces = [self._held[:0]]
        for begin in range(0, samples.size, SAMPLES_AT_ONCE):
            stream = np.concatenate((self._held, samples[begin : begin + SAMPLES_AT_ONCE]))
            rows = max(0, stream.size // self._plan.row - 1)
            self._held = stream[rows * self._plan.row :].copy()
            pieces += [self._plan.outputs(stream)] if rows else []
        return np.concatenate(pieces)

    def flush(self) -> Samples:
        """What is still inside, at the end of the stream."""
        if self._plan.factor == 1:
            return np.zeros(0, np.complex64)
        return self.feed(np.zeros(2 * self._plan.row, np.complex64))
