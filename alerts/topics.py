"""Where events and the station's state are published (docs/mqtt.md).

    beacon406/v1/<station>/burst/<class>     one event for each burst
    beacon406/v1/<station>/status            retained: online, stopped, offline

The class is the last part, so that a subscription or a broker's access list can part tests from
distress, and keep ship security alerts, which are covert, from all but their one reader. The names
alert/ and incident/ beside burst/ are kept free for what is made of several bursts.
"""

import msgspec

from alerts.errors import AlertSettingError
from decoder.message import MessageClass

ROOT = "beacon406/v1"
STATION_LENGTH_MAX = 64


class Topics(msgspec.Struct, frozen=True):
    """The topics of one station."""

    station: str

    def __post_init__(self) -> None:
        check_station(self.station)

    @property
    def status(self) -> str:
        return f"{ROOT}/{self.station}/status"

    @property
    def all_bursts(self) -> str:
        """A filter for the events of every class."""
        return f"{ROOT}/{self.station}/burst/+"

    def burst(self, alert_class: MessageClass) -> str:
        return f"{ROOT}/{self.station}/burst/{alert_class}"


def check_station(name: str) -> str:
    """The name, if it can be one level of a topic."""
    if not 1 <= len(name) <= STATION_LENGTH_MAX:
        raise AlertSettingError(
            f"station name: has {len(name)} characters, must have 1 to {STATION_LENGTH_MAX}"
        )
    if not name.isprintable() or set(name) & set("/+#"):
        raise AlertSettingError(
            f"station name {name!r}: must not contain /, +, # or characters that do not print"
        )
    return name
