"""Which part of a recording's spectrum to listen to."""

import msgspec

BAND_HZ = (406.0e6, 406.1e6)
DONGLE_ERROR = 50e-6
"""A cheap dongle's frequency may be this far off, so a beacon may appear outside the band."""
BURST_HALF_WIDTH_HZ = 3000.0
"""Either side of the carrier; more than 99 % of a burst's power lies nearer."""
WIDEST_HZ = 150e3
"""The band with that error on both sides fits; wider recordings elsewhere are taken in pieces."""


class Band(msgspec.Struct, frozen=True):
    """A stretch of spectrum, in Hz from the recording's centre."""

    low_hz: float
    high_hz: float

    @property
    def middle_hz(self) -> float:
        return (self.low_hz + self.high_hz) / 2

    @property
    def width_hz(self) -> float:
        return self.high_hz - self.low_hz

    def seen_from(self, center_hz: float) -> "Band":
        """The same in Hz from another centre."""
        return Band(self.low_hz - center_hz, self.high_hz - center_hz)


def plan_bands(rate_hz: float, center_hz: float | None) -> list[Band]:
    """The 406 MHz band where the recording holds some of it, and everything it holds elsewhere."""
    whole = Band(-rate_hz / 2, rate_hz / 2)
    if center_hz is not None:
        slack_hz = DONGLE_ERROR * BAND_HZ[1]
        low_hz = max(BAND_HZ[0] - slack_hz - center_hz, whole.low_hz)
        high_hz = min(BAND_HZ[1] + slack_hz - center_hz, whole.high_hz)
        if high_hz - low_hz > 2 * BURST_HALF_WIDTH_HZ:
            return [Band(low_hz, high_hz)]
    return _pieces(whole)


def _pieces(whole: Band) -> list[Band]:
    """Equal pieces no wider than WIDEST_HZ, overlapping so that each burst lies whole in one."""
    if whole.width_hz <= WIDEST_HZ:
        return [whole]
    overlap_hz = 4 * BURST_HALF_WIDTH_HZ
    count = -int(-(whole.width_hz - overlap_hz) // (WIDEST_HZ - overlap_hz))
    step_hz = (whole.width_hz - overlap_hz) / count
    lows = [whole.low_hz + i * step_hz for i in range(count)]
    return [Band(low, low + step_hz + overlap_hz) for low in lows]
