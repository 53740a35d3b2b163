"""What is said to and by an rtl_tcp server: rtl_tcp.c of librtlsdr.

The server greets with 12 bytes: "RTL0", the tuner's type, and how many gains it has, both
big-endian; samples follow, unsigned bytes, I then Q. A command is a byte and a big-endian 32-bit
value. There are no answers.
"""

import struct
from enum import IntEnum

import msgspec

MAGIC = b"RTL0"
GREETING = struct.Struct(">4sII")
COMMAND = struct.Struct(">BI")


class Command(IntEnum):
    FREQUENCY_HZ = 0x01
    RATE_HZ = 0x02
    MANUAL_GAIN = 0x03
    GAIN_TENTH_DB = 0x04
    PPM = 0x05
    TEST_MODE = 0x07
    AGC = 0x08
    DIRECT_SAMPLING = 0x09
    OFFSET_TUNING = 0x0A
    BIAS_TEE = 0x0E


class Tuner(IntEnum):
    E4000 = 1
    FC0012 = 2
    FC0013 = 3
    FC2580 = 4
    R820T = 5
    R828D = 6


_R820T_TENTHS = (
    *(0, 9, 14, 27, 37, 77, 87, 125, 144, 157, 166, 197, 207, 229, 254, 280, 297),
    *(328, 338, 364, 372, 386, 402, 421, 434, 439, 445, 480, 496),
)
# rtlsdr_get_tuner_gains of librtlsdr; the FC2580 has none.
GAINS_TENTH_DB: dict[int, tuple[int, ...]] = {
    Tuner.E4000: (-10, 15, 40, 65, 90, 115, 140, 165, 190, 215, 240, 290, 340, 420),
    Tuner.FC0012: (-99, -40, 71, 179, 192),
    Tuner.FC0013: (
        *(-99, -73, -65, -63, -60, -58, -54, 58, 61, 63, 65, 67, 68, 70, 71, 179),
        *(181, 182, 184, 186, 188, 191, 197),
    ),
    Tuner.R820T: _R820T_TENTHS,
    Tuner.R828D: _R820T_TENTHS,
}


class Greeting(msgspec.Struct, frozen=True):
    tuner: int
    gain_count: int

    @property
    def gains_db(self) -> tuple[float, ...]:
        """Empty where the tuner is unknown, or has other gains than it should have."""
        gains = GAINS_TENTH_DB.get(self.tuner, ())
        return tuple(tenths / 10.0 for tenths in gains) if len(gains) == self.gain_count else ()


def read_greeting(data: bytes) -> Greeting | None:
    """None for what is no greeting of an rtl_tcp server."""
    magic, tuner, gain_count = GREETING.unpack(data)
    return Greeting(tuner, gain_count) if magic == MAGIC else None


def greeting(tuner: Tuner) -> bytes:
    return GREETING.pack(MAGIC, tuner, len(GAINS_TENTH_DB.get(tuner, ())))


def command(what: Command, value: int) -> bytes:
    """Negative values as in C, by their complement."""
    return COMMAND.pack(what, value & 0xFFFFFFFF)
