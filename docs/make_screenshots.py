"""Takes docs/pictures/page_*.png: the page of a made-up station, in Chromium."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from secrets import token_hex

from page_receivers import receivers
from page_scene import CLIMBER, STATION, TANKER, TRAWLER, UNLOCATED, YACHT, message_of, scene
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from alerts.acknowledgement import Acknowledgement, Action
from alerts.desk import Desk
from alerts.incidents.burst_time import burst_s
from alerts.incidents.incident import Incident
from alerts.messages import Messages
from alerts.store.store import Store
from alerts.timestamp import rfc3339
from alerts.topics import Topics
from decoder.message import MessageClass
from station.report import complain
from station.web.health import Condition
from station.web.server import web_server
from station.web.settings import Right, TokenSettings, WebSettings

Size = ViewportSize
PICTURES = Path(__file__).parent / "pictures"
WALL: Size = {"width": 1280, "height": 800}
DESK: Size = {"width": 1280, "height": 960}
TALL: Size = {"width": 1280, "height": 1420}
PHONE: Size = {"width": 390, "height": 844}
MY_POINT = '{"lat": 48.38, "lon": -4.49}'
BROKERS = ("primary", "secondary")
SETTLED_MS = 700
FALL_MS = 12_000
HURRIED = """{
  const later = window.setTimeout;
  window.setTimeout = (work, ms) => later(work, ms === 1000 ? 30 : ms);
}"""


async def take_pictures(folder: Path) -> None:
    secret = token_hex()
    async with station(secret, hearing) as (url, desk, store), async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox"],
        )
        tanker = _named(store, TANKER)
        detail = f"#/incident/{tanker.alert_class}/{tanker.incident_id}"
        hex_digits = message_of(TANKER, (47.42, -6.91)).hex

        async def shoot(name: str, view: str, colours: str = "day", size: Size = WALL) -> Page:
            page = await chromium.new_page(viewport=size, reduced_motion="reduce")
            await _prepare(page, url, secret, colours)
            await page.goto(f"{url}/{view}")
            await page.wait_for_selector(':root[data-contact="yes"]', state="attached")
            await page.mouse.click(1, 1)  # which lets it sound
            await _keep(page, folder, name)
            return page

        await shoot("page_list", "")
        await shoot("page_phone", "", size=PHONE)
        for seen in (CLIMBER, YACHT, UNLOCATED):
            await _acknowledge(desk, _named(store, seen))
        await shoot("page_night", "", "night")
        for incident in store.open_incidents():
            await _acknowledge(desk, incident)
        page = await shoot("page_detail", detail, size=DESK)
        await page.click(".on-map")
        await _keep(page, folder, "page_detail")
        page = await shoot("page_decode", "#/decode")
        await page.fill("#hex", hex_digits)
        await page.click("#decode-form button")
        await _keep(page, folder, "page_decode")
        await _shoot_station(chromium, folder)
        await chromium.close()


async def _shoot_station(chromium: Browser, folder: Path, colours: str = "day") -> None:
    """With a waterfall of minutes, which the page is made to ask for faster."""
    secret = token_hex()
    async with station(secret, receivers()) as (url, desk, store):
        for incident in store.open_incidents():
            await _acknowledge(desk, incident)
        _deliver(store)
        page = await chromium.new_page(viewport=TALL, reduced_motion="reduce")
        await _prepare(page, url, secret, colours)
        await page.add_init_script(HURRIED)
        await page.goto(f"{url}/#/health")
        await page.wait_for_selector(':root[data-contact="yes"]', state="attached")
        await page.wait_for_timeout(FALL_MS)
        await _keep(page, folder, "page_station")


def hearing() -> Condition:
    return Condition(last_sample_s=time.time())


async def _keep(page: Page, folder: Path, name: str) -> None:
    await page.wait_for_timeout(SETTLED_MS)
    await page.screenshot(path=folder / f"{name}.png")


@asynccontextmanager
async def station(
    secret: str, condition: Callable[[], Condition]
) -> AsyncIterator[tuple[str, Desk, Store]]:
    store = Store()
    desk = Desk(store, Messages(Topics(STATION)))
    now_s = time.time()
    for event in scene(now_s):
        desk.take([event], burst_s(event, now_s))
    desk.tick(now_s)
    for seen in (TANKER, TRAWLER):
        await _acknowledge(desk, _named(store, seen))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "anna.token"
        file.write_text(secret)
        rights = (Right.ACKNOWLEDGE, Right.SHIP_SECURITY)
        token = TokenSettings(name="anna", file=file, rights=rights)
        async with web_server(
            store,
            WebSettings(port=0, tokens=(token,)),
            station=STATION,
            acknowledge=partial(_say, desk),
            condition=condition,
            channels=BROKERS,
            report=complain,
        ) as web:
            yield web.url, desk, store


def _deliver(store: Store) -> None:
    store.set_brokers(BROKERS)
    for name in BROKERS:
        while rows := store.pending(name, 500):
            store.delivered(name, [row.position for row in rows])


def _named(store: Store, fields: object) -> Incident:
    beacon_id = message_of(fields).beacon_id
    return next(
        each
        for each in store.open_incidents()
        if each.beacon_id == beacon_id and each.alert_class is MessageClass.DISTRESS
    )


async def _acknowledge(desk: Desk, incident: Incident) -> None:
    await _say(
        desk,
        Acknowledgement(
            action=Action.ACKNOWLEDGED,
            incident_id=incident.incident_id,
            alert_class=incident.alert_class,
            event_id=incident.alert_id or "",
            by="anna",
            at=rfc3339(time.time()) or "",
        ),
    )


async def _say(desk: Desk, said: Acknowledgement) -> None:
    desk.acknowledge(said, time.time())


async def _prepare(page: Page, url: str, secret: str, colours: str) -> None:
    """Signed in, with a point of one's own."""
    await page.context.add_init_script(
        f"localStorage.setItem('beacon406.point', '{MY_POINT}');"
        f"localStorage.setItem('beacon406.colours', '\"{colours}\"')"
    )
    signed = await page.request.post(
        f"{url}/api/v1/session", headers={"authorization": f"Bearer {secret}"}
    )
    assert signed.ok


if __name__ == "__main__":
    asyncio.run(take_pictures(PICTURES))
