"""A second-generation burst as complex baseband I + jQ: C/S T.018 section 2, offset QPSK.

Every chip is a pulse; those of Q come half a chip after those of I. Odd bits of the message spread
I, even bits Q, after a preamble of 6400 chips; a 1 inverts its 256 chips.
"""

from collections.abc import Callable
from enum import StrEnum

import msgspec
import numpy as np

from decoder.arrays import Bits, Reals, Samples, Times
from decoder.spread.prn import CHIP_RATE_HZ, CHIPS_PER_BIT, PREAMBLE_CHIPS, Mode, chips

ROLL_OFF = 0.8
TAIL_CHIPS = 6
"""To either side, of a root-raised-cosine pulse: what is cut off is 50 dB down."""
EDGE_CHIPS = 0.75
"""Of a filtered rectangle: enough for the spectrum mask, and the level stays for like chips."""
QUADRATURE_DELAY_CHIPS = 0.5


class Pulse(StrEnum):
    """The first two are those of T.018 Rev 12; Rev 7 allowed the others too, without their form."""

    HALF_SINE = "half-sine"
    ROOT_RAISED_COSINE = "root-raised-cosine"
    RECTANGULAR = "rectangular"
    TRIANGULAR = "triangular"


class PulseShape(msgspec.Struct, frozen=True):
    """level     at times from the pulse's middle, in chips
    energy    its square's integral over time in chips
    reach     how many chips before and after its own it touches
    """

    level: Callable[[Times], Times]
    energy: float
    reach: int


def spread(bits: Bits | None, mode: Mode) -> Reals:
    """Levels of all chips, I and Q; only the preamble where there are no bits. (2, chips)

    bits   (250,) as transmitted
    """
    sequences = chips(mode)
    if bits is None:
        return sequences[:, :PREAMBLE_CHIPS]
    signs = 1 - 2 * bits.reshape(-1, 2).T.astype(np.float32)
    message = sequences[:, PREAMBLE_CHIPS:] * np.repeat(signs, CHIPS_PER_BIT, axis=1)
    return np.concatenate((sequences[:, :PREAMBLE_CHIPS], message), axis=1)


def modulated(bits: Bits | None, mode: Mode, pulse: Pulse, time_chips: Times) -> Samples:
    """Of unit mean power, at any times from the start of I's first chip. (n,)

    bits         (250,) as transmitted; None for the preamble alone
    time_chips   (n,) seconds times the chip rate
    """
    in_phase, quadrature = spread(bits, mode)
    shape = SHAPES[pulse]
    samples = np.empty(time_chips.shape, np.complex64)
    samples.real = _pulses(in_phase, shape, time_chips)
    samples.imag = _pulses(quadrature, shape, time_chips - QUADRATURE_DELAY_CHIPS)
    return samples / np.float32(np.sqrt(2 * shape.energy))


def _pulses(levels: Reals, shape: PulseShape, time_chips: Times) -> Times:
    """One channel: the pulses of each time's own chip and of its neighbours."""
    reach = shape.reach
    padding = 2 * reach + 1
    padded = np.pad(levels, padding)
    own = np.floor(time_chips)
    since_middle = time_chips - own - 0.5
    places = padding + np.clip(own, -reach - 1, levels.size + reach).astype(np.intp)
    total = np.zeros_like(time_chips)
    for later in range(-reach, reach + 1):
        total += padded[places + later] * shape.level(since_middle - later)
    return total


def half_sine_spectrum(rate_hz: float, size: int) -> Reals:
    """Of the half-sine pulse about its middle, in chips: real, in a transform's order. (size,)"""
    cycles_per_chip = np.abs(np.fft.fftfreq(size, CHIP_RATE_HZ / rate_hz))
    x = cycles_per_chip + 1e-9  # off the removable pole at half a cycle
    return np.asarray(2 / np.pi * np.cos(np.pi * x) / (1 - 4 * x**2), np.float32)


def _half_sine(time_chips: Times) -> Times:
    """Half a period in one chip of its channel: the sum of I and Q has a constant envelope."""
    return np.cos(np.pi * time_chips)


def _triangle(time_chips: Times) -> Times:
    return 1 - np.abs(2 * time_chips)


def _soft_rectangle(time_chips: Times) -> Times:
    into_edge = (np.abs(time_chips) - (1 - EDGE_CHIPS) / 2) / EDGE_CHIPS
    return np.cos(np.pi / 2 * np.clip(into_edge, 0, 1)) ** 2


def _root_raised_cosine(time_chips: Times) -> Times:
    """The usual closed form; at its two removable poles by the value beside them."""
    pole = 1 / (4 * ROLL_OFF)
    near = np.abs(np.abs(time_chips) - pole) < 1e-6
    time = np.where(near, pole + 2e-6, time_chips)
    turn = np.pi * time
    cosines = 4 * ROLL_OFF / np.pi * np.cos((1 + ROLL_OFF) * turn)
    sines = (1 - ROLL_OFF) * np.sinc((1 - ROLL_OFF) * time)
    level: Times = (cosines + sines) / (1 - (4 * ROLL_OFF * time) ** 2)
    return level


SHAPES = {
    Pulse.HALF_SINE: PulseShape(_half_sine, energy=1 / 2, reach=0),
    Pulse.ROOT_RAISED_COSINE: PulseShape(_root_raised_cosine, energy=1.0, reach=TAIL_CHIPS),
    Pulse.RECTANGULAR: PulseShape(_soft_rectangle, energy=1 - EDGE_CHIPS / 4, reach=1),
    Pulse.TRIANGULAR: PulseShape(_triangle, energy=1 / 3, reach=0),
}
