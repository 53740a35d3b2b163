"""Who may read, acknowledge and see what is covert; and what a browser may be talked into."""

import socket
from pathlib import Path

import httpx
import pytest
from web_running import API, Running, running, secret_of, tokens

from alerts.errors import AlertSettingError
from alerts.formats import FORMATS
from alerts.incidents.alert import Alert
from alerts.store.store import Store
from decoder.message import MessageClass
from station.web.settings import Right, TokenSettings, WebSettings

COVERT = MessageClass.SHIP_SECURITY
COVERT_BEACON = "00000C0FFEE0000"


def people(folder: Path) -> tuple[TokenSettings, ...]:
    return tokens(
        folder,
        reader=[Right.READ],
        officer=[Right.ACKNOWLEDGE],
        authority=[Right.SHIP_SECURITY],
        both=[Right.SHIP_SECURITY, Right.ACKNOWLEDGE],
    )


def bearing(name: str | None) -> dict[str, str]:
    return {} if name is None else {"authorization": f"Bearer {secret_of(name)}"}


async def say(station: Running, alert: Alert, headers: dict[str, str]) -> httpx.Response:
    incident = alert.incident
    return await station.client.post(
        f"{API}/incidents/{incident.alert_class}/{incident.incident_id}/acknowledge",
        json={"event_id": alert.event_id},
        headers=headers,
    )


@pytest.mark.parametrize(
    ("name", "statuses", "sees_covert"),
    [
        (None, (200, 403, 403), False),
        ("reader", (200, 403, 403), False),
        ("officer", (200, 200, 404), False),
        ("authority", (200, 403, 403), True),
        ("both", (200, 200, 200), True),
        ("nobody", (401, 401, 401), False),
    ],
)
async def test_each_token_gives_its_rights_and_no_others(
    tmp_path: Path, name: str | None, statuses: tuple[int, int, int], sees_covert: bool
) -> None:
    """Statuses of reading, acknowledging, and acknowledging what is covert."""
    reads, acknowledges, acknowledges_covert = statuses
    async with running(Store(), WebSettings(port=0, tokens=people(tmp_path))) as station:
        (open_alarm,) = station.hear(0)
        (covert_alarm,) = station.hear(0, COVERT, COVERT_BEACON)
        headers = bearing(name)
        listed = await station.client.get(f"{API}/incidents?phase=all", headers=headers)
        assert listed.status_code == reads
        for path in ("/incidents", f"/incidents?class={COVERT}", "/metrics", "/health"):
            answer = await station.client.get(API + path, headers=headers)
            if path.startswith("/incidents"):
                assert (COVERT_BEACON in answer.text) <= sees_covert
        assert (COVERT_BEACON in listed.text) == sees_covert
        whole = f"{API}/incidents/{COVERT}/{covert_alarm.incident.incident_id}"
        shown = await station.client.get(whole, headers=headers)
        assert shown.is_success == sees_covert
        assert (await say(station, open_alarm, headers)).status_code == acknowledges
        assert (await say(station, covert_alarm, headers)).status_code == acknowledges_covert


@pytest.mark.parametrize(("name", "sees_covert"), [("reader", False), ("authority", True)])
async def test_what_is_covert_is_in_no_format(tmp_path: Path, name: str, sees_covert: bool) -> None:
    async with running(Store(), WebSettings(port=0, tokens=people(tmp_path))) as station:
        (alarm,) = station.hear(0, COVERT, COVERT_BEACON)
        collection = await station.client.get(f"{API}/geojson", headers=bearing(name))
        assert (COVERT_BEACON in collection.text) == sees_covert
        for form in FORMATS:
            path = f"{API}/{form}/{alarm.event_id}"
            answer = await station.client.get(path, headers=bearing(name))
            assert answer.is_success == sees_covert


@pytest.mark.parametrize(("name", "sees_covert"), [("reader", False), ("authority", True)])
async def test_what_is_covert_is_in_no_measure_and_no_event(
    tmp_path: Path, name: str, sees_covert: bool
) -> None:
    async with running(Store(), WebSettings(port=0, tokens=people(tmp_path))) as station:
        station.hear(0, COVERT, COVERT_BEACON)
        station.hear(0)
        headers = bearing(name)
        measures = await station.client.get(f"{API}/metrics", headers=headers)
        assert (COVERT in measures.text) == sees_covert
        events = f"{API}/events?last_event_id=0-"
        text = ""
        async with station.client.stream("GET", events, headers=headers) as stream:
            async for line in stream.aiter_lines():
                text += line
                if '"distress"' in line:
                    break
        assert (COVERT_BEACON in text) == sees_covert


async def test_a_covert_incident_cannot_be_told_from_none(tmp_path: Path) -> None:
    async with running(Store(), WebSettings(port=0, tokens=people(tmp_path))) as station:
        (alarm,) = station.hear(0, COVERT, COVERT_BEACON)
        answers = [
            await station.client.get(f"{API}/incidents/{COVERT}/{incident_id}")
            for incident_id in (alarm.incident.incident_id, "nothing")
        ]
        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].text == answers[1].text


async def test_pages_after_a_covert_incident_do_not_tell_when_it_was(tmp_path: Path) -> None:
    async with running(Store(), WebSettings(port=0, tokens=people(tmp_path))) as station:
        station.hear(0)
        (alarm,) = station.hear(1, COVERT, COVERT_BEACON)
        after = f"{API}/incidents?after={COVERT}/{alarm.incident.incident_id}"
        assert (await station.client.get(after)).json()["incidents"] == []
        answer = await station.client.get(after, headers=bearing("authority"))
        assert len(answer.json()["incidents"]) == 1


