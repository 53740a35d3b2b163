"""Mails through a real SMTP server, with its certificate, its users, and its moods."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from certificates import Authority
from gateway_made_up import FAILING, FORMATS, enqueue, gateways, soon
from made_up_alerts import story

from alerts.errors import AlertSettingError
from alerts.gateways.attempt import attempt
from alerts.gateways.channel import Due
from alerts.gateways.errors import AwayError, HeldError, RejectedError
from alerts.gateways.kinds import MailSettings
from alerts.gateways.mail import Mail
from alerts.store.store import Store

logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of what it does itself

PASSWORD = "made-up password"
DUTY, DEPUTY = "duty@example.org", "deputy@example.org"


class MailServer:
    """Keeps what it takes."""

    def __init__(self) -> None:
        self.port = 0
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.answer_to: Callable[[str], str] = lambda _: "250 OK"
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802 aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        answer = self.answer_to(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.taken.append((list(envelope.rcpt_tos), mail))
        return self.answer


def _known(
    _server: SMTP, _session: Session, _envelope: Envelope, _how: str, who: Any
) -> AuthResult:
    is_known = who == LoginPassword(b"hill", PASSWORD.encode())
    return AuthResult(success=is_known, handled=False)


@asynccontextmanager
async def mail_server(
    authority: Authority, *, offers_tls: bool = True
) -> AsyncIterator[MailServer]:
    it = MailServer()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*authority.sign("localhost"))

    def session() -> SMTP:
        return SMTP(
            it,
            tls_context=tls if offers_tls else None,
            require_starttls=offers_tls,
            authenticator=_known,
            auth_require_tls=offers_tls,
            loop=asyncio.get_running_loop(),
        )

    listener = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    it.port = listener.sockets[0].getsockname()[1]
    try:
        yield it
    finally:
        listener.close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"), "authority")


def settings(
    server: MailServer, folder: Path, authority: Authority, **changes: Any
) -> MailSettings:
    secret_file = folder / "password"
    secret_file.write_text(f"{PASSWORD}\n")
    usual: dict[str, Any] = {
        "name": "post",
        "host": "localhost",
        "port": server.port,
        "user": "hill",
        "secret_file": secret_file,
        "ca_file": authority.certificate,
        "sender": "hill@station.example.org",
        "recipients": (DUTY, DEPUTY),
    }
    return MailSettings(**{**usual, **changes})


async def send(of: MailSettings, count: int = 1) -> list[Due]:
    told = [Due(alert, msgspec.json.encode(alert)) for alert in story(count)]
    channel = Mail(of, FORMATS["sit185"], pytest.fail)
    for due in told:
        await attempt("post", channel, due, 10.0)
    return told


async def test_a_mail_says_the_class_first_and_then_all_of_the_alert(
    tmp_path: Path, authority: Authority
) -> None:
    async with mail_server(authority) as server:
        [due] = await send(settings(server, tmp_path, authority))
    [(recipients, mail)] = server.taken
    assert recipients == [DUTY, DEPUTY]
    assert mail["Subject"] == "DISTRESS: initial encoded, EPIRB, Nowhere, 0123456789ABCDE"
    assert mail["From"] == "hill@station.example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Importance"] == "high"
    assert mail.get_content().splitlines() == [f"ALERT {due.alert.event_id}"]


async def test_the_alerts_of_an_incident_are_one_thread(
    tmp_path: Path, authority: Authority
) -> None:
    async with mail_server(authority) as server:
        await send(settings(server, tmp_path, authority), count=3)
        await send(settings(server, tmp_path, authority), count=1)
    first, second, third, other = (mail for _, mail in server.taken)
    root = first["References"]
    assert second["References"].split() == [root, first["Message-ID"]]
    assert third["References"].split() == [root, second["Message-ID"]]
    assert third["In-Reply-To"] == second["Message-ID"]
    assert root not in {mail["Message-ID"] for _, mail in server.taken}
    assert other["References"] != root


async def test_through_the_queue_each_alert_is_one_mail(
    tmp_path: Path, authority: Authority
) -> None:
    store = Store()
    async with (
        mail_server(authority) as server,
        gateways(store, settings(server, tmp_path, authority)) as it,
    ):
        enqueue(store, story(3))
        it.wake()
        await soon(lambda: not store.pending("post"))
    assert len(server.taken) == 3


async def test_a_recipient_who_is_not_taken_yet_gets_it_later_and_nobody_twice(
    tmp_path: Path, authority: Authority
) -> None:
    due = Due(story(1)[0], b"{}")
    async with mail_server(authority) as server:
        channel = Mail(settings(server, tmp_path, authority), FORMATS["sit185"], pytest.fail)
        server.answer_to = lambda who: "450 later" if who == DEPUTY else "250 OK"
        with pytest.raises(HeldError, match=f"takes no mail yet for {DEPUTY}"):
            await attempt("post", channel, due, 10.0)
        server.answer_to = lambda _: "250 OK"
        await attempt("post", channel, due, 10.0)
    assert [recipients for recipients, _ in server.taken] == [[DUTY], [DEPUTY]]
    assert len({mail["Message-ID"] for _, mail in server.taken}) == 1


async def test_a_recipient_who_is_refused_for_good_is_told_once_and_the_others_get_it(
    tmp_path: Path, authority: Authority
) -> None:
    reports: list[str] = []
    async with mail_server(authority) as server:
        channel = Mail(settings(server, tmp_path, authority), FORMATS["sit185"], reports.append)
        server.answer_to = lambda who: "550 unknown" if who == DEPUTY else "250 OK"
        for alert in story(2):
            await attempt("post", channel, Due(alert, b"{}"), 10.0)
    assert [recipients for recipients, _ in server.taken] == [[DUTY], [DUTY]]
    assert reports == [
        f"gateway post: smtp://localhost:{server.port} refuses {DEPUTY}: check recipients"
    ]


async def test_where_nobody_is_taken_the_alert_waits(tmp_path: Path, authority: Authority) -> None:
    async with mail_server(authority) as server:
        server.answer_to = lambda _: "550 unknown"
        with pytest.raises(AwayError, match="refuses every recipient: check recipients"):
            await send(settings(server, tmp_path, authority))


@pytest.mark.parametrize(("answer", "error"), [("554 no", RejectedError), ("451 later", AwayError)])
async def test_a_mail_that_is_not_taken_is_tried_again_if_it_may_pass(
    tmp_path: Path, authority: Authority, answer: str, error: type[Exception]
) -> None:
    async with mail_server(authority) as server:
        server.answer = answer
        with pytest.raises(error, match=answer[:3]):
            await send(settings(server, tmp_path, authority))


async def test_a_wrong_password_is_told_without_it(tmp_path: Path, authority: Authority) -> None:
    async with mail_server(authority) as server:
        wrong = settings(server, tmp_path, authority)
        (tmp_path / "password").write_text("wrong password")
        with pytest.raises(AwayError, match=r"refuses user and secret$") as caught:
            await send(wrong)
    assert "wrong password" not in str(caught.value)


async def test_a_server_that_offers_no_tls_gets_neither_password_nor_mail(
    tmp_path: Path, authority: Authority
) -> None:
    async with mail_server(authority, offers_tls=False) as server:
        with pytest.raises(AwayError, match="does not offer STARTTLS or a log-in"):
            await send(settings(server, tmp_path, authority))
    assert server.taken == []


async def test_a_server_that_nobody_known_vouches_for_gets_neither(
    tmp_path: Path, authority: Authority
) -> None:
    async with mail_server(authority) as server:
        with pytest.raises(AwayError, match="its certificate is not trusted"):
            await send(settings(server, tmp_path, authority, ca_file=None))
    assert server.taken == []


async def test_an_alert_whose_form_fails_goes_out_as_its_document(
    tmp_path: Path, authority: Authority
) -> None:
    reports: list[str] = []
    alert = story(1)[0]
    async with mail_server(authority) as server:
        channel = Mail(settings(server, tmp_path, authority), FAILING, reports.append)
        await attempt("post", channel, Due(alert, msgspec.json.encode(alert)), 10.0)
    [(_, mail)] = server.taken
    assert alert.reason in mail.get_content()
    assert alert.event_id in mail.get_content()
    assert reports == ["gateway post: sit185 failed"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"security": "none", "host": "mail.example.org"}, "for this machine only"),
        ({"user": None}, "belong together"),
        ({"secret_file": None}, "belong together"),
    ],
)
def test_settings_that_would_send_in_the_clear_or_half_a_login_are_refused(
    tmp_path: Path, authority: Authority, changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(AlertSettingError, match=f"gateway post: .*{why}"):
        settings(MailServer(), tmp_path, authority, **{"port": 25, **changes})
