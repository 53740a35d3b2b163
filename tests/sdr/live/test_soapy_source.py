"""SoapySDR, of which a fake stands in with the names and numbers of Debian's 0.8.1."""

import asyncio
import sys
import threading
import time
from collections.abc import Iterator
from itertools import repeat
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest
from live_sources import HASTY, LIMIT_S, PATIENT, Heard, hear, read

from sdr.live.opening import open_source
from sdr.live.patience import Patience
from sdr.live.settings import SoapySettings
from sdr.live.source import HungError

RATE_HZ = 250e3
SETTINGS = SoapySettings(device="driver=fake", rate_hz=RATE_HZ, center_hz=406.05e6)
TIMEOUT, STREAM_ERROR, CORRUPTION, OVERFLOW = -1, -2, -3, -4
END_BURST, HAS_TIME, END_ABRUPT, MORE_FRAGMENTS = 1 << 1, 1 << 2, 1 << 3, 1 << 5
LONG = 30 * RATE_HZ


class FakeDevice:
    """Gives what `reads` says: so many samples, or an error's number, with flags for those in
    `flags`; then nothing more, or nothing at all while `hangs` is there and not set."""

    reads: Iterator[int] = iter(())
    flags: ClassVar[dict[int, int]] = {}
    hangs: threading.Event | None = None
    settings: tuple[str, ...] = ("biastee",)
    calls: list[tuple[Any, ...]]

    def __init__(self, arguments: str) -> None:
        if arguments != "driver=fake":
            raise RuntimeError("SoapySDR::Device::make() no match")
        type(self).calls = []
        self._given = 0

    def __getattr__(self, name: str) -> Any:
        def call(*values: Any) -> Any:
            self.calls.append((name, *values))
            return {"setupStream": "stream", "hasGainMode": True}.get(name)

        return call

    def getGainRange(self, *_place: int) -> Any:  # noqa: N802 the driver's own name
        return SimpleNamespace(minimum=lambda: 0.0, maximum=lambda: 21.0, step=lambda: 7.0)

    def getSettingInfo(self) -> list[Any]:  # noqa: N802
        return [SimpleNamespace(key=key) for key in self.settings]

    def readStream(  # noqa: N802
        self,
        _stream: Any,
        buffers: list[Any],
        size: int,
        timeoutUs: int,  # noqa: N803, ARG002
    ) -> Any:
        asked = next(self.reads, TIMEOUT)
        count = min(asked, size)
        if count > 0:
            buffers[0][:count] = np.arange(self._given, self._given + count)
            self._given += count
        elif self.hangs is not None:
            self.hangs.wait(LIMIT_S)
        else:
            time.sleep(1e-3)
        return SimpleNamespace(ret=count, flags=self.flags.get(asked, 0))


