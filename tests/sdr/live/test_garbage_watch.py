"""Random bytes are told from everything that a receiver can give."""

import numpy as np
import pytest

from sdr.block import SignalKind
from sdr.live.garbage_watch import GarbageWatch
from sdr.live.patience import PATIENCE
from sdr.live.piece import Stream
from sdr.sample_format import ENCODINGS, SampleFormat, bytes_from_components

RATE_HZ = 250e3
PIECE = 6250
WITHIN_S = 4.0
FORMATS = sorted(SampleFormat)


def is_taken_for_garbage(form: SampleFormat, pieces: list[bytes]) -> bool:
    """After as many seconds of them as the station allows."""
    stream = Stream(
        encoding=ENCODINGS[form], rate_hz=RATE_HZ, center_hz=406.2e6, kind=SignalKind.IQ
    )
    watch = GarbageWatch(stream, PATIENCE)
    for number in range(round(WITHIN_S * RATE_HZ / PIECE)):
        watch.take(pieces[number % len(pieces)], number * PIECE / RATE_HZ)
    return watch.is_garbage


@pytest.mark.parametrize("form", FORMATS)
def test_random_bytes_are_garbage_in_every_format(form: SampleFormat) -> None:
    chance = np.random.default_rng(1)
    size = 2 * PIECE * ENCODINGS[form].size_bytes
    assert is_taken_for_garbage(form, [chance.bytes(size) for _ in range(40)])


def test_the_counter_of_a_dongle_in_test_mode_is_garbage() -> None:
    assert is_taken_for_garbage(SampleFormat.CU8, [bytes(range(256)) * 50])


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("level", [1e-4, 0.01, 0.1, 0.3, 0.45, 0.5, 0.55, 0.6, 0.7, 1.0, 3.0, 30.0])
def test_noise_of_no_level_is(form: SampleFormat, level: float) -> None:
    chance = np.random.default_rng(2)
    pieces = [
        bytes_from_components(
            chance.normal(0.0, level, 2 * PIECE).astype(np.float32), ENCODINGS[form]
        )
        for _ in range(40)
    ]
    assert not is_taken_for_garbage(form, pieces)


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9, 1.0, 1.1, 2.0])
@pytest.mark.parametrize("noise", [0.0, 0.05, 0.3])
def test_a_carrier_of_no_level_is(level: float, noise: float) -> None:
    chance = np.random.default_rng(3)
    turns = np.arange(PIECE) * 0.123
    carrier = level * np.exp(2j * np.pi * turns) + noise * (
        chance.normal(size=PIECE) + 1j * chance.normal(size=PIECE)
    )
    components = carrier.astype(np.complex64).view(np.float32)
    data = bytes_from_components(components, ENCODINGS[SampleFormat.CU8])
    assert not is_taken_for_garbage(SampleFormat.CU8, [data])
