"""The stream of events: nothing lost, whatever happens to the listener or the server."""

import asyncio
import signal
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import httpx
import pytest
import web_process
from web_running import (
    API,
    Received,
    listening,
    numbered,
    running,
    secret_of,
    tokens,
)

from alerts.incidents.alert import Alert
from alerts.store import safe
from alerts.store.safe import SafeStore
from alerts.store.store import Store
from station.web import event_stream, server
from station.web.settings import Right, WebSettings

EVERYTHING = "0-"
PATIENCE_S = 10.0


async def comes(events: AsyncIterator[Received], told: Alert) -> bool:
    """Waits for it."""
    async for each in events:
        if each.data.get("event_id") == told.event_id:
            return True
    return False


async def test_an_alert_arrives_as_it_is_in_the_store() -> None:
    async with running(Store()) as station, listening(station.client) as events:
        coming = numbered(events)
        (told,) = station.hear(0)
        async with asyncio.timeout(PATIENCE_S):
            first = await anext(coming)
        assert first.event == "alert"
        assert first.data["event_id"] == told.event_id
        assert first.data["incident"]["incident_id"] == told.incident.incident_id


async def test_how_the_station_is_comes_at_once() -> None:
    async with running(Store()) as station, listening(station.client) as events:
        async with asyncio.timeout(PATIENCE_S):
            first = await anext(events)
        assert (first.event, first.id) == ("status", None)
        assert first.data["state"] == "online"


async def test_a_burst_that_is_not_told_changes_the_incident() -> None:
    async with running(Store()) as station, listening(station.client) as events:
        coming = numbered(events)
        assert station.hear(0)
        assert station.hear(1)
        assert not station.hear(1)
        async with asyncio.timeout(PATIENCE_S):
            while (each := await anext(coming)).event == "alert":
                pass
        assert each.event == "incident"
        assert each.data["bursts"] == 3


async def test_the_list_and_the_events_after_it_have_no_gap(tmp_path: Path) -> None:
    async with running(Store()) as station:
        station.hear(0)
        listed = (await station.client.get(f"{API}/incidents")).json()
        (second,) = station.hear(1)
        path = f"{API}/events?last_event_id={listed['last_event_id']}"
        async with station.client.stream("GET", path) as answer, asyncio.timeout(PATIENCE_S):
            async for line in answer.aiter_lines():
                if line.startswith("data") and '"seq":' in line:
                    break
        assert second.event_id in line


async def test_nothing_is_lost_or_told_twice_while_the_server_starts_again(tmp_path: Path) -> None:
    path = tmp_path / "alerts.db"
    heard: list[str] = []
    got: list[Received] = []
    for round_ in range(4):
        with Store(path) as store:
            async with running(store) as station:
                heard += [each.event_id for each in station.hear(3 * round_)]
                place = got[-1].id if got else EVERYTHING
                async with listening(station.client, place) as events:
                    heard += [each.event_id for each in station.hear(3 * round_ + 1)]
                    async with asyncio.timeout(PATIENCE_S):
                        async for each in numbered(events):
                            got.append(each)
                            if each.data.get("event_id") == heard[-1]:
                                break
                heard += [each.event_id for each in station.hear(3 * round_ + 2)]  # unseen by him
    with Store(path) as store:
        async with running(store) as station, listening(station.client, got[-1].id) as events:
            got.append(await anext(numbered(events)))
    assert [each.data["event_id"] for each in got if each.event == "alert"] == heard
    assert len(heard) == 12


async def test_who_was_away_for_long_gets_all_of_it_in_order() -> None:
    async with running(Store()) as station:
        heard = [each.event_id for number in range(700) for each in station.hear(number)]
        got: list[str] = []
        async with listening(station.client, EVERYTHING) as events, asyncio.timeout(60):
            async for each in numbered(events):
                if each.event == "alert":
                    got.append(each.data["event_id"])
                if got[-1:] == heard[-1:]:
                    break
        assert got == heard


async def test_an_id_of_another_store_asks_to_read_the_list_anew() -> None:
    async with running(Store()) as station:
        station.hear(0)
        async with listening(station.client, "5-0123456789abcdef") as events:
            async with asyncio.timeout(PATIENCE_S):
                first = await anext(numbered(events))
                assert first.event == "reset"
                (told,) = station.hear(1)
                assert await comes(events, told)
        async with listening(station.client, first.id) as events, asyncio.timeout(PATIENCE_S):
            assert await comes(events, told)


async def test_listeners_follow_the_store_to_memory_and_back_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe, "TRY_AGAIN_S", 0.0)
    folder = tmp_path / "state"
    with SafeStore(folder / "alerts.db", report=print) as store:
        async with running(store) as station, listening(station.client) as events:
            async with asyncio.timeout(PATIENCE_S):
                assert await comes(events, station.hear(0)[0])
                folder.rename(tmp_path / "away")
                folder.write_text("a file where the folder was")
                (unseen,) = station.hear(1)
                assert store.fault is not None
                assert (await anext(numbered(events))).event == "reset"
                listed = (await station.client.get(f"{API}/incidents")).json()
                assert listed["incidents"][0]["alert_id"] == unseen.event_id
                assert await comes(events, station.hear(2)[0])
                folder.unlink()
                (tmp_path / "away").rename(folder)
                (unseen,) = station.hear(3)
                assert store.fault is None
                assert (await anext(numbered(events))).event == "reset"
                assert await comes(events, station.hear(4)[0])


