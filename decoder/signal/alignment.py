"""Which bit is the first: the frame sync, the data's ends, and the carrier's, weighed together.

Once the bits' grid is known, each half bit of it is a place where the message may begin. Each is
weighed by the logarithm of its likelihood: of the sync's 24 bits as they should be, of 88 more bits
of either sign, of 32 more that are there or not, and of a carrier that loses most of its power to
the modulation where they begin.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Reals, Samples, Times
from decoder.signal.pulse import at_times, sync_words
from decoder.signal.timing import SHORT_BITS, SYNC_BITS, BitTiming

LONG_BITS = 144
REACH_BITS = 30
"""From the expected place, to either side: a little more than a line's start may be off."""
CARRIER_OVER_DATA = 1.12
"""1 / sin(1.1), C/S T.001 2.3.6."""
LINE_OVER_CARRIER = 0.5
"""What the modulation leaves of the carrier: cos(1.1), and some of the swings."""


class Alignment(msgspec.Struct, frozen=True):
    """Where a message begins.

    word       0 normal, 1 self-test
    inverted   the spectrum is mirrored
    quality    share of the sync's energy that is as it should be, 0 to 1
    """

    timing: BitTiming
    word: int
    inverted: bool
    quality: float


def align(filtered: Samples, along: Reals, pulse: Reals, grid: BitTiming) -> Alignment:
    """The likeliest place of a message within REACH_BITS of the grid's first bit.

    filtered   (n,) output of the bit's matched filter, the carrier's phase taken out: the data are
               in the imaginary part
    along      (n,) sum of a bit's samples, its part along the carrier
    pulse      the filter's taps
    """
    places = np.arange(2 * REACH_BITS + 1 + REACH_BITS * 2 + 2 * (LONG_BITS - 1))
    halves = BitTiming(
        grid.first - REACH_BITS * grid.samples_per_bit, grid.samples_per_bit / 2
    ).places(0, places.size)
    heard = at_times(filtered, halves)
    begins = np.arange(4 * REACH_BITS + 1)
    bits = heard.imag[begins[:, None] + 2 * np.arange(LONG_BITS)].astype(np.float64)
    noise = float((heard.real.astype(np.float64) ** 2).mean()) + 1e-30
    data = (bits[:, :SHORT_BITS] ** 2).mean(axis=1)
    amplitude = np.sqrt(max(float(data.max()) - noise, 0.05 * noise))
    unknown = log_cosh(amplitude * bits[:, SYNC_BITS:] / noise) - amplitude**2 / 2 / noise
    short = unknown[:, : SHORT_BITS - SYNC_BITS].sum(axis=1)
    tail = unknown[:, SHORT_BITS - SYNC_BITS :].sum(axis=1)
    matches = bits[:, :SYNC_BITS] @ sync_words().T
    step = _carrier_step(
        at_times(along, halves)[: begins.size], amplitude * CARRIER_OVER_DATA, noise, pulse
    )
    likely = (short + np.logaddexp(0, tail) + step)[:, None, None]
    likely = likely + amplitude / noise * np.stack((matches, -matches), axis=2)
    begin, word, inverted = np.unravel_index(int(np.argmax(likely)), likely.shape)
    energy = SYNC_BITS * float((bits[begin, :SYNC_BITS] ** 2).sum()) + 1e-30
    return Alignment(
        BitTiming(float(halves[begin]), grid.samples_per_bit),
        int(word),
        bool(inverted),
        float(matches[begin, word] ** 2) / energy,
    )


def _carrier_step(along: Reals, amplitude: float, noise: float, pulse: Reals) -> Times:
    """Log-likelihood that the bare carrier lasts until each half bit, up to a constant.

    amplitude, noise   of the carrier and of one part of the noise, as the pulse's filter sees them
    """
    taps = float(np.abs(pulse).sum())
    bare = amplitude * pulse.size / taps
    left = LINE_OVER_CARRIER * bare
    noise_here = noise * pulse.size / float((pulse**2).sum())
    gain = ((bare - left) * along.astype(np.float64) - (bare**2 - left**2) / 2) / noise_here
    until = np.zeros(along.size)
    for parity in (0, 1):
        until[parity::2][1:] = np.cumsum(gain[parity::2])[:-1]
    return until


def log_cosh(values: NDArray[np.floating]) -> Times:
    """How much likelier a value is of a signal of either sign, but for the signal's own power."""
    size = np.abs(values)
    result: Times = size + np.log1p(np.exp(-2 * size)) - np.log(2)
    return result
