"""How strong a burst's own sidebands can be: lines below that are not looked at a second time."""

import numpy as np

from decoder.signal.lines import Line

MASK_HZ = (0, 600, 800, 1600, 1800, 2600, 3400, 5000, 10e3, 30e3)
MASK_DB = (-3, -4.5, -13, -14, -18.5, -21.5, -23.5, -27, -35, -50)
"""A message of one repeated bit, the worst: -4.9 dB at 400 Hz, then every 800 Hz as 1 / n squared
(Fourier series of a square phase wave of 1.1 rad)."""
BARE_CARRIER_S = 0.08
"""So long after the start a line's looks hardly reach into the data: only a click is there."""
CLICK_DB = -30.0
CLICK_BEYOND_HZ = 150.0
SAME_S, SAME_HZ = 0.08, 20.0
NEAR_HZ = 1600.0
"""Beyond this a burst's data leave little of their power."""
BURST_S = 0.55
EARLY_S = 0.12


def is_same(line: Line, other: Line) -> bool:
    """Whether two lines are two sights of one."""
    near = abs(line.time_s - other.time_s) < SAME_S
    return near and abs(line.offset_hz - other.offset_hz) < SAME_HZ


def is_near(line: Line, other: Line) -> bool:
    """Whether two lines' bursts lie over each other in time and in spectrum."""
    overlap = abs(line.time_s - other.time_s) < BURST_S + EARLY_S
    return overlap and abs(line.offset_hz - other.offset_hz) < NEAR_HZ


def is_sideband(line: Line, carrier: Line) -> bool:
    """Whether a decoded burst's carrier explains a line; what it covered is judged without it."""
    if line.beneath:
        return False
    after_s = line.time_s - carrier.time_s
    if not -EARLY_S < after_s < BURST_S:
        return False
    away_hz = abs(line.offset_hz - carrier.offset_hz)
    if after_s < BARE_CARRIER_S and away_hz > CLICK_BEYOND_HZ:
        level_db = CLICK_DB
    else:
        level_db = float(np.interp(away_hz, MASK_HZ, MASK_DB))
    return line.power < carrier.power * 10 ** (level_db / 10)
