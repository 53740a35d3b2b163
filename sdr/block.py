"""A run of contiguous samples, with all that is known of where and when they were taken."""

from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray


class SignalKind(StrEnum):
    IQ = "iq"
    FM_AUDIO = "fm-audio"
    """Output of an FM discriminator: real, in the real part, full scale 1.0, of either polarity."""


class SampleBlock(msgspec.Struct, frozen=True, eq=False):
    """Contiguous samples from one source.

    samples              (n,) complex64, full scale 1.0, every value finite
    rate_hz              complex samples per second
    center_hz            radio frequency at 0 Hz of the samples; None where unknown, or FM audio
    time_s               of the first sample, in seconds of signal from the recording's start
    utc_s                Unix time of the first sample; None where the recording does not say
    utc_uncertainty_s    how far utc_s may be off (a name in whole seconds: 1.0); None with it
    gap_before           True where samples are missing between the block before and this one
    samples_lost         before or within it, as far as known; where within, zeros stand for them
    """

    samples: NDArray[np.complex64]
    rate_hz: float
    center_hz: float | None
    time_s: float
    utc_s: float | None = None
    utc_uncertainty_s: float | None = None
    gap_before: bool = False
    samples_lost: int = 0
    kind: SignalKind = SignalKind.IQ
