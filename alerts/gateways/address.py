"""Where a gateway leads to: the parts of a URL, checked.

As text it is scheme, host and port: the path may be what keeps others out, as a topic of ntfy is.
"""

from urllib.parse import urlsplit

import msgspec

from alerts.errors import AlertSettingError
from alerts.mqtt.broker_url import is_loopback

DEFAULT_PORTS = {"https": 443, "http": 80, "udp": 6969, "tls": 8089}
"""6969 and 8089 are those of ATAK's local network and of TAK servers."""


class Address(msgspec.Struct, frozen=True):
    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def http_address(url: str) -> Address:
    """https:// anywhere, http:// on this machine."""
    address = _address(url, ("https", "http"), "https://HOST[:PORT]/PATH")
    if address.scheme == "http" and not is_loopback(address.host):
        raise AlertSettingError("url: http:// is not encrypted and only for this machine")
    return address


def cot_address(url: str) -> Address:
    """udp:// to one machine or a multicast group, tls:// to a server."""
    form = "udp://HOST[:PORT] or tls://HOST[:PORT]"
    address = _address(url, ("udp", "tls"), form)
    if urlsplit(url).path not in {"", "/"}:
        raise AlertSettingError(f"url: must be {form}")
    return address


def _address(url: str, schemes: tuple[str, ...], form: str) -> Address:
    """What was written is not quoted: it may hold a secret."""
    try:
        parts = urlsplit(url)
        port = parts.port
        is_safe = parts.username is None and parts.password is None
    except ValueError:
        raise AlertSettingError(f"url: must be {form}") from None
    if not is_safe:
        raise AlertSettingError("url: must hold no user and no password: use secret_file")
    if parts.scheme not in schemes or not parts.hostname or port == 0 or not url.isprintable():
        raise AlertSettingError(f"url: must be {form}")
    if parts.fragment:
        raise AlertSettingError("url: nothing may follow a #")
    return Address(parts.scheme, parts.hostname, port or DEFAULT_PORTS[parts.scheme])
