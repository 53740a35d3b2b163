"""A tape as a receiver would give it, on time and with faults."""

import time
from collections.abc import Iterable, Iterator

import msgspec
import numpy as np

from sdr.fakes.faults import ENDS, Fault, FaultKind, fault, first_of
from sdr.fakes.tape import SAMPLE_BYTES, Tape

SOON_S = 0.1
"""Ahead of what is being played, which is up to one chunk ahead of the clock."""
HELD_UP = (FaultKind.STALL, FaultKind.HANG)


class Chunk(msgspec.Struct, frozen=True):
    """due_s is when its last sample has been taken, in seconds of signal."""

    due_s: float
    data: bytes


class Player:
    """
    speed  seconds of signal in a second
    """

    def __init__(self, tape: Tape, faults: Iterable[Fault] = (), *, speed: float = 1.0) -> None:
        self.tape = tape
        self.faults = list(faults)
        self.speed = speed
        self._first_gain_db: float | None = None
        self._table: bytes | None = None
        self._chance = np.random.default_rng(406)
        self._started_s = time.monotonic()

    @property
    def now_s(self) -> float:
        return (time.monotonic() - self._started_s) * self.speed

    @property
    def is_gone(self) -> bool:
        return first_of(self.faults, ENDS, self.now_s) is not None

    def inject(
        self, kind: FaultKind, duration_s: float | None = None, value: float | None = None
    ) -> None:
        """A fault from now on, while it plays."""
        at_s = self.now_s + SOON_S * self.speed
        self.faults.append(fault(kind, at_s, duration_s, value))

    def set_gain(self, gain_db: float) -> None:
        """The tape was recorded with whatever is set first."""
        if self._first_gain_db is None:
            self._first_gain_db = gain_db
        if gain_db == self._first_gain_db:
            self._table = None
            return
        factor = 10.0 ** ((gain_db - self._first_gain_db) / 20.0)
        values = np.rint((np.arange(256) - 127.5) * factor + 127.5)
        self._table = np.clip(values, 0, 255).astype(np.uint8).tobytes()

    def wait_s(self, due_s: float) -> float:
        """Until then, by the clock on the wall; negative when it is over."""
        return (due_s - self.now_s) / self.speed

    def chunks(self, samples: int) -> Iterator[Chunk | Fault]:
        """From now on, up to the first fault after which nothing comes."""
        time_s = self.now_s
        while True:
            began_s = time_s
            time_s += samples / self._rate_hz(began_s)
            for one in self.faults:
                if one.kind in ENDS and began_s < one.at_s <= time_s:
                    yield one
                    return
            data = self.tape.read(samples)
            if first_of(self.faults, (FaultKind.DROPOUT,), began_s):
                continue
            if first_of(self.faults, (FaultKind.GARBAGE,), began_s):
                data = self._chance.bytes(samples * SAMPLE_BYTES)
            elif self._table is not None:
                data = data.translate(self._table)
            held_up = first_of(self.faults, HELD_UP, began_s)
            yield Chunk(max(time_s, held_up.until_s) if held_up else time_s, data)

    def _rate_hz(self, time_s: float) -> float:
        rate_hz = self.tape.rate_hz
        if wrong := first_of(self.faults, (FaultKind.WRONG_RATE,), time_s):
            rate_hz *= wrong.value
        if drift := first_of(self.faults, (FaultKind.DRIFT,), time_s):
            rate_hz *= 1.0 + drift.value * 1e-6
        return rate_hz
