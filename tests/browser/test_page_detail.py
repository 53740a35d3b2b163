"""One incident in full, and a message that is pasted."""

import msgspec
import pytest
from browsing import browsing, key_of, row_of
from playwright.async_api import Browser, Route
from web_running import running

from alerts.store.store import Store
from recordings.replay import replay

PICTURE = "/api/v1/evidence/made-up"


async def test_every_alert_and_burst_is_told(browser: Browser) -> None:
    async with running(Store()) as station:
        told = [alert for number in (0, 1, 1, 1, 1, 1) for alert in station.hear(number)]
        view = f"#/incident/{key_of(told[-1].incident)}"
        async with browsing(browser, station.web.url, view=view) as page:
            await page.wait_for_selector("#detail .sit185")
            assert await page.inner_text("#detail .where strong") == "10°03.00′ N 117°15.00′ W"
            timeline = await page.inner_text("#detail table")
            assert all(alert.reason in timeline for alert in told)
            assert await page.locator("#detail svg.plot circle").count() == 2 * 6
            assert "/ENDMSG" in await page.inner_text("#detail .sit185")


async def test_the_sit_185_text_is_copied(browser: Browser) -> None:
    async with running(Store()) as station:
        (alert,) = station.hear()
        view = f"#/incident/{key_of(alert.incident)}"
        allowed = ["clipboard-read", "clipboard-write"]
        seen = browsing(browser, station.web.url, view=view, permissions=allowed)
        async with seen as page:
            await page.click("button:text-is('Copy')")
            await page.wait_for_selector("button:text-is('Copied')")
            copied = await page.evaluate("navigator.clipboard.readText()")
            shown = await page.inner_text("#detail .sit185")
            assert copied.split() == shown.split()
            assert "NOT A COSPAS-SARSAT MESSAGE" in copied


async def test_a_picture_is_shown_where_the_station_has_one(browser: Browser) -> None:
    """The station's part is tried where it keeps pictures; here its answer is given one."""
    async with running(Store()) as station:
        (alert,) = station.hear()

        async def with_picture(route: Route) -> None:
            answer = await route.fetch()
            whole = msgspec.json.decode(await answer.body())
            whole["bursts"][-1]["evidence"] = PICTURE
            await route.fulfill(response=answer, body=msgspec.json.encode(whole))

        async with browsing(browser, station.web.url) as page:
            await page.route("**/incidents/distress/*", with_picture)
            await page.click(row_of(alert.incident) + " a")
            picture = page.locator("#detail img.evidence")
            await picture.wait_for(state="attached")
            assert await picture.get_attribute("src") == PICTURE
            assert "Spectrogram" in (await picture.get_attribute("alt") or "")


@pytest.mark.parametrize("recording", ["second_generation", "standard_location"])
async def test_a_pasted_message_is_explained_to_its_last_bit(
    browser: Browser, recording: str
) -> None:
    message = replay(recording)[0].message
    async with (
        running(Store()) as station,
        browsing(browser, station.web.url, view="#/decode") as page,
    ):
        spaced = " ".join(message.hex[at : at + 6] for at in range(0, len(message.hex), 6))
        await page.fill("#hex", spaced.lower())
        await page.click("#decode-form button")
        await page.wait_for_selector("#decoded table")
        assert message.identity in await page.inner_text("#decoded dl")
        sent = "".join(await page.locator("#decoded td code").all_inner_texts())
        digits = f"{int(message.hex, 16):0{4 * len(message.hex)}b}"
        assert sent == digits[-len(sent) :]
        assert len(digits) - len(sent) in (0, 2)  # T.018 fills up to whole digits in front


async def test_what_is_no_message_is_said(browser: Browser) -> None:
    async with (
        running(Store()) as station,
        browsing(browser, station.web.url, view="#/decode") as page,
    ):
        await page.fill("#hex", "this is no message")
        await page.click("#decode-form button")
        await page.wait_for_selector("#decoded [role=alert]:has-text('is no hexadecimal digit')")
