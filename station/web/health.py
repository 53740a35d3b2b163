"""How the station is, as it says itself over HTTP: the status of docs/mqtt.md, and more of it."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Final, Literal

import msgspec

from alerts.status import State
from alerts.store.books import Books
from alerts.store.errors import StoreError
from alerts.timestamp import Timestamp, rfc3339

HEALTH_SCHEMA: Final = "beacon406/health/1"


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever runs the server knows of the station now.

    fault          what is broken, in a sentence
    troubles       by name, why a broker or gateway cannot be used
    last_sample_s  Unix time of the last sample; None where none is received
    """

    fault: str | None = None
    troubles: Mapping[str, str] = {}
    last_sample_s: float | None = None


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A broker or gateway: its trouble, if any, what waits for it, and what it never got."""

    name: str
    trouble: str | None
    pending: int
    expired: int
    refused: int


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Every key is always there; null is unknown.

    state        online, or degraded; what no longer answers is neither
    reason       what is broken, in a sentence
    time         now, by the station's clock
    since        when the server started
    last_sample  when the last sample was received
    channels     the ways on which alerts leave the station
    """

    schema: Literal["beacon406/health/1"] = HEALTH_SCHEMA
    station: str
    state: State
    reason: str
    time: Timestamp
    since: Timestamp
    version: str
    last_sample: Timestamp | None
    channels: tuple[Channel, ...]


def health(
    store: Books, condition: Condition, *, station: str, channels: Sequence[str], since_s: float
) -> Health:
    fault = condition.fault
    known: list[Channel] = []
    try:
        known = [_channel(store, name, condition.troubles.get(name)) for name in channels]
    except StoreError as error:
        fault = fault or str(error)
    return Health(
        station=station,
        state=State.ONLINE if fault is None else State.DEGRADED,
        reason=fault or "working",
        time=rfc3339(store.clock()) or "",
        since=rfc3339(since_s) or "",
        version=version("beacon406"),
        last_sample=rfc3339(condition.last_sample_s),
        channels=tuple(known),
    )


def _channel(store: Books, name: str, trouble: str | None) -> Channel:
    tally = store.tally(name)
    return Channel(
        name=name,
        trouble=trouble,
        pending=tally.pending,
        expired=tally.expired,
        refused=tally.refused,
    )
