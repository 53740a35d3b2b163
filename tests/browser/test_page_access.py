"""Everybody can use the page: axe-core finds nothing, and a keyboard is enough."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from browsing import DESKTOP, PHONE, browsing, key_of, row_of, until_in_contact, until_quiet
from looks_made_up import made_up_look
from msgspec.structs import replace
from playwright.async_api import Browser, Page
from receivers_made_up import CONDITION
from web_running import Running, running, tokens

from alerts.store.store import Store
from decoder.message import MessageClass
from station.web.settings import Right, WebSettings

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
MESSAGE = "FFFE2F8C9200000F2FA0E36F693713056A50"
COLOURS = ("dark", "light")
SIZES = {"desktop": DESKTOP, "phone": PHONE}
VIEWS = ("decode", "detail", "health", "list", "settings")
TABS_AT_MOST = 40


@pytest_asyncio.fixture
async def station(tmp_path: Path) -> AsyncIterator[Running]:
    """With every class there is, and a receiver in trouble beside one that hears."""
    rights = [Right.ACKNOWLEDGE, Right.SHIP_SECURITY]
    settings = WebSettings(port=0, tokens=tokens(tmp_path, anna=rights, bert=[Right.READ]))
    condition = replace(CONDITION, looks={"roof": made_up_look()})
    async with running(
        Store(), settings, condition=lambda: condition, channels=["primary"]
    ) as started:
        for number, message_class in enumerate(sorted(MessageClass)):
            started.hear(40 * number, message_class, beacon_id=f"{number:015X}")
        yield started


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("colours", COLOURS)
@pytest.mark.parametrize("size", sorted(SIZES))
async def test_axe_finds_no_violation(
    browser: Browser, station: Running, view: str, colours: str, size: str
) -> None:
    seen = browsing(
        browser,
        station.web.url,
        token="anna",
        view="" if view in ("detail", "list") else f"#/{view}",
        size=SIZES[size],
        color_scheme=colours,
    )
    async with seen as page:
        await until_in_contact(page)
        if view == "detail":
            await page.click("#alerts .row a")
            await page.wait_for_selector("#detail .sit185")
            await page.click("#bits summary")
        if view == "decode":
            await page.fill("#hex", MESSAGE)
            await page.press("#decode-form button", "Enter")
            await page.wait_for_selector("#decoded table")
        if view == "health":
            await page.wait_for_selector(".receiver.is-alarm")
            await page.wait_for_selector("#spectrum-canvas", state="visible")
        assert await violations(page) == []


async def violations(page: Page) -> list[str]:
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run().then(({ violations }) => violations)")
    return [
        f"{each['id']}: {node['html']}: {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]


async def test_a_keyboard_is_enough(browser: Browser, tmp_path: Path) -> None:
    settings = WebSettings(port=0, tokens=tokens(tmp_path, anna=[Right.ACKNOWLEDGE]))
    async with (
        running(Store(), settings) as station,
        browsing(browser, station.web.url, token="anna") as page,
    ):
        station.hear(0, beacon_id="B" * 15)
        (alert,) = station.hear(40)
        await page.wait_for_selector(row_of(alert.incident))
        await page.keyboard.press("Tab")
        assert await page.inner_text(":focus") == "To the list of incidents"
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#detail .sit185")
        await page.wait_for_function("document.activeElement.id === 'detail'")
        await tab_to(page, "Acknowledge")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#detail dd:has-text('anna')")
        await tab_to(page, "Back to the list", backwards=True)
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#detail", state="hidden")
        assert await page.evaluate("document.activeElement.closest('li')?.dataset.key") == key_of(
            alert.incident
        )


async def tab_to(page: Page, text: str, *, backwards: bool = False) -> None:
    for _ in range(TABS_AT_MOST):
        await page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if await page.evaluate("document.activeElement.textContent") == text:
            return
    raise AssertionError(f"no way to {text!r} in {TABS_AT_MOST} tabs")


async def test_covert_alerts_do_not_exist_for_who_may_not_see_them(
    browser: Browser, tmp_path: Path
) -> None:
    rights = {"anna": [Right.SHIP_SECURITY], "bert": [Right.ACKNOWLEDGE]}
    settings = WebSettings(port=0, tokens=tokens(tmp_path, **rights))
    async with (
        running(Store(), settings) as station,
        browsing(browser, station.web.url, token="anna") as anna,
        browsing(browser, station.web.url, token="bert") as bert,
    ):
        await until_in_contact(bert)
        (covert,) = station.hear(0, MessageClass.SHIP_SECURITY, beacon_id="C" * 15)
        (open_,) = station.hear(40, MessageClass.TEST)
        await anna.wait_for_selector(row_of(covert.incident))
        await bert.wait_for_selector(row_of(open_.incident))
        await until_quiet(bert)
        for _ in range(2):
            shown = await bert.content()
            assert "C" * 15 not in shown
            assert "hip security (covert)" not in shown
            await bert.reload()
            await bert.wait_for_selector(row_of(open_.incident))
        assert await anna.inner_text("#legend li:nth-child(3)") == "Ship security (covert)"
