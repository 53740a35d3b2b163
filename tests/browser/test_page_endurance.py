"""A server that dies or hangs is told at once, and what happened meanwhile is there afterwards."""

import asyncio
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from browsing import browsing, row_of, until_in_contact, until_ringing
from made_up_alerts import STATION, burst_event
from playwright.async_api import Browser

from alerts.desk import Desk
from alerts.incidents.alert import Alert
from alerts.messages import Messages
from alerts.store.store import Store
from alerts.topics import Topics

PROCESS = Path(__file__).with_name("page_process.py")
TOLD_WITHIN_S = 3.0
STARTS_WITHIN_S = 20.0
SILENT_MS = 13_000
LOST = ':root[data-contact="no"] #banner:has-text("NO CONTACT WITH THE STATION")'


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@asynccontextmanager
async def served(path: Path, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(sys.executable, PROCESS, path, str(port))
    try:
        async with asyncio.timeout(STARTS_WITHIN_S), httpx.AsyncClient() as client:
            while True:
                try:
                    await client.get(f"http://127.0.0.1:{port}/api/v1/health")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def hear(desk: Desk, beacon_id: str, lat: float = 10.0) -> list[Alert]:
    event = burst_event(time.time(), beacon_id=beacon_id, lat=lat)
    return desk.take([event], time.time())


async def test_a_killed_server_and_a_reload_lose_nothing(browser: Browser, tmp_path: Path) -> None:
    path, port = tmp_path / "store.db", free_port()
    with Store(path) as store:
        desk = Desk(store, Messages(Topics(STATION)))
        (before,) = hear(desk, "A" * 15)
        async with (
            served(path, port) as first,
            browsing(browser, f"http://127.0.0.1:{port}") as page,
        ):
            await page.wait_for_selector(row_of(before.incident))
            await until_in_contact(page)

            killed = time.monotonic()
            first.send_signal(signal.SIGKILL)
            await page.wait_for_selector(LOST)
            assert time.monotonic() - killed < TOLD_WITHIN_S
            assert await page.is_visible(row_of(before.incident))

            (meanwhile,) = hear(desk, "B" * 15)
            hear(desk, "A" * 15, lat=10.05)
            async with served(path, port):
                await until_in_contact(page)
                await page.wait_for_selector(row_of(meanwhile.incident))
                moved = row_of(before.incident) + ":has-text('10°03.00′ N')"
                await page.wait_for_selector(moved)
                await until_ringing(page)
                await page.reload()
                for each in (row_of(meanwhile.incident), moved):
                    await page.wait_for_selector(each)
                await until_ringing(page)
                assert await page.locator("#list li").count() == 2


async def test_a_server_that_hangs_is_told(browser: Browser, tmp_path: Path) -> None:
    path, port = tmp_path / "store.db", free_port()
    with Store(path):
        pass
    async with (
        served(path, port) as process,
        browsing(browser, f"http://127.0.0.1:{port}", hurried=True) as page,
    ):
        await until_in_contact(page)
        process.send_signal(signal.SIGSTOP)
        await page.clock.run_for(SILENT_MS)
        await page.wait_for_selector(LOST)
        process.send_signal(signal.SIGCONT)
        await page.clock.resume()
        await until_in_contact(page)
        await page.wait_for_selector("#banner", state="hidden")
