"""How good the system's clock is, from the kernel: adjtimex(2), which every time daemon feeds.

No daemon is asked, so it works with chrony, ntpd, systemd-timesyncd, ptp4l or none of them. The
layout of `struct timex` is that of the kernel's include/uapi/linux/timex.h on 64-bit Linux, and of
32-bit Linux too, where `long` is shorter.
"""

import ctypes
import os
from ctypes import c_int, c_long

import msgspec

POOR_S = 0.5
LOST_S = 4.0
"""Of the greatest error, which the kernel lets grow by 0.5 ms a second: the time daemon has said
nothing for over two hours. systemd-timesyncd, when all is well, speaks every half hour."""
TIME_ERROR = 5
"""What adjtimex returns for a clock that nothing synchronises."""
UNSYNCHRONISED, PPS_TIME, PPS_SIGNAL = 0x0040, 0x0004, 0x0100
MICROSECOND = 1e-6


class ClockQuality(msgspec.Struct, frozen=True):
    """
    error_s       the time daemon's estimate; None where there is none
    most_error_s  the same at most, grown since it was told; None likewise
    source        in words
    """

    is_synchronised: bool
    error_s: float | None
    most_error_s: float | None
    source: str

    @property
    def at_most_s(self) -> float | None:
        """How far off it may be; None where nobody knows."""
        if self.error_s is None or self.most_error_s is None:
            return None
        return max(self.error_s, self.most_error_s)

    @property
    def is_poor(self) -> bool:
        if not self.is_synchronised or self.error_s is None or self.most_error_s is None:
            return True
        return self.error_s > POOR_S or self.most_error_s > LOST_S


class Timex(ctypes.Structure):
    """`struct timex`, whose later fields nobody here reads."""

    _fields_ = (
        ("modes", c_int),
        ("offset", c_long),
        ("freq", c_long),
        ("maxerror", c_long),
        ("esterror", c_long),
        ("status", c_int),
        ("constant", c_long),
        ("precision", c_long),
        ("tolerance", c_long),
        ("time", c_long * 2),
        ("tick", c_long),
        ("rest", c_long * 32),
    )


def clock_quality() -> ClockQuality:
    """Of this machine, now; reading it needs no privilege."""
    timex = Timex(modes=0)
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(timex))
    except (AttributeError, OSError):
        return _unknown("this system does not tell how good its clock is")
    if state < 0:
        return _unknown(f"the kernel does not tell of its clock: {os.strerror(ctypes.get_errno())}")
    return quality_of(state, timex.status, timex.esterror, timex.maxerror)


def quality_of(state: int, status: int, error_us: int, most_error_us: int) -> ClockQuality:
    """From what adjtimex answers."""
    if state == TIME_ERROR or status & UNSYNCHRONISED:
        return _unknown("nothing synchronises the clock: start chrony, or another time daemon")
    has_pps = bool(status & PPS_TIME) and bool(status & PPS_SIGNAL)
    return ClockQuality(
        is_synchronised=True,
        error_s=error_us * MICROSECOND,
        most_error_s=most_error_us * MICROSECOND,
        source="synchronised by pulses (PPS)" if has_pps else "synchronised by a time daemon",
    )


def _unknown(why: str) -> ClockQuality:
    return ClockQuality(is_synchronised=False, error_s=None, most_error_s=None, source=why)