async def test_what_another_process_writes_arrives_too(tmp_path: Path) -> None:
    path = tmp_path / "alerts.db"
    with Store(path) as store, Store(path) as others:
        async with (
            running(store) as station,
            running(others) as elsewhere,
            listening(station.client) as events,
            asyncio.timeout(PATIENCE_S),
        ):
            (told,) = elsewhere.hear(0)
            assert (await anext(numbered(events))).data["event_id"] == told.event_id


async def test_all_listeners_learn_who_has_acknowledged(tmp_path: Path) -> None:
    settings = WebSettings(port=0, tokens=tokens(tmp_path, anna=[Right.ACKNOWLEDGE]))
    async with running(Store(), settings, token=secret_of("anna")) as station:
        (told,) = station.hear(0)
        async with listening(station.client) as events, asyncio.timeout(PATIENCE_S):
            await station.client.post(
                f"{API}/incidents/distress/{told.incident.incident_id}/acknowledge",
                json={"event_id": told.event_id},
            )
            each = await anext(numbered(events))
        assert each.event == "incident"
        assert [said["by"] for said in each.data["acknowledged"]] == ["anna"]


async def test_who_does_not_read_is_cut_off_and_goes_on_where_he_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(event_stream, "SEND_S", 0.3)
    async with running(Store()) as station:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", httpx.URL(station.web.url).port, limit=1024
        )
        writer.write(
            f"GET {API}/events?last_event_id=0- HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
        heard = [each.event_id for number in range(1500) for each in station.hear(number)]
        await asyncio.sleep(1.5)
        streams = (await station.client.get(f"{API}/metrics")).text
        assert "beacon406_event_streams 0.0" in streams
        text = b""
        with suppress(ConnectionError):  # cut off, or at its end
            while piece := await reader.read(65536):
                text += piece
        writer.close()
        place = text[: text.rfind(b"\nevent:")].split(b"\nid: ")[-1].split(b"\n")[0].decode()
        number = text.count(b"event: alert\n")
        assert 0 < number < len(heard)
        async with listening(station.client, place) as events, asyncio.timeout(PATIENCE_S):
            each = await anext(numbered(events))
        assert each.data["event_id"] in heard[number - 1 : number + 1]


async def test_who_connects_and_asks_for_nothing_loses_his_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "SILENT_TICKS", 2)
    async with running(Store()) as station:
        port = httpx.URL(station.web.url).port
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        silent[1][1].write(b"GET / HTTP/1.1\r\nHost: local")
        async with listening(station.client) as events, asyncio.timeout(PATIENCE_S):
            for reader, writer in silent:
                with suppress(ConnectionError):
                    assert await reader.read() == b""
                writer.close()
            assert await comes(events, station.hear(0)[0])  # who listens is not cut off


async def test_a_head_request_of_the_stream_ends() -> None:
    async with running(Store()) as station, asyncio.timeout(PATIENCE_S):
        answer = await station.client.head(f"{API}/events")
        assert answer.headers["content-type"].startswith("text/event-stream")


async def test_more_listeners_than_allowed_are_told_so() -> None:
    async with running(Store(), WebSettings(port=0, streams_max=2)) as station:
        async with listening(station.client) as one, listening(station.client) as two:
            await anext(one)
            await anext(two)
            answer = await station.client.get(f"{API}/events")
            assert answer.status_code == 503
            assert "listen already" in answer.json()["error"]
        async with asyncio.timeout(PATIENCE_S):
            while (await station.client.get(f"{API}/health")).is_success:
                async with station.client.stream("GET", f"{API}/events") as again:
                    if again.is_success:
                        break


async def test_the_server_ends_in_time_with_streams_open() -> None:
    async with httpx.AsyncClient() as client, AsyncExitStack() as streams:
        async with running(Store()) as station:
            client.base_url = httpx.URL(station.web.url)
            for _ in range(20):
                events = await streams.enter_async_context(listening(client))
                await anext(events)
            begin_s = time.monotonic()
        assert time.monotonic() - begin_s < 3.0
        with pytest.raises(StopAsyncIteration):  # each has come to its proper end
            await anext(numbered(events))


async def test_sigterm_ends_a_process_in_time_with_streams_open() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, web_process.__file__, stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    url = httpx.URL((await process.stdout.readline()).decode().strip())
    async with httpx.AsyncClient(base_url=url) as client, AsyncExitStack() as streams:
        for _ in range(20):
            await anext(await streams.enter_async_context(listening(client)))
        # These two have asked, and read nothing; one has not even asked to the end.
        for request in (
            f"GET {API}/events?last_event_id=0- HTTP/1.1\r\nHost: [::1]\r\n\r\n",
            "GET /",
        ):
            _, writer = await asyncio.open_connection("127.0.0.1", url.port, limit=1024)
            writer.write(request.encode())
            streams.callback(writer.close)
        await asyncio.sleep(0.5)
        begin_s = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, said = await process.communicate()
        took_s = time.monotonic() - begin_s
    assert (process.returncode, said) == (0, b"")
    assert took_s < 3.0
