"""What gateways do with servers that hang, refuse and fail, over real connections."""

import asyncio
import itertools
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from gateway_made_up import TIMEOUT_S, enqueue, gateways, has_arrived, ids, soon, told, webhook
from gateway_servers import HANG, Request, http_server
from made_up_alerts import story
from made_up_rows import delivering
from real_mosquitto import free_port

from alerts.delivery.delivery import Delivery
from alerts.errors import AlertSettingError
from alerts.gateways.gateways import Gateways
from alerts.incidents.alert import Alert
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.store.errors import StoreError
from alerts.store.store import Store
from alerts.topics import Topics

OTHER_ID = "FEDCBA987654321"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retrying for an hour takes a second or two."""
    monkeypatch.setattr("alerts.gateways.sender.FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr("alerts.gateways.sender.LONGEST_PAUSE_S", 0.02)


def mixed() -> list[Alert]:
    """Of two incidents, in turn."""
    pairs = zip(story(5), story(5, beacon_id=OTHER_ID), strict=True)
    return list(itertools.chain.from_iterable(pairs))


async def test_alerts_arrive_in_their_order_and_then_nothing_waits(tmp_path: Path) -> None:
    store, alerts = Store(), mixed()
    async with http_server() as server, gateways(store, webhook(tmp_path, server.url())) as it:
        enqueue(store, alerts)
        it.wake()
        await soon(lambda: has_arrived(server, alerts) and not store.pending("hook"))
    assert ids(server.received) == told(alerts)


async def test_one_that_hangs_refuses_or_fails_delays_no_other(tmp_path: Path) -> None:
    store, alerts = Store(), mixed()
    async with (
        http_server(lambda _: HANG) as hanging,
        http_server(lambda _: 500) as failing,
        http_server() as good,
        gateways(
            store,
            webhook(tmp_path, hanging.url(), "hanging"),
            webhook(tmp_path, f"http://localhost:{free_port()}", "refusing"),
            webhook(tmp_path, failing.url(), "failing"),
            webhook(tmp_path, "https://no-such-host.invalid", "unknown"),
            webhook(tmp_path, good.url(), "good"),
        ) as it,
    ):
        started_s = time.monotonic()
        enqueue(store, alerts)
        it.wake()
        await soon(lambda: has_arrived(good, alerts) and not store.pending("good"))
        took_s = time.monotonic() - started_s
        await soon(lambda: set(it.troubles) >= {"refusing", "failing", "unknown"})
    assert ids(good.received) == told(alerts)
    assert took_s < 2.0
    assert hanging.received
    assert not hanging.taken
    assert not failing.taken
    assert "good" not in it.troubles
    waiting = [store.tally(name).pending for name in ("hanging", "refusing", "failing", "good")]
    assert waiting == [len(alerts), len(alerts), len(alerts), 0]


async def test_a_name_server_that_does_not_answer_keeps_no_thread_that_others_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each gateway looks its host up in a thread of its own: asyncio's are for desk and brokers."""
    store, answers, look_up = Store(), threading.Event(), socket.getaddrinfo

    def hang(host: str, *rest: Any, **settings: Any) -> Any:
        if host == "hanging.example.org":
            answers.wait(TIMEOUT_S)
        return look_up(host, *rest, **settings)

    monkeypatch.setattr("socket.getaddrinfo", hang)
    monkeypatch.setattr("alerts.gateways.sender.ATTEMPT_S", 0.05)
    dead = [webhook(tmp_path, "https://hanging.example.org", f"dead {n}") for n in range(40)]
    async with http_server() as server:
        async with gateways(store, *dead, webhook(tmp_path, server.url())) as it:
            enqueue(store, story(1))
            it.wake()
            await soon(lambda: server.taken and len(it.troubles) >= len(dead))
            started_s = time.monotonic()
            await asyncio.to_thread(store.tally, "hook")
        assert time.monotonic() - started_s < 1.0
    answers.set()


