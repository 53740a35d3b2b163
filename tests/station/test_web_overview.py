"""Who has a token for the overview sees what is open, redacted, and nothing else on any route."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import httpx
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_alerts import burst_event
from msgspec.structs import replace
from web_running import API, Running, listening, running, secret_of, tokens

from alerts.errors import AlertSettingError
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.redaction import digest
from alerts.store.errors import StoreError
from alerts.store.store import Store
from decoder.message import MessageClass
from station.web import feed, overview
from station.web.application import routes
from station.web.documents import Overview
from station.web.overview_key import overview_key
from station.web.service import Service
from station.web.settings import Right, TokenSettings, WebSettings

COVERT_BEACON = "00000C0FFEE0000"
BEACON = "0123456789ABCDE"
OPEN_TO_IT = {
    ("/overview", "GET"),
    ("/events", "GET"),
    ("/session", "GET"),
    ("/session", "POST"),
    ("/session", "DELETE"),
    ("/openapi.json", "GET"),
}
SHORTEST = 6
EXAMPLES = 12
PATIENCE_S = 10.0
OFFICER = "Annabella-Quist"
PUBLIC = {"authorization": f"Bearer {secret_of('public')}"}


def people(folder: Path, **more: Any) -> WebSettings:
    rights = {"public": [Right.OVERVIEW], OFFICER: [Right.ACKNOWLEDGE, Right.SHIP_SECURITY]}
    return WebSettings(port=0, tokens=tokens(folder, **rights), **more)


async def seen(station: Running) -> Overview:
    answer = await station.client.get(f"{API}/overview", headers=PUBLIC)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=Overview)


hexadecimal = st.text("0123456789ABCDEF", min_size=28, max_size=36)
# No word of an answer has six letters in a row of which none is a vowel.
names = st.text("BCDFGHJKLMNPQRSTVWXZ", min_size=12, max_size=20)


@st.composite
def bursts(draw: st.DrawFn) -> tuple[Event, list[str]]:
    """One of distress, and what it holds of people."""
    beacon_id = draw(st.text("0123456789ABCDEF", min_size=15, max_size=23))
    mmsi = str(draw(st.integers(200_000_000, 799_999_999)))
    ship, message = draw(names), draw(hexadecimal)
    event = replace(
        burst_event(time.time() - 3600, beacon_id=beacon_id),
        hex=message,
        identity=f"{ship}, MMSI {mmsi}",
        fields={"mmsi": int(mmsi), "call_sign": ship, "address": message[:6]},
    )
    return event, [beacon_id, mmsi, ship, message, OFFICER, secret_of(OFFICER)]


def addresses(told: Alert, event: Event) -> Iterator[tuple[str, str, str]]:
    """Path as it is routed, method, and an address where there is something."""
    ids = {"incidents": told.incident.incident_id, "evidence": event.event_id}
    for route in routes(cast("Service", None), lambda _: None):
        name = ids.get(route.path.split("/")[1], told.event_id)
        path = route.path.replace("{class}", told.incident.alert_class).replace("{id}", name)
        for method in sorted(route.methods or ()):
            yield route.path, method, API + path


Answers = dict[tuple[str, str], httpx.Response]


async def answers(station: Running, event: Event) -> Answers:
    """Of every route, asked for that beacon's incident, its alert and its burst."""
    (told,) = station.desk.take([event], time.time())
    incident = told.incident
    officer = {"authorization": f"Bearer {secret_of(OFFICER)}"}
    said = await station.client.post(
        f"{API}/incidents/{incident.alert_class}/{incident.incident_id}/acknowledge",
        json={"event_id": told.event_id},
        headers=officer,
    )
    assert OFFICER in said.text
    found = {}
    for path, method, address in addresses(told, event):
        if (path, method) == ("/events", "GET"):  # which has no end
            continue
        body = {"event_id": told.event_id}
        answer = await station.client.request(method, address, json=body, headers=PUBLIC)
        station.client.cookies.clear()
        found[path, method] = answer
    return found


async def first_events(station: Running) -> str:
    """All that comes of a stream in three statuses, asked for from the very beginning on."""
    text, number = "", 0
    async with (
        station.client.stream("GET", f"{API}/events?last_event_id=0-", headers=PUBLIC) as answer,
        asyncio.timeout(PATIENCE_S),
    ):
        async for line in answer.aiter_lines():
            text += line + "\n"
            number += line.startswith("event: ")
            if number == 3 and not line:
                break
    return text


def traces(secret: str) -> Iterator[str]:
    for first in range(len(secret) - SHORTEST + 1):
        yield secret[first : first + SHORTEST].upper()


