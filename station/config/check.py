"""What is wrong with a configuration file, and with the files that it names."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from alerts.errors import AlertError, AlertSettingError
from station.config.config import Config
from station.config.lacking import lacking
from station.config.mistakes import remedied
from station.config.named import attempts, is_systemd_s
from station.config.toml_file import from_folder, read_toml


def problems(path: Path, *, is_correlator: bool = False) -> list[str]:
    """Each in one line, with the file, the key and a remedy; none where a station could run."""
    try:
        found = [*_of_tables(path)] or [*_of_the_whole(path, is_correlator=is_correlator)]
    except AlertSettingError as error:  # it is no TOML, or cannot be read
        found = [str(error)]
    return [text if text.startswith(str(path)) else f"{path}: {text}" for text in found]


def remarks(config: Config, *, is_correlator: bool = False) -> Iterator[str]:
    """What may be meant so."""
    if not config.brokers and not config.gateways:
        yield "no broker and no gateway: alerts are seen on the page only, and go nowhere"
    if config.web is None:
        yield "no [web]: no page, no `beacon406 status`, no measures for Prometheus"
    if config.signing_key is None:
        yield "no signing_key: nobody can tell a forged alert from the station's own"
    if config.evidence is None and not is_correlator:
        yield "no [evidence]: no samples are kept of what is heard"
    if config.test_burst.every_s == 0 and not is_correlator:
        yield "test_burst every_s is 0: nothing shows that what is heard would arrive"
    web = () if config.web is None else config.web.tokens
    if any(is_systemd_s(each) for each in (*config.brokers, *config.gateways, *web)):
        yield "credentials are systemd's: whether they can be read shows when the service starts"


def _of_tables(path: Path) -> Iterator[str]:
    """Each by itself, so that one mistake does not hide those that come after it."""
    for key, value in read_toml(path, dict[str, Any]).items():
        try:
            msgspec.convert({key: value}, Config, dec_hook=from_folder(path.parent))
        except msgspec.ValidationError as error:
            yield remedied(str(error), Config)


def _of_the_whole(path: Path, *, is_correlator: bool) -> Iterator[str]:
    config = read_toml(path, Config)
    yield from lacking(config, is_correlator=is_correlator)
    for attempt in attempts(config):
        try:
            attempt()
        except (AlertError, ValueError) as error:
            yield str(error)
