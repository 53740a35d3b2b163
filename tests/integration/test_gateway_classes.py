"""Whom which alerts are for."""

from pathlib import Path

import msgspec
import pytest
from gateway_made_up import enqueue, gateways, has_arrived, ids, soon, told, webhook
from gateway_servers import http_server
from made_up_alerts import story

from alerts.outgoing import Outgoing
from alerts.store.store import Store
from decoder.message import MessageClass


@pytest.mark.parametrize("alert_class", MessageClass)
async def test_covert_alerts_and_tests_go_only_where_they_are_named(
    tmp_path: Path, alert_class: MessageClass
) -> None:
    store, alerts = Store(), story(1, message_class=alert_class)
    usual = (MessageClass.DISTRESS, MessageClass.DISTRESS_TRACKING, MessageClass.CANCELLATION)
    async with (
        http_server() as plain,
        http_server() as named,
        gateways(
            store,
            webhook(tmp_path, plain.url(), "plain"),
            webhook(tmp_path, named.url(), "named", classes=(alert_class,)),
        ) as it,
    ):
        enqueue(store, alerts)
        it.wake()
        await soon(lambda: not store.pending("plain") and not store.pending("named"))
    assert ids(plain.taken) == (told(alerts) if alert_class in usual else [])
    assert ids(named.taken) == told(alerts)


async def test_who_gets_distress_gets_its_cancellation(tmp_path: Path) -> None:
    store, alerts = Store(), story(1, message_class=MessageClass.CANCELLATION)
    async with (
        http_server() as server,
        gateways(store, webhook(tmp_path, server.url(), classes=(MessageClass.DISTRESS,))) as it,
    ):
        enqueue(store, alerts)
        it.wake()
        await soon(lambda: has_arrived(server, alerts))


async def test_rows_that_are_no_alerts_of_ours_are_passed_over(tmp_path: Path) -> None:
    store, alerts, reports = Store(), story(1), list[str]()
    document = msgspec.json.encode(alerts[0])
    rows = [
        Outgoing(topic="beacon406/v1/hill/burst/distress", payload=b"{}", event_id="burst"),
        Outgoing(topic="beacon406/v1/hill/incident/distress/x", payload=b"", retain=True),
        Outgoing(topic="beacon406/v1/hill/route/x/alert/distress/1/2", payload=document),
        Outgoing(topic="beacon406/v1/hill/alert/distress/1/2", payload=b"[]", receipt=True),
    ]
    async with (
        http_server() as server,
        gateways(store, webhook(tmp_path, server.url()), report=reports.append) as it,
    ):
        store.write(lambda books: [books.enqueue(row) for row in rows] and None)
        enqueue(store, alerts)
        it.wake()
        await soon(lambda: not store.pending("hook"))
    assert ids(server.received) == told(alerts)
    assert store.tally("hook").refused == 1
    assert reports == [
        "gateway hook: is no alert that this version can read: this alert is not tried again"
    ]
