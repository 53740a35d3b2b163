"""Scenes for the tests of the signal path, and what the receiver makes of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from made_up_beacons import EPIRB, SHIP, located

from decoder.arrays import Samples
from decoder.detection import Detection
from decoder.reasons import Rejection
from decoder.receiver import Receiver
from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst
from decoder.t001 import encode_message, frame
from sdr.block import SampleBlock

LONG = frame.to_text(located(EPIRB))
SELF_TEST = frame.to_text(located(EPIRB, self_test=True))
SHORT = frame.to_text(encode_message(SHIP))
RATE_HZ = 250e3
CENTER_HZ = 406.05e6
EDGE_HZ = 48e3
"""How far from the middle of the 406 MHz band beacons are put."""

START_TOLERANCE_S = 0.5e-3
FREQUENCY_TOLERANCE_HZ = 2.0


class Heard(msgspec.Struct, frozen=True):
    """All that a receiver gave for a recording."""

    detections: list[Detection]
    rejections: Counter[Rejection]

    @property
    def messages(self) -> list[str]:
        return [detection.message.hex for detection in self.detections]


def hex_of(bits: str) -> str:
    return f"{int(bits, 2):0{len(bits) // 4}X}"


def bursts(count: int, *, seed: int = 1, apart_s: float = 0.75, **traits: Any) -> list[FgbBurst]:
    """One after the other, anywhere in the band; a trait (low, high) is drawn anew for each."""
    random = np.random.default_rng(seed)
    drawn = {
        "bits": LONG,
        "offset_hz": (-EDGE_HZ, EDGE_HZ),
        "cn0_dbhz": 42.0,
        "phase_rad": (0.0, 2 * np.pi),
    } | traits
    return [
        FgbBurst(
            start_s=0.25 + apart_s * i + random.uniform(0, 0.1),
            **{
                name: random.uniform(*value) if isinstance(value, tuple) else value
                for name, value in drawn.items()
            },
        )
        for i in range(count)
    ]


def recorded(parts: Sequence[FgbBurst], **settings: Any) -> Samples:
    """The samples of a scene that ends when its last burst has been over for a while."""
    ends_s = [burst.start_s + burst.duration_s for burst in parts]
    scene = {"rate_hz": RATE_HZ, "duration_s": max(ends_s, default=0.0) + 0.3, "seed": 1}
    return np.concatenate(list(Scene(**(scene | {"bursts": parts} | settings)).blocks()))


def as_cu8(samples: Samples) -> Samples:
    """What is left of the samples after a dongle's 8 bits."""
    parts = samples.view(np.float32)
    stored: Samples = ((np.clip(np.rint(parts * 127.5 + 127.5), 0, 255) - 127.5) / 127.5).astype(
        np.float32
    )
    return stored.view(np.complex64)


def in_blocks(
    samples: Samples, sizes: Iterable[int], rate_hz: float = RATE_HZ, **settings: Any
) -> Iterator[SampleBlock]:
    """The samples in blocks of the given sizes, the last of which repeats to the end."""
    first, size = 0, samples.size
    remaining = iter(sizes)
    while first < samples.size:
        size = next(remaining, size)
        block = {"center_hz": CENTER_HZ, "time_s": first / rate_hz} | settings
        if "utc_s" in settings:
            block["utc_s"] = settings["utc_s"] + first / rate_hz
        yield SampleBlock(samples=samples[first : first + size], rate_hz=rate_hz, **block)
        first += size


def receive(blocks: Iterable[SampleBlock]) -> Heard:
    receiver = Receiver()
    detections = [detection for block in blocks for detection in receiver.feed(block)]
    detections += receiver.flush()
    return Heard(detections, receiver.rejections)


def hear(
    parts: Sequence[FgbBurst], *, center_hz: float | None = CENTER_HZ, **settings: Any
) -> Heard:
    """A scene as a dongle records it, taken in quarter seconds."""
    samples = as_cu8(recorded(parts, **settings))
    rate_hz = settings.get("rate_hz", RATE_HZ)
    return receive(in_blocks(samples, [round(rate_hz / 4)], rate_hz, center_hz=center_hz))


def assert_heard(heard: Heard, parts: Sequence[FgbBurst]) -> None:
    """Each burst once, with its message, at its time and frequency, and nothing else."""
    sent = sorted(parts, key=lambda burst: burst.start_s)
    expected = [hex_of(burst.bits) for burst in sent]
    assert heard.messages == expected, f"{heard.messages} instead of {expected}"
    for detection, burst in zip(heard.detections, sent, strict=True):
        assert detection.message.valid
        assert abs(detection.burst.time_s - burst.start_s) < START_TOLERANCE_S
        assert detection.burst.offset_hz is not None
        assert abs(detection.burst.offset_hz - burst.offset_hz) < FREQUENCY_TOLERANCE_HZ
