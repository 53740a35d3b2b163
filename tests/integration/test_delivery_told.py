"""Whoever wants to know is told of each message that a broker has acknowledged."""

import time

import pytest
from made_up_alerts import burst_event
from msgspec.structs import replace
from real_mosquitto import Mosquitto

from alerts.mqtt.broker_settings import BrokerSettings
from alerts.timestamp import rfc3339
from decoder.message import MessageClass
from station.alerting import alerting
from station.config.config import Config
from station.evidence.clips import burst_s
from station.timings import BURST_TO_BROKER

pytestmark = pytest.mark.broker

PATIENCE_S = 20.0
NAME = "timed"


def counted() -> tuple[float, float]:
    """How many bursts the broker has acknowledged, and after how many seconds in all."""
    values = {
        sample.name.rpartition("_")[2]: sample.value
        for metric in BURST_TO_BROKER.collect()
        for sample in metric.samples
        if sample.labels == {"broker": NAME}
    }
    return values.get("count", 0.0), values.get("sum", 0.0)


async def test_the_time_from_a_burst_to_the_broker_is_counted(mosquitto: Mosquitto) -> None:
    broker = replace(BrokerSettings.at(mosquitto.url), name=NAME)
    began_s, reports = time.time(), list[str]()
    heard = replace(burst_event(began_s - 2.0), received_at=rfc3339(began_s))
    covert = replace(heard, alert_class=MessageClass.SHIP_SECURITY, event_id=heard.event_id[::-1])
    async with alerting(Config(station="hill", brokers=(broker,)), reports.append) as station:
        await station.delivery.reached()
        await station.take([heard, covert], began_s)
        await station.delivery.drained(PATIENCE_S)
    number, late_s = counted()
    assert number == 1
    assert 2.0 - burst_s(heard) - 0.01 <= late_s <= time.time() - began_s + 2.0
