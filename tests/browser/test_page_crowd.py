"""A thousand incidents: the page is there in a second, and moves."""

import time

from browsing import browsing
from made_up_alerts import burst_event
from playwright.async_api import Browser
from web_running import running

from alerts.store.store import Store
from decoder.message import MessageClass

INCIDENTS = 1000
PAINTED_WITHIN_MS = 1000
LISTED_WITHIN_MS = 3000
"""Our own bound: nothing promises it, but a page that paints and then hangs is of no use."""
FRAMES_PER_S = 30
CLASSES = (MessageClass.DISTRESS, MessageClass.SELF_TEST, MessageClass.TEST)

MEASURE_LIST = """() => new Promise((resolve) => {
    const look = () => document.querySelectorAll("#list li").length === COUNT
        ? requestAnimationFrame(() => resolve(performance.now()))
        : setTimeout(look, 10);
    look();
})""".replace("COUNT", str(INCIDENTS))

MEASURE_PAINT = """() => new Promise((resolve) => new PerformanceObserver((list) => {
    const [first] = list.getEntriesByName("first-contentful-paint");
    if (first) resolve(first.startTime);
}).observe({ type: "paint", buffered: true }))"""

# The typical frame, which one stop of a busy machine does not change.
MEASURE_SCROLL = """(selector) => new Promise((resolve) => {
    const list = document.querySelector(selector);
    const times = [];
    const step = (now) => {
        times.push(now);
        list.scrollTop += 60;
        if (times.length < 120) return requestAnimationFrame(step);
        const apart = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
        resolve({ frames: 1000 / apart[apart.length >> 1], top: list.scrollTop });
    };
    requestAnimationFrame(step);
})"""


async def test_a_thousand_incidents_are_usable(browser: Browser) -> None:
    async with running(Store()) as station:
        now_s = time.time()
        events = [
            burst_event(
                now_s - number,
                message_class=CLASSES[number % 3],
                beacon_id=f"{number:015X}",
                lat=number % 160 - 80,
            )
            for number in range(INCIDENTS)
        ]
        station.desk.take(events, now_s)
        async with browsing(browser, station.web.url) as page:
            listed_ms = await page.evaluate(MEASURE_LIST)
            painted_ms = await page.evaluate(MEASURE_PAINT)
            scrolled = await page.evaluate(MEASURE_SCROLL, "#list")
            print(f"painted {painted_ms:.0f} ms, listed {listed_ms:.0f} ms, {scrolled}")
            assert painted_ms < PAINTED_WITHIN_MS
            assert listed_ms < LISTED_WITHIN_MS
            assert scrolled["top"] > 3000
            assert scrolled["frames"] >= FRAMES_PER_S
