"""Where a curve over C/N0 rises through a share, and how that is told."""

from itertools import pairwise

Curve = list[tuple[float, float]]
"""(C/N0 in dB-Hz, share) by C/N0."""


def crossing_dbhz(curve: Curve, share: float) -> float | None:
    """Where the curve last rises through a share, on a straight line between two steps."""
    for (low_dbhz, below), (high_dbhz, above) in reversed(list(pairwise(curve))):
        if below < share <= above:
            return low_dbhz + (share - below) / (above - below) * (high_dbhz - low_dbhz)
    return None


def told_dbhz(level_dbhz: float | None) -> str:
    return "    -" if level_dbhz is None else f"{level_dbhz:5.1f}"
