"""Distress rings until somebody acknowledges it, and again only for what is new."""

import time
from pathlib import Path

import pytest
from browsing import browsing, row_of, until_in_contact, until_quiet, until_ringing
from playwright.async_api import Browser
from web_running import running, tokens

from alerts.store.store import Store
from decoder.message import MessageClass
from station.web.settings import Right, WebSettings

SEEN_WITHIN_S = 2.0
SETTLED_MS = 700
FLOOD = 5
QUIET = tuple(sorted(set(MessageClass) - {"distress", "distress_tracking", "ship_security"}))


@pytest.fixture
def settings(tmp_path: Path) -> WebSettings:
    given = tokens(tmp_path, anna=[Right.ACKNOWLEDGE], bert=[Right.READ])
    return WebSettings(port=0, tokens=given)


async def test_an_alert_is_seen_within_two_seconds(browser: Browser) -> None:
    async with running(Store()) as station, browsing(browser, station.web.url) as page:
        await until_in_contact(page)
        (alert,) = station.hear()
        told = time.monotonic()
        await page.wait_for_selector(row_of(alert.incident))
        await until_ringing(page)
        assert time.monotonic() - told < SEEN_WITHIN_S
        assert "DISTRESS" in await page.inner_text("#alarm")
        assert "made up" in await page.inner_text("#announcement")
        assert "ALARM" in await page.title()


@pytest.mark.parametrize("message_class", QUIET)
async def test_nothing_else_rings(browser: Browser, message_class: MessageClass) -> None:
    async with running(Store()) as station, browsing(browser, station.web.url) as page:
        await until_in_contact(page)
        (alert,) = station.hear(message_class=message_class)
        await page.wait_for_selector(row_of(alert.incident))
        await page.wait_for_timeout(SETTLED_MS)
        await until_quiet(page)
        assert not await page.is_visible("#alarm")


async def test_tests_are_apart(browser: Browser) -> None:
    async with running(Store()) as station, browsing(browser, station.web.url) as page:
        await until_in_contact(page)
        (test,) = station.hear(message_class=MessageClass.TEST, beacon_id="0" * 15)
        (distress,) = station.hear()
        await page.wait_for_selector("#tests " + row_of(test.incident).removeprefix("#list "))
        await page.wait_for_selector("#alerts " + row_of(distress.incident).removeprefix("#list "))


async def test_acknowledging_silences_every_browser(
    browser: Browser, settings: WebSettings
) -> None:
    async with (
        running(Store(), settings) as station,
        browsing(browser, station.web.url, token="anna") as anna,
        browsing(browser, station.web.url) as other,
    ):
        await until_in_contact(anna)
        await until_in_contact(other)
        (alert,) = station.hear()
        await until_ringing(other)
        await anna.click("#alarm button.acknowledge")
        await until_quiet(anna)
        await until_quiet(other)
        assert "seen by anna" in await other.inner_text(row_of(alert.incident))
        await other.reload()
        await other.wait_for_selector(row_of(alert.incident))
        await other.wait_for_timeout(SETTLED_MS)
        await until_quiet(other)


async def test_it_rings_again_for_what_is_new_alone(
    browser: Browser, settings: WebSettings
) -> None:
    async with (
        running(Store(), settings) as station,
        browsing(browser, station.web.url, token="anna") as page,
    ):
        await until_in_contact(page)
        station.hear(0)
        await page.click("#alarm button.acknowledge")
        await until_quiet(page)
        (moved,) = station.hear(1)
        await until_ringing(page)
        await page.reload()
        await until_ringing(page)
        await page.click("#alarm button.acknowledge")
        await until_quiet(page)
        assert not station.hear(1)
        await page.click(row_of(moved.incident) + " a")
        await page.wait_for_selector(f"#detail dd:has-text('{moved.incident.bursts + 1} bursts')")
        await until_quiet(page)


async def test_each_burst_of_a_tracked_aircraft_is_told_and_does_not_ring(
    browser: Browser, settings: WebSettings
) -> None:
    async with (
        running(Store(), settings) as station,
        browsing(browser, station.web.url, token="anna") as page,
    ):
        await until_in_contact(page)
        tracking = MessageClass.DISTRESS_TRACKING
        for number in (0, 1):
            station.hear(number, tracking)
        await page.wait_for_selector(".ringing:has-text('new position')")
        await page.click("#alarm button.acknowledge")
        await until_quiet(page)
        (alert,) = station.hear(1, tracking)
        assert alert.kind == "tracking"
        await page.wait_for_selector(row_of(alert.incident) + " .what:has-text('tracking')")
        await until_quiet(page)
        await page.reload()
        await page.wait_for_selector(row_of(alert.incident))
        await page.wait_for_timeout(SETTLED_MS)
        await until_quiet(page)


async def test_who_may_only_read_silences_his_own_browser(
    browser: Browser, settings: WebSettings
) -> None:
    async with (
        running(Store(), settings) as station,
        browsing(browser, station.web.url, token="bert") as bert,
        browsing(browser, station.web.url) as other,
    ):
        (alert,) = station.hear()
        await until_ringing(bert)
        await until_ringing(other)
        assert await bert.locator("button.acknowledge, button.close").count() == 0
        await bert.click("#alarm button.silence")
        await until_quiet(bert)
        await bert.reload()
        await bert.wait_for_selector(row_of(alert.incident))
        await bert.wait_for_timeout(SETTLED_MS)
        await until_quiet(bert)
        await until_ringing(other)
        station.hear(1)
        await until_ringing(bert)


async def test_a_flood_is_silenced_at_once_and_stays_unseen(browser: Browser) -> None:
    async with running(Store()) as station, browsing(browser, station.web.url) as page:
        await until_in_contact(page)
        for number in range(FLOOD):
            station.hear(beacon_id=f"{number:015X}")
        await page.wait_for_selector(f".in-all:has-text('{FLOOD} alarms in all')")
        await page.click("text=Silence all here")
        await until_quiet(page)
        assert await page.inner_text("#unseen-count") == f"{FLOOD} not seen"
        station.hear(beacon_id="F" * 15)
        await until_ringing(page)


async def test_it_can_be_heard_once_the_page_was_touched(browser: Browser) -> None:
    async with running(Store()) as station, browsing(browser, station.web.url) as page:
        await until_in_contact(page)
        assert await page.is_visible("#sound")
        await page.click("#sound")
        await page.wait_for_selector("#sound", state="hidden")
