"""How the web server is reached, and by whom, as the operator's configuration file describes it.

[web]
host = "0.0.0.0"
certificate_file = "hill.pem"
key_file = "hill.key"
hosts = ["hill.example.org"]

[[web.tokens]]
name = "anna"
file = "anna.token"
rights = ["read", "acknowledge"]
"""

from enum import StrEnum
from pathlib import Path

import msgspec

from alerts.errors import AlertSettingError
from alerts.mqtt.broker_url import is_loopback
from alerts.topics import check_name

PORT = 8406


class Right(StrEnum):
    READ = "read"
    ACKNOWLEDGE = "acknowledge"
    """And close incidents."""
    SHIP_SECURITY = "ship_security"
    """See covert ship security alerts, whose existence is hidden from everybody else."""
    OVERVIEW = "overview"
    """See what the public may: alerts/redaction.py. It goes with no other right."""


class TokenSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    name        whose it is: who acknowledges with it has this name
    file        holds the token, 20 characters at least
    credential  or name of a systemd credential that does
    """

    name: str
    file: Path | None = None
    credential: str | None = None
    rights: tuple[Right, ...] = (Right.READ,)

    def __post_init__(self) -> None:
        check_name(self.name, "web token name")
        if (self.file is None) == (self.credential is None):
            raise AlertSettingError(f"web token {self.name}: give a file or a credential")
        if self.credential is not None:
            check_name(self.credential, f"web token {self.name}: credential")
        if Right.OVERVIEW in self.rights and set(self.rights) != {Right.OVERVIEW}:
            raise AlertSettingError(
                f"web token {self.name}: overview goes with no other right: give two tokens"
            )


class WebSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    host              address to listen on; another than this machine's own needs TLS and a token
    port              0 is any free one
    hosts             further names under which browsers ask for it
    certificate_file  the server's certificate, with those between it and its authority
    key_file          and its key, not encrypted
    tokens            who may do what; without one, who asks from this machine may read
    anonymous         False: nothing without a token, as behind a proxy on this machine
    streams_max       event streams at once
    """

    host: str = "127.0.0.1"
    port: int = PORT
    hosts: tuple[str, ...] = ()
    certificate_file: Path | None = None
    key_file: Path | None = None
    tokens: tuple[TokenSettings, ...] = ()
    anonymous: bool = True
    streams_max: int = 500

    def __post_init__(self) -> None:
        names = [token.name for token in self.tokens]
        if len(set(names)) < len(names):
            raise AlertSettingError(f"web tokens {', '.join(names)}: give each a name of its own")
        if (self.certificate_file is None) != (self.key_file is None):
            raise AlertSettingError("web: certificate_file and key_file belong together")
        if not 0 <= self.port < 1 << 16:
            raise AlertSettingError(f"web port {self.port}: must be 0 to 65535")
        if self.streams_max < 1:
            raise AlertSettingError(f"web streams_max {self.streams_max}: must be 1 at least")
        if not self.is_local and not (self.has_tls and self.tokens):
            raise AlertSettingError(
                f"web host {self.host}: can be reached from other machines: give certificate_file,"
                " key_file and a token, or listen on 127.0.0.1"
            )

    @property
    def has_tls(self) -> bool:
        return self.certificate_file is not None

    @property
    def is_local(self) -> bool:
        return is_loopback(self.host)
