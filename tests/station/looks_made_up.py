"""A look at noise with one line in it."""

import numpy as np

from sdr.block import SampleBlock
from sdr.health.look import Look, look_at_block
from sdr.sample_format import FLOAT32

RATE_HZ, CENTER_HZ, LINE_HZ = 1.024e6, 406.2e6, 406.035e6
NOISE_DBFS_HZ = -100.0
LINE_DBHZ = 60.0


def made_up_look(
    rate_hz: float = RATE_HZ, center_hz: float | None = CENTER_HZ, time_s: float = 7.0
) -> Look:
    """Where the middle is unknown the line is a tenth of the rate above it."""
    dice = np.random.default_rng(406)
    count = round(0.02 * rate_hz)
    density = 10 ** (NOISE_DBFS_HZ / 10)
    real, imaginary = dice.normal(scale=np.sqrt(density * rate_hz / 2), size=(2, count))
    offset_hz = 0.1 * rate_hz if center_hz is None else LINE_HZ - center_hz
    line = np.exp(2j * np.pi * offset_hz / rate_hz * np.arange(count))
    samples = real + 1j * imaginary + np.sqrt(density * 10 ** (LINE_DBHZ / 10)) * line
    block = SampleBlock(samples.astype(np.complex64), rate_hz, center_hz, time_s)
    return look_at_block(block, FLOAT32)
