"""What may go wrong with a receiver, and when."""

import random
from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import inf

import msgspec


class FaultKind(StrEnum):
    DROPOUT = "dropout"
    """Samples are lost, and nobody says so."""
    STALL = "stall"
    """Nothing comes; when it ends, all that was sampled meanwhile comes at once."""
    HANG = "hang"
    """Nothing comes, and the driver does not even let go; nor does it open."""
    DISCONNECT = "disconnect"
    """Unplugged, or the connection ended; for its duration it cannot be opened again."""
    USB_ERROR = "usb_error"
    """The same, as the driver tells it: an error and not an end."""
    GARBAGE = "garbage"
    """Random bytes."""
    WRONG_RATE = "wrong_rate"
    """`value` times as many samples per second."""
    DRIFT = "drift"
    """The clock of the samples is fast by `value` ppm."""


ENDS = (FaultKind.DISCONNECT, FaultKind.USB_ERROR)
_DURATION_S = {FaultKind.DROPOUT: 0.2, FaultKind.DISCONNECT: 0.0, FaultKind.USB_ERROR: 0.0}
_VALUE = {FaultKind.WRONG_RATE: 0.875, FaultKind.DRIFT: 40.0}


class Fault(msgspec.Struct, frozen=True):
    """at_s is from the start of what is played, in seconds of signal, as is duration_s."""

    kind: FaultKind
    at_s: float
    duration_s: float = inf
    value: float = 0.0

    @property
    def until_s(self) -> float:
        return self.at_s + self.duration_s

    def holds(self, time_s: float) -> bool:
        return self.at_s <= time_s < self.until_s


def fault(
    kind: FaultKind, at_s: float, duration_s: float | None = None, value: float | None = None
) -> Fault:
    """With what the kind is usually like for what is not given."""
    usual_s = _DURATION_S.get(kind, inf)
    return Fault(
        kind,
        at_s,
        usual_s if duration_s is None else duration_s,
        _VALUE.get(kind, 0.0) if value is None else value,
    )


def read_fault(text: str) -> Fault:
    """KIND@AT[:DURATION[:VALUE]], as in dropout@5:0.2 or wrong_rate@10:inf:0.9; else ValueError."""
    kind, _, numbers = text.partition("@")
    try:
        at_s, *rest = map(float, numbers.split(":"))
        return fault(FaultKind(kind), at_s, *rest)
    except (ValueError, TypeError):
        kinds = ", ".join(FaultKind)
        raise ValueError(
            f"fault {text!r}: write KIND@AT[:DURATION[:VALUE]], KIND one of {kinds}"
        ) from None


def random_faults(
    seed: int, until_s: float, every_s: float, kinds: Sequence[FaultKind]
) -> list[Fault]:
    """Passing ones, as many as a mean interval of every_s gives; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 a plan that can be repeated, and no secret
    faults: list[Fault] = []
    at_s = chance.expovariate(1.0 / every_s)
    while at_s < until_s:
        kind = chance.choice(kinds)
        faults.append(fault(kind, at_s, chance.uniform(0.05, 0.5) * every_s))
        at_s += chance.expovariate(1.0 / every_s)
    return faults


def first_of(faults: Iterable[Fault], kinds: Sequence[FaultKind], time_s: float) -> Fault | None:
    return next((one for one in faults if one.kind in kinds and one.holds(time_s)), None)
