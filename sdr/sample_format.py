"""How samples lie in bytes, and their conversion to and from float32 at full scale 1.0.

A component is one real number; a complex sample is two of them, I then Q.
"""

from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray


class SampleFormat(StrEnum):
    """Layouts of complex samples that a user can name; the words are rtl_433's, and most tools'."""

    CU8 = "cu8"
    CS8 = "cs8"
    CS16 = "cs16"
    CF32 = "cf32"


class Encoding(msgspec.Struct, frozen=True):
    """One component: value = (stored - zero) / full_scale.

    dtype   numpy's name for the stored number; "<i3" is a packed 24-bit integer, which numpy lacks
    """

    dtype: str
    zero: float
    full_scale: float

    @property
    def size_bytes(self) -> int:
        return int(self.dtype[-1])

    @property
    def is_float(self) -> bool:
        return "f" in self.dtype


FLOAT32 = Encoding("<f4", 0.0, 1.0)
FLOAT32_BE = Encoding(">f4", 0.0, 1.0)
INT8 = Encoding("i1", 0.0, 2.0**7)
INT16 = Encoding("<i2", 0.0, 2.0**15)
INT16_BE = Encoding(">i2", 0.0, 2.0**15)
INT24 = Encoding("<i3", 0.0, 2.0**23)
INT24_IN_32 = Encoding("<i4", 0.0, 2.0**23)
INT32 = Encoding("<i4", 0.0, 2.0**31)

# An RTL2832U has no code for zero: its mean lies between 127 and 128, and taking 128 would put a
# carrier of -48 dBFS at the centre of every recording. WAV does define 128 as silence.
DONGLE_UINT8 = Encoding("u1", 127.5, 127.5)
WAV_UINT8 = Encoding("u1", 128.0, 128.0)

ENCODINGS = {
    SampleFormat.CU8: DONGLE_UINT8,
    SampleFormat.CS8: INT8,
    SampleFormat.CS16: INT16,
    SampleFormat.CF32: FLOAT32,
}


def components_from_bytes(data: bytes | memoryview, encoding: Encoding) -> NDArray[np.float32]:
    """The components in `data`, whose length is a whole number of them."""
    if encoding.dtype == "<i3":
        # The three bytes become the upper ones of an int32: the sign comes along by itself.
        padded = np.zeros((len(data) // 3, 4), np.uint8)
        padded[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        return padded.view("<i4")[:, 0].astype(np.float32) * np.float32(2.0**-31)
    stored = np.frombuffer(data, encoding.dtype)
    components = stored.astype(np.float32)
    if encoding.zero:
        components -= np.float32(encoding.zero)
    if encoding.full_scale != 1.0:
        components *= np.float32(1.0 / encoding.full_scale)
    return components


def bytes_from_components(components: NDArray[np.float32], encoding: Encoding) -> bytes:
    """The reverse, rounded to the nearest stored value and clipped at full scale."""
    if encoding.is_float:
        return components.astype(encoding.dtype).tobytes()
    limits = np.iinfo(encoding.dtype)
    stored = np.rint(components.astype(np.float64) * encoding.full_scale + encoding.zero)
    return np.clip(stored, limits.min, limits.max).astype(encoding.dtype).tobytes()
