"""What a configuration names, tried as a station would use it; nothing that is there is changed."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from alerts.errors import AlertSettingError
from alerts.gateways.kinds import AnyGateway, OutboxSettings
from alerts.gateways.settings import SecretSettings, TlsSettings
from alerts.mqtt.broker_settings import CREDENTIALS_DIRECTORY, BrokerSettings
from alerts.signing import Signer
from alerts.store.aside import refuse_foreign
from alerts.tls import server_context
from sdr.live.rtl_driver import load_radio_class
from sdr.live.settings import (
    AnySource,
    AudioSettings,
    PipeSettings,
    PlaySettings,
    RtlSdrSettings,
    SoapySettings,
)
from sdr.live.soapy_driver import load_library
from sdr.live.source import SourceError
from station.config.config import Config
from station.web.access import read_access
from station.web.settings import WebSettings

Attempt = Callable[[], object]
"""Raises AlertError or ValueError where the station could not."""

TLS_KEYS = ("ca_file", "certificate_file", "key_file")


def attempts(config: Config) -> Iterator[Attempt]:
    yield config.known_regions
    if config.store is not None:
        yield partial(_store_can_be_kept, config.store)
    if config.evidence is not None:
        yield partial(_can_be_written_to, "evidence folder", config.evidence.folder)
    if config.signing_key is not None and config.signing_key.exists():
        yield partial(Signer.open, config.signing_key)
    elif config.signing_key is not None:
        yield partial(_can_be_written_to, "signing_key", config.signing_key.parent)
    for source in config.sources:
        yield partial(_source_can_be_heard, source)
    for broker in config.brokers:
        yield from _of_broker(broker)
    for gateway in config.gateways:
        yield from _of_gateway(gateway)
    if config.web is not None:
        yield from _of_web(config.web)


def is_systemd_s(settings: object) -> bool:
    """Its secret is where only the service can read it, and this is not the service."""
    is_named = getattr(settings, "credential", None) is not None
    return is_named and CREDENTIALS_DIRECTORY not in os.environ


def _store_can_be_kept(path: Path) -> None:
    if path.is_dir():
        raise AlertSettingError(f"store {path}: is a folder: name a file in it")
    refuse_foreign(path)
    _can_be_written_to("store", path.parent)
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        raise AlertSettingError(f"store {path}: let the station's user read and write it")


def _source_can_be_heard(source: AnySource) -> None:
    what = f"source {source.label}"
    match source:
        case PlaySettings(path=path):
            _must_be_there(f"{what}: path", path)
        case PipeSettings(path=str(path)) if path != "-":
            _must_be_there(f"{what}: path", Path(path), "make it with mkfifo")
        case PipeSettings(command=(program, *_)):
            _must_be_found(what, program, "name it by its path")
        case AudioSettings():
            _must_be_found(what, "arecord", "apt install alsa-utils")
        case RtlSdrSettings():
            _must_be_loaded(load_radio_class, what)
        case SoapySettings():
            _must_be_loaded(load_library, what)
        case _:
            """What is at the other end of a network may come later."""


def _of_broker(broker: BrokerSettings) -> Iterator[Attempt]:
    yield from _of_tls(f"broker {broker.name}", broker, broker.tls_context)
    if not is_systemd_s(broker):
        yield broker.password


def _of_gateway(gateway: AnyGateway) -> Iterator[Attempt]:
    if isinstance(gateway, TlsSettings):
        yield from _of_tls(f"gateway {gateway.name}", gateway, gateway.tls_context)
    if isinstance(gateway, SecretSettings) and not is_systemd_s(gateway):
        yield gateway.secret
    if isinstance(gateway, OutboxSettings):
        yield partial(_must_be_folder, f"gateway {gateway.name}: folder", gateway.folder)


def _of_web(web: WebSettings) -> Iterator[Attempt]:
    for token in web.tokens:
        if not is_systemd_s(token):
            yield partial(read_access, [token])
    if web.certificate_file is not None and web.key_file is not None:
        files = {"certificate_file": web.certificate_file, "key_file": web.key_file}
        yield from _of_tls("web", web, partial(server_context, "web", **files))


def _of_tls(what: str, settings: object, context: Attempt) -> Iterator[Attempt]:
    """Each file by itself; what is in them once all are there."""
    named = {key: file for key in TLS_KEYS if (file := getattr(settings, key, None)) is not None}
    absent = {key: Path(file) for key, file in named.items() if not Path(file).exists()}
    for key, file in absent.items():
        yield partial(_must_be_there, f"{what}: {key}", file)
    if not absent:
        yield context


def _can_be_written_to(what: str, folder: Path) -> None:
    """Made, too, where it is not there: tried where it would have to be, and taken away again."""
    there = next(each for each in (folder, *folder.parents) if os.path.lexists(each))
    try:
        with tempfile.TemporaryDirectory(prefix=".beacon406-", dir=there):
            pass
    except OSError as error:
        raise AlertSettingError(
            f"{what}: {there}: {error.strerror}: let the station write there, or name another"
        ) from None


def _must_be_there(what: str, path: Path, remedy: str = "put it there, or name another") -> None:
    if not path.exists():
        raise AlertSettingError(f"{what} {path}: is not there: {remedy}")


def _must_be_folder(what: str, path: Path) -> None:
    _must_be_there(what, path, "make it, or mount its disk")
    if not path.is_dir():
        raise AlertSettingError(f"{what} {path}: is a file: name a folder")


def _must_be_found(what: str, program: str, remedy: str) -> None:
    if shutil.which(program) is None:
        raise AlertSettingError(f"{what}: program {program}: is not found: {remedy}")


def _must_be_loaded(load: Callable[[str], object], what: str) -> None:
    try:
        load(what)
    except SourceError as error:
        raise AlertSettingError(str(error)) from None
