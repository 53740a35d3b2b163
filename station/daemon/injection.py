"""A burst of class `test`, made up and mixed into the samples as if the antenna had given it.

That it comes out at the broker shows, every few hours, that all in between works. It exists as an
array in the station's memory and nowhere else. Its frequency is one that no beacon has (C/S T.012
Annex H: 406.007 to 406.019 MHz), its message one of the test protocol
(C/S T.001 A2.6) that only this station has.
"""

import hashlib
from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np
from msgspec.structs import replace

from decoder.simulation.waveform import FgbBurst
from decoder.t001 import encode_message
from decoder.t001.frame import to_text
from decoder.t001.opaque_user import ShortData, TestUser
from sdr.block import SampleBlock, SignalKind
from station.daemon.injection_settings import InjectionSettings

FREQUENCY_HZ = 406.010e6
"""In the band, or in the middle of what is received elsewhere."""
COUNTRY: Final = 201
NOT_AT_ONCE_S = 30.0
"""The first comes when the noise floor is known."""


class TestBurst(msgspec.Struct, frozen=True):
    """One that was mixed in: its message, and when it ended."""

    __test__ = False  # not one of pytest's

    hex: str
    end_s: float


class Injector:
    """For one source; `sent` is told of each burst as it ends."""

    def __init__(
        self, settings: InjectionSettings, station: str, sent: Callable[[TestBurst], None]
    ) -> None:
        self._settings = settings
        self._bits = message_bits(station)
        self._sent = sent
        self._next_s = min(NOT_AT_ONCE_S, settings.every_s)
        self._burst: FgbBurst | None = None
        self._amplitude = 0.0

    def mixed(self, block: SampleBlock, noise_dbfs_hz: float | None) -> SampleBlock:
        """The block, with what of a test burst falls into it; IQ only."""
        end_s = block.time_s + block.samples.size / block.rate_hz
        if self._burst is None and self._is_due(block, noise_dbfs_hz):
            self._next_s = block.time_s + self._settings.every_s
            power_db = (noise_dbfs_hz or 0.0) + self._settings.cn0_dbhz
            self._amplitude = 10 ** (power_db / 20)
            self._burst = FgbBurst(
                bits=self._bits, start_s=block.time_s, offset_hz=_offset_hz(block)
            )
        if self._burst is None:
            return block
        time_s = block.time_s + np.arange(block.samples.size) / block.rate_hz
        burst = self._burst.samples(time_s, block.rate_hz)
        if self._burst.start_s + self._burst.duration_s < end_s:
            self._sent(TestBurst(hex_of(self._bits), end_s))
            self._burst = None
        return replace(block, samples=block.samples + np.float32(self._amplitude) * burst)

    def _is_due(self, block: SampleBlock, noise_dbfs_hz: float | None) -> bool:
        return (
            self._settings.every_s > 0
            and block.time_s >= self._next_s
            and block.kind is SignalKind.IQ
            and noise_dbfs_hz is not None
        )


def message_bits(station: str) -> str:
    """Of the station's own: 46 bits of its name's digest stand where the test data do."""
    digest = int.from_bytes(hashlib.sha256(station.encode()).digest())
    data = f"{digest & ((1 << 46) - 1):046b}"
    fields = TestUser(country=COUNTRY, data=data, second_field=ShortData())
    return to_text(encode_message(fields))


def hex_of(bits: str) -> str:
    """As in events: with the 24 bits of synchronization."""
    return f"{int(bits, 2):0{len(bits) // 4}X}"


def _offset_hz(block: SampleBlock) -> float:
    if block.center_hz is None:
        return 0.0
    offset_hz = FREQUENCY_HZ - block.center_hz
    return offset_hz if abs(offset_hz) < 0.45 * block.rate_hz else 0.0
