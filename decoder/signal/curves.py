"""Smooth curves through a carrier's phase: polynomials by weighted least squares."""

import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Times

ORDER = 3
"""Phase, frequency, drift, and what is left of the drift's change."""


def smooth(time: Times, angle: NDArray[np.floating], weight: NDArray[np.floating]) -> Times:
    """The curve at the (n,) times whose weighted squares from n `angle / weight` are the least."""
    powers = _powers(time)
    heavy = powers * weight[:, None]
    curve: Times = powers @ np.linalg.solve(powers.T @ heavy, powers.T @ angle)
    return curve


def polynomial(time: Times, phase: Times) -> tuple[float, ...]:
    """Coefficients of the curve itself, lowest power first."""
    powers = _powers(time)
    scaled = np.linalg.solve(powers.T @ powers, powers.T @ phase)
    return tuple(float(c) / time.size**power for power, c in enumerate(scaled))


def _powers(time: Times) -> Times:
    """Of times in steps of one, made small: (n, ORDER + 1)."""
    return np.vander(time / time.size, ORDER + 1, increasing=True)
