"""What uvicorn logs comes as sentences of the station's own, or not at all."""

from web_running import running

from alerts.store.store import Store
from station.web.uvicorn_log import LOGGER, told_to


def test_requests_that_are_none_are_no_news_and_failures_are_one_line() -> None:
    told: list[str] = []
    with told_to(told.append):
        LOGGER.warning("Invalid HTTP request received.")
        LOGGER.error("Exception in ASGI application\n", exc_info=ValueError("of a bug"))
    LOGGER.error("told to nobody")
    assert told == ["web: Exception in ASGI application: ValueError: of a bug"]


async def test_a_server_has_its_log_told() -> None:
    async with running(Store()):
        assert LOGGER.handlers, "else Python itself would print bare lines"
    assert not LOGGER.handlers
