"""What all gateways have in common in the operator's configuration file (TOML).

    [[gateways]]
    kind = "webhook"
    name = "duty officer"
    ...

Without such a table nothing leaves but over MQTT. Secrets are named, never written: a file, or a
systemd credential (systemd.exec(5), LoadCredential=). They and certificates are read anew for each
alert, so that they can be changed while the station runs.
"""

import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from alerts.errors import AlertSettingError
from alerts.mqtt.broker_settings import CREDENTIALS_DIRECTORY
from alerts.mqtt.broker_url import read_password_file
from alerts.routing.routes import CALLED_BACK, UNCOVERED
from alerts.tls import client_context
from alerts.topics import check_name
from decoder.message import MessageClass


class GatewaySettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"
):
    """
    name     what the operator calls it; the store keeps its place in the queue under this name
    classes  of incidents. Ship security alerts, which are covert, and tests only where named
    """

    name: str
    classes: Annotated[tuple[MessageClass, ...], Meta(min_length=1)] = UNCOVERED

    def __post_init__(self) -> None:
        check_name(self.name, "gateway name")

    @property
    def kind(self) -> str:
        """As it is written in the file."""
        return str(self.__struct_config__.tag)

    def takes(self, alert_class: MessageClass) -> bool:
        """Who is alerted must hear of a cancellation too."""
        if alert_class is MessageClass.CANCELLATION and CALLED_BACK.intersection(self.classes):
            return True
        return alert_class in self.classes

    def wrong(self, what: str) -> AlertSettingError:
        return AlertSettingError(f"gateway {self.name}: {what}")


class TlsSettings(GatewaySettings, frozen=True, kw_only=True):
    """
    ca_file           certificate of the authority that vouches for the server, if not a public one
    certificate_file  our own certificate, where the server wants one
    key_file          and its key, not encrypted
    """

    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.certificate_file is None) != (self.key_file is None):
            raise self.wrong("certificate_file and key_file belong together")

    def tls_context(self) -> ssl.SSLContext:
        return client_context(
            f"gateway {self.name}",
            ca_file=self.ca_file,
            certificate_file=self.certificate_file,
            key_file=self.key_file,
        )


class SecretSettings(TlsSettings, frozen=True, kw_only=True):
    """
    secret_file  file that holds the password, token or key
    credential   or name of a systemd credential that holds it
    """

    secret_file: Path | None = None
    credential: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.credential is not None:
            check_name(self.credential, f"gateway {self.name}: credential")
        if self.secret_file is not None and self.credential is not None:
            raise self.wrong("give secret_file or credential, not both")

    @property
    def has_secret(self) -> bool:
        return self.secret_file is not None or self.credential is not None

    def secret(self, environment: Mapping[str, str] = os.environ) -> str | None:
        if self.secret_file is not None:
            return read_password_file(self.secret_file, f"gateway {self.name}: secret_file")
        if self.credential is None:
            return None
        if CREDENTIALS_DIRECTORY not in environment:
            raise self.wrong(
                f"credential {self.credential!r}: systemd gave none:"
                f" add LoadCredential={self.credential}:FILE to the unit"
            )
        path = Path(environment[CREDENTIALS_DIRECTORY]) / self.credential
        return read_password_file(path, f"gateway {self.name}: credential")
