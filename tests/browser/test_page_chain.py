"""From the samples of a shipped recording to the page, over MQTT: nothing in between is made up."""

import asyncio
import math
import time
from collections.abc import AsyncIterator

import pytest
from browsing import browsing, mark_of, row_of, until_in_contact
from playwright.async_api import Browser, Page
from test_page_map import azimuthal_equidistant, middle, scale

from alerts.client.client import AlertClient
from alerts.client.items import ReceivedAlert
from alerts.client.topics import Interest, Subject
from alerts.incidents.burst_time import burst_s
from alerts.incidents.incident import Incident
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.embedded_broker import embedded_broker
from recordings.places import BISCAY, CORAL_SEA
from recordings.shipped import shipped_recordings
from sdr.recording import RecordingOptions
from station.alerting import alerting
from station.config.config import Config
from station.replay.decoding import Tally, decode_files
from station.web.settings import WebSettings

STATION = "demo"
RECORDING = "both_generations"
ARRIVES_WITHIN_S = 10.0
SEEN_WITHIN_S = 2.0
ALERTS = Interest(subjects=(Subject.ALERT,))
PIXEL = 1.0


async def test_a_recording_is_on_the_page_within_two_seconds_of_its_mqtt_event(
    browser: Browser,
) -> None:
    said: list[str] = []
    async with embedded_broker() as broker:
        config = Config(
            station=STATION, brokers=(BrokerSettings.at(broker),), web=WebSettings(port=0)
        )
        async with (
            AlertClient(broker, interest=ALERTS, oldest_s=None) as client,
            alerting(config, report=said.append) as alerts,
        ):
            url = next(each for each in said if each.startswith("page: ")).removeprefix("page: ")
            async with browsing(browser, url) as page:
                await until_in_contact(page)
                received = client.received()
                shown: list[Incident] = []
                path = str(shipped_recordings()[RECORDING])
                for step in decode_files([path], RecordingOptions(), STATION, Tally()):
                    for event in step.events:
                        await alerts.take([event], burst_s(event, event.time_s or 0.0))
                        incident = await asyncio.wait_for(next_alert(received), ARRIVES_WITHIN_S)
                        told = time.monotonic()
                        await page.wait_for_selector(row_of(incident))
                        seen_s = time.monotonic() - told
                        assert seen_s < SEEN_WITHIN_S
                        shown.append(incident)
                await shows_where(page, shown)


async def next_alert(received: AsyncIterator[object]) -> Incident:
    async for item in received:
        if isinstance(item, ReceivedAlert):
            return item.alert.incident
    raise AssertionError


async def shows_where(page: Page, shown: list[Incident]) -> None:
    """Each where the transmission had it, on a map with their midpoint in its middle."""
    assert [incident.alert_class for incident in shown] == ["test", "test"]
    await page.wait_for_timeout(300)
    places = (CORAL_SEA, BISCAY)
    middle_of_both = midpoint(*places)
    for incident, place in zip(shown, places, strict=True):
        x, y = azimuthal_equidistant(*place, middle_of_both)
        right, up = await middle(page, mark_of(incident))
        assert right == pytest.approx(x * await scale(page), abs=PIXEL)
        assert up == pytest.approx(y * await scale(page), abs=PIXEL)


def midpoint(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """On the great circle between two places: the sum of their vectors."""
    sums = [a + b for a, b in zip(vector(*one), vector(*other), strict=True)]
    x, y, z = sums
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def vector(lat: float, lon: float) -> tuple[float, float, float]:
    p, q = math.radians(lat), math.radians(lon)
    return math.cos(p) * math.cos(q), math.cos(p) * math.sin(q), math.sin(p)
