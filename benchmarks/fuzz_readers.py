"""Damages recordings at random and reads them: samples or RecordingError, never anything else.

    python benchmarks/fuzz_readers.py --minutes 2 [--seed 406]

Exits with 1 on any other exception, on samples that break the promises of SampleBlock, and where a
recording of a few kilobytes takes more than 5 s. The recording that did it is kept.
"""

import argparse
import random
import shutil
import signal
import struct
import sys
import tarfile
import tempfile
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import numpy as np

from sdr.errors import RecordingError
from sdr.recording import RecordingOptions, open_recording
from sdr.sample_format import SampleFormat
from sdr.sigmf_writer import write_sigmf

HANG_S = 5
SAMPLES = 200
RATE_HZ = 96_000
REPORT_EVERY_S = 10

INTERESTING = (0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
JSON_WORDS = (b"null", b"-1", b"1e999", b"9" * 40, b"[]", b"{}", b'""', b"true", b"0.5", b"NaN")


Recording = dict[str, bytes]
"""The content of its files by name."""


class HangError(Exception):
    """A recording took longer than HANG_S."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=406)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    signal.signal(signal.SIGALRM, raise_hang)
    outcomes: Counter[str] = Counter()
    folder = Path(tempfile.mkdtemp(prefix="fuzz_readers_"))
    seeds = make_seeds(folder)
    start_s = report_s = time.monotonic()
    end_s = start_s + 60 * arguments.minutes
    while (now_s := time.monotonic()) < end_s:
        path = damaged_copy(rng.choice(seeds), folder, rng)
        try:
            outcomes[read(path, rng)] += 1
        except Exception:  # noqa: BLE001 whatever else comes out is what this looks for
            traceback.print_exc()
            print(f"after {outcomes.total()} cases; kept as {path}")
            return 1
        if now_s - report_s > REPORT_EVERY_S:
            report_s = now_s
            print_rate(outcomes, now_s - start_s)
    print_rate(outcomes, 60 * arguments.minutes)
    for outcome, count in outcomes.most_common():
        print(f"{count:9d}  {outcome}")
    shutil.rmtree(folder)
    return 0


def raise_hang(_signal: int, _frame: FrameType | None) -> None:
    raise HangError(f"not done after {HANG_S} s")


def print_rate(outcomes: Counter[str], elapsed_s: float) -> None:
    print(f"{outcomes.total()} cases, {outcomes.total() / elapsed_s:.0f} cases/second", flush=True)


def make_seeds(folder: Path) -> list[Recording]:
    """One undamaged recording of each kind."""
    data = np.random.default_rng(406).integers(0, 256, 8 * SAMPLES, np.uint8).tobytes()
    floats = np.linspace(-1, 1, 2 * SAMPLES, dtype=np.float32).view(np.complex64)
    makers: dict[str, Callable[[Path], object]] = {
        "mono.wav": lambda path: path.write_bytes(wav(data, channels=1, bits=16)),
        "iq8.wav": lambda path: path.write_bytes(wav(data, bits=8)),
        "iq24.wav": lambda path: path.write_bytes(wav(data[: 6 * SAMPLES], bits=24)),
        "iq32.wav": lambda path: path.write_bytes(wav(floats.tobytes(), bits=32, tag=3)),
        "rf64.wav": lambda path: path.write_bytes(wav(data, bits=16, envelope=b"RF64")),
        "HDSDR_20261121_231305Z_406050kHz_RF.wav": lambda path: path.write_bytes(
            wav(data, bits=16)
        ),
        "gqrx_20261121_231305_406050000_96000_fc.raw": lambda path: path.write_bytes(
            floats.tobytes()
        ),
        "x.sdriq": lambda path: path.write_bytes(sdriq(data)),
        "cu8.sigmf-meta": lambda path: pair(path, "cu8", floats),
        "cf32.sigmf-meta": lambda path: pair(path, "cf32_le", floats),
        "x.sigmf": lambda path: archive(path, floats),
    }
    seeds: list[Recording] = []
    for name, make in makers.items():
        make(folder / name)
        seeds.append({path.name: path.read_bytes() for path in folder.iterdir()})
        for path in folder.iterdir():
            path.unlink()
    return seeds


def wav(
    data: bytes, *, bits: int, channels: int = 2, tag: int = 1, envelope: bytes = b"RIFF"
) -> bytes:
    frame_bytes = channels * bits // 8
    words = struct.pack("<HHIIHH", tag, channels, RATE_HZ, RATE_HZ * frame_bytes, frame_bytes, bits)
    ds64 = struct.pack("<4sIQQQI", b"ds64", 28, 0, len(data), 0, 0) if envelope == b"RF64" else b""
    times = struct.pack("<8H", 2026, 11, 0, 21, 23, 13, 5, 250) * 2
    auxi = struct.pack("<4sI32sI", b"auxi", 164, times, 406_050_000) + bytes(128)
    stated = 0xFFFFFFFF if ds64 else len(data)
    return (
        struct.pack("<4sI4s", envelope, 0xFFFFFFFF, b"WAVE")
        + ds64
        + struct.pack("<4sI", b"fmt ", 16)
        + words
        + auxi
        + struct.pack("<4sI", b"data", stated)
        + data
        + b"LIST\x04\0\0\0INFO"
    )


def sdriq(data: bytes) -> bytes:
    header = struct.pack("<IQQII", RATE_HZ, 406_050_000, 1_795_302_785_250, 16, 0)
    return header + struct.pack("<I", zlib.crc32(header)) + data


def pair(path: Path, datatype: str, samples: np.ndarray) -> None:
    write_sigmf(
        path,
        samples,
        datatype=datatype,
        rate_hz=RATE_HZ,
        center_hz=406.05e6,
        start_utc_s=1795302785.25,
    )
    captures = (
        b'"captures": [{"core:sample_start": 90, "core:header_bytes": 4, "core:global_index": 99},'
    )
    path.write_bytes(path.read_bytes().replace(b'"captures": [', captures))


def archive(path: Path, samples: np.ndarray) -> None:
    pair(path.with_suffix(".sigmf-meta"), "ci16_le", samples)
    with tarfile.open(path, "w") as tar:
        for suffix in (".sigmf-meta", ".sigmf-data"):
            member = path.with_suffix(suffix)
            tar.add(member, member.name)
            member.unlink()


def damaged_copy(seed: Recording, folder: Path, rng: random.Random) -> Path:
    """Write a recording with one of its files damaged; the path to open."""
    for path in folder.iterdir():
        path.unlink()
    victim = rng.choice(list(seed))
    for name, content in seed.items():
        damaged = bytearray(content)
        if name == victim:
            for _ in range(rng.choice((1, 1, 2, 4, 8))):
                rng.choice(DAMAGES)(damaged, rng)
        if name != victim or rng.random() > 0.02:
            (folder / name).write_bytes(damaged)
    return folder / min(seed, key=lambda name: name.endswith("-data"))


def place(content: bytearray, rng: random.Random) -> int:
    """Mostly in the header, where the meaning is."""
    if rng.random() < 0.7:
        return rng.randrange(min(len(content), 300) + 1)
    return rng.randrange(len(content) + 1)


def flip_bit(content: bytearray, rng: random.Random) -> None:
    at = place(content, rng)
    if at < len(content):
        content[at] ^= 1 << rng.randrange(8)


def put_number(content: bytearray, rng: random.Random) -> None:
    at = place(content, rng)
    size = rng.choice((1, 2, 4, 8))
    value = rng.choice(INTERESTING) & (2 ** (8 * size) - 1)
    content[at : at + size] = value.to_bytes(size, rng.choice(("little", "big")))


def put_word(content: bytearray, rng: random.Random) -> None:
    at = place(content, rng)
    content[at : at + rng.randrange(12)] = rng.choice(JSON_WORDS)


def cut(content: bytearray, rng: random.Random) -> None:
    del content[place(content, rng) :]


def drop(content: bytearray, rng: random.Random) -> None:
    at = place(content, rng)
    del content[at : at + rng.randrange(1, 40)]


def repeat(content: bytearray, rng: random.Random) -> None:
    at = place(content, rng)
    content[at:at] = content[at : at + rng.randrange(1, 600)]


DAMAGES = (flip_bit, put_number, put_word, cut, drop, repeat)


def read(path: Path, rng: random.Random) -> str:
    """Read it all, sometimes with options; the outcome in a few words."""
    options = RecordingOptions(
        format=rng.choice((*SampleFormat, *[None] * 40)),
        rate_hz=rng.choice((96e3, 250e3, *[None] * 20)),
        fm_audio=rng.random() < 0.05,
    )
    signal.alarm(HANG_S)
    samples = 0
    try:
        last_time_s = -1.0
        for block in open_recording(str(path), options).blocks():
            samples += len(block.samples)
            if not (
                block.samples.dtype == np.complex64
                and len(block.samples)
                and np.isfinite(block.samples).all()
                and block.time_s > last_time_s
            ):
                raise AssertionError(f"a block that breaks SampleBlock's promises: {block}")
            last_time_s = block.time_s
    except RecordingError as error:
        if "\n" in str(error):
            raise AssertionError(f"more than one line: {error}") from None
        return f"{'samples, then ' if samples else ''}RecordingError"
    finally:
        signal.alarm(0)
    return "samples to the end"


if __name__ == "__main__":
    sys.exit(main())
