"""One person's browser on the station's page, and what a test asks of the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from playwright.async_api import Browser, Page, ViewportSize
from web_running import secret_of

from alerts.incidents.incident import Incident

PATIENCE_MS = 10_000
DESKTOP: ViewportSize = {"width": 1400, "height": 900}
WALL: ViewportSize = {"width": 3840, "height": 2160}
PHONE: ViewportSize = {"width": 390, "height": 844}


@asynccontextmanager
async def browsing(
    browser: Browser,
    url: str,
    *,
    token: str | None = None,
    view: str = "",
    size: ViewportSize = DESKTOP,
    hurried: bool = False,
    **context: Any,
) -> AsyncIterator[Page]:
    """A browser of its own. It asks nobody but the station, and breaks no rule of its policy.

    Without motion, because Playwright clicks on nothing that swells. Who is hurried has a clock
    that can be put forward.
    """
    person = await browser.new_context(viewport=size, reduced_motion="reduce", **context)
    person.set_default_timeout(PATIENCE_MS)
    page = await person.new_page()
    if hurried:
        await page.clock.install()
    asked: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda said: problems.append(said.text) if "Content Security" in said.text else None,
    )
    if token is not None:
        signed = await person.request.post(
            f"{url}/api/v1/session", headers={"authorization": f"Bearer {secret_of(token)}"}
        )
        assert signed.ok
    await page.goto(f"{url}/{view}")
    yield page
    await person.close()
    assert {httpx.URL(each).host for each in asked} == {httpx.URL(url).host}
    assert not problems


def key_of(incident: Incident) -> str:
    return f"{incident.alert_class}/{incident.incident_id}"


def row_of(incident: Incident) -> str:
    return f'#list li[data-key="{key_of(incident)}"]'


def mark_of(incident: Incident) -> str:
    return f'#chart g[data-key="{key_of(incident)}"]'


async def until_ringing(page: Page) -> None:
    await page.wait_for_selector(':root[data-alarm="ringing"]', state="attached")


async def until_quiet(page: Page) -> None:
    await page.wait_for_selector(':root[data-alarm="quiet"]', state="attached")


async def until_in_contact(page: Page) -> None:
    await page.wait_for_selector(':root[data-contact="yes"]', state="attached")
