"""The samples of a block as rows of components, up to the first damage."""

import numpy as np
from numpy.typing import NDArray

from sdr.capture import Capture
from sdr.sample_format import components_from_bytes

Frames = NDArray[np.float32]
"""(n, channels)"""

BLOCK_S = 1.0
"""Long enough that work per block does not count, short enough to follow a live pipe."""
FEWEST_SAMPLES, MOST_SAMPLES = 1 << 14, 5 << 18

# No receiver gives full scale 1.0 and then this; beyond it, float32 overflows in powers and sums.
_LARGEST_COMPONENT = np.float32(1e9)


def block_bytes(capture: Capture) -> int:
    """How much of a capture is read at a time."""
    samples = min(max(round(BLOCK_S * capture.rate_hz), FEWEST_SAMPLES), MOST_SAMPLES)
    return samples * capture.sample_bytes


def good_frames(data: bytes, capture: Capture) -> Frames:
    """The whole samples in `data`, up to the first one that no receiver could have given."""
    whole_bytes = len(data) - len(data) % capture.sample_bytes
    components = components_from_bytes(memoryview(data)[:whole_bytes], capture.encoding)
    good = components.size
    if capture.encoding.is_float:
        good = _count_before_damage(components)
    good -= good % capture.channels
    return components[:good].reshape(-1, capture.channels)


def _count_before_damage(components: NDArray[np.float32]) -> int:
    # min and max carry a NaN along, so that one comparison finds NaN, infinity and nonsense.
    if not components.size or (
        components.min() >= -_LARGEST_COMPONENT and components.max() <= _LARGEST_COMPONENT
    ):
        return components.size
    return int(np.argmin(np.abs(components) <= _LARGEST_COMPONENT))
