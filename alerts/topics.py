"""Where everything is published (docs/mqtt.md), under a root that the operator may change.

    beacon406/v1/<station>/status                              retained: online, degraded, ...
    beacon406/v1/<station>/keys                                retained: whose signature to trust
    beacon406/v1/<station>/health                              twice a minute, of itself
    beacon406/v1/<station>/burst/<class>                       one event for each burst
    beacon406/v1/<station>/alert/<class>/<country>/<beacon>    what has changed; never retained
    beacon406/v1/<station>/incident/<class>/<incident>         retained: what is open now
    beacon406/v1/<station>/fmt/<format>/<class>/<country>/<beacon>  alerts in other formats
    beacon406/v1/<station>/route/<name>/alert/...              the same alerts, for one partner
    beacon406/v1/<station>/ack/<who>/<class>/<incident>        said by coordinators

The class is in every topic, so that a subscription or a broker's access list can part tests from
distress, and keep ship security alerts, which are covert, from all but their one reader.
"""

import msgspec

from alerts.errors import AlertSettingError
from alerts.incidents.incident import Incident
from decoder.message import MessageClass

ROOT = "beacon406/v1"
NAME_LENGTH_MAX = 64
UNKNOWN_COUNTRY = "000"
"""Is allocated to nobody, and keeps the number of a topic's levels the same."""


class Topics(msgspec.Struct, frozen=True):
    """The topics of one station."""

    station: str
    root: str = ROOT

    def __post_init__(self) -> None:
        check_station(self.station)
        for level in self.root.split("/"):
            check_name(level, "a level of the topics' root")

    @property
    def base(self) -> str:
        return f"{self.root}/{self.station}"

    @property
    def status(self) -> str:
        return f"{self.base}/status"

    @property
    def keys(self) -> str:
        return f"{self.base}/keys"

    @property
    def health(self) -> str:
        return f"{self.base}/health"

    @property
    def all_bursts(self) -> str:
        """A filter for the events of every class."""
        return f"{self.base}/burst/+"

    @property
    def all_acknowledgements(self) -> str:
        return f"{self.base}/ack/+/+/+"

    def burst(self, alert_class: MessageClass) -> str:
        return f"{self.base}/burst/{alert_class}"

    def alert(self, incident: Incident, route: str | None = None) -> str:
        base = self.base if route is None else f"{self.base}/route/{route}"
        return f"{base}/alert/{_about(incident)}"

    def formatted(self, incident: Incident, name: str) -> str:
        return f"{self.base}/fmt/{name}/{_about(incident)}"

    def incident(self, incident: Incident) -> str:
        return f"{self.base}/incident/{incident.alert_class}/{incident.incident_id}"

    def acknowledgement(self, who: str, alert_class: MessageClass, incident_id: str) -> str:
        return f"{self.base}/ack/{who}/{alert_class}/{incident_id}"


def _about(incident: Incident) -> str:
    country = UNKNOWN_COUNTRY if incident.country is None else f"{incident.country:03d}"
    return f"{incident.alert_class}/{country}/{incident.beacon_id}"


def check_station(name: str) -> str:
    return check_name(name, "station name")


def check_name(name: str, what: str) -> str:
    """The name, if it can be one level of a topic."""
    if not 1 <= len(name) <= NAME_LENGTH_MAX:
        raise AlertSettingError(
            f"{what}: has {len(name)} characters, must have 1 to {NAME_LENGTH_MAX}"
        )
    if not name.isprintable() or set(name) & set("/+#"):
        raise AlertSettingError(
            f"{what} {name!r}: must not contain /, +, # or characters that do not print"
        )
    return name