@pytest.mark.parametrize("status", [500, 503, 410])
async def test_after_an_hour_of_failures_each_alert_arrives_once_and_in_order(
    tmp_path: Path, status: int
) -> None:
    store, alerts, reports = Store(), story(5), list[str]()
    attempts_in_an_hour = 120  # one each 30 s
    answers = itertools.chain(itertools.repeat(status, attempts_in_an_hour), itertools.repeat(204))
    async with (
        http_server(lambda _: next(answers)) as server,
        gateways(store, webhook(tmp_path, server.url()), report=reports.append) as it,
    ):
        enqueue(store, alerts)
        it.wake()
        await soon(lambda: has_arrived(server, alerts) and not it.troubles)
    assert ids(server.taken) == told(alerts)
    assert len(server.received) == attempts_in_an_hour + len(alerts)
    assert set(ids(server.received[:attempts_in_an_hour])) == {alerts[0].event_id}
    assert reports[0].startswith(f"gateway hook: http://localhost:{server.port} answers {status}")
    assert reports[1:] == ["gateway hook: works again"]


async def test_an_alert_that_the_server_fails_over_holds_up_its_incident_alone(
    tmp_path: Path,
) -> None:
    store, alerts, broken = Store(), mixed(), [True]
    bad = alerts[2]

    def answer(request: Request) -> int:
        return 500 if broken[0] and request.event_id == bad.event_id else 204

    async with (
        http_server(answer) as server,
        gateways(store, webhook(tmp_path, server.url())) as it,
    ):
        enqueue(store, alerts)
        it.wake()
        await soon(lambda: len(server.taken) == 6 and it.troubles)
        assert ids(server.taken) == [alerts[0].event_id, *told(alerts[1::2])]
        broken[0] = False
        await soon(lambda: has_arrived(server, alerts))
    assert ids(server.taken)[6:] == told(alerts[2::2])


async def test_what_is_new_of_another_incident_does_not_wait_for_one_that_is_held_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.gateways.sender.FIRST_PAUSE_S", 600.0)
    monkeypatch.setattr("alerts.gateways.sender.LONGEST_PAUSE_S", 600.0)
    store, [bad], others = Store(), story(1), story(3, beacon_id=OTHER_ID)

    def answer(request: Request) -> int:
        return 500 if request.event_id == bad.event_id else 204

    async with (
        http_server(answer) as server,
        gateways(store, webhook(tmp_path, server.url())) as it,
    ):
        for alert in (bad, *others):
            enqueue(store, [alert])
            it.wake()
            await soon(lambda alert=alert: ids(server.received)[-1:] == [alert.event_id])
        await soon(lambda: len(store.pending("hook")) == 1)
        assert "hook" in it.troubles
    assert ids(server.taken) == told(others)
    assert ids(server.received).count(bad.event_id) == 1


