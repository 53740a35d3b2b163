"""How long a source may misbehave before it is given up: together under the 5 s of the station."""

import msgspec


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """
    open_s    to answer when it is opened
    stall_s   without a sample
    window_s  over which a rate is measured
    windows   in a row in which it is wrong
    close_s   to end; then its thread is left behind
    """

    open_s: float = 5.0
    stall_s: float = 3.0
    window_s: float = 1.0
    windows: int = 3
    close_s: float = 2.0


PATIENCE = Patience()
