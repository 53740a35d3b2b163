"""The spreading sequences of second-generation beacons: C/S T.018 2.2.3, table 2.2.

A shift register X22..X0 gives X0 and takes X0 + X18 in at its other end (x^23 + x^18 + 1). Every
burst uses the first 38 400 chips; a self-test starts from other registers than a distress does.
"""

from enum import StrEnum
from functools import cache

import numpy as np

from decoder.arrays import Bits, Reals

CHIPS = 38400
"""A burst, on each of I and Q."""
PREAMBLE_CHIPS = 6400
CHIPS_PER_BIT = 256
CHIP_RATE_HZ = 38400.0
STAGES = 23
TAP = 18


class Mode(StrEnum):
    """Which pair of sequences spreads a burst."""

    NORMAL = "normal"
    SELF_TEST = "self_test"


REGISTERS = {Mode.NORMAL: (0x000001, 0x1AC1FC), Mode.SELF_TEST: (0x52C9F0, 0x3CE928)}
"""X22..X0 before the first chip, of I and of Q."""


@cache
def chips(mode: Mode) -> Reals:
    """Chips of the bit 0, I and Q: logic 0 is +1, logic 1 is -1. (2, 38400), not to be changed."""
    logic = np.array([_sequence(register) for register in REGISTERS[mode]], np.float32)
    levels = 1 - 2 * logic
    levels.setflags(write=False)
    return levels


def _sequence(register: int) -> Bits:
    """The register's bits come out lowest first; each later one is fed back 23 chips before.

    What is true of a sequence's steps is true of twice as long ones (the polynomial's square has
    no other terms), so ever more chips can be made at once.
    """
    logic = np.zeros(CHIPS, np.uint8)
    logic[:STAGES] = [register >> stage & 1 for stage in range(STAGES)]
    known, step = STAGES, 1
    while known < CHIPS:
        if known >= 2 * step * STAGES:
            step *= 2
        back = logic[known - step * STAGES :]
        new = min(step * (STAGES - TAP), CHIPS - known)
        logic[known : known + new] = back[:new] ^ back[step * TAP : step * TAP + new]
        known += new
    return logic
