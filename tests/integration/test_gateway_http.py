"""Whom a gateway talks to over HTTP, what it says, and what it never does."""

import logging
import ssl
from pathlib import Path

import msgspec
import pytest
from certificates import Authority
from gateway_made_up import FORMATS, SECRET, enqueue, gateways, soon, webhook
from gateway_servers import http_server
from made_up_alerts import story

from alerts.errors import AlertSettingError
from alerts.gateways.attempt import attempt
from alerts.gateways.channel import Due
from alerts.gateways.errors import AwayError, HeldError, RejectedError
from alerts.gateways.http import judge
from alerts.gateways.kinds import AnyGateway, NtfySettings, OutboxSettings
from alerts.gateways.opening import open_channel
from alerts.gateways.webhook_signature import signature_headers
from alerts.messages import Messages
from alerts.signing import Signer, Verdict, verify
from alerts.signing_keys import read_jwk_set
from alerts.store.store import Store
from alerts.topics import Topics

TOKEN = "tk_madeupmadeupmadeup"
ATTEMPT_S = 10.0


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"), "authority")


def serving(authority: Authority, name: str, *, days: int = 2) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.sign(name, days=days))
    return context


async def send(settings: AnyGateway) -> Due:
    """One attempt at one alert."""
    alert = story(1)[0]
    due = Due(alert, msgspec.json.encode(alert))
    channel = open_channel(settings, FORMATS, pytest.fail)
    await attempt(settings.name, channel, due, ATTEMPT_S)
    return due


def test_the_signature_is_that_of_the_published_example() -> None:
    """Of the libraries of Standard Webhooks."""
    headers = signature_headers(
        SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-signature"] == signature


async def test_a_webhook_carries_the_document_its_identifier_and_a_signature(
    tmp_path: Path,
) -> None:
    async with http_server() as server:
        due = await send(webhook(tmp_path, server.url("/a/b?c=d")))
    [request] = server.taken
    headers = request.headers
    signed = signature_headers(
        SECRET, due.alert.event_id, int(headers["webhook-timestamp"]), request.body
    )
    assert request.path == "/a/b?c=d"
    assert request.body == due.document
    assert headers["webhook-id"] == due.alert.event_id
    assert headers["webhook-signature"] == signed["webhook-signature"]
    assert headers["idempotency-key"] == f'"{due.alert.event_id}"'
    assert headers["content-type"] == "application/json"


async def test_the_document_keeps_the_signature_of_the_station(tmp_path: Path) -> None:
    store, signer = Store(), Signer.open(tmp_path / "signing.pem")
    async with http_server() as server, gateways(store, webhook(tmp_path, server.url())) as it:
        enqueue(store, story(1), Messages(Topics("hill"), signer))
        it.wake()
        await soon(lambda: server.taken)
    keys = read_jwk_set(signer.public_keys)
    assert verify(server.taken[0].body, keys) is Verdict.VERIFIED


async def test_ntfy_gets_a_notification_with_the_class_first(tmp_path: Path) -> None:
    secret_file = tmp_path / "token"
    secret_file.write_text(f"{TOKEN}\n")
    async with http_server(lambda _: 200) as server:
        url = server.url("/ntfy/quiet_topic")
        due = await send(NtfySettings(name="phones", url=url, secret_file=secret_file))
    [request] = server.taken
    said = msgspec.json.decode(request.body)
    assert request.path == "/ntfy/"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert said["topic"] == "quiet_topic"
    assert said["title"] == "DISTRESS: initial encoded, EPIRB, Nowhere, 0123456789ABCDE"
    assert said["priority"] == 5
    assert said["tags"] == ["sos", "distress"]
    assert said["click"] == "geo:32.50000,-117.25000"
    assert said["message"].startswith(due.alert.reason)
    assert said["message"].endswith(due.alert.notice)


async def test_a_server_whose_certificate_is_vouched_for_gets_the_alert(
    tmp_path: Path, authority: Authority
) -> None:
    async with http_server(tls=serving(authority, "localhost")) as server:
        url = server.url(scheme="https")
        await send(webhook(tmp_path, url, ca_file=authority.certificate))
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("name", "days", "why"),
    [("elsewhere", 2, "Hostname mismatch"), ("localhost", -1, "certificate has expired")],
)
async def test_a_server_with_another_name_or_an_old_certificate_gets_nothing(
    tmp_path: Path, authority: Authority, name: str, days: int, why: str
) -> None:
    async with http_server(tls=serving(authority, name, days=days)) as server:
        url = server.url(scheme="https")
        with pytest.raises(AwayError, match=f"its certificate is not trusted: {why}"):
            await send(webhook(tmp_path, url, ca_file=authority.certificate))
    assert server.received == []


