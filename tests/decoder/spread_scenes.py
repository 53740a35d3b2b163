"""Second-generation bursts for the tests of their reception."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from made_up_sgb import SHIP, changed

from decoder.arrays import Samples
from decoder.simulation.scene import Scene, SimulatedBurst
from decoder.simulation.spread import SgbBurst
from decoder.t001.frame import to_text
from decoder.t018 import encode_message

RATE_HZ = 81.92e3
"""Of a stream as the receiver searches it."""
START_S = 0.4


def spread_bits(serial_number: int) -> str:
    return to_text(encode_message(changed(SHIP, serial_number=serial_number)))


BITS = spread_bits(406)


def spread_hex(burst: SgbBurst) -> str:
    """As a message has it: after two bits that tell how it was spread."""
    return f"{int(('10' if burst.self_test else '00') + burst.bits, 2):063X}"


def spread_burst(**traits: Any) -> SgbBurst:
    return SgbBurst(**({"bits": BITS, "start_s": START_S, "cn0_dbhz": 30.0} | traits))


def stream(bursts: Sequence[SimulatedBurst], duration_s: float = 2.2, **settings: Any) -> Samples:
    """With the carrier at 0 Hz but for the bursts' own offset."""
    scene = {"rate_hz": RATE_HZ, "duration_s": duration_s, "bursts": bursts, "seed": 1} | settings
    return np.concatenate(list(Scene(**scene).blocks()))
