"""How a station's connection to a broker ends, as its status says."""

from typing import NamedTuple

from alerts.status import State


class RenewedError(Exception):
    """Raised within the context of a delivery that is begun anew at once; its text says why."""


class Ending(NamedTuple):
    state: State
    reason: str


def ending_of(error: BaseException | None) -> Ending:
    """What left the context: a failure of ours is no purpose, and somebody tries it again."""
    if error is None:
        return Ending(State.STOPPED, "finished")
    if isinstance(error, Exception):
        return Ending(State.DEGRADED, str(error) or repr(error))
    return Ending(State.STOPPED, "interrupted")