@pytest.fixture(autouse=True)
def soapy(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("SoapySDR")
    names = {
        "Device": FakeDevice,
        "SOAPY_SDR_RX": 1,
        "SOAPY_SDR_CF32": "CF32",
        "SOAPY_SDR_TIMEOUT": TIMEOUT,
        "SOAPY_SDR_STREAM_ERROR": STREAM_ERROR,
        "SOAPY_SDR_CORRUPTION": CORRUPTION,
        "SOAPY_SDR_OVERFLOW": OVERFLOW,
        "SOAPY_SDR_END_BURST": END_BURST,
        "SOAPY_SDR_END_ABRUPT": END_ABRUPT,
    }
    for name, value in names.items():
        setattr(module, name, value)
    monkeypatch.setitem(sys.modules, "SoapySDR", module)


def values(heard: Heard) -> Any:
    return np.frombuffer(heard.data, np.complex64).real


async def test_samples_come_in_their_order_however_few_at_a_time() -> None:
    FakeDevice.reads = iter([100, 1, 6149, 3000, 3250])
    heard = await hear(SETTINGS, samples=12500)
    assert np.array_equal(values(heard), np.arange(12500))
    assert heard.gaps == []


async def test_an_overflow_is_a_gap_where_it_was() -> None:
    FakeDevice.reads = iter([1000, OVERFLOW, 6250, OVERFLOW, OVERFLOW, 6250])
    heard = await hear(SETTINGS, samples=13500)
    assert [len(piece.data) // 8 for piece in heard.pieces] == [1000, 6250, 6250]
    assert [piece.gap_before for piece in heard.pieces] == [False, True, True]


@pytest.mark.parametrize("flag", [END_ABRUPT, END_BURST, END_ABRUPT | HAS_TIME])
async def test_samples_that_end_abruptly_are_followed_by_a_gap(
    monkeypatch: pytest.MonkeyPatch, flag: int
) -> None:
    monkeypatch.setattr(FakeDevice, "flags", {1000: flag})
    FakeDevice.reads = iter([3000, 1000, 6250])
    heard = await hear(SETTINGS, samples=10250)
    assert [len(piece.data) // 8 for piece in heard.pieces] == [4000, 6250]
    assert [piece.gap_before for piece in heard.pieces] == [False, True]
    assert heard.samples_lost == 0


async def test_other_flags_are_no_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeDevice, "flags", {1000: HAS_TIME | MORE_FRAGMENTS})
    FakeDevice.reads = iter([1000, 5250, 6250])
    heard = await hear(SETTINGS, samples=12500)
    assert heard.gaps == []


async def test_a_damaged_packet_is_a_gap() -> None:
    FakeDevice.reads = iter([6250, CORRUPTION, 6250])
    heard = await hear(SETTINGS, samples=12500)
    assert [piece.gap_before for piece in heard.pieces] == [False, True]


async def test_a_driver_that_hangs_is_left_alone_until_it_lets_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hangs = threading.Event()
    monkeypatch.setattr(FakeDevice, "hangs", hangs)
    FakeDevice.reads = iter([6250])
    patience = Patience(open_s=20.0, stall_s=0.5, close_s=0.5)
    heard = await hear(SETTINGS, samples=LONG, patience=patience)
    assert "has given no samples" in str(heard.error)
    again = await hear(SETTINGS, samples=1)
    assert isinstance(again.error, HungError)
    hangs.set()
    FakeDevice.reads = repeat(6250)
    async with asyncio.timeout(LIMIT_S):
        while isinstance((await hear(SETTINGS, samples=1)).error, HungError):
            await asyncio.sleep(0.05)
    assert (await hear(SETTINGS, samples=1)).error is None


async def test_a_stream_error_is_told() -> None:
    FakeDevice.reads = iter([6250, STREAM_ERROR])
    heard = await hear(SETTINGS, samples=LONG)
    assert "soapy: has stopped (SoapySDR error -2)" in str(heard.error)
    assert len(heard.pieces) == 1


async def test_a_stall_is_told_and_the_device_closed() -> None:
    FakeDevice.reads = iter([6250])
    heard = await hear(SETTINGS, samples=LONG, patience=HASTY)
    assert "has given no samples for 0.5 s" in str(heard.error)
    assert [call[0] for call in FakeDevice.calls[-2:]] == ["deactivateStream", "closeStream"]


async def test_the_receiver_is_set() -> None:
    FakeDevice.reads = iter([6250])
    settings = SoapySettings(
        device="driver=fake", rate_hz=RATE_HZ, center_hz=406.05e6, antenna="RX2", bias_tee=True
    )
    await hear(settings, samples=1)
    assert FakeDevice.calls[:8] == [
        ("setAntenna", 1, 0, "RX2"),
        ("setSampleRate", 1, 0, RATE_HZ),
        ("setFrequency", 1, 0, 406.05e6),
        ("hasGainMode", 1, 0),
        ("setGainMode", 1, 0, False),
        ("setGain", 1, 0, 30.0),
        ("writeSetting", "biastee", "true"),
        ("setupStream", 1, "CF32", [0]),
    ]


async def test_gains_are_the_steps_of_the_driver() -> None:
    FakeDevice.reads = iter([6250])
    async with open_source(SETTINGS, PATIENT) as source:
        assert source.gains_db == (0.0, 7.0, 14.0, 21.0)
        await read(source, Heard(), samples=1)
        await source.set_gain(15.0)
    assert ("setGain", 1, 0, 14.0) in FakeDevice.calls


async def test_a_bias_tee_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeDevice, "settings", ())
    settings = SoapySettings(device="driver=fake", bias_tee=True)
    assert "has no bias tee" in str((await hear(settings, samples=1)).error)


async def test_no_device_is_one_sentence_with_the_remedy() -> None:
    heard = await hear(SoapySettings(device="driver=none"), samples=1)
    assert str(heard.error) == (
        "soapy: driver=none cannot be opened (SoapySDR::Device::make() no match):"
        " see `SoapySDRUtil --find`"
    )


async def test_no_library_is_one_sentence_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SoapySDR", None)
    heard = await hear(SETTINGS, samples=1)
    assert "SoapySDR cannot be loaded (" in str(heard.error)
    assert "apt install python3-soapysdr" in str(heard.error)
