"""A burst of class `test`, made up and mixed into the samples as if the antenna had given it.

That it comes out at the broker shows, every few hours, that all in between works. It exists as an
array in the station's memory and nowhere else. Its frequency is one that no beacon has (C/S T.012
Annex H: 406.007 to 406.019 MHz), its message one of the test protocol
(C/S T.001 A2.6) that only this source of this station has.
"""

import hashlib
from collections.abc import Callable
from typing import Final

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
AGAIN_S = 300.0
"""After one that has not come out, which then need not wait for hours to be refuted."""
CONTIGUOUS_S = 1e-5


class Injector:
    """For one source; `sent` is told the message of each burst that was mixed in whole."""

    def __init__(self, settings: InjectionSettings, name: str, sent: Callable[[str], None]) -> None:
        """`name` is of station and source, and no other's."""
        self._settings = settings
        self._bits = message_bits(name)
        self._sent = sent
        self._next_s = min(NOT_AT_ONCE_S, settings.every_s)
        self._burst: FgbBurst | None = None
        self._amplitude = 0.0
        self._end_s = 0.0

    def hurry(self) -> None:
        """One has not come out: it may have been bad luck, which another shows."""
        if self._burst is None:
            self._next_s = min(self._next_s, self._end_s + AGAIN_S)

    def mixed(self, block: SampleBlock, noise_dbfs_hz: float | None) -> SampleBlock:
        """The block, with what of a test burst falls into it; IQ only."""
        self._give_up_cut(block)
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
        if self._burst.start_s + self._burst.duration_s < self._end_s:
            self._burst = None
            self._sent(hex_of(self._bits))
        return replace(block, samples=block.samples + np.float32(self._amplitude) * burst)

    def _give_up_cut(self, block: SampleBlock) -> None:
        """A burst with a hole cannot come out, and says nothing of the station."""
        follows = not block.gap_before and abs(block.time_s - self._end_s) < CONTIGUOUS_S
        if self._burst is not None and not follows:
            self._burst = None
            self._next_s = block.time_s
        self._end_s = block.time_s + block.samples.size / block.rate_hz

    def _is_due(self, block: SampleBlock, noise_dbfs_hz: float | None) -> bool:
        return (
            self._settings.every_s > 0
            and block.time_s >= self._next_s
            and block.kind is SignalKind.IQ
            and noise_dbfs_hz is not None
        )


def message_bits(name: str) -> str:
    """46 bits of the name's digest stand where the test data do."""
    digest = int.from_bytes(hashlib.sha256(name.encode()).digest())
    data = f"{digest & ((1 << 46) - 1):046b}"
    fields = TestUser(country=COUNTRY, data=data, second_field=ShortData())
    return to_text(encode_message(fields))


def hex_of(bits: str) -> str:
    """As in events."""
    return f"{int(bits, 2):0{len(bits) // 4}X}"


def _offset_hz(block: SampleBlock) -> float:
    if block.center_hz is None:
        return 0.0
    offset_hz = FREQUENCY_HZ - block.center_hz
    return offset_hz if abs(offset_hz) < 0.45 * block.rate_hz else 0.0
