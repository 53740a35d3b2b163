"""SDRangel's own format."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from recording_files import first_block, noise, opened, saved

from sdr.errors import RecordingError

SAMPLES = noise(100)


def sdriq_bytes(*, bits: int, data: bytes, crc_error: int = 0, rate_hz: int = 250_000) -> bytes:
    header = struct.pack("<IQQII", rate_hz, 406_050_000, 1_795_302_785_250, bits, 0)
    return header + struct.pack("<I", zlib.crc32(header) ^ crc_error) + data


@pytest.mark.parametrize(("bits", "dtype"), [(16, "<i2"), (24, "<i4")])
def test_both_sample_sizes_are_read(tmp_path: Path, bits: int, dtype: str) -> None:
    full_scale = 2 ** (bits - 1)
    data = np.rint(SAMPLES.view(np.float32) * full_scale).astype(dtype).tobytes()
    path = saved(tmp_path / "x.sdriq", sdriq_bytes(bits=bits, data=data))
    block = first_block(path)
    assert np.abs((block.samples - SAMPLES).view(np.float32)).max() <= 1 / full_scale
    assert (block.rate_hz, block.center_hz) == (250e3, 406.05e6)
    assert (block.utc_s, block.utc_uncertainty_s) == (1795302785.25, 0.5)
    assert opened(path).duration_s == 100 / 250e3


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (sdriq_bytes(bits=16, data=b"", crc_error=1), "header with a wrong CRC"),
        (sdriq_bytes(bits=20, data=b""), "states 20-bit samples"),
        (sdriq_bytes(bits=16, data=b"")[:31], "ends inside its header"),
        (sdriq_bytes(bits=16, data=b"", rate_hz=1), "has 1 samples per second"),
    ],
)
def test_a_wrong_header_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(RecordingError, match=reason):
        opened(saved(tmp_path / "x.sdriq", content))