@settings(max_examples=EXAMPLES)
@given(bursts())
def test_no_answer_of_any_route_has_a_trace_of_a_person(burst: tuple[Event, list[str]]) -> None:
    event, secrets = burst

    async def ask() -> str:
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setattr(feed, "STATUS_S", 0.02)
            async with running(Store(), people(Path(folder))) as station:
                given = await answers(station, event)
                for each in given.values():
                    each.headers.pop("set-cookie", None)  # hexadecimal, and of his own token
                told = [f"{each.headers} {each.text}" for each in given.values()]
                public = await first_events(station)
        assert digest_like(public)
        contract = given["/openapi.json", "GET"].text
        return "\n".join([public, *(each for each in told if contract not in each)]).upper()

    text = asyncio.run(ask())
    assert [each for secret in secrets for each in traces(secret) if each in text] == []


def digest_like(text: str) -> bool:
    """Whether the incident is in it at all: else nothing would be shown by nothing being found."""
    return '"class":"distress"' in text and '"rounded":true' in text


async def test_every_route_but_a_few_is_shut(tmp_path: Path) -> None:
    async with running(Store(), people(tmp_path)) as station:
        given = await answers(station, burst_event(time.time() - 3600))
    assert {path for path, _ in given} | {"/events"} == {
        route.path for route in routes(cast("Service", None), lambda _: None)
    }
    for (path, method), answer in given.items():
        is_open = (path, method.replace("HEAD", "GET")) in OPEN_TO_IT
        assert answer.status_code == (200 if is_open else 403), (path, method)


async def test_what_is_open_is_shown_to_the_minute_and_a_tenth_of_a_degree(tmp_path: Path) -> None:
    async with running(Store(), people(tmp_path)) as station:
        (told,) = station.hear(1)
        shown = await seen(station)
        assert set(Overview.__struct_encode_fields__) == {"schema", "state", "time", "incidents"}
        assert shown.time.endswith(":00.000Z")
        (public,) = shown.incidents
        assert (public.alert_class, public.phase) == ("distress", "active")
        assert (public.country, public.country_name) == (999, "Nowhere")
        assert public.first_heard == told.incident.first_heard[:16] + ":00.000Z"
        assert public.position is not None
        # 10.05 N 117.25 W, within 120 m, and 8 km for the rounding.
        assert (public.position.lat, public.position.lon) in {(10.0, -117.2), (10.1, -117.2)}
        assert public.position.radius_95_m == 9000


@pytest.mark.parametrize(
    "alert_class",
    sorted({*MessageClass} - {"distress", "distress_tracking", "cancellation"}),
)
async def test_what_is_covert_or_nobodys_emergency_is_not_there(
    tmp_path: Path, alert_class: MessageClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "STATUS_S", 0.02)
    async with running(Store(), people(tmp_path)) as station:
        before = await seen(station)
        station.hear(0, alert_class, COVERT_BEACON)
        events = await first_events(station)
        after = await seen(station)
        assert before.incidents == after.incidents == ()
        assert alert_class not in events


async def test_what_is_closed_is_shown_no_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "STATUS_S", 0.02)
    async with running(Store(), people(tmp_path)) as station:
        (told,) = station.hear(0)
        async with asyncio.timeout(PATIENCE_S):
            while not (await seen(station)).incidents:
                await asyncio.sleep(0.01)
            await station.client.post(
                f"{API}/incidents/distress/{told.incident.incident_id}/close",
                json={"event_id": told.event_id},
                headers={"authorization": f"Bearer {secret_of(OFFICER)}"},
            )
            while (await seen(station)).incidents:
                await asyncio.sleep(0.01)


async def test_the_stream_has_overviews_alone_and_each_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "STATUS_S", 0.05)
    async with running(Store(), people(tmp_path), token=secret_of("public")) as station:
        for number in range(3):
            station.hear(0, beacon_id=f"{number:015X}")
        async with listening(station.client, "0-") as events, asyncio.timeout(PATIENCE_S):
            first = await anext(events)
            station.hear(0)
            async for each in events:
                assert (each.event, each.id) == ("overview", None)
                if len(each.data["incidents"]) == 4:
                    break
        assert first.event == "overview"
        assert len(first.data["incidents"]) == 3
        assert first.data["state"] == "online"


async def test_a_stream_goes_on_after_the_store_could_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "STATUS_S", 0.02)
    failures = iter(range(3))
    read = overview.incidents

    def failing(*arguments: Any) -> Any:
        if next(failures, None) is not None:
            raise StoreError("the disk is gone")
        return read(*arguments)

    monkeypatch.setattr(overview, "incidents", failing)
    async with running(Store(), people(tmp_path), token=secret_of("public")) as station:
        station.hear(0)
        async with listening(station.client) as events, asyncio.timeout(PATIENCE_S):
            assert len((await anext(events)).data["incidents"]) == 1


