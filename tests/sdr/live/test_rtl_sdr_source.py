"""pyrtlsdr over a librtlsdr that behaves, and one that does not."""

import asyncio
import gc
import importlib
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from live_sources import HASTY, LIMIT_S, PATIENT, Heard, hear, read

from sdr.fakes.faults import Fault, FaultKind, fault
from sdr.fakes.librtlsdr import FakeLibrtlsdr, below_pyrtlsdr
from sdr.fakes.player import Player
from sdr.fakes.tape import noise_tape
from sdr.live.opening import open_source
from sdr.live.settings import RtlSdrSettings

RATE_HZ = 250e3
SETTINGS = RtlSdrSettings(rate_hz=RATE_HZ, center_hz=406.05e6)
BEGIN_S = 0.2
LONG = 30 * RATE_HZ


@contextmanager
def dongles(
    *faults: Fault, serials: tuple[str, ...] = ("00000406",), open_result: int = 0
) -> Iterator[FakeLibrtlsdr]:
    fake = FakeLibrtlsdr(Player(noise_tape(RATE_HZ), faults), serials, open_result)
    with below_pyrtlsdr(fake):
        yield fake
    gc.collect()
    assert fake.misuse == []


async def refused(settings: RtlSdrSettings = SETTINGS) -> str:
    heard = await hear(settings, samples=1)
    assert heard.pieces == []
    return str(heard.error)


async def test_the_dongle_is_set_and_read() -> None:
    with dongles() as fake:
        heard = await hear(
            RtlSdrSettings(rate_hz=RATE_HZ, center_hz=406.05e6, gain_db=20.0, bias_tee=True),
            samples=0.2 * RATE_HZ,
        )
    assert heard.error is None
    assert heard.gaps == []
    assert fake.buffers == 32
    assert fake.calls[-6:] == [
        ("rtlsdr_set_sample_rate", 250_000),
        ("rtlsdr_set_center_freq", 406_050_000),
        ("rtlsdr_set_agc_mode", 0),
        ("rtlsdr_set_tuner_gain_mode", 1),
        ("rtlsdr_set_tuner_gain", 197),
        ("rtlsdr_set_bias_tee", 1),
    ]


async def test_the_bytes_are_those_of_the_dongle_in_their_order() -> None:
    loop = noise_tape(RATE_HZ).read(round(RATE_HZ)) * 3
    with dongles():
        heard = await hear(SETTINGS, samples=0.5 * RATE_HZ)
    start = loop.find(heard.data[:4096])
    assert start >= 0
    assert heard.data == loop[start : start + len(heard.data)]


async def test_gain_can_be_set_while_it_is_read() -> None:
    with dongles() as fake:
        async with open_source(SETTINGS, PATIENT) as source:
            await read(source, Heard(), samples=1)
            await source.set_gain(49.0)
        assert source.gains_db[-1] == pytest.approx(49.6)
    assert fake.calls[-1] == ("rtlsdr_set_tuner_gain", 496)


async def test_it_can_be_closed_before_its_first_sample() -> None:
    for _ in range(10):
        with dongles():
            async with open_source(SETTINGS, PATIENT):
                pass


@pytest.mark.parametrize(
    ("serials", "wanted", "sentence"),
    [
        ((), None, "rtl_sdr: no dongle is plugged in: plug it in, or try another cable"),
        (("A", "B"), None, "there are several dongles, with serials A, B: give the serial of one"),
        (("A", "B"), "C", "no dongle has serial C: plug it in, or give one of A, B"),
        (("A", "A"), "A", "2 dongles have serial A: give each one of its own"),
    ],
)
async def test_a_dongle_that_is_not_the_one_is_refused(
    serials: tuple[str, ...], wanted: str | None, sentence: str
) -> None:
    settings = RtlSdrSettings(rate_hz=RATE_HZ, center_hz=406.05e6, serial=wanted)
    with dongles(serials=serials):
        assert sentence in await refused(settings)


