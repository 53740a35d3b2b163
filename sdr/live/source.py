"""What every live source can do, and the one way in which it fails."""

from collections.abc import AsyncIterator
from typing import Protocol

from sdr.errors import printable
from sdr.live.piece import Piece, Stream


class SourceError(Exception):
    """A source cannot be opened, or has stopped; str() is one line, "SOURCE: reason: remedy".

    is_final   trying again will not help before somebody changes something
    """

    def __init__(self, source: str, reason: str, remedy: str, *, is_final: bool = False) -> None:
        super().__init__(printable(f"{source}: {reason}: {remedy}"))
        self.source = source
        self.reason = reason
        self.remedy = remedy
        self.is_final = is_final


class HungError(SourceError):
    """Its driver hangs in a thread of this process: until that ends, if ever, only a new process
    can open it again."""


class LiveSource(Protocol):
    """An open source, used as `async with open_source(settings) as source`.

    gains_db   what its tuner can be set to, ascending; empty where there is no gain to set
    warning    of what may be wrong with it though it goes on: one line, as a SourceError's
    """

    name: str
    stream: Stream
    gains_db: tuple[float, ...]
    warning: str | None

    def pieces(self) -> AsyncIterator[Piece]:
        """Until it fails with SourceError; who takes them slowly delays nothing before the ring."""
        ...

    async def set_gain(self, gain_db: float) -> None:
        """Takes effect within the next pieces; nothing is lost by it."""
        ...
