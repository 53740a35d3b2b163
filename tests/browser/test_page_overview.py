"""The page for the public: what is open is on list and map, and nothing says who it is."""

from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, browsing, row_of, until_quiet
from playwright.async_api import Browser, ViewportSize
from web_running import running, tokens

from alerts.store.store import Store
from decoder.message import MessageClass
from station.web.settings import Right, WebSettings

SECRET = "0123456789ABCDE"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_the_public_sees_where_and_not_who_and_hears_no_alarm(
    browser: Browser, tmp_path: Path, size: ViewportSize
) -> None:
    given = tokens(tmp_path, anna=[Right.ACKNOWLEDGE], crowd=[Right.OVERVIEW])
    async with (
        running(Store(), WebSettings(port=0, tokens=given)) as station,
        browsing(browser, station.web.url, token="anna") as anna,
        browsing(browser, station.web.url, token="crowd", size=size) as crowd,
    ):
        (alert,) = station.hear(0)
        station.hear(0, MessageClass.SELF_TEST, beacon_id="5E1F" + "0" * 11)
        await anna.wait_for_selector(row_of(alert.incident))
        row = crowd.locator("#list li[data-key^='distress/']")
        await row.wait_for()
        await crowd.wait_for_selector("#chart g[data-key^='distress/']", state="attached")
        assert await crowd.locator("#list li[data-key]").count() == 1  # a self-test is nobody's
        await row.click()
        await crowd.wait_for_selector("#detail :text('the position is rounded')")
        shown = await crowd.content()
        for private in (SECRET, SECRET[:6], "made up", "FFFE2F"):
            assert private not in shown
        assert await crowd.locator("button:has-text('Acknowledge')").count() == 0
        await until_quiet(crowd)
