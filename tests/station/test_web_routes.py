"""Every address of the web server, asked over a real connection."""

import re
from pathlib import Path

import httpx
import pytest
from web_running import API, LOCAL, Running, running, secret_of, tokens

from alerts.formats import FORMATS
from alerts.store.store import Store
from decoder.message import MessageClass
from station.web.settings import Right, WebSettings

# Test protocol (standard location, made up): never a real beacon.
MESSAGE = "FFFE2F8E3EABCDE530A08DD7A03580200CDF"


async def get(station: Running, path: str, **parameters: object) -> httpx.Response:
    return await station.client.get(API + path, params=parameters)  # type: ignore[arg-type]


async def test_an_incident_is_listed_and_shown_whole() -> None:
    async with running(Store()) as station:
        told = station.hear(0) + station.hear(1)
        listed = (await get(station, "/incidents")).json()
        assert [each["incident_id"] for each in listed["incidents"]] == [
            told[0].incident.incident_id
        ]
        assert listed["next"] is None
        whole = (await get(station, f"/incidents/distress/{told[0].incident.incident_id}")).json()
        assert whole["incident"] == listed["incidents"][0]
        assert [each["event_id"] for each in whole["alerts"]] == [each.event_id for each in told]
        assert [each["time"] for each in whole["bursts"]] == [each.time for each in told]


async def test_only_the_last_bursts_are_given_where_there_are_more() -> None:
    async with running(Store()) as station:
        told = [station.hear(number)[0] for number in range(5)]
        incident = told[0].incident.incident_id
        whole = (await get(station, f"/incidents/distress/{incident}", limit=2)).json()
        assert [each["time"] for each in whole["bursts"]] == [each.time for each in told[-2:]]
        assert [each["seq"] for each in whole["alerts"]] == [4, 5]


async def test_the_list_comes_in_pages_with_each_incident_once() -> None:
    async with running(Store()) as station:
        for number in range(7):
            station.hear(number // 2, beacon_id=f"{number:015X}")
        seen: list[str] = []
        after: dict[str, str] = {}
        while True:
            page = (await get(station, "/incidents", limit=2, **after)).json()
            seen += [each["beacon_id"] for each in page["incidents"]]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert sorted(seen) == [f"{number:015X}" for number in range(7)]


async def test_after_what_is_not_there_comes_nothing() -> None:
    async with running(Store()) as station:
        station.hear(0)
        page = (await get(station, "/incidents", after="distress/nothing")).json()
        assert (page["incidents"], page["next"]) == ([], None)


async def test_the_list_is_of_the_classes_and_phases_asked_for(tmp_path: Path) -> None:
    settings = WebSettings(port=0, tokens=tokens(tmp_path, anna=[Right.ACKNOWLEDGE]))
    async with running(Store(), settings, token=secret_of("anna")) as station:
        (alarm,) = station.hear(0)
        station.hear(0, MessageClass.TEST)
        path = f"{API}/incidents/distress/{alarm.incident.incident_id}/close"
        assert (await station.client.post(path, json={"event_id": alarm.event_id})).is_success

        async def listed(**parameters: object) -> set[str]:
            page = (await get(station, "/incidents", **parameters)).json()
            return {each["class"] for each in page["incidents"]}

        assert await listed() == {"test"}
        assert await listed(phase="closed") == {"distress"}
        assert await listed(phase="all") == {"test", "distress"}
        assert await listed(phase="all", **{"class": "distress"}) == {"distress"}
        assert await listed(phase="all", **{"class": ["test", "distress"]}) == {"test", "distress"}


async def test_what_is_acknowledged_has_the_name_of_the_token(tmp_path: Path) -> None:
    settings = WebSettings(port=0, tokens=tokens(tmp_path, anna=[Right.ACKNOWLEDGE]))
    async with running(Store(), settings, token=secret_of("anna")) as station:
        (alarm,) = station.hear(0)
        path = f"{API}/incidents/distress/{alarm.incident.incident_id}"
        seen = {"event_id": alarm.event_id}
        acknowledged = await station.client.post(f"{path}/acknowledge", json=seen)
        assert [each["by"] for each in acknowledged.json()["acknowledged"]] == ["anna"]
        closed = await station.client.post(f"{path}/close", json=seen)
        assert closed.json()["closed"]["by"] == "anna"
        again = await station.client.post(f"{path}/acknowledge", json=seen)
        assert (again.status_code, again.json()) == (409, {"error": "it is closed already"})


async def test_an_alert_that_was_not_seen_is_not_acknowledged(tmp_path: Path) -> None:
    settings = WebSettings(port=0, tokens=tokens(tmp_path, anna=[Right.ACKNOWLEDGE]))
    async with running(Store(), settings, token=secret_of("anna")) as station:
        first, second = station.hear(0) + station.hear(1)
        path = f"{API}/incidents/distress/{first.incident.incident_id}/acknowledge"
        late = await station.client.post(path, json={"event_id": first.event_id})
        assert late.status_code == 409
        assert "newer alert" in late.json()["error"]
        assert (await station.client.post(path, json={"event_id": second.event_id})).is_success


async def test_each_burst_of_a_tracked_aircraft_need_not_be_acknowledged(tmp_path: Path) -> None:
    settings = WebSettings(port=0, tokens=tokens(tmp_path, anna=[Right.ACKNOWLEDGE]))
    async with running(Store(), settings, token=secret_of("anna")) as station:
        told = [
            each
            for number in range(6)
            for each in station.hear(number // 6, MessageClass.DISTRESS_TRACKING)
        ]
        kinds = [str(each.kind) for each in told]
        assert kinds[-1] == kinds[-2] == "tracking"
        path = f"{API}/incidents/distress_tracking/{told[0].incident.incident_id}/acknowledge"
        seen = await station.client.post(path, json={"event_id": told[-2].event_id})
        assert seen.is_success


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/incidents?limit=0", 400),
        ("/incidents?limit=many", 400),
        ("/incidents?phase=lost", 400),
        ("/incidents?class=distres", 400),
        ("/incidents?after=nothing", 400),
        ("/events?last_event_id=yesterday", 400),
        ("/decode", 400),
        ("/decode?hex=12345", 400),
        ("/decode?hex=" + 500 * "A", 400),
        ("/incidents/distress/nothing", 404),
        ("/incidents/no_class/nothing", 404),
        ("/nothing", 404),
    ],
)
async def test_what_is_wrong_is_said_in_a_sentence(path: str, status: int) -> None:
    async with running(Store()) as station:
        answer = await station.client.get(API + path)
        assert answer.status_code == status
        assert len(answer.json()["error"]) > 10
        assert "Traceback" not in answer.text


