"""The station's configuration file (TOML): docs/operator.md.

Everything has a default but the brokers. Secrets are never in it, only where they are.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec.structs import replace

from alerts.errors import AlertSettingError
from alerts.formatted import check_formats
from alerts.gateways.kinds import AnyGateway
from alerts.incidents.thresholds import Thresholds
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.broker_url import BrokerUrl
from alerts.routing.regions import Regions, read_regions
from alerts.routing.routes import Route, check_routes
from alerts.store.retention import Retention
from alerts.topics import ROOT, Topics
from sdr.health.deafness_settings import DeafnessSettings
from sdr.health.gain_settings import GainSettings
from sdr.live.settings import AnySource
from station.config.toml_file import read_toml
from station.daemon.injection_settings import InjectionSettings
from station.evidence.settings import EvidenceSettings
from station.web.settings import WebSettings

CarrierError = Annotated[float, msgspec.Meta(ge=0.0, le=30e3)]


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    station      name of the station, a level of its topics
    root         the levels before it
    store        file of incidents and of what is still to be sent; in memory without one
    signing_key  file of the private key that signs what is published, made where there is none;
                 unsigned without one
    brokers      each gets everything that no route keeps from it
    thresholds   when a change is worth an alert
    regions      GeoJSON file of search-and-rescue regions
    routes       which partners get a copy of what
    formats      in which alerts are published besides
    gateways     where alerts go besides: webhooks, mail, ntfy, Cursor on Target, folders
    web          the page and its API; none is served without it
    retention    how long closed incidents are kept
    sources      receivers, for `beacon406 run`: docs/sources.md
    generations  of beacons that are listened for
    carrier_error_hz  how far off a second-generation carrier may be: 21500 does for a plain dongle,
                 2500 for a receiver with a TCXO, and costs less
    deafness     when a receiver is taken to be deaf: docs/health.md
    gain         how the station finds it
    test_burst   what the station gives itself to hear
    evidence     samples and pictures that are kept of bursts: docs/evidence.md
    """

    station: str = "local"
    root: str = ROOT
    store: Path | None = None
    signing_key: Path | None = None
    brokers: tuple[BrokerSettings, ...] = ()
    thresholds: Thresholds = Thresholds()
    regions: Path | None = None
    routes: tuple[Route, ...] = ()
    formats: tuple[str, ...] = ()
    gateways: tuple[AnyGateway, ...] = ()
    web: WebSettings | None = None
    retention: Retention = Retention()
    sources: tuple[AnySource, ...] = ()
    generations: tuple[Literal[1, 2], ...] = (1, 2)
    carrier_error_hz: CarrierError = 21_500.0
    deafness: DeafnessSettings = DeafnessSettings()
    gain: GainSettings = GainSettings()
    test_burst: InjectionSettings = InjectionSettings()
    evidence: EvidenceSettings | None = None

    def __post_init__(self) -> None:
        _ = self.topics  # which checks the names
        check_formats(self.formats)
        if 1 not in self.generations:
            raise AlertSettingError("generations: most beacons are of the first; use [1] or [1, 2]")
        names = [source.label for source in self.sources]
        if len(set(names)) < len(names):
            raise AlertSettingError(f"sources {', '.join(names)}: give each a name of its own")

    @property
    def reach_hz(self) -> float | None:
        """That of decoder.receiver.Receiver."""
        return self.carrier_error_hz if 2 in self.generations else None

    @property
    def topics(self) -> Topics:
        return Topics(self.station, self.root)

    def known_regions(self) -> Regions:
        """Of the file, once the rules are seen to agree with it."""
        regions = Regions() if self.regions is None else read_regions(self.regions)
        check_routes(self.routes, regions, [broker.name for broker in self.brokers])
        return regions


def read_config(path: Path) -> Config:
    """Paths in the file start from its folder."""
    return read_toml(path, Config)


def config_of(path: Path | None, *, broker: BrokerUrl | None, station: str | None) -> Config:
    """The file's, if any; a broker or a station that was typed comes before those in it."""
    config = Config() if path is None else read_config(path)
    if broker is not None:
        config = replace(config, brokers=(BrokerSettings.at(broker),))
    if station is not None:
        config = replace(config, station=station)
    return config
