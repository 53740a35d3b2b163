"""The array types of the signal path."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.complex64]
"""(n,) complex baseband."""
Reals = NDArray[np.float32]
Signal = TypeVar("Signal", Samples, Reals)
"""What works on complex baseband and on audio alike."""
Times = NDArray[np.float64]
"""(n,) seconds; float64, because hours of signal at microseconds do not fit in float32."""
Llr = NDArray[np.float32]
"""(bits,) log-likelihood ratios, ln P(1)/P(0): positive for a 1."""
Bits = NDArray[np.uint8]
