"""What each kind of source opens, before it is watched."""

from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec

from sdr.live.piece import Piece, Stream

PIECE_S = 0.025
"""Of what pieces are made where the source leaves the choice: long enough that work per piece does
not count, short against a burst."""


class RawSource(msgspec.Struct, frozen=True, kw_only=True):
    """
    pieces       taken once; SourceError where they end
    gains_db     what the tuner can be set to, ascending
    change_gain  to one of them; None where there is no gain
    speed        times real time
    warning      "SOURCE: what may be wrong: remedy", though it goes on
    """

    stream: Stream
    pieces: AsyncIterator[Piece]
    gains_db: tuple[float, ...] = ()
    change_gain: Callable[[float], Awaitable[None]] | None = None
    speed: float = 1.0
    warning: str | None = None
