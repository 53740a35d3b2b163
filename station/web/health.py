"""How the station is, as it says itself over HTTP: the status of docs/mqtt.md, and more of it."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from alerts.status import State
from alerts.store.books import Books
from alerts.store.errors import StoreError
from alerts.timestamp import Timestamp, rfc3339

if TYPE_CHECKING:  # numpy, which `beacon406 status` does not wait for
    from sdr.health.look import Look

HEALTH_SCHEMA: Final = "beacon406/health/1"


class SourceHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One receiver; null is unknown, as before the first look at its samples.

    problem              why there are no samples; null while they come
    condition, finding   whether it hears: a word of docs/health.md, and a sentence
    is_alarm             beacons are, or may be, missed
    last_sample          when the last sample was received
    samples_lost         on the way to the station, or because it was too slow
    restarts             how often it failed and was opened again
    noise_dbfs_hz        the noise floor
    floor_db             the same less the gain: what the antenna gives
    clipped_fraction     of the converter's readings
    dc_dbfs, rms_dbfs    of the constant, and of all else
    spurs                lines that stay, in Hz
    gain_db              as set
    frequency_error_ppm  of the crystal, and its uncertainty; null while uncalibrated
    evidence_missed      bursts whose samples and picture could not be kept
    """

    name: str
    kind: str
    problem: str | None
    condition: str
    finding: str
    is_alarm: bool
    last_sample: Timestamp | None
    samples: int
    samples_lost: int
    restarts: int
    decoding_s: float
    noise_dbfs_hz: float | None
    floor_db: float | None
    clipped_fraction: float | None
    dc_dbfs: float | None
    rms_dbfs: float | None
    spurs: tuple[float, ...]
    gain_db: float | None
    frequency_error_ppm: float | None
    frequency_uncertainty_ppm: float | None
    bursts: Mapping[str, int]
    rejections: Mapping[str, int]
    evidence_missed: int = 0


class ClockHealth(msgspec.Struct, frozen=True, kw_only=True):
    """error_s is at most, the greater of what the kernel estimates and what it bounds; null where
    nobody sets the clock."""

    is_poor: bool
    error_s: float | None
    source: str


class TestBurstHealth(msgspec.Struct, frozen=True, kw_only=True):
    """The burst that the station gives itself to hear: when it last came out at the broker.

    every_s  how often there is one; 0 is never
    """

    __test__ = False  # not one of pytest's

    arrived: Timestamp | None
    problem: str | None
    every_s: float = 0.0


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever runs the server knows of the station now.

    fault          what is broken, in a sentence
    troubles       by name, why a broker or gateway cannot be used
    last_sample_s  Unix time of the last sample; None where none is received
    looks          by receiver, the last short look at its samples
    """

    fault: str | None = None
    troubles: Mapping[str, str] = {}
    last_sample_s: float | None = None
    sources: tuple[SourceHealth, ...] = ()
    clock: ClockHealth | None = None
    test_burst: TestBurstHealth | None = None
    looks: "Mapping[str, Look]" = {}


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
    sources      its receivers; none where it replays or correlates
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
    sources: tuple[SourceHealth, ...] = ()
    clock: ClockHealth | None = None
    test_burst: TestBurstHealth | None = None


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
        sources=condition.sources,
        clock=condition.clock,
        test_burst=condition.test_burst,
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
