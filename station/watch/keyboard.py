"""Single keys from a terminal, without Enter, as xterm and the Linux console send them."""

import asyncio
import os
import signal
import sys
import termios
import tty
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from station.watch.board import Key

SEQUENCES = {
    b"\x1b[A": Key.UP,
    b"\x1bOA": Key.UP,
    b"k": Key.UP,
    b"\x1b[B": Key.DOWN,
    b"\x1bOB": Key.DOWN,
    b"j": Key.DOWN,
    b"a": Key.ACKNOWLEDGE,
    b"c": Key.CLOSE,
    b"y": Key.YES,
    b"q": Key.QUIT,
    b"": Key.QUIT,
}
"""The last one is the end of the terminal."""

ENDINGS = (signal.SIGTERM, signal.SIGHUP)
"""Who ends the program wants his terminal back too."""


def keys_in(typed: bytes) -> Iterator[Key]:
    """Of what one read brought: an arrow is three bytes, and pasted text is many keys."""
    if not typed:
        yield Key.QUIT
    while typed:
        length = 3 if typed[:3] in SEQUENCES else 1
        yield SEQUENCES.get(typed[:length], Key.OTHER)
        typed = typed[length:]


@contextmanager
def keyboard() -> Iterator[AsyncIterator[Key]]:
    """Keys as they are pressed; the terminal is left as it was found."""
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    loop, pressed = asyncio.get_running_loop(), asyncio.Queue[Key]()

    def read() -> None:
        for key in keys_in(os.read(descriptor, 1024)):
            pressed.put_nowait(key)

    async def keys() -> AsyncIterator[Key]:
        while True:
            yield await pressed.get()

    tty.setcbreak(descriptor)
    loop.add_reader(descriptor, read)
    for number in ENDINGS:
        loop.add_signal_handler(number, pressed.put_nowait, Key.QUIT)
    try:
        yield keys()
    finally:
        loop.remove_reader(descriptor)
        for number in ENDINGS:
            loop.remove_signal_handler(number)
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
