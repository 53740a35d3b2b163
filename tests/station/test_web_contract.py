"""The HTTP API does what its OpenAPI document says, whatever it is asked."""

import asyncio
import threading
from collections.abc import Iterator
from typing import cast

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from web_running import API, running, secret_of, tokens

from alerts.store.store import Store
from decoder.message import MessageClass
from station.web.application import routes
from station.web.openapi import contract
from station.web.service import Service
from station.web.settings import Right, WebSettings

EXAMPLES = 20
WHOLE = sorted({*Right} - {Right.OVERVIEW})
DOCUMENT = contract()
# A stream of events has no end to wait for: test_web_events.py.
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT).exclude(path="/events")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server with an incident of every class, in a thread, as schemathesis waits."""
    people = tokens(tmp_path_factory.mktemp("people"), officer=[*WHOLE], public=[Right.OVERVIEW])
    ready: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.new_event_loop()
    done = asyncio.Event()

    async def serve() -> None:
        async with running(Store(), WebSettings(port=0, tokens=people)) as station:
            for each in MessageClass:
                station.hear(0, each)
            ready.put_nowait(station.web.url)
            await done.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    yield asyncio.run_coroutine_threadsafe(ready.get(), loop).result(10) + API
    loop.call_soon_threadsafe(done.set)
    thread.join()
    loop.close()


@SCHEMA.parametrize()
@pytest.mark.parametrize("name", [None, "officer", "public"])
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_the_contract_says(
    case: schemathesis.Case, url: str, name: str | None
) -> None:
    headers = {} if name is None else {"authorization": f"Bearer {secret_of(name)}"}
    # No pattern tells what hexadecimal text is a message.
    refusable = [positive_data_acceptance] if case.path == "/decode" else []
    case.call_and_validate(base_url=url, headers=headers, excluded_checks=refusable)


def test_the_contract_has_what_the_server_answers_and_nothing_else() -> None:
    service = cast("Service", None)  # which is only used to answer
    answered = {
        (route.path, method.lower())
        for route in routes(service, lambda _: None)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert answered == {
        (path, method) for path, item in DOCUMENT["paths"].items() for method in item
    }
