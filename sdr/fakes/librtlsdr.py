"""The C library below pyrtlsdr without a dongle: pyrtlsdr itself is what runs above it.

Functions, their arguments and their results are those of rtl-sdr.h; an error is libusb's number.
What a callback is too slow for is lost without a word, as with a real one.
"""

import importlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import POINTER, Array, c_int, c_ubyte, c_void_p, cast, memmove
from typing import Any

from sdr.fakes.faults import FaultKind, first_of
from sdr.fakes.player import Chunk, Player
from sdr.fakes.tape import SAMPLE_BYTES
from sdr.live.rtl_tcp_protocol import GAINS_TENTH_DB, Tuner

ERROR_IO = -1
NOT_RUNNING = -2
USUAL_BUFFERS = 15
LONGEST_WAIT_S = 0.2
"""Asleep for no longer, so that a cancel, or the end of a test, is not waited for."""

Callback = Callable[[Any, int, object], None]


class FakeLibrtlsdr:
    """
    open_result  of rtlsdr_open, where it is to fail
    calls        of functions that set something, with their value
    buffers      that were asked for when it was read last; the library's own number for 0
    misuse       what would have crashed a real one
    lost_samples that a callback was too slow for
    """

    def __init__(
        self, player: Player, serials: Sequence[str] = ("00000406",), open_result: int = 0
    ) -> None:
        self.player = player
        self.serials = tuple(serials)
        self.open_result = open_result
        self.calls: list[tuple[str, int]] = []
        self.buffers = 0
        self.misuse: list[str] = []
        self.lost_samples = 0
        self._is_open = False
        self._is_reading = False
        self._cancelled = threading.Event()
        self._unhung = threading.Event()

    def __getattr__(self, name: str) -> Callable[..., int]:
        """rtlsdr_set_...: all that is set is written down, and works."""
        if not name.startswith("rtlsdr_set_"):
            raise AttributeError(name)

        def set_value(_device: c_void_p, value: int) -> int:
            self._check_open(name)
            self.calls.append((name, value))
            return 0

        return set_value

    def let_go(self) -> None:
        """The end of all that hangs: no thread outlives a test."""
        self._unhung.set()
        self._cancelled.set()

    def rtlsdr_get_device_count(self) -> int:
        return 0 if self.player.is_gone else len(self.serials)

    def rtlsdr_get_device_usb_strings(
        self, index: int, _maker: None, _product: None, serial: "Array[c_ubyte]"
    ) -> int:
        for place, byte in enumerate(self.serials[index].encode()):
            serial[place] = byte
        return 0

    def rtlsdr_open(self, _device: c_void_p, index: int) -> int:
        """The handle stays null: the real library does nothing when it is given that later."""
        while self._hangs:
            self._unhung.wait(LONGEST_WAIT_S)
        if self.open_result:
            return self.open_result
        if index >= self.rtlsdr_get_device_count():
            return ERROR_IO
        if self._is_open:
            self.misuse.append("opened twice")
        self._is_open = True
        return 0

    def rtlsdr_close(self, _device: c_void_p) -> int:
        self._check_open("rtlsdr_close")
        if self._is_reading:
            self.misuse.append("closed while it was read")
        self._is_open = False
        return 0

    def rtlsdr_reset_buffer(self, _device: c_void_p) -> int:
        self._check_open("rtlsdr_reset_buffer")
        return 0

    def rtlsdr_get_tuner_gains(self, _device: c_void_p, gains: "Array[c_int]") -> int:
        self._check_open("rtlsdr_get_tuner_gains")
        known = GAINS_TENTH_DB[Tuner.R820T]
        for place, tenths in enumerate(known):
            gains[place] = tenths
        return len(known)

    def rtlsdr_set_tuner_gain(self, _device: c_void_p, tenths: int) -> int:
        self._check_open("rtlsdr_set_tuner_gain")
        self.calls.append(("rtlsdr_set_tuner_gain", tenths))
        self.player.set_gain(tenths / 10.0)
        return 0

    def rtlsdr_cancel_async(self, _device: c_void_p) -> int:
        self._check_open("rtlsdr_cancel_async")
        if not self._is_reading:
            return NOT_RUNNING
        self._cancelled.set()
        return 0

    def rtlsdr_read_async(
        self, _device: c_void_p, callback: Callback, context: object, buffers: int, size: int
    ) -> int:
        self._check_open("rtlsdr_read_async")
        self._cancelled.clear()
        self._is_reading = True
        self.buffers = buffers or USUAL_BUFFERS
        try:
            return self._read(callback, context, self.buffers, size)
        finally:
            self._is_reading = False

    def _read(self, callback: Callback, context: object, buffers: int, size: int) -> int:
        held = (c_ubyte * size)()
        samples = size // SAMPLE_BYTES
        ahead_s = buffers * samples / self.player.tape.rate_hz
        for chunk in self.player.chunks(samples):
            if not isinstance(chunk, Chunk):
                self._waited(chunk.at_s)
                return ERROR_IO if chunk.kind is FaultKind.USB_ERROR else 0
            if not self._waited(chunk.due_s):
                return 0
            if self.player.now_s - chunk.due_s > ahead_s:
                self.lost_samples += samples
                continue
            memmove(held, chunk.data, size)
            callback(cast(held, POINTER(c_ubyte)), size, context)
        return 0

    def _waited(self, due_s: float) -> bool:
        """False where it was cancelled; a hang does not listen."""
        while True:
            hung = self._hangs
            if self._cancelled.is_set() and not hung:
                return False
            wait_s = self.player.wait_s(due_s)
            if wait_s <= 0.0:
                return True
            waiting = self._unhung if hung else self._cancelled
            waiting.wait(min(wait_s, LONGEST_WAIT_S))

    @property
    def _hangs(self) -> bool:
        hang = first_of(self.player.faults, (FaultKind.HANG,), self.player.now_s)
        return hang is not None and not self._unhung.is_set()

    def _check_open(self, name: str) -> None:
        if not self._is_open:
            self.misuse.append(f"{name} without a device")


@contextmanager
def below_pyrtlsdr(fake: FakeLibrtlsdr) -> Iterator[FakeLibrtlsdr]:
    """pyrtlsdr's calls go to it."""
    wrapper = importlib.import_module("rtlsdr.rtlsdr")
    real = wrapper.librtlsdr
    vars(wrapper)["librtlsdr"] = fake
    try:
        yield fake
    finally:
        fake.let_go()
        vars(wrapper)["librtlsdr"] = real
