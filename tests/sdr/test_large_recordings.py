"""Recordings of any size, in little memory."""

import json
import tracemalloc
from pathlib import Path

import numpy as np
from recording_files import noise, opened, read_all

SIZE_BYTES = 2**28
LARGEST_PEAK_BYTES = 4 * (8 << 20)
"""Four of the largest blocks, 2**20 complex64 samples."""


def test_memory_stays_flat_while_a_large_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.cf32"
    with path.open("wb") as file:
        file.truncate(SIZE_BYTES)
    tracemalloc.start()
    try:
        count = sum(len(block.samples) for block in opened(path, rate_hz=2.4e6).blocks())
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == SIZE_BYTES // 8
    assert peak_bytes < LARGEST_PEAK_BYTES


def test_samples_beyond_4_gib_are_found(tmp_path: Path) -> None:
    header_bytes = 2**32 + 2**20
    samples = noise(1000)
    metadata = {
        "global": {"core:datatype": "cf32_le", "core:version": "1.2.6", "core:sample_rate": 1e6},
        "captures": [{"core:sample_start": 0, "core:header_bytes": header_bytes}],
        "annotations": [],
    }
    (tmp_path / "x.sigmf-meta").write_text(json.dumps(metadata))
    with (tmp_path / "x.sigmf-data").open("wb") as file:
        file.seek(header_bytes)
        file.write(samples.tobytes())
    assert np.array_equal(read_all(tmp_path / "x"), samples)
