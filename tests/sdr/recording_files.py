"""Recordings for the tests, put together byte by byte and not by the code under test."""

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sdr.block import SampleBlock
from sdr.errors import RecordingError
from sdr.recording import Recording, RecordingOptions, open_recording

PCM, FLOAT = 1, 3


def chunk(name: bytes, body: bytes, *, stated_bytes: int | None = None) -> bytes:
    size = len(body) if stated_bytes is None else stated_bytes
    return name + struct.pack("<I", size) + body + b"\0" * (len(body) % 2)


def fmt_chunk(*, tag: int, bits: int, channels: int, rate_hz: int, extensible: bool) -> bytes:
    frame_bytes = channels * bits // 8
    words = (0xFFFE if extensible else tag, channels, rate_hz, rate_hz * frame_bytes)
    body = struct.pack("<HHIIHH", *words, frame_bytes, bits)
    if extensible:
        body += struct.pack("<HHIH", 22, bits, 3, tag) + bytes.fromhex(
            "000000001000800000AA00389B71"
        )
    return chunk(b"fmt ", body)


def auxi_chunk(start: Sequence[int], center_hz: int, *, size_bytes: int = 164) -> bytes:
    year, month, day, hour, minute, second, millisecond = start
    times = struct.pack("<8H", year, month, 0, day, hour, minute, second, millisecond) * 2
    return chunk(b"auxi", (times + struct.pack("<I", center_hz)).ljust(size_bytes, b"\0"))


def wav_bytes(
    data: bytes,
    *,
    tag: int = PCM,
    bits: int = 16,
    channels: int = 2,
    rate_hz: int = 96_000,
    extensible: bool = False,
    before: bytes = b"",
    after: bytes = b"",
    stated_bytes: int | None = None,
    envelope: bytes = b"RIFF",
) -> bytes:
    chunks = before + fmt_chunk(
        tag=tag, bits=bits, channels=channels, rate_hz=rate_hz, extensible=extensible
    )
    chunks += chunk(b"data", data, stated_bytes=stated_bytes) + after
    size = 0xFFFFFFFF if envelope != b"RIFF" else 4 + len(chunks)
    return envelope + struct.pack("<I", size) + b"WAVE" + chunks


def ds64_chunk(data_bytes: int) -> bytes:
    return chunk(b"ds64", struct.pack("<QQQI", 0, data_bytes, 0, 0))


def saved(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def read_all(path: str | Path, **options: object) -> NDArray[np.complex64]:
    """All samples of an undamaged recording."""
    samples, error = read_until_damage(path, **options)
    assert error is None
    return samples


def read_until_damage(
    path: str | Path, **options: object
) -> tuple[NDArray[np.complex64], RecordingError | None]:
    blocks, error = blocks_until_damage(opened(path, **options))
    pieces = [block.samples for block in blocks]
    return np.concatenate([np.zeros(0, np.complex64), *pieces]), error


def blocks_until_damage(recording: Recording) -> tuple[list[SampleBlock], RecordingError | None]:
    blocks: list[SampleBlock] = []
    try:
        for block in recording.blocks():
            blocks.append(block)  # noqa: PERF402 extend() would lose them at the error
    except RecordingError as error:
        return blocks, error
    return blocks, None


def opened(path: str | Path, **options: object) -> Recording:
    return open_recording(str(path), RecordingOptions(**options))  # type: ignore[arg-type]


def first_block(path: str | Path, **options: object) -> SampleBlock:
    return next(opened(path, **options).blocks())


def noise(count: int, *, seed: int = 406) -> NDArray[np.complex64]:
    """Complex noise well inside full scale."""
    rng = np.random.default_rng(seed)
    return rng.uniform(-0.7, 0.7, 2 * count).astype(np.float32).view(np.complex64)
