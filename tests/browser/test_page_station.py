"""The view "Station": how each receiver hears, in words, and the spectrum as it is and was."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from browsing import PHONE, browsing, until_in_contact
from looks_made_up import made_up_look
from msgspec.structs import replace
from playwright.async_api import Browser, Page
from receivers_made_up import CONDITION, NOW_S, ROOF, TEST_BURST
from web_running import LOCAL, running

from alerts.store.store import Store
from station.web.health import Condition

CANVAS = "#spectrum-canvas"
COLOURS_OF_CANVAS = """() => {
  const canvas = document.querySelector('#spectrum-canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""


def changing(times: Iterator[float]) -> Condition:
    """As the stations's is: each time that it is asked for, there is another look."""
    return replace(CONDITION, looks={"roof": made_up_look(time_s=next(times))})


@asynccontextmanager
async def seen(
    browser: Browser, condition: Callable[[], Condition], **options: object
) -> AsyncIterator[Page]:
    with Store(clock=lambda: NOW_S) as store:
        store.set_brokers(["primary"])
        async with (
            running(store, LOCAL, condition=condition, channels=["primary"]) as station,
            browsing(browser, station.web.url, view="#/health", **options) as page,  # type: ignore[arg-type]
        ):
            await until_in_contact(page)
            yield page


async def test_each_receiver_is_told_in_words(browser: Browser) -> None:
    async with seen(browser, lambda: CONDITION) as page:
        await page.wait_for_selector(".receiver")
        roof, mast = [await each.inner_text() for each in await page.query_selector_all("article")]
        assert "Hears. It hears: the noise floor is 0.3 dB above its usual." in roof
        for figure in ("-101.3 dBFS/Hz", "32.8 dB", "512 samples, opened again 2 times"):
            assert figure in roof
        assert "-1.25 ppm, within 0.20" in roof
        assert "3 distress, 1 self test" in roof
        assert "Silent. mast: rtl_tcp 10.4.0.6 port 1234: no route to host" in mast
        classes = await page.eval_on_selector_all("article", "all => all.map(e => e.className)")
        assert classes == ["receiver is-good", "receiver is-alarm"]


async def test_ways_out_clock_and_test_burst_are_told(browser: Browser) -> None:
    async with seen(browser, lambda: CONDITION) as page:
        await page.wait_for_selector("#channels table")
        assert "primary\tcan be used\t0\t0\t0" in await page.inner_text("#channels tbody")
        rest = await page.inner_text("#station-rest")
        assert "within 4.0 ms" in rest
        assert "came out 60 min ago; one every 6 h 0 min" in rest


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (Condition(), "No receivers: this station replays or correlates."),
        (replace(CONDITION, sources=(replace(ROOF, condition="overload"),)), "Overdriven."),
        (replace(CONDITION, sources=(replace(ROOF, condition="of_tomorrow"),)), "of tomorrow."),
        (replace(CONDITION, test_burst=replace(TEST_BURST, problem="It is late.")), "It is late."),
        (replace(CONDITION, test_burst=replace(TEST_BURST, every_s=0.0)), "off: nothing shows"),
    ],
    ids=["none", "overload", "unknown word", "late burst", "no burst"],
)
async def test_what_is_not_as_usual_is_said(
    browser: Browser, condition: Condition, sentence: str
) -> None:
    async with seen(browser, lambda: condition) as page:
        await page.wait_for_selector(f"#health :text('{sentence}')")


async def test_the_spectrum_runs_until_it_is_held(browser: Browser) -> None:
    times = itertools.count(1.0)
    async with seen(browser, lambda: changing(times)) as page:
        await page.wait_for_selector(CANVAS, state="visible")
        told = await page.inner_text("#spectrum-peak")
        assert "Strongest 34 dB over the floor, at 406.0350 MHz." in told
        assert await page.evaluate(COLOURS_OF_CANVAS) > 20
        async with page.expect_request("**/spectrum?wide=false"):
            pass  # the next one comes by itself
        await page.click("#spectrum-hold")
        assert await page.get_attribute("#spectrum-hold", "aria-pressed") == "true"
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.wait_for_timeout(2500)
        assert not [url for url in asked if "spectrum" in url]
        async with page.expect_request("**/spectrum?wide=false"):
            await page.click("#spectrum-hold")


async def test_it_asks_only_while_it_is_looked_at(browser: Browser) -> None:
    times = itertools.count(1.0)
    async with seen(browser, lambda: changing(times)) as page:
        await page.wait_for_selector(CANVAS, state="visible")
        await page.click("nav a[data-view='decode']")
        await page.wait_for_selector("#decode", state="visible")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.wait_for_timeout(2500)
        assert not [url for url in asked if "spectrum" in url]


async def test_all_that_is_received_can_be_seen_of_each_receiver(browser: Browser) -> None:
    condition = replace(CONDITION, looks={"roof": made_up_look(), "mast": made_up_look()})
    async with seen(browser, lambda: condition) as page:
        await page.wait_for_selector("#spectrum-choice", state="visible")
        await page.select_option("#spectrum-source", "mast")
        async with page.expect_request("**/spectrum?wide=true"):
            await page.check("#spectrum-wide")
        await page.wait_for_selector("#spectrum-peak:has-text('406.0350 MHz')")
        assert await page.input_value("#spectrum-source") == "mast"


async def test_without_samples_there_is_no_spectrum(browser: Browser) -> None:
    async with seen(browser, lambda: CONDITION) as page:
        await page.wait_for_selector("#spectrum-none", state="visible")
        assert await page.is_hidden(CANVAS)


async def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Browser) -> None:
    times = itertools.count(1.0)
    async with seen(browser, lambda: changing(times), size=PHONE) as page:
        await page.wait_for_selector(CANVAS, state="visible")
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_night_paints_it_anew(browser: Browser) -> None:
    corner = "canvas => [...canvas.getContext('2d').getImageData(1, 1, 1, 1).data].slice(0, 3)"
    times = itertools.count(1.0)
    async with seen(browser, lambda: changing(times), color_scheme="light") as page:
        await page.wait_for_selector(CANVAS, state="visible")
        assert await page.eval_on_selector(CANVAS, corner) == [255, 255, 255]
        await page.emulate_media(color_scheme="dark")
        async with asyncio.timeout(10):
            while max(await page.eval_on_selector(CANVAS, corner)) > 30:
                await page.wait_for_timeout(50)