async def test_one_of_several_is_found_by_its_serial() -> None:
    settings = RtlSdrSettings(rate_hz=RATE_HZ, center_hz=406.05e6, serial="B")
    with dongles(serials=("A", "B")):
        assert (await hear(settings, samples=1)).error is None


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (-3, "this user may not open the dongle: install deploy/udev/"),
        (-6, "in use by another program or the kernel's television driver"),
        (-4, "the dongle has just gone"),
        (-1, "cannot be opened (<LIBUSB_ERROR_IO (-1)"),
    ],
)
async def test_what_usb_refuses_is_one_sentence_with_the_remedy(result: int, words: str) -> None:
    with dongles(open_result=result):
        assert words in await refused()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ModuleNotFoundError("No module named 'rtlsdr'"), "pip install 'beacon406[rtlsdr]'"),
        (ImportError("Error loading librtlsdr."), "pyrtlsdr finds no librtlsdr"),
        (AttributeError("undefined symbol: rtlsdr_set_dithering"), "librtlsdr is too old"),
    ],
)
async def test_a_missing_library_is_one_sentence_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    real = importlib.import_module

    def fail(name: str, package: str | None = None) -> object:
        if name == "rtlsdr":
            raise error
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", fail)
    sentence = await refused()
    assert words in sentence
    assert "\n" not in sentence


async def test_the_library_is_not_loaded_for_other_sources() -> None:
    script = "import sys, sdr.live.opening; print({'rtlsdr', 'SoapySDR'} & {*sys.modules})"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE
    )
    assert (await process.communicate())[0].strip() == b"set()"


async def test_a_dongle_that_is_unplugged_is_told() -> None:
    with dongles() as fake:
        begin = partial(fake.player.inject, FaultKind.DISCONNECT)
        heard = await hear(SETTINGS, samples=LONG, then=begin)
    assert str(heard.error).startswith("rtl_sdr: has stopped: it is opened again")


async def test_a_usb_error_is_told() -> None:
    with dongles() as fake:
        begin = partial(fake.player.inject, FaultKind.USB_ERROR)
        heard = await hear(SETTINGS, samples=LONG, then=begin)
    assert "has stopped (<LIBUSB_ERROR_IO (-1): Input/output error>" in str(heard.error)


async def test_a_stall_is_told_and_its_thread_ended() -> None:
    with dongles(fault(FaultKind.STALL, BEGIN_S)):
        heard = await hear(SETTINGS, samples=LONG, patience=HASTY)
        assert not [one for one in threading.enumerate() if "reading" in one.name]
    assert str(heard.error) == "rtl_sdr: has given no samples for 0.5 s: it is opened again"


async def test_a_callback_that_is_too_slow_is_a_gap_and_not_a_secret() -> None:
    """The driver's buffers hold 32 transfers; what comes when they are full is gone."""
    fake = FakeLibrtlsdr(Player(noise_tape(RATE_HZ)))
    read_async = fake.rtlsdr_read_async

    def held_up_once(device: Any, callback: Any, context: Any, buffers: int, size: int) -> int:
        holds_up = iter([0.0] * 36 + [1.3])

        def slow(*values: Any) -> None:
            time.sleep(next(holds_up, 0.0))
            callback(*values)

        return read_async(device, slow, context, buffers, size)

    fake.rtlsdr_read_async = held_up_once  # type: ignore[method-assign]
    with below_pyrtlsdr(fake):
        heard = await hear(SETTINGS, samples=LONG, gaps=1)
    assert fake.lost_samples > 0
    assert heard.samples_lost == pytest.approx(fake.lost_samples, rel=0.3)


async def test_a_dongle_that_is_plugged_in_again_is_heard_again() -> None:
    with dongles() as fake:
        begin = partial(fake.player.inject, FaultKind.DISCONNECT, LIMIT_S)
        assert (await hear(SETTINGS, samples=LONG, then=begin)).error
        assert "no dongle is plugged in" in await refused()
        fake.player.faults.clear()
        assert (await hear(SETTINGS, samples=1)).error is None