async def test_a_store_that_fails_for_a_while_ends_no_gateway(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, alerts, reports = Store(), story(2), list[str]()
    failures = iter([StoreError("disk: fails"), ValueError("bug"), StoreError("disk: fails")])
    pending = store.pending

    def sometimes(*which: Any) -> Any:
        if failure := next(failures, None):
            raise failure
        return pending(*which)

    monkeypatch.setattr(store, "pending", sometimes)
    enqueue(store, alerts)
    async with (
        http_server() as server,
        gateways(store, webhook(tmp_path, server.url()), report=reports.append),
    ):
        await soon(lambda: has_arrived(server, alerts) and len(reports) == 4)
    assert ids(server.taken) == told(alerts)
    assert reports == [
        "disk: fails; trying again until it works",
        "gateway hook: ValueError('bug'); trying again until it works",
        "disk: fails; trying again until it works",
        "gateway hook: works again",
    ]


@pytest.mark.parametrize("status", [400, 413, 415, 422])
async def test_an_alert_that_is_refused_for_good_is_written_down_and_the_next_go_on(
    tmp_path: Path, status: int
) -> None:
    store, alerts, reports = Store(), story(3), list[str]()

    def answer(request: Request) -> int:
        return status if request.event_id == alerts[0].event_id else 204

    async with (
        http_server(answer) as server,
        gateways(store, webhook(tmp_path, server.url()), report=reports.append) as it,
    ):
        enqueue(store, alerts)
        it.wake()
        await soon(lambda: not store.pending("hook"))
    assert ids(server.received) == told(alerts)
    assert ids(server.taken) == told(alerts[1:])
    assert store.tally("hook").refused == 1
    assert len(reports) == 1
    assert reports[0].endswith("this alert is not tried again")


async def test_what_expires_before_the_gateway_is_back_is_not_sent_but_told(
    tmp_path: Path,
) -> None:
    now_s = [time.time()]
    store, reports, is_away = Store(clock=lambda: now_s[0]), list[str](), [True]
    old, new = story(2, beacon_id=OTHER_ID), story(1)
    async with (
        http_server(lambda _: 503 if is_away[0] else 204) as server,
        gateways(store, webhook(tmp_path, server.url()), report=reports.append) as it,
    ):
        enqueue(store, old)
        it.wake()
        await soon(lambda: it.troubles)
        now_s[0] += 96 * 3600
        enqueue(store, new)
        is_away[0] = False
        await soon(lambda: has_arrived(server, new) and len(reports) == 3)
    assert ids(server.taken) == told(new)
    assert "gateway hook: 2 messages were too old to be sent before it worked" in reports


async def test_after_a_restart_what_has_arrived_is_not_sent_again(tmp_path: Path) -> None:
    alerts = story(6)
    path = tmp_path / "alerts.db"
    async with http_server(lambda _: 204 if len(server.taken) < 3 else 503) as server:
        settings = webhook(tmp_path, server.url())
        with Store(path) as store:
            async with gateways(store, settings) as it:
                enqueue(store, alerts)
                it.wake()
                await soon(lambda: it.troubles)
        server.answer = lambda _: 204
        with Store(path) as store:
            async with gateways(store, settings):
                await soon(lambda: not store.pending("hook"))
    assert ids(server.taken) == told(alerts)


async def test_leaving_does_not_wait_for_a_server_that_hangs(tmp_path: Path) -> None:
    store = Store()
    async with http_server(lambda _: HANG) as server:
        async with gateways(store, webhook(tmp_path, server.url())) as it:
            enqueue(store, story(1))
            it.wake()
            await soon(lambda: server.received)
            started_s = time.monotonic()
        assert time.monotonic() - started_s < 1.0
    assert len(store.pending("hook")) == 1


async def test_an_attempt_ends_however_slowly_the_server_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.gateways.sender.ATTEMPT_S", 0.2)
    store = Store()

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX: ")
        with suppress(ConnectionError):
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.01)

    listener = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        async with gateways(store, webhook(tmp_path, f"http://localhost:{port}")) as it:
            enqueue(store, story(1))
            it.wake()
            await soon(lambda: it.troubles)
        await asyncio.sleep(0.1)  # the server notices
    assert it.troubles == {"hook": "gateway hook: no answer within 0.2 s"}


async def test_a_gateway_keeps_its_place_beside_a_broker_that_is_away(tmp_path: Path) -> None:
    store, alerts = Store(), story(4)
    broker = BrokerSettings(name="primary", url=f"mqtt://127.0.0.1:{free_port()}")
    async with http_server() as server:
        settings = webhook(tmp_path, server.url())
        for part in (alerts[:2], alerts[2:]):
            async with (
                delivering(store, broker, others=[settings.name]),
                Gateways(store, [settings], report=pytest.fail) as it,
            ):
                enqueue(store, part)
                it.wake()
                await soon(lambda: not store.pending("hook"))
    assert ids(server.received) == told(alerts)
    assert store.tally("primary").pending == len(alerts)


def test_a_gateway_may_not_have_a_brokers_name() -> None:
    broker = BrokerSettings(name="primary", url="mqtt://127.0.0.1")
    with pytest.raises(AlertSettingError, match="brokers and gateways primary, primary: give each"):
        Delivery(
            Store(),
            [broker],
            Topics("hill"),
            on_acknowledgement=pytest.fail,
            report=pytest.fail,
            others=["primary"],
        )
