"""How strong a burst's own sidebands can be: lines below that are not looked at a second time."""

import numpy as np

from decoder.signal.lines import Line

MASK_HZ = (0.0, 600.0, 1600.0, 2400.0, 4000.0, 10e3, 30e3)
MASK_DB = (-3.0, -3.0, -12.0, -17.0, -22.0, -35.0, -55.0)
"""Repeated bits put -4.9 dB at 400 Hz, -14.5 dB at 1200 Hz (Fourier series of a square phase wave
of 1.1 rad); clipping and the burst's own start and end reach further out."""
BURST_S = 0.55
EARLY_S = 0.12


def is_sideband(line: Line, carrier: Line) -> bool:
    """Whether a decoded burst's carrier explains a line."""
    after_s = line.time_s - carrier.time_s
    if not -EARLY_S < after_s < BURST_S:
        return False
    away_hz = abs(line.offset_hz - carrier.offset_hz)
    level_db = float(np.interp(away_hz, MASK_HZ, MASK_DB))
    return line.power < carrier.power * 10 ** (level_db / 10)
