"""What `beacon406 watch` knows and what is chosen on its screen; no terminal, no clock."""

from collections import Counter
from enum import Enum

import msgspec

from alerts.acknowledgement import Action
from alerts.client.items import (
    BrokerContact,
    Item,
    Origin,
    Received,
    ReceivedAlert,
    ReceivedIncident,
    Refused,
    StationContact,
    Withdrawn,
)
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Phase
from alerts.refusal import Refusal

CLOSED_SHOWN_S = 60.0

RowKey = tuple[str, str, str]
"""Station, class and ID of an incident: two stations may each tell of the same one."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An incident on the screen.

    reason     of the last alert; None where only its state was seen
    changed_s  when the last one arrived
    withdrawn  the broker no longer has its state, though nobody said that it is closed
    """

    station: str
    incident: Incident
    origin: Origin
    reason: str | None
    changed_s: float
    withdrawn: bool = False

    @property
    def key(self) -> RowKey:
        return _key(self.station, self.incident)

    @property
    def is_closed(self) -> bool:
        return self.incident.phase is Phase.CLOSED


class Command(msgspec.Struct, frozen=True):
    """Something to tell a station."""

    row: Row
    action: Action


class Key(Enum):
    UP = "up"
    DOWN = "down"
    ACKNOWLEDGE = "a"
    CLOSE = "c"
    YES = "y"
    QUIT = "q"
    OTHER = ""


class Board:
    """`take` what arrives, `press` what is typed."""

    def __init__(self) -> None:
        self.stations: dict[str, StationContact] = {}
        self.broker = BrokerContact(connected=True, reason="connected")
        self.refused: Counter[Refusal] = Counter()
        self.last_refused: Refused | None = None
        self.closing: Row | None = None
        """Asked whether this one is to be closed."""
        self.message = ""
        self._rows: dict[RowKey, Row] = {}
        self._chosen: RowKey | None = None

    def rows(self) -> list[Row]:
        """The newest change first."""
        return sorted(self._rows.values(), key=lambda row: (-row.changed_s, row.key))

    def row(self, received: Received, incident: Incident) -> Row | None:
        return self._rows.get(_key(received.station, incident))

    @property
    def chosen(self) -> Row | None:
        """It stays chosen wherever it moves to: a key shall not hit what has just come on top."""
        return None if self._chosen is None else self._rows.get(self._chosen)

    def take(self, item: Item, now_s: float) -> None:
        match item:
            case ReceivedAlert(alert=alert):
                self._put(item, alert.incident, alert.reason, now_s)
            case ReceivedIncident(incident=incident):
                known = self.row(item, incident)
                if known is None or incident.seq > known.incident.seq:
                    self._put(item, incident, None, now_s)
                elif incident.seq == known.incident.seq:
                    self._put(item, incident, known.reason, known.changed_s)
            case Withdrawn():
                self._withdraw(item, now_s)
            case StationContact():
                self.stations[item.station] = item
            case BrokerContact():
                self.broker = item
            case Refused():
                self.refused[item.refusal] += 1
                self.last_refused = item

    def elapse(self, now_s: float) -> None:
        """What was closed a while ago leaves the screen."""
        for row in self.rows():
            if row.is_closed and now_s - row.changed_s > CLOSED_SHOWN_S and row != self.closing:
                del self._rows[row.key]
        self._choose_one()

    def press(self, key: Key) -> Command | None:
        """What is to be told to a station, if anything; quitting is the caller's."""
        row, asked = self.chosen, self.closing
        self.closing, self.message = None, ""
        match key:
            case Key.YES if asked is not None:
                return Command(self._rows.get(asked.key, asked), Action.CLOSED)
            case _ if asked is not None:
                self.message = "Not closed."
            case Key.UP | Key.DOWN:
                self._move(1 if key is Key.DOWN else -1)
            case Key.ACKNOWLEDGE if row is not None:
                return Command(row, Action.ACKNOWLEDGED)
            case Key.CLOSE if row is not None:
                self.closing = row
        return None

    def _put(self, item: Received, incident: Incident, reason: str | None, at_s: float) -> None:
        row = Row(
            station=item.station,
            incident=incident,
            origin=item.origin,
            reason=reason,
            changed_s=at_s,
        )
        self._rows[row.key] = row
        self._choose_one()

    def _withdraw(self, item: Withdrawn, now_s: float) -> None:
        for row in self.rows():
            same = (row.station, row.incident.incident_id) == (item.station, item.incident_id)
            if same and not row.is_closed and f"/{row.incident.alert_class}/" in item.topic:
                self._rows[row.key] = msgspec.structs.replace(row, withdrawn=True, changed_s=now_s)

    def _move(self, step: int) -> None:
        keys = [row.key for row in self.rows()]
        if self._chosen is not None:
            place = keys.index(self._chosen) + step
            self._chosen = keys[min(max(place, 0), len(keys) - 1)]

    def _choose_one(self) -> None:
        if self._chosen not in self._rows:
            self._chosen = next((row.key for row in self.rows()), None)


def _key(station: str, incident: Incident) -> RowKey:
    return station, incident.alert_class, incident.incident_id