async def test_a_browser_gets_a_cookie_for_a_token_and_gives_it_back(tmp_path: Path) -> None:
    settings = WebSettings(port=0, tokens=people(tmp_path), anonymous=False)
    async with running(Store(), settings) as station:
        (alarm,) = station.hear(0)
        origin = {"origin": station.web.url}
        assert (await station.client.get(f"{API}/incidents")).status_code == 401
        session = await station.client.post(f"{API}/session", headers=bearing("officer"))
        assert session.json() == {"name": "officer", "rights": ["acknowledge", "read"]}
        cookie = session.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert secret_of("officer") not in cookie
        assert (await station.client.get(f"{API}/incidents")).status_code == 200
        assert (await say(station, alarm, {})).status_code == 403  # no browser sends no Origin
        assert (await say(station, alarm, origin)).status_code == 200
        assert (await station.client.delete(f"{API}/session", headers=origin)).is_success
        assert (await station.client.get(f"{API}/incidents")).status_code == 401


async def test_another_sites_page_changes_nothing_with_a_visitors_cookie(tmp_path: Path) -> None:
    async with running(Store(), WebSettings(port=0, tokens=people(tmp_path))) as station:
        (alarm,) = station.hear(0)
        await station.client.post(f"{API}/session", headers=bearing("officer"))
        for origin in ("https://evil.example", "null", "http://[", station.web.url + "0"):
            assert (await say(station, alarm, {"origin": origin})).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8406", "", "[", "127.0.0.1.evil"])
async def test_a_name_that_is_not_ours_is_answered_nothing(host: str) -> None:
    async with running(Store()) as station:
        station.hear(0)
        for path in (f"{API}/incidents", "/"):
            answer = await station.client.get(path, headers={"host": host})
            assert answer.status_code == 421


async def test_behind_a_proxy_nobody_is_local() -> None:
    async with running(Store(), WebSettings(port=0, hosts=("hill.example.org",))) as station:
        for headers in ({"host": "hill.example.org"}, {"x-forwarded-for": "192.0.2.1"}):
            answer = await station.client.get(f"{API}/incidents", headers=headers)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert (await station.client.get("/", headers=headers)).status_code == 200


async def test_every_answer_has_strict_headers() -> None:
    async with running(Store()) as station:
        for path in ("/", f"{API}/incidents", f"{API}/nothing", f"{API}/events"):
            async with station.client.stream("GET", path) as answer:
                policy = answer.headers["content-security-policy"]
                assert "default-src 'none'" in policy
                assert "frame-ancestors 'none'" in policy
                assert "unsafe" not in policy
                assert answer.headers["x-content-type-options"] == "nosniff"
                assert answer.headers["referrer-policy"] == "no-referrer"
                assert answer.headers["cross-origin-opener-policy"] == "same-origin"
                assert "server" not in answer.headers
                assert "access-control-allow-origin" not in answer.headers


async def test_a_long_body_is_not_read(tmp_path: Path) -> None:
    async with running(Store(), WebSettings(port=0, tokens=people(tmp_path))) as station:
        (alarm,) = station.hear(0)
        path = f"{API}/incidents/distress/{alarm.incident.incident_id}/acknowledge"
        headers = bearing("officer")
        long = await station.client.post(path, content=b"x" * 5000, headers=headers)
        assert long.status_code == 413

        async def pieces():  # type: ignore[no-untyped-def]  # noqa: ANN202
            yield b"{"

        unknown = await station.client.post(path, content=pieces(), headers=headers)
        assert unknown.status_code == 411
        for wrong in (b"", b"{}", b'{"event_id": 1}', b'{"event_id": "a", "by": "b"}', b"\xff"):
            answer = await station.client.post(path, content=wrong, headers=headers)
            assert answer.status_code == 400


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "hill.example.org"])
def test_other_machines_are_served_only_with_tls_and_a_token(tmp_path: Path, host: str) -> None:
    given = tokens(tmp_path, anna=[Right.READ])
    pem = tmp_path / "hill.pem"
    for settings in (
        {},
        {"tokens": given},
        {"certificate_file": pem, "key_file": pem},
    ):
        with pytest.raises(AlertSettingError, match="can be reached from other machines") as wrong:
            WebSettings(host=host, **settings)  # type: ignore[arg-type]
        assert "\n" not in str(wrong.value)
    WebSettings(host=host, tokens=given, certificate_file=pem, key_file=pem)


@pytest.mark.parametrize(
    ("text", "why"),
    [(None, "No such file"), ("short", "20 or more plain characters"), ("é" * 30, "plain")],
)
async def test_a_token_that_is_none_ends_the_start(
    tmp_path: Path, text: str | None, why: str
) -> None:
    file = tmp_path / "token"
    if text is not None:
        file.write_text(text)
    settings = WebSettings(port=0, tokens=(TokenSettings(name="anna", file=file),))
    with pytest.raises(AlertSettingError, match=f"web token anna.*{why}"):
        async with running(Store(), settings):
            pass


async def test_two_people_do_not_share_a_token(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(secret_of("shared"))
    both = tuple(TokenSettings(name=name, file=file) for name in ("anna", "ben"))
    with pytest.raises(AlertSettingError, match="two are the same"):
        async with running(Store(), WebSettings(port=0, tokens=both)):
            pass


async def test_a_port_in_use_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(AlertSettingError, match=f"web 127.0.0.1 port {port}: Address already"):
            async with running(Store(), WebSettings(port=port)):
                pass


async def test_a_certificate_that_is_none_ends_the_start(tmp_path: Path) -> None:
    file = tmp_path / "hill.pem"
    file.write_text("no certificate")
    settings = WebSettings(port=0, certificate_file=file, key_file=file)
    with pytest.raises(AlertSettingError, match="web: certificate_file") as wrong:
        async with running(Store(), settings):
            pass
    assert "\n" not in str(wrong.value)
