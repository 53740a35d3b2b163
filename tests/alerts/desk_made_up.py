"""A desk over a store in memory, its clock set by hand, and what it put into the queue."""

import json
from collections.abc import Sequence
from typing import Any

from incident_made_up import START_S

from alerts.acknowledgement import Acknowledgement
from alerts.desk import Desk
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.burst_time import burst_s
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Kind
from alerts.messages import Messages
from alerts.outgoing import Outgoing
from alerts.routing.regions import Regions
from alerts.routing.routes import Route
from alerts.store.books import Books
from alerts.store.check import problems
from alerts.store.store import Store
from alerts.topics import Topics
from decoder.message import MessageClass

BROKER = "broker"
BASE = "beacon406/v1/hill"


class Station:
    """Times are seconds after START_S."""

    def __init__(
        self,
        store: Books | None = None,
        *,
        regions: Regions | None = None,
        routes: Sequence[Route] = (),
    ) -> None:
        self.store: Books = store or Store(clock=lambda: START_S)
        messages = Messages(Topics("hill"), regions=regions, routes=routes)
        self.desk = Desk(self.store, messages)
        self.alerts: list[Alert] = []
        self._now_s = START_S

    def take(self, *events: Event, now_s: float | None = None) -> list[Kind]:
        """One after the other, each at its own time unless it came later."""
        told: list[Alert] = []
        for event in events:
            self._now_s = max(self._now_s, START_S + (now_s or 0.0), burst_s(event, START_S))
            told += self.desk.take([event], self._now_s)
        return self._told(told)

    def take_at(self, now_s: float, *events: Event) -> list[Kind]:
        """By a clock that may be wrong."""
        return self._told(self.desk.take(events, START_S + now_s))

    def tick(self, now_s: float) -> list[Kind]:
        return self._told(self.desk.tick(START_S + now_s))

    def acknowledge(self, ack: Acknowledgement, now_s: float = 0.0) -> list[Kind]:
        return self._told(self.desk.acknowledge(ack, START_S + now_s))

    def incidents(self, alert_class: MessageClass, beacon_id: str) -> list[Incident]:
        """The last heard first, open or closed."""
        return self.store.write(lambda books: list(books.incidents(beacon_id, alert_class)))

    def open(self) -> dict[str, Incident]:
        return {incident.alert_class: incident for incident in self.store.open_incidents()}

    def queue(self) -> list[Outgoing]:
        return [row.outgoing for row in self.store.pending(BROKER, 1_000_000)]

    def said(self, level: str) -> list[Outgoing]:
        """What waits on these topics: burst, alert, incident, route."""
        return [each for each in self.queue() if each.topic.startswith(f"{BASE}/{level}/")]

    def state(self, incident: Incident) -> dict[str, Any] | None:
        """What is to be retained of it; None is nothing."""
        topic = f"{BASE}/incident/{incident.alert_class}/{incident.incident_id}"
        [message] = [each for each in self.queue() if each.topic == topic]
        assert message.retain
        return json.loads(message.payload) if message.payload else None

    def audit(self) -> list[tuple[str, str, str]]:
        sql = "SELECT action, subject, detail FROM audit ORDER BY number"
        return self.store.read(lambda db: list(db.execute(sql)))

    def problems(self) -> list[str]:
        return self.store.read(lambda db: list(problems(db)))

    def _told(self, alerts: list[Alert]) -> list[Kind]:
        self.alerts += alerts
        return [alert.kind for alert in alerts]
