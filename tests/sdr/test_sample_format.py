"""Stored numbers to float32 and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sdr.sample_format import (
    DONGLE_UINT8,
    FLOAT32,
    FLOAT32_BE,
    INT8,
    INT16,
    INT16_BE,
    INT24,
    INT24_IN_32,
    INT32,
    WAV_UINT8,
    Encoding,
    bytes_from_components,
    components_from_bytes,
)

INTEGERS = [DONGLE_UINT8, WAV_UINT8, INT8, INT16, INT16_BE]
FLOATS = [FLOAT32, FLOAT32_BE]

# float32 has a 24-bit mantissa, which holds every 8, 16 and 24-bit integer.
ONE_LSB_OF_24_BITS = 2.0**-23


@pytest.mark.parametrize("encoding", INTEGERS)
@given(data=st.binary(min_size=2, max_size=64).filter(lambda data: len(data) % 2 == 0))
def test_integers_come_back_bit_for_bit(encoding: Encoding, data: bytes) -> None:
    assert bytes_from_components(components_from_bytes(data, encoding), encoding) == data


@pytest.mark.parametrize("encoding", FLOATS)
@given(values=arrays(np.float32, st.integers(0, 20), elements=st.floats(width=32)))
def test_floats_come_back_bit_for_bit(encoding: Encoding, values: np.ndarray) -> None:
    data = bytes_from_components(values, encoding)
    assert bytes_from_components(components_from_bytes(data, encoding), encoding) == data


@given(values=st.lists(st.integers(-(2**23), 2**23 - 1), max_size=20))
def test_packed_24_bit_integers_keep_sign_and_value(values: list[int]) -> None:
    packed = b"".join(value.to_bytes(3, "little", signed=True) for value in values)
    components = components_from_bytes(packed, INT24)
    assert np.array_equal(components.astype(np.float64) * 2**23, values)


@pytest.mark.parametrize(("encoding", "full_scale"), [(INT24_IN_32, 2**23), (INT32, 2**31)])
@given(values=st.lists(st.integers(-(2**23), 2**23 - 1), max_size=20))
def test_32_bit_integers_keep_24_bits(
    encoding: Encoding, full_scale: int, values: list[int]
) -> None:
    stored = np.array(values, np.int64) * (full_scale // 2**23)
    components = components_from_bytes(stored.astype("<i4").tobytes(), encoding)
    assert np.allclose(components, np.array(values) / 2**23, rtol=0, atol=ONE_LSB_OF_24_BITS)


@pytest.mark.parametrize("encoding", INTEGERS)
def test_full_scale_is_one(encoding: Encoding) -> None:
    limits = np.iinfo(encoding.dtype)
    extremes = np.array([limits.min, limits.max]).astype(encoding.dtype).tobytes()
    lowest, highest = components_from_bytes(extremes, encoding)
    assert lowest == -1.0
    assert 1.0 - 2.0 / (limits.max - limits.min) <= highest <= 1.0


@pytest.mark.parametrize("encoding", INTEGERS)
def test_what_is_beyond_full_scale_is_clipped_not_wrapped(encoding: Encoding) -> None:
    limits = np.iinfo(encoding.dtype)
    data = bytes_from_components(np.array([-9.0, 9.0], np.float32), encoding)
    assert np.frombuffer(data, encoding.dtype).tolist() == [limits.min, limits.max]


def test_a_dongle_that_hears_nothing_has_no_carrier_at_its_centre() -> None:
    silence = bytes([127, 128] * 100)
    assert abs(components_from_bytes(silence, DONGLE_UINT8).mean()) < 1e-6
