"""How long it takes to decode, and until an alert is out: counted for the whole process.

https://prometheus.io/docs/practices/histograms/; read by station/web/metrics.py.
"""

import msgspec
from prometheus_client import Histogram, disable_created_metrics

from alerts.event import Event
from alerts.outgoing import Outgoing
from alerts.timestamp import unix_s
from decoder.message import MessageClass
from station.evidence.clips import burst_s

disable_created_metrics()  # type: ignore[no-untyped-call]

DECODING = Histogram(
    "beacon406_decode_seconds",
    "To decode one block of samples",
    ["source"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0),
    registry=None,
)
BURST_TO_BROKER = Histogram(
    "beacon406_burst_to_broker_seconds",
    "From the end of a burst until the broker has acknowledged it",
    ["broker"],
    buckets=(0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 5.0, 10.0, 60.0, 600.0, 3600.0),
    registry=None,
)


def acknowledged(broker: str, message: Outgoing, now_s: float) -> None:
    """By that broker. Bursts count that were heard live; of a covert one not even that it came."""
    if message.retain or "/burst/" not in message.topic:
        return
    try:
        event = msgspec.json.decode(message.payload, type=Event)
    except msgspec.DecodeError:
        return
    if (
        event.time is not None
        and event.received_at is not None
        and event.alert_class is not MessageClass.SHIP_SECURITY
    ):
        late_s = now_s - unix_s(event.time) - burst_s(event)
        BURST_TO_BROKER.labels(broker).observe(max(0.0, late_s))
