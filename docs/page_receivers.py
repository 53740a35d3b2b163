"""Two made-up receivers for the page's pictures: one hears, the other's antenna is lost."""

import itertools
import time
from collections.abc import Callable

import numpy as np
from msgspec.structs import replace

from alerts.timestamp import rfc3339
from sdr.block import SampleBlock
from sdr.health.look import Look, look_at_block
from sdr.sample_format import FLOAT32
from station.web.health import ClockHealth, Condition, SourceHealth, TestBurstHealth

RATE_HZ, CENTER_HZ = 1.024e6, 406.2e6
NOISE_DBFS_HZ = -101.3
COUNT = round(0.02 * RATE_HZ)
STEADY = ((406.0665e6, 47.0), (406.012e6, 41.0))
"""Frequency, and power over the noise density in dB-Hz, of lines that stay."""
BURSTS = ((406.028e6, 58.0, 13), (406.037e6, 52.0, 21))
"""Likewise of what comes once in so many looks."""

ROOF = SourceHealth(
    name="roof",
    kind="rtl_sdr",
    problem=None,
    condition="hearing",
    finding="It hears: the noise floor is 0.3 dB above its usual.",
    is_alarm=False,
    last_sample=None,
    samples=88_473_600_000,
    samples_lost=0,
    restarts=0,
    decoding_s=5184.0,
    noise_dbfs_hz=NOISE_DBFS_HZ,
    floor_db=NOISE_DBFS_HZ - 32.8,
    clipped_fraction=0.0,
    dc_dbfs=-51.0,
    rms_dbfs=-41.2,
    spurs=tuple(hz for hz, _ in STEADY),
    gain_db=32.8,
    frequency_error_ppm=-1.25,
    frequency_uncertainty_ppm=0.2,
    bursts={"1 distress": 84, "2 distress": 4, "1 self_test": 2},
    rejections={},
)
MAST = replace(
    ROOF,
    name="mast",
    kind="rtl_tcp",
    condition="antenna_lost",
    finding="The noise floor is 13.2 dB below its usual: antenna, cable, amplifier or its power is"
    " lost. Look at them, from the receiver outwards.",
    is_alarm=True,
    samples_lost=2048,
    restarts=2,
    noise_dbfs_hz=NOISE_DBFS_HZ - 13.2,
    spurs=(),
    gain_db=44.5,
    frequency_error_ppm=None,
    frequency_uncertainty_ppm=None,
    bursts={},
)


def receivers() -> Callable[[], Condition]:
    """Of each call something has changed."""
    dice = np.random.default_rng(406)
    numbers = itertools.count()

    def now() -> Condition:
        number, now_s = next(numbers), time.time()
        wander_db = float(dice.normal(0, 0.15))
        heard = replace(
            ROOF, last_sample=rfc3339(now_s), noise_dbfs_hz=round(NOISE_DBFS_HZ + wander_db, 2)
        )
        deaf = replace(MAST, last_sample=rfc3339(now_s))
        return Condition(
            fault=f"receiver mast: {MAST.finding}",
            last_sample_s=now_s,
            sources=(heard, deaf),
            clock=ClockHealth(is_poor=False, error_s=0.0021, source="kernel"),
            test_burst=TestBurstHealth(
                arrived=rfc3339(now_s - 8040), problem=None, every_s=21600.0
            ),
            looks={"roof": _look(number, dice)},
        )

    return now


def _look(number: int, dice: np.random.Generator) -> Look:
    """At noise, lines that stay, and carriers of bursts."""
    time_s = np.arange(COUNT) / RATE_HZ
    density = 10 ** (NOISE_DBFS_HZ / 10)
    real, imaginary = dice.normal(scale=np.sqrt(density * RATE_HZ / 2), size=(2, COUNT))
    samples = real + 1j * imaginary
    come = [(hz, cn0_dbhz) for hz, cn0_dbhz, every in BURSTS if number % every == every - 1]
    for hz, cn0_dbhz in (*STEADY, *come):
        power = density * 10 ** (cn0_dbhz / 10)
        samples += np.sqrt(power) * np.exp(2j * np.pi * (hz - CENTER_HZ) * time_s)
    block = SampleBlock(samples.astype(np.complex64), RATE_HZ, CENTER_HZ, float(number))
    return look_at_block(block, FLOAT32)
