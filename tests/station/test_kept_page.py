"""The page is opened when it can be, and ends nothing else when it cannot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from alerts.errors import AlertSettingError
from station import kept_page
from station.kept_page import KeptPage
from station.web.server import PortTakenError, WebServer

TAKEN = PortTakenError("web 127.0.0.1 port 8406: Address already in use: give another")


class Place:
    """Where a server can be opened, or not."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.problem = problem
        self.tries = self.open = 0

    @asynccontextmanager
    async def server(self) -> AsyncIterator[WebServer]:
        self.tries += 1
        if self.problem is not None:
            raise self.problem
        self.open += 1
        try:
            yield WebServer(None, "http://127.0.0.1:8406")  # type: ignore[arg-type]
        finally:
            self.open -= 1


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_page, "RETRY_S", 0.01)


async def test_it_is_open_at_once_where_it_can_be_and_closed_in_the_end() -> None:
    place, told = Place(), list[str]()
    page = KeptPage(place.server, told.append)
    async with page.kept():
        assert (place.open, page.fault) == (1, None)
        assert told == ["page: http://127.0.0.1:8406"]
    assert place.open == 0


async def test_a_port_that_is_taken_is_a_fault_told_once_until_it_is_free() -> None:
    place, told = Place(TAKEN), list[str]()
    page = KeptPage(place.server, told.append)
    async with page.kept():
        while place.tries < 5:
            await asyncio.sleep(0.01)
        assert page.fault == str(TAKEN)
        assert told == [f"{TAKEN}; the page is tried again every 0.01 s"]
        page.wake()
        place.problem = None
        async with asyncio.timeout(10):
            while place.open == 0:
                await asyncio.sleep(0.01)
        assert page.fault is None
        assert told[1:] == ["page: http://127.0.0.1:8406"]
    assert place.open == 0


async def test_a_setting_that_goes_wrong_later_is_a_fault_until_it_is_right_again() -> None:
    """A certificate that expires while the port is taken must not keep the page closed for good."""
    place, told, wrong = Place(TAKEN), list[str](), AlertSettingError("web: no certificate")
    page = KeptPage(place.server, told.append)
    async with page.kept(), asyncio.timeout(10):
        place.problem = wrong
        while page.fault != str(wrong):
            await asyncio.sleep(0.01)
        assert told[1:] == [f"{wrong}; the page is tried again every 0.01 s"]
        place.problem = None
        while page.fault is not None:
            await asyncio.sleep(0.01)


async def test_a_setting_that_is_wrong_is_raised() -> None:
    page = KeptPage(Place(AlertSettingError("web: no certificate")).server, lambda _: None)
    with pytest.raises(AlertSettingError, match="no certificate"):
        async with page.kept():
            raise AssertionError
