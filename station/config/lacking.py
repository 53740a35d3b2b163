"""What a configuration has to have before anything can run with it."""

from collections.abc import Iterator

from station.config.config import Config

NO_BROKER = "brokers: there is none, so no station would be heard: add [[brokers]]: docs/mqtt.md"
NO_SOURCE = "sources: there is none, so nothing would be heard: add [[sources]]: docs/sources.md"
NO_STORE = 'store: there is none, so a restart would lose alerts: add store = "alerts.db"'


def lacking(config: Config, *, is_correlator: bool = False) -> Iterator[str]:
    """Each with the key and a remedy."""
    if is_correlator and not config.brokers:
        yield NO_BROKER
    if not is_correlator and not config.sources:
        yield NO_SOURCE
    if config.store is None:
        yield NO_STORE
