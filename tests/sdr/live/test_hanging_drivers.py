"""A driver that hangs holds up nothing, and is not called again before it lets go."""

import asyncio
import logging
import threading
from functools import partial
from types import SimpleNamespace

import pytest
from live_sources import LIMIT_S, Heard, hear, read

from sdr.fakes.faults import FaultKind, fault
from sdr.fakes.librtlsdr import FakeLibrtlsdr, below_pyrtlsdr
from sdr.fakes.player import Player
from sdr.fakes.tape import noise_tape
from sdr.live.driver import opened
from sdr.live.opening import open_source
from sdr.live.patience import Patience
from sdr.live.settings import RtlSdrSettings
from sdr.live.source import HungError, SourceError

RATE_HZ = 250e3
SETTINGS = RtlSdrSettings(rate_hz=RATE_HZ, center_hz=406.05e6)
OTHER = RtlSdrSettings(name="other", rate_hz=RATE_HZ, center_hz=406.05e6)
LONG = 30 * RATE_HZ
ATTEMPTS = 5
AT_READING = Patience(open_s=20.0, stall_s=0.5, close_s=1.0)
AT_OPENING = Patience(open_s=0.5)


def dongle() -> FakeLibrtlsdr:
    return FakeLibrtlsdr(Player(noise_tape(RATE_HZ)))


def threads() -> list[str]:
    return sorted(one.name for one in threading.enumerate() if one.name.startswith("rtl_sdr: "))


async def hang_while_it_is_read(fake: FakeLibrtlsdr) -> Heard:
    begin = partial(fake.player.inject, FaultKind.HANG)
    return await hear(SETTINGS, samples=LONG, patience=AT_READING, then=begin)


async def hang_while_it_is_opened(fake: FakeLibrtlsdr) -> Heard:
    fake.player.faults.append(fault(FaultKind.HANG, 0.0))
    return await hear(SETTINGS, samples=LONG, patience=AT_OPENING)


async def opened_again(settings: RtlSdrSettings = SETTINGS) -> None:
    """Once the driver lets go, and not before."""
    async with asyncio.timeout(LIMIT_S):
        while isinstance((await hear(settings, samples=1, patience=AT_READING)).error, HungError):
            await asyncio.sleep(0.05)
    heard = await hear(settings, samples=1000, patience=AT_READING)
    assert heard.error is None


async def assert_not_called(fake: FakeLibrtlsdr) -> None:
    left, calls = threads(), len(fake.calls)
    for _ in range(ATTEMPTS):
        error = (await hear(SETTINGS, samples=1, patience=AT_READING)).error
        assert isinstance(error, HungError)
        assert str(error).startswith("rtl_sdr: its driver has hung for ")
        assert str(error).endswith(
            " s: unplug the receiver and plug it in again; the station starts itself anew"
        )
        assert not error.is_final
    assert (threads(), len(fake.calls)) == (left, calls)


async def test_a_driver_that_hangs_while_it_is_read_is_left_alone_until_it_lets_go(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with below_pyrtlsdr(dongle()) as fake:
        with caplog.at_level(logging.WARNING):
            heard = await hang_while_it_is_read(fake)
        assert "has given no samples" in str(heard.error)
        assert "rtl_sdr: its driver hangs: its threads are left behind" in caplog.text
        assert threads() == ["rtl_sdr: closing", "rtl_sdr: reading"]
        await assert_not_called(fake)
        fake.player.faults.clear()
        await opened_again()
        assert fake.misuse == []


async def test_a_driver_that_hangs_while_it_is_opened_is_left_alone_until_it_lets_go() -> None:
    with below_pyrtlsdr(dongle()) as fake:
        heard = await hang_while_it_is_opened(fake)
        assert not isinstance(heard.error, HungError)
        assert "the driver has not answered for 0.5 s" in str(heard.error)
        assert threads() == ["rtl_sdr: opening"]
        await assert_not_called(fake)
        fake.player.faults.clear()
        await opened_again()
        assert fake.misuse == []


async def test_a_driver_that_is_still_opening_when_the_station_ends_is_left_behind() -> None:
    with below_pyrtlsdr(dongle()) as fake:
        fake.player.faults.append(fault(FaultKind.HANG, 0.0))
        opening = asyncio.create_task(hear(SETTINGS, samples=1), name="opening")
        while not threads():
            await asyncio.sleep(0.01)
        opening.cancel()
        await asyncio.wait([opening])
        await assert_not_called(fake)
        fake.player.faults.clear()
        await opened_again()
        assert fake.misuse == []


async def test_what_opens_in_the_moment_when_nobody_wants_it_any_more_is_closed() -> None:
    may_open, is_closed = threading.Event(), threading.Event()

    def open_late() -> SimpleNamespace:
        may_open.wait(LIMIT_S)
        return SimpleNamespace(close=is_closed.set)

    opening = asyncio.create_task(opened(open_late, "rtl_sdr", AT_READING), name="opening")
    await asyncio.sleep(0)
    (thread,) = (one for one in threading.enumerate() if one.name == "rtl_sdr: opening")
    opening.cancel()
    may_open.set()
    thread.join(LIMIT_S)  # before the task has its turn
    await asyncio.wait([opening])
    assert opening.cancelled()
    assert is_closed.is_set()


async def test_a_gain_that_hangs_is_told_and_the_receiver_not_closed_below_it() -> None:
    hanging = threading.Event()
    with below_pyrtlsdr(dongle()) as fake:
        set_gain = fake.rtlsdr_set_tuner_gain
        heard = Heard()
        async with open_source(SETTINGS, AT_READING) as source:
            await read(source, heard, samples=1)
            fake.rtlsdr_set_tuner_gain = lambda *_: int(hanging.wait(LIMIT_S)) - 1  # type: ignore[method-assign]
            with pytest.raises(
                SourceError, match=r"does not take a gain of 0 dB \(no answer for 1 s\)"
            ):
                await source.set_gain(0.0)
        assert threads() == ["rtl_sdr: closing", "rtl_sdr: gain"]
        await assert_not_called(fake)
        fake.rtlsdr_set_tuner_gain = set_gain  # type: ignore[method-assign]
        hanging.set()
        await opened_again()
        assert fake.misuse == []


async def test_the_hang_of_one_receiver_is_none_of_another() -> None:
    with below_pyrtlsdr(dongle()) as fake:
        await hang_while_it_is_opened(fake)
        other = (await hear(OTHER, samples=1, patience=AT_OPENING)).error
        assert "other: the driver has not answered" in str(other)
        fake.player.faults.clear()
        await opened_again(SETTINGS)
        await opened_again(OTHER)
