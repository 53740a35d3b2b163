"""What an operator can write about gateways, and what is refused, in one line."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from alerts.errors import AlertSettingError
from alerts.gateways.kinds import (
    AnyGateway,
    CotSettings,
    MailSettings,
    NtfySettings,
    OutboxSettings,
    WebhookSettings,
)
from decoder.message import MessageClass

EXAMPLE = """
[[gateways]]
kind = "webhook"
name = "duty"
url = "https://alerts.example.org/beacon406"
credential = "duty-secret"

[[gateways]]
kind = "mail"
name = "post"
host = "mail.example.org"
user = "hill"
secret_file = "post.password"
sender = "hill@station.example.org"
recipients = ["duty@example.org"]
classes = ["distress", "ship_security"]

[[gateways]]
kind = "ntfy"
name = "phones"
url = "https://ntfy.example.org/topic"

[[gateways]]
kind = "cot"
name = "field"
url = "udp://239.2.3.1"

[[gateways]]
kind = "outbox"
name = "files"
folder = "outbox"
formats = ["sit185"]
"""


MAIL = 'kind = "mail"\nname = "x"\nhost = "x"\nsender = "a@b"'


class Configuration(msgspec.Struct):
    gateways: tuple[AnyGateway, ...]


def read(text: str) -> tuple[AnyGateway, ...]:
    def path(kind: type, value: object) -> Path:
        assert kind is Path
        assert isinstance(value, str)
        return Path("/folder") / value

    return msgspec.toml.decode(text, type=Configuration, dec_hook=path).gateways


def test_every_kind_can_be_written_in_toml() -> None:
    webhook, mail, ntfy, cot, outbox = read(EXAMPLE)
    assert isinstance(webhook, WebhookSettings)
    assert isinstance(mail, MailSettings)
    assert isinstance(ntfy, NtfySettings)
    assert isinstance(cot, CotSettings)
    assert isinstance(outbox, OutboxSettings)
    assert mail.secret_file == Path("/folder/post.password")
    assert str(mail.address) == "smtp://mail.example.org:587"
    assert (ntfy.topic, ntfy.server_url) == ("topic", "https://ntfy.example.org/")
    assert str(cot.address) == "udp://239.2.3.1:6969"


def test_by_default_people_are_told_of_distress_and_of_what_takes_it_back() -> None:
    [_, mail, ntfy, *_] = read(EXAMPLE)
    usual = {MessageClass.DISTRESS, MessageClass.DISTRESS_TRACKING, MessageClass.CANCELLATION}
    assert {each for each in MessageClass if ntfy.takes(each)} == usual
    named = {MessageClass.DISTRESS, MessageClass.SHIP_SECURITY, MessageClass.CANCELLATION}
    assert {each for each in MessageClass if mail.takes(each)} == named


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('kind = "webhook"', "Object missing required field `name`"),
        ('kind = "telex"\nname = "x"', "Invalid value 'telex' - at `$.gateways[0].kind`"),
        ('kind = "outbox"\nname = "x"\nfolder = "x"\nfolders = 1', "unknown field `folders`"),
        ('kind = "outbox"\nname = "x"\nfolder = "x"\nclasses = []', "length >= 1"),
        ('kind = "outbox"\nname = "a/b"\nfolder = "x"', "gateway name 'a/b': must not contain"),
        ('kind = "webhook"\nname = "x"\nurl = "https://x"', "needs a secret to sign with"),
        ('kind = "ntfy"\nname = "x"\nurl = "https://x/"', "must end with a topic"),
        ('kind = "ntfy"\nname = "x"\nurl = "http://x/topic"', "only for this machine"),
        ('kind = "ntfy"\nname = "x"\nurl = "https://u:hidden@x/t"', "must hold no user"),
        ('kind = "ntfy"\nname = "x"\nurl = "https://x:hidden/t"', "url: must be https://HOST"),
        ('kind = "ntfy"\nname = "x"\nurl = "ftp://x/t"', "url: must be https://HOST"),
        ('kind = "cot"\nname = "x"\nurl = "tcp://x"', "url: must be udp://HOST"),
        ('kind = "cot"\nname = "x"\nurl = "udp://x"\nkey_file = "k"', "belong together"),
        (
            'kind = "ntfy"\nname = "x"\nurl = "https://x/t"\nsecret_file = "a"\ncredential = "b"',
            "give secret_file or credential, not both",
        ),
        (f'{MAIL}\nrecipients = ["a@b\\nBcc: c@d"]', "Expected `str` matching regex"),
        (f"{MAIL}\nrecipients = []", "length >= 1"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(line: str, why: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        read(f"[[gateways]]\n{line}")
    said = str(caught.value)
    assert why in said
    assert "\n" not in said
    assert "hidden" not in said


def test_a_credential_of_systemd_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("tk_made_up\n")
    settings = _ntfy(credential="token")
    assert settings.secret({"CREDENTIALS_DIRECTORY": str(tmp_path)}) == "tk_made_up"
    with pytest.raises(AlertSettingError, match="add LoadCredential=token:FILE to the unit"):
        settings.secret({})


def test_without_a_secret_there_is_none() -> None:
    assert _ntfy().secret({}) is None


def _ntfy(**changes: Any) -> NtfySettings:
    return NtfySettings(name="phones", url="https://ntfy.example.org/topic", **changes)