async def test_the_store_is_read_once_however_many_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "STATUS_S", 1000.0)
    reads: list[None] = []
    read = overview.incidents

    def counted(*arguments: Any) -> Any:
        reads.append(None)
        return read(*arguments)

    monkeypatch.setattr(overview, "incidents", counted)
    async with running(Store(), people(tmp_path)) as station:
        async with listening(station.client, "0-") as events:
            await asyncio.wait_for(anext(events), PATIENCE_S)
        reads.clear()
        await asyncio.gather(*(seen(station) for _ in range(20)))
        assert len(reads) <= 1


async def test_the_public_leave_room_for_coordinators(tmp_path: Path) -> None:
    settings = people(tmp_path, streams_max=2)
    officer = {"authorization": f"Bearer {secret_of(OFFICER)}"}
    async with (
        running(Store(), settings, token=secret_of("public")) as station,
        listening(station.client) as events,
    ):
        await asyncio.wait_for(anext(events), PATIENCE_S)
        refused = await station.client.get(f"{API}/events")
        assert refused.status_code == 503
        async with station.client.stream("GET", f"{API}/events", headers=officer) as answer:
            assert answer.status_code == 200


async def test_a_browser_gets_a_cookie_for_the_overview(tmp_path: Path) -> None:
    async with running(Store(), people(tmp_path)) as station:
        session = await station.client.post(f"{API}/session", headers=PUBLIC)
        assert session.json() == {"name": "public", "rights": ["overview"]}
        assert (await station.client.get(f"{API}/overview")).status_code == 200
        assert (await station.client.get(f"{API}/incidents")).status_code == 403


async def test_who_may_read_has_the_whole_and_no_overview(tmp_path: Path) -> None:
    officer = {"authorization": f"Bearer {secret_of(OFFICER)}"}
    async with running(Store(), people(tmp_path)) as station:
        assert (await station.client.get(f"{API}/overview", headers=officer)).status_code == 403
        assert (await station.client.get(f"{API}/overview")).status_code == 401


async def test_a_beacon_has_the_same_digest_after_a_restart_and_another_at_another_station(
    tmp_path: Path,
) -> None:
    told: list[str] = []
    for name in ("hill.db", "hill.db", "coast.db"):
        async with running(Store(), people(tmp_path), beside=tmp_path / name) as station:
            station.hear(0)
            told += [each.beacon for each in (await seen(station)).incidents]
    key = (tmp_path / "hill.db.overview_key").read_bytes()
    assert told[0] == told[1] == digest(BEACON, key)
    assert told[2] != told[0]


async def test_no_secret_is_made_where_nobody_has_the_overview(tmp_path: Path) -> None:
    file = tmp_path / "hill.db.overview_key"
    async with running(Store(), beside=tmp_path / "hill.db"):
        assert not file.exists()
    async with running(Store(), people(tmp_path), beside=tmp_path / "hill.db"):
        assert file.exists()


def test_the_secret_is_the_stations_own_and_32_bytes(tmp_path: Path) -> None:
    file = tmp_path / "hill.db.overview_key"
    key = overview_key(tmp_path / "hill.db", pytest.fail)
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(key) == 32
    assert overview_key(tmp_path / "hill.db", pytest.fail) == key
    assert overview_key(None, pytest.fail) != overview_key(None, pytest.fail)
    file.chmod(0o644)
    with pytest.raises(AlertSettingError, match=r"others may use it \(mode 644\): chmod 600 it"):
        overview_key(tmp_path / "hill.db", pytest.fail)
    file.write_bytes(b"short")
    file.chmod(0o600)
    with pytest.raises(AlertSettingError, match="has 5 bytes, not 32: remove it"):
        overview_key(tmp_path / "hill.db", pytest.fail)


def test_a_disk_that_fails_leaves_the_station_with_a_secret_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    said: list[str] = []
    keys = {overview_key(tmp_path / "file" / "hill.db", said.append) for _ in range(2)}
    assert len(keys) == 2
    assert len(said) == 2
    assert "until the next start one in memory does" in said[0]


@pytest.mark.parametrize("other", sorted({*Right} - {Right.OVERVIEW}))
def test_the_overview_goes_with_no_other_right(tmp_path: Path, other: Right) -> None:
    for rights in ((Right.OVERVIEW, other), (other, Right.OVERVIEW)):
        with pytest.raises(AlertSettingError, match="overview goes with no other right"):
            TokenSettings(name="public", file=tmp_path / "token", rights=rights)
