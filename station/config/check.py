"""What is wrong with a configuration file, and with the files that it names."""

import os
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from re import MULTILINE, findall, search
from typing import Any

import msgspec

from alerts.errors import AlertError, AlertSettingError
from alerts.gateways.kinds import AnyGateway, OutboxSettings
from alerts.gateways.settings import SecretSettings, TlsSettings
from alerts.mqtt.broker_settings import CREDENTIALS_DIRECTORY
from alerts.signing import Signer
from alerts.tls import server_context
from sdr.live.settings import PlaySettings
from station.config.config import Config
from station.config.example import EXAMPLE
from station.config.toml_file import read_toml
from station.web.access import read_access
from station.web.settings import WebSettings

Attempt = Callable[[], object]


def problems(path: Path) -> list[str]:
    """Each in one line, with the file, the key and a remedy; none where a station could run."""
    try:
        found = [*_of_tables(path)] or [*_of_the_whole(path)]
    except AlertSettingError as error:  # it is no TOML, or cannot be read
        found = [str(error)]
    return [text if text.startswith(str(path)) else f"{path}: {text}" for text in found]


def remarks(config: Config) -> Iterator[str]:
    """What may be meant so."""
    if not config.brokers and not config.gateways:
        yield "no broker and no gateway: alerts are seen on the page only, and go nowhere"
    if config.web is None:
        yield "no [web]: no page, no `beacon406 status`, no measures for Prometheus"
    if config.signing_key is None:
        yield "no signing_key: nobody can tell a forged alert from the station's own"
    if config.evidence is None:
        yield "no [evidence]: no samples are kept of what is heard"
    if config.test_burst.every_s == 0:
        yield "test_burst every_s is 0: nothing shows that what is heard would arrive"
    web = () if config.web is None else config.web.tokens
    named = [each for each in (*config.brokers, *config.gateways, *web) if _is_systemd_s(each)]
    if named:
        yield "credentials are systemd's: whether they can be read shows when the service starts"


def _of_tables(path: Path) -> Iterator[str]:
    """Each by itself, so that one mistake does not hide those that come after it."""
    for key, value in read_toml(path, dict[str, Any]).items():
        try:
            msgspec.convert({key: value}, Config, dec_hook=lambda kind, text: kind(text))
        except msgspec.ValidationError as error:
            yield _remedied(str(error))


def _of_the_whole(path: Path) -> Iterator[str]:
    config = read_toml(path, Config)
    if not config.sources:
        yield "sources: there is none, so nothing would be heard: add [[sources]]: docs/sources.md"
    if config.store is None:
        yield 'store: there is none, so a restart would lose alerts: add store = "alerts.db"'
    for attempt in _attempts(config):
        try:
            attempt()
        except (AlertError, ValueError) as error:
            yield str(error)


def _attempts(config: Config) -> Iterator[Attempt]:
    """Each reads what the configuration names, and raises where the station could not."""
    yield config.known_regions
    if config.signing_key is not None and config.signing_key.exists():
        yield partial(Signer.open, config.signing_key)
    for source in config.sources:
        if isinstance(source, PlaySettings):
            yield partial(_must_be_there, f"source {source.label}: path", source.path)
    for broker in config.brokers:
        yield broker.tls_context
        if not _is_systemd_s(broker):
            yield broker.password
    for gateway in config.gateways:
        yield from _of_gateway(gateway)
    if config.web is not None:
        yield from _of_web(config.web)


def _of_gateway(gateway: AnyGateway) -> Iterator[Attempt]:
    if isinstance(gateway, TlsSettings):
        yield gateway.tls_context
    if isinstance(gateway, SecretSettings) and not _is_systemd_s(gateway):
        yield gateway.secret
    if isinstance(gateway, OutboxSettings):
        yield partial(_must_be_there, f"gateway {gateway.name}: folder", gateway.folder)


def _of_web(web: WebSettings) -> Iterator[Attempt]:
    for token in web.tokens:
        if not _is_systemd_s(token):
            yield partial(read_access, [token])
    if web.certificate_file is not None and web.key_file is not None:
        yield partial(
            server_context, "web", certificate_file=web.certificate_file, key_file=web.key_file
        )


def _is_systemd_s(settings: object) -> bool:
    """Its secret is where only the service can read it, and this is not the service."""
    is_named = getattr(settings, "credential", None) is not None
    return is_named and CREDENTIALS_DIRECTORY not in os.environ


def _must_be_there(what: str, path: Path) -> None:
    if not path.exists():
        raise AlertSettingError(f"{what} {path}: is not there")


def _remedied(problem: str) -> str:
    """With the key that may have been meant, of those that the example has."""
    unknown = search(r"unknown field `(.*?)`", problem)
    if unknown is None:
        return problem
    known = set(findall(r"^[# \[]*([a-z0-9_]+)", EXAMPLE.read_text(encoding="utf-8"), MULTILINE))
    near = " or ".join(f"`{key}`" for key in get_close_matches(unknown[1], known, n=2))
    return f"{problem}: {f'did you mean {near}?' if near else 'remove it'}"
