"""Measures for Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/."""

from collections.abc import Iterator, Mapping

from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from alerts.status import State
from alerts.timestamp import unix_s
from decoder.message import MessageClass
from station.timings import BURST_TO_BROKER, DECODING
from station.web.health import Health
from station.web.receiver_metrics import of_receivers

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics(
    health: Health,
    incidents: Mapping[tuple[MessageClass, str], int],
    *,
    unacknowledged: Mapping[MessageClass, int],
    streams: int,
    is_on_disk: bool,
) -> bytes:
    """
    incidents       how many of each class and phase
    unacknowledged  how many of each class are open and nobody has seen
    is_on_disk      whether what is stored would survive the process
    """
    measures = [
        *_of_health(health),
        *of_receivers(health),
        *DECODING.collect(),
        *BURST_TO_BROKER.collect(),
        *_of_incidents(incidents, unacknowledged),
    ]
    measures.append(
        GaugeMetricFamily("beacon406_event_streams", "Who listens to /events", value=streams)
    )
    measures.append(
        GaugeMetricFamily(
            "beacon406_store_usable", "0: what is stored is in memory only", value=is_on_disk
        )
    )
    return generate_latest(_Measures(measures))


class _Measures(Collector):
    def __init__(self, measures: list[Metric]) -> None:
        self._measures = measures

    def collect(self) -> Iterator[Metric]:
        return iter(self._measures)


def _of_health(health: Health) -> Iterator[Metric]:
    online = float(health.state is State.ONLINE)
    yield GaugeMetricFamily("beacon406_online", "0: something is broken", value=online)
    started_s = unix_s(health.since)
    yield GaugeMetricFamily("beacon406_start_time_seconds", "Unix time", value=started_s)
    if health.last_sample is not None:
        yield GaugeMetricFamily(
            "beacon406_last_sample_time_seconds", "Unix time", value=unix_s(health.last_sample)
        )
    usable = GaugeMetricFamily(
        "beacon406_channel_usable", "0: a broker or gateway cannot be used", labels=["channel"]
    )
    pending = GaugeMetricFamily(
        "beacon406_channel_pending", "Messages that wait for it", labels=["channel"]
    )
    expired = CounterMetricFamily(
        "beacon406_channel_expired", "Messages too old before it had them", labels=["channel"]
    )
    refused = CounterMetricFamily(
        "beacon406_channel_refused", "Messages that it would not take", labels=["channel"]
    )
    for channel in health.channels:
        usable.add_metric([channel.name], float(channel.trouble is None))
        pending.add_metric([channel.name], channel.pending)
        expired.add_metric([channel.name], channel.expired)
        refused.add_metric([channel.name], channel.refused)
    yield from (usable, pending, expired, refused)


def _of_incidents(
    incidents: Mapping[tuple[MessageClass, str], int], unacknowledged: Mapping[MessageClass, int]
) -> Iterator[Metric]:
    known = GaugeMetricFamily(
        "beacon406_incidents", "Incidents that are kept", labels=["class", "phase"]
    )
    for (alert_class, phase), count in incidents.items():
        known.add_metric([alert_class, phase], count)
    yield known
    unseen = GaugeMetricFamily(
        "beacon406_incidents_unacknowledged",
        "Open incidents that nobody has acknowledged",
        labels=["class"],
    )
    for alert_class, count in unacknowledged.items():
        unseen.add_metric([alert_class], count)
    yield unseen