async def test_a_message_is_explained_bit_by_bit() -> None:
    async with running(Store()) as station:
        decoded = (await get(station, "/decode", hex=MESSAGE)).json()
        assert decoded["event"]["hex"] == MESSAGE
        assert decoded["event"]["class"] == "test"
        country = next(each for each in decoded["bits"] if each["name"] == "country")
        assert (country["first"], country["last"]) == (27, 36)
        assert country["value"] == decoded["event"]["country"] == int(country["bits"], 2)


@pytest.mark.parametrize("name", FORMATS)
async def test_an_alert_is_given_in_every_format(name: str) -> None:
    store = Store()
    async with running(store) as station:
        (told,) = station.hear(0)
        answer = await get(station, f"/{name}/{told.event_id}")
        assert answer.content == FORMATS[name].render(told)
        assert answer.headers["content-type"] == FORMATS[name].content_type
        assert (await get(station, f"/{name}/{'0' * 36}")).status_code == 404


async def test_the_map_has_the_last_alert_of_each_open_incident() -> None:
    async with running(Store()) as station:
        last = [
            (station.hear(0, beacon_id=each) + station.hear(1, beacon_id=each))[-1]
            for each in ("0" * 14 + "1", "0" * 14 + "2")
        ]
        answer = await get(station, "/geojson")
        assert answer.headers["content-type"] == "application/geo+json"
        points = [
            each for each in answer.json()["features"] if each["properties"]["role"] == "position"
        ]
        assert {each["id"] for each in points} == {each.event_id for each in last}


async def test_health_names_each_channel_and_what_waits_for_it() -> None:
    store = Store()
    store.set_brokers(["primary"])
    async with running(store, channels=["primary"]) as station:
        station.hear(0)
        health = (await get(station, "/health")).json()
        assert health["state"] == "online"
        (channel,) = health["channels"]
        assert channel["name"] == "primary"
        assert channel["pending"] == store.tally("primary").pending > 0


async def test_prometheus_can_read_the_measures() -> None:
    store = Store()
    store.set_brokers(["primary"])
    async with running(store, channels=["primary"]) as station:
        station.hear(0)
        measures = (await get(station, "/metrics")).text
        assert 'beacon406_incidents{class="distress",phase="active"} 1.0' in measures
        pending = float(store.tally("primary").pending)
        assert f'beacon406_channel_pending{{channel="primary"}} {pending}' in measures
        assert "beacon406_event_streams 0.0" in measures


async def test_the_page_loads_nothing_from_elsewhere() -> None:
    async with running(Store(), LOCAL) as station:
        page = await station.client.get("/")
        assert page.headers["content-type"].startswith("text/html")
        named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert named
        for name in named:
            assert "//" not in name
            assert (await station.client.get(f"/{name}")).is_success


async def test_no_file_beside_the_page_can_be_read() -> None:
    async with running(Store()) as station:
        for path in ("/../server.py", "/%2e%2e/server.py", "/..%2fserver.py", "//etc/passwd"):
            answer = await station.client.get(f"{station.web.url}{path}")
            assert answer.status_code == 404
