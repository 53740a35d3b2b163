"""Where the broker is: mqtt://[user@]host[:port] or mqtts://[user@]host[:port].

A password in a URL ends up in the process list and in the shell's history, and over plain mqtt://
on the wire: so it comes from the environment, and plain mqtt:// stays on this machine.
"""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from alerts.errors import AlertSettingError

FORM = "mqtt://[user@]host[:port] or mqtts://[user@]host[:port]"
DEFAULT_PORTS = {"mqtt": 1883, "mqtts": 8883}

PASSWORD = "BEACON406_MQTT_PASSWORD"  # noqa: S105 the variable's name, no secret
PASSWORD_FILE = "BEACON406_MQTT_PASSWORD_FILE"  # noqa: S105 the variable's name, no secret

PASSWORD_BYTES_MAX = 65535
"""MQTT 5 section 3.1.3.6: binary data, whose length has two bytes."""


class BrokerUrl(msgspec.Struct, frozen=True):
    """A broker's address. As text it has no user name, so that it may be shown and logged."""

    host: str
    port: int
    tls: bool
    user: str | None = None

    @classmethod
    def parse(cls, text: str) -> "BrokerUrl":
        parts, port = _split(text)
        host, user = parts.hostname or "", unquote(parts.username or "")
        if parts.password is not None:
            raise AlertSettingError(
                "broker URL: must hold no password, others can read it: name its file by"
                f" password_file in the configuration; on a command line put it into {PASSWORD},"
                f" or the name of its file into {PASSWORD_FILE}"
            )
        if parts.scheme not in DEFAULT_PORTS or not _is_host(host) or not user.isprintable():
            raise AlertSettingError(f"broker URL {_without_user(text)!r}: must be {FORM}")
        if parts.path not in {"", "/"} or parts.query or parts.fragment:
            raise AlertSettingError(
                f"broker URL {_without_user(text)!r}: nothing may follow the host and port"
            )
        if parts.scheme == "mqtt" and not is_loopback(host):
            raise AlertSettingError(
                f"broker URL: mqtt:// is not encrypted and only for this machine: use mqtts://{host}"
            )
        return cls(
            host=host,
            port=port or DEFAULT_PORTS[parts.scheme],
            tls=parts.scheme == "mqtts",
            user=user or None,
        )

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'mqtts' if self.tls else 'mqtt'}://{host}:{self.port}"


def _split(text: str) -> tuple[SplitResult, int | None]:
    """Python's own words are not passed on: they may quote the part that holds a password."""
    try:
        parts = urlsplit(text)
    except ValueError:
        raise AlertSettingError(f"broker URL: must be {FORM}") from None
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise AlertSettingError("broker URL: the port must be a number from 1 to 65535")
    return parts, port


def _without_user(text: str) -> str:
    """What may be shown even of a URL that cannot be taken apart, since it may hold a password."""
    return text.rpartition("@")[2]


def _is_host(text: str) -> bool:
    """A name, in any script, or an address: what a resolver can be asked for."""
    try:
        text.encode("idna")
    except UnicodeError:
        return False
    return re.fullmatch(r"[\w.:%-]+", text) is not None


def is_loopback(host: str) -> bool:
    """localhost, 127.0.0.0/8 or ::1; any other name may lead elsewhere tomorrow."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def read_password(environment: Mapping[str, str]) -> str | None:
    """The broker's password from the environment, or from the file that the environment names."""
    if PASSWORD in environment:
        return _checked(environment[PASSWORD], PASSWORD)
    if PASSWORD_FILE not in environment:
        return None
    return read_password_file(Path(environment[PASSWORD_FILE]), PASSWORD_FILE)


def read_password_file(path: Path, named_by: str) -> str:
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise AlertSettingError(f"{named_by} {path}: {error.strerror}") from None
    return _checked(text.rstrip("\r\n"), f"{named_by} {path}")


def _checked(password: str, origin: str) -> str:
    try:
        length = len(password.encode())
    except UnicodeEncodeError:
        raise AlertSettingError(f"{origin}: is not UTF-8 text") from None
    if length > PASSWORD_BYTES_MAX:
        raise AlertSettingError(f"{origin}: is {length} bytes long, too long for a password")
    return password
