"""One broker of several, as the operator's configuration file (TOML) describes it.

    [[brokers]]
    name = "primary"
    url = "mqtts://hill@broker.example.org"
    password_file = "/etc/beacon406/primary.password"

Secrets are named, never written: a file, or a systemd credential (systemd.exec(5),
LoadCredential=), which lies in a folder that only this service can read. They are read anew at
every connection, so that they can be changed while the station runs.
"""

import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import msgspec

from alerts.errors import AlertSettingError
from alerts.mqtt.broker_url import BrokerUrl, read_password, read_password_file
from alerts.tls import client_context
from alerts.topics import check_name

CREDENTIALS_DIRECTORY = "CREDENTIALS_DIRECTORY"


class BrokerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    name              what the operator calls it; the outbox keeps its place for it under this name
    url               mqtts://[user@]host[:port]; mqtt:// on this machine only
    password_file     file that holds the user's password
    credential        or name of a systemd credential that holds it
    ca_file           certificate of the authority that vouches for the broker, if not a public one
    certificate_file  the station's own certificate, where the broker wants one
    key_file          and its key, not encrypted
    client_id         if not made from the station's name; no two programs may share one
    """

    name: str = "broker"
    url: str
    password_file: Path | None = None
    credential: str | None = None
    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None
    client_id: str | None = None

    def __post_init__(self) -> None:
        address, certificates = self.address, self.ca_file or self.certificate_file
        check_name(self.name, "broker name")
        if self.credential is not None:
            check_name(self.credential, f"broker {self.name}: credential")
        if self.password_file is not None and self.credential is not None:
            raise self._wrong("give password_file or credential, not both")
        if (self.password_file or self.credential) and address.user is None:
            raise self._wrong("has a password but no user: give one as user@ in the url")
        if (self.certificate_file is None) != (self.key_file is None):
            raise self._wrong("certificate_file and key_file belong together")
        if certificates and not address.tls:
            raise self._wrong("certificates are for mqtts:// only")

    @classmethod
    def at(cls, url: BrokerUrl) -> "BrokerSettings":
        """A broker that only its URL is known of, as on a command line."""
        scheme, _, place = str(url).partition("://")
        user = f"{quote(url.user, safe='')}@" if url.user else ""
        return cls(url=f"{scheme}://{user}{place}")

    @property
    def address(self) -> BrokerUrl:
        return BrokerUrl.parse(self.url)

    def password(self, environment: Mapping[str, str] = os.environ) -> str | None:
        """From where these settings say, or else from the environment."""
        if self.address.user is None:
            return None
        if self.credential is not None:
            path = self._credentials(environment) / self.credential
            return read_password_file(path, f"broker {self.name}: credential")
        if self.password_file is not None:
            return read_password_file(self.password_file, f"broker {self.name}: password_file")
        return read_password(environment)

    def _credentials(self, environment: Mapping[str, str]) -> Path:
        if CREDENTIALS_DIRECTORY not in environment:
            raise self._wrong(
                f"credential {self.credential!r}: systemd gave none:"
                f" add LoadCredential={self.credential}:FILE to the unit"
            )
        return Path(environment[CREDENTIALS_DIRECTORY])

    def tls_context(self) -> ssl.SSLContext | None:
        """The broker's certificate and name are always verified; TLS 1.2 at least."""
        if not self.address.tls:
            return None
        return client_context(
            f"broker {self.name}",
            ca_file=self.ca_file,
            certificate_file=self.certificate_file,
            key_file=self.key_file,
        )

    def _wrong(self, what: str) -> AlertSettingError:
        return AlertSettingError(f"broker {self.name}: {what}")
