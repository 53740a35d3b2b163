"""The page shows a burst's picture once the station has it, and gives its samples."""

from pathlib import Path

from browsing import browsing, key_of
from evidence_made_up import UTC_S, heard, kept
from playwright.async_api import Browser
from web_running import running

from alerts.store.store import Store


async def test_a_picture_appears_when_it_is_made_and_its_samples_can_be_had(
    browser: Browser, tmp_path: Path
) -> None:
    event = heard(3.0)
    async with running(Store(), evidence=tmp_path) as station:
        (alert,) = station.desk.take([event], UTC_S + 60)
        view = f"#/incident/{key_of(alert.incident)}"
        async with browsing(browser, station.web.url, view=view, hurried=True) as page:
            await page.wait_for_selector("#detail .sit185")
            assert await page.locator("#detail img.evidence").count() == 0
            await kept(tmp_path, event)
            await page.clock.fast_forward(7000)
            picture = page.locator("#detail img.evidence")
            await picture.wait_for(state="visible")
            await page.wait_for_function("document.querySelector('img.evidence').naturalWidth > 0")
            async with page.expect_download() as downloading:
                await page.click("#detail a[download]")
            download = await downloading.value
            assert download.suggested_filename == f"beacon406_{event.event_id}.zip"
