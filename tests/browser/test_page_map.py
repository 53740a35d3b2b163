"""A mark is where the map says that its position is."""

import math

import pytest
from browsing import (
    DESKTOP,
    PHONE,
    WALL,
    browsing,
    mark_of,
    until_in_contact,
    until_ringing,
)
from playwright.async_api import Browser, Page
from web_running import running

from alerts.store.store import Store

PIXEL = 1.0
SETTLED_MS = 500
SIZES = {"desktop": DESKTOP, "phone": PHONE, "wall": WALL}


def azimuthal_equidistant(
    lat: float, lon: float, centre: tuple[float, float]
) -> tuple[float, float]:
    """Snyder, USGS Professional Paper 1395, equations 22-4, 22-5, 25-2 and 5-3; in radians."""
    p, p1 = math.radians(lat), math.radians(centre[0])
    dl = math.radians(lon - centre[1])
    c = math.acos(math.sin(p1) * math.sin(p) + math.cos(p1) * math.cos(p) * math.cos(dl))
    k = c / math.sin(c) if c > 1e-12 else 1.0
    y = math.cos(p1) * math.sin(p) - math.sin(p1) * math.cos(p) * math.cos(dl)
    return k * math.cos(p) * math.sin(dl), k * y


async def middle(page: Page, selector: str) -> tuple[float, float]:
    """Of where an element's own origin is drawn, from the middle of the map."""
    found = await page.evaluate(
        """(selector) => {
            const { x, y } = new DOMPoint(0, 0)
                .matrixTransform(document.querySelector(selector).getScreenCTM());
            const map = document.getElementById("chart").getBoundingClientRect();
            return [x - map.x - map.width / 2, map.y + map.height / 2 - y];
        }""",
        selector,
    )
    return found[0], found[1]


async def until_still(page: Page, selector: str) -> None:
    """The page has found its places, and the map drawn its last."""
    before = None
    while (now := await _places(page, selector)) != before:
        before = now
        await page.wait_for_timeout(SETTLED_MS)


async def _places(page: Page, selector: str) -> tuple[object, ...]:
    return await page.locator("#chart").bounding_box(), await middle(page, selector)


async def scale(page: Page) -> float:
    """Pixels a radian, as the bar of the map says."""
    text = await page.inner_text("#scale")
    number, unit = text.split()
    km = float(number) * {"km": 1, "m": 0.001}[unit]
    width = await page.evaluate("parseFloat(document.getElementById('scale').style.width)")
    return width / km * 6371.0088


@pytest.mark.parametrize("zooms", [0, 1])
@pytest.mark.parametrize("size", sorted(SIZES))
async def test_a_mark_is_where_the_map_says(browser: Browser, zooms: int, size: str) -> None:
    async with (
        running(Store()) as station,
        browsing(browser, station.web.url, size=SIZES[size]) as page,
    ):
        await until_in_contact(page)
        first = station.hear(0)[0].incident
        second = station.hear(700, beacon_id="F" * 15)[0].incident
        await page.wait_for_selector(mark_of(second), state="attached")
        for _ in range(zooms):
            await page.click("#zoom-out")
        await until_still(page, mark_of(first))
        centre = ((first.fix.position.lat + second.fix.position.lat) / 2, -117.25)
        for incident in (first, second):
            x, y = azimuthal_equidistant(
                incident.fix.position.lat, incident.fix.position.lon, centre
            )
            right, up = await middle(page, mark_of(incident))
            assert right == pytest.approx(x * await scale(page), abs=PIXEL)
            assert up == pytest.approx(y * await scale(page), abs=PIXEL)


@pytest.mark.parametrize("size", sorted(SIZES))
async def test_the_map_follows_the_pointer(browser: Browser, size: str) -> None:
    async with (
        running(Store()) as station,
        browsing(browser, station.web.url, size=SIZES[size]) as page,
    ):
        (alert,) = station.hear()
        mark = mark_of(alert.incident)
        await until_ringing(page)  # which takes room from the map
        await page.wait_for_selector(mark)
        await page.mouse.click(5, 5)  # the first touch turns the sound on, and its button goes
        await until_still(page, mark)
        box = await page.locator("#chart").bounding_box()
        assert box is not None
        start = box["x"] + box["width"] / 3, box["y"] + box["height"] / 3
        before = await middle(page, mark)
        await page.mouse.move(*start)
        await page.mouse.down()
        await page.mouse.move(start[0] + 60, start[1] + 40, steps=4)
        await page.mouse.up()
        await until_still(page, mark)
        right, up = await middle(page, mark)
        assert right - before[0] == pytest.approx(60, abs=PIXEL)
        assert up - before[1] == pytest.approx(-40, abs=PIXEL)


async def test_a_click_on_a_mark_opens_its_incident(browser: Browser) -> None:
    async with running(Store()) as station, browsing(browser, station.web.url) as page:
        (alert,) = station.hear()
        await page.click(mark_of(alert.incident))
        await page.wait_for_selector("#detail .sit185")
        assert alert.incident.incident_id in await page.inner_text("#detail")
        assert "10°00.00′ N 117°15.00′ W" in await page.inner_text("#detail")


async def test_bearing_and_distance_are_from_the_users_point(browser: Browser) -> None:
    async with running(Store()) as station:
        station.hear()
        async with browsing(browser, station.web.url, view="#/settings") as page:
            await page.fill("#point", "9 -117.25")
            await page.press("#point", "Enter")
            await page.click("text=Watch")
            # One degree of latitude on a sphere of 6371.0088 km.
            await page.wait_for_selector("#list :text('000° true, 60.0 NM (111.2 km)')")
            await page.reload()
            await page.wait_for_selector("#list :text('000° true, 60.0 NM (111.2 km)')")
