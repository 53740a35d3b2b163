"""Asking a station for its health over HTTP, as one who may read there.

httpx takes longer to import than all the rest of the command to run.
"""

import json
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from alerts.errors import AlertSettingError
from alerts.mqtt.broker_url import read_password_file
from alerts.tls import client_context
from station.config.toml_file import read_toml
from station.web.settings import WebSettings

PATH = "/api/v1/health"
PATIENCE_S = 5.0
NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")
"""OpenSSL's words for an answer in clear; which one depends on its version."""
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 what to ask instead


class NotKnownError(Exception):
    """How the station is cannot be known; the message says why."""


class Place(msgspec.Struct, frozen=True):
    """Where to ask; without TLS there is no context."""

    host: str
    port: int
    context: ssl.SSLContext | None
    token: str | None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'http' if self.context is None else 'https'}://{host}:{self.port}"


class _OfThePage(msgspec.Struct, frozen=True):
    """All that is read of a station's file here."""

    web: WebSettings | None = None


def place_of(station: str, token_file: Path | None, ca_file: Path | None) -> Place:
    """station: a configuration file or a URL. AlertSettingError says what cannot be used."""
    token = None if token_file is None else read_password_file(token_file, "token").strip()
    if "://" in station:
        return _of_url(station, token, ca_file)
    path = Path(station)
    web = read_toml(path, _OfThePage).web
    if web is None:
        raise AlertSettingError(f"{path}: has no [web], so the station cannot be asked: add one")
    if web.port == 0:
        raise AlertSettingError(f"{path}: web port 0 is any: give the URL that the station told")
    return Place(
        ANYWHERE.get(web.host, web.host),
        web.port,
        None if web.certificate_file is None else _pinned(web.certificate_file),
        token or _own_token(web),
    )


def asked(place: Place) -> bytes:
    """The document; NotKnownError where there is none."""
    if place.context is None:
        connection = HTTPConnection(place.host, place.port, timeout=PATIENCE_S)
    else:
        connection = HTTPSConnection(
            place.host, place.port, timeout=PATIENCE_S, context=place.context
        )
    headers = {} if place.token is None else {"Authorization": f"Bearer {place.token}"}
    try:
        connection.request("GET", PATH, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
    except ssl.SSLError as error:
        raise NotKnownError(f"{place}: {_why_no_tls(error, place)}") from None
    except TimeoutError:
        raise NotKnownError(f"{place}: no answer in {PATIENCE_S:.0f} s") from None
    except (OSError, HTTPException) as error:
        why = getattr(error, "strerror", None) or error
        raise NotKnownError(f"{place}: {why}: is the station running?") from None
    finally:
        connection.close()
    if answer.status != 200:
        raise NotKnownError(f"{place}: the station refuses: {_problem(body) or answer.reason}")
    return body


def _why_no_tls(error: ssl.SSLError, place: Place) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its certificate is not trusted: {error.verify_message}: give --ca-file with a URL, or"
            " restart a station whose certificate was renewed"
        )
    if error.reason in NO_TLS:
        return f"does not speak TLS: ask http://{str(place).partition('://')[2]}"
    return (error.reason or "TLS fails").replace("_", " ").lower()


def _of_url(url: str, token: str | None, ca_file: Path | None) -> Place:
    host, port = _host_of(url)
    context = None
    if url.startswith("https:"):
        context = client_context("station", ca_file=ca_file, certificate_file=None, key_file=None)
    return Place(host, port or (443 if context else 80), context, token)


def _host_of(url: str) -> tuple[str, int | None]:
    wrong = AlertSettingError(f"{url}: must be http://HOST:PORT or https://HOST:PORT")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("http", "https") or not host:
        raise wrong
    return host, port


def _pinned(certificate_file: Path) -> ssl.SSLContext:
    """Whoever has this very certificate's key is the station, by whatever name it is asked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    try:
        context.load_verify_locations(certificate_file)
    except OSError as error:
        why = error.strerror or "is no certificate"
        raise AlertSettingError(f"web certificate_file {certificate_file}: {why}") from None
    return context


def _own_token(web: WebSettings) -> str | None:
    """The first that whoever asks may read; none is needed where anybody here may read."""
    problem = None
    for settings in web.tokens:
        if settings.file is not None:
            try:
                return read_password_file(settings.file, f"web token {settings.name}").strip()
            except AlertSettingError as error:
                problem = error
    if web.anonymous and web.is_local:
        return None
    raise AlertSettingError(f"{problem or 'web tokens: none is in a file'}: give --token-file")


def _problem(body: bytes) -> str | None:
    try:
        return str(json.loads(body)["error"])
    except (ValueError, LookupError, TypeError):
        return None
