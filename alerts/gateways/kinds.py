"""The kinds of gateways and the settings of each: docs/gateways.md."""

import re
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from alerts.errors import AlertSettingError
from alerts.gateways.address import Address, cot_address, http_address
from alerts.gateways.settings import GatewaySettings, SecretSettings, TlsSettings
from alerts.mqtt.broker_url import is_loopback

Mailbox = Annotated[str, Meta(pattern=r"^[^\s@<>,;\"]+@[^\s@<>,;\"]+$")]
Port = Annotated[int, Meta(ge=1, le=65535)]
TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class HttpSettings(SecretSettings, frozen=True, kw_only=True):
    """
    url  https://; http:// on this machine only
    """

    url: str

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            _ = self.address
        except AlertSettingError as error:
            raise self.wrong(str(error)) from None

    @property
    def address(self) -> Address:
        return http_address(self.url)


class WebhookSettings(HttpSettings, frozen=True, kw_only=True, tag="webhook"):
    """The secret signs what is sent; it has the form whsec_ and 24 to 64 bytes in base64."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.has_secret:
            raise self.wrong("needs a secret to sign with: give secret_file or credential")


class NtfySettings(HttpSettings, frozen=True, kw_only=True, tag="ntfy"):
    """The url ends with the topic; the secret, if there is one, is an access token."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not TOPIC.fullmatch(self.topic):
            raise self.wrong("url: must end with a topic: https://HOST/TOPIC")

    @property
    def topic(self) -> str:
        return self.url.rpartition("/")[2]

    @property
    def server_url(self) -> str:
        return self.url.removesuffix(self.topic)


class MailSettings(SecretSettings, frozen=True, kw_only=True, tag="mail"):
    """
    host        of the mail server
    port        587, 465 or 25, as security is, if not given
    security    "starttls" or "tls"; "none" on this machine only
    user        where the server wants one; the secret is the password
    sender      the address that it comes from
    recipients  the addresses that it goes to
    format      of the text
    """

    host: str
    port: Port | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    sender: Mailbox
    recipients: Annotated[tuple[Mailbox, ...], Meta(min_length=1)]
    format: str = "sit185"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.security == "none" and not is_loopback(self.host):
            raise self.wrong('security "none" is for this machine only: use "starttls" or "tls"')
        if (self.user is None) == self.has_secret:
            raise self.wrong("user and secret_file or credential belong together")

    @property
    def address(self) -> Address:
        return Address("smtp", self.host, self.port or SMTP_PORTS[self.security])


class CotSettings(TlsSettings, frozen=True, kw_only=True, tag="cot"):
    """
    url        udp://HOST[:PORT], one machine or a multicast group, or tls://HOST[:PORT]
    hops       how many routers a multicast may pass, and one
    interface  IPv4 address of our own that a multicast leaves by, if not the system's choice
    format     which the event is made by
    """

    url: str
    hops: Annotated[int, Meta(ge=0, le=255)] = 1
    interface: str | None = None
    format: str = "cot"

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            _ = self.address
        except AlertSettingError as error:
            raise self.wrong(str(error)) from None

    @property
    def address(self) -> Address:
        return cot_address(self.url)


class OutboxSettings(GatewaySettings, frozen=True, kw_only=True, tag="outbox"):
    """
    folder   is there already: a disk that is not mounted must not be taken for an empty one
    formats  of which one file each is written; empty: every one
    """

    folder: Path
    formats: tuple[str, ...] = ()


AnyGateway = WebhookSettings | NtfySettings | MailSettings | CotSettings | OutboxSettings
