"""Which stations can still be heard of: silence is never good news.

A station is lost when the broker says so (its last will), or when the reports of its health, once
they have begun, stop; and who is degraded must report, or that was its last word. How long nothing
was heard of it is measured by the subscriber's own clock.
"""

import msgspec

from alerts.client.items import StationContact
from alerts.client.replay import Recent
from alerts.status import State, Status

HEALTH_SILENCE_S = 90.0
"""Three reports missed."""

STATIONS_REMEMBERED = 10_000


class Station(msgspec.Struct):
    state: State | None = None
    reason: str = ""
    since: str | None = None
    health_s: float | None = None
    """Since when a report of its health is awaited; None where it need not come."""
    is_silent: bool = False


class Stations:
    """Times are those of a clock that never jumps."""

    def __init__(self) -> None:
        self._stations: Recent[str, Station] = Recent(STATIONS_REMEMBERED)

    def said(self, status: Status, now_s: float, *, is_retained: bool) -> StationContact | None:
        """None where that was known; what a broker retains is no sign of life."""
        station = self._station(status.station)
        new = (status.state, status.reason, status.since)
        is_known = new == (station.state, station.reason, station.since)
        if is_known and (is_retained or not station.is_silent):
            return None
        station.state, station.reason, station.since = new
        station.is_silent = False
        if status.state is not State.DEGRADED:
            station.health_s = None
        elif station.health_s is None:
            station.health_s = now_s
        return self._contact(status.station, station)

    def reported(self, name: str, now_s: float) -> StationContact | None:
        """A report of its health came; a contact where it had been silent."""
        station = self._station(name)
        was_silent, station.is_silent = station.is_silent, False
        station.health_s = now_s
        return self._contact(name, station) if was_silent else None

    def reconnected(self, now_s: float) -> None:
        """While the subscriber itself heard nothing, nobody was silent."""
        for _, station in self._stations.pairs():
            if station.health_s is not None:
                station.health_s = now_s

    def silent(self, now_s: float) -> list[StationContact]:
        """Those who have become so."""
        late = [item for item in self._stations.pairs() if _is_late(item[1], now_s)]
        for _, station in late:
            station.is_silent, station.health_s = True, None
        return [self._contact(name, station) for name, station in late]

    def _station(self, name: str) -> Station:
        station = self._stations.get(name) or Station()
        self._stations.set(name, station)
        return station

    def _contact(self, name: str, station: Station) -> StationContact:
        silence = f"no report of its health for {HEALTH_SILENCE_S:.0f} s"
        return StationContact(
            station=name,
            lost=station.is_silent or station.state in {State.OFFLINE, State.STOPPED},
            state=station.state,
            reason=silence if station.is_silent else station.reason,
            since=station.since,
        )


def _is_late(station: Station, now_s: float) -> bool:
    return station.health_s is not None and now_s - station.health_s > HEALTH_SILENCE_S
