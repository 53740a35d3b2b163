"""What is physically possible, and what other receivers reach, for long messages in white noise.

The limits were computed with perfect synchronisation: 20 000 words a point for maximum likelihood,
exactly for hard decisions; transitions of 150 us (C/S T.001 figure 2.6) cost 0.45 dB. The peers
were measured on one machine, most with 50 to 60 bursts a step (±0.5 dB); "restated" ones were
written anew from their published source.
"""

from typing import NamedTuple


class Reached(NamedTuple):
    """C/N0 in dB-Hz at which so many of the messages are right; None is never, or not measured."""

    who: str
    half_dbhz: float
    share_90_dbhz: float | None
    share_95_dbhz: float | None = None

    @property
    def levels_dbhz(self) -> list[float]:
        """Those that are known, of 50, 90 and 95 %."""
        levels = (self.half_dbhz, self.share_90_dbhz, self.share_95_dbhz)
        return [level for level in levels if level is not None]


LIMITS = (
    Reached("maximum likelihood, square edges", 27.1, 28.3, 28.6),
    Reached("maximum likelihood, 150 µs edges", 27.5, 28.8, 29.1),
    Reached("perfect hard decisions, square edges", 29.0, 30.4, 30.8),
    Reached("perfect hard decisions, 150 µs edges", 29.4, 30.8, 31.2),
)

SPREAD_LIMITS = (
    Reached("maximum likelihood", 25.7, 26.5, 26.7),
    Reached("perfect hard decisions", 27.5, 28.4, 28.7),
)
"""Of the second generation, whatever its pulses: BCH(250,202), both channels of one power."""

PEERS = (
    Reached("noonafter/sarsat, IQ, one burst at a time", 37.5, 41.6),
    Reached("v0l/waveshark, restated, IQ", 42.0, 44.0),
    Reached("dec406 V7, FM audio", 50.8, None),
    Reached("PortaPack Mayhem, restated, IQ", 54.1, 54.9),
)