async def test_a_server_that_nobody_known_vouches_for_gets_nothing(
    tmp_path: Path, authority: Authority
) -> None:
    async with http_server(tls=serving(authority, "localhost")) as server:
        with pytest.raises(AwayError, match="unable to get local issuer certificate"):
            await send(webhook(tmp_path, server.url(scheme="https")))
    assert server.received == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(tmp_path: Path, status: int) -> None:
    async with (
        http_server() as other,
        http_server(lambda _: status, answer_headers=f"Location: {other.url()}\r\n") as server,
    ):
        with pytest.raises(AwayError, match="redirects are not followed, set url"):
            await send(webhook(tmp_path, server.url()))
    assert other.received == []


async def test_neither_proxies_nor_netrc_of_the_environment_have_a_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine localhost login someone password hidden\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    async with http_server() as proxy, http_server() as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        await send(webhook(tmp_path, server.url()))
    assert proxy.received == []
    assert "authorization" not in server.taken[0].headers


async def test_a_secret_is_read_anew_for_each_alert(tmp_path: Path) -> None:
    async with http_server() as server:
        settings = webhook(tmp_path, server.url())
        await send(settings)
        (tmp_path / "secret").write_text("too short")
        with pytest.raises(AwayError, match="gateway hook: the secret must be whsec_"):
            await send(settings)
        (tmp_path / "secret").unlink()
        with pytest.raises(AwayError, match=r"secret_file .*: No such file or directory"):
            await send(settings)
    assert len(server.received) == 1


async def test_no_secret_is_ever_logged_or_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The path of a webhook and the topic of ntfy are secrets, too."""
    secret_file = tmp_path / "token"
    secret_file.write_text(TOKEN)
    told: list[str] = []
    with caplog.at_level(logging.DEBUG):
        for status in (204, 302, 401, 422, 500):
            async with http_server(lambda _, status=status: status) as server:
                await _told(webhook(tmp_path, server.url("/hidden")), told)
                url = server.url("/hidden")
                await _told(NtfySettings(name="phones", url=url, secret_file=secret_file), told)
        await _told(webhook(tmp_path, "http://localhost:1/hidden"), told)
        await _told(webhook(tmp_path, "https://no-such-host.invalid/hidden"), told)
    assert len(told) == 10
    said = caplog.text + "\n".join(told)
    for secret in (SECRET, TOKEN, "hidden"):
        assert secret not in said
    caplog.clear()


async def _told(settings: AnyGateway, told: list[str]) -> None:
    try:
        await send(settings)
    except (AwayError, HeldError, RejectedError) as error:
        told.append(str(error))


def test_what_an_answer_means() -> None:
    kinds = {
        None: (200, 201, 202, 204, 299),
        AwayError: (300, 304, 401, 403, 404, 405, 408, 409, 410, 425, 429, 501, 502, 503, 504, 599),
        HeldError: (500,),
        RejectedError: (400, 413, 415, 422),
    }
    for kind, statuses in kinds.items():
        for status in statuses:
            failure = judge(status, "server")
            assert (failure and type(failure)) is kind


def test_an_unknown_format_is_told_at_the_start(tmp_path: Path) -> None:
    settings = OutboxSettings(name="files", folder=tmp_path, formats=("csv",))
    with pytest.raises(AlertSettingError, match="gateway files: format 'csv': must be one of cot"):
        open_channel(settings, FORMATS, pytest.fail)
