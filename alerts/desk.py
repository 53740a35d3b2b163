"""Where bursts become incidents, and what changes becomes messages for the brokers.

Each call is one transaction of the store, which is the state: what is returned is on the disk
before anything is sent, and after a crash nothing has to be put together again.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from alerts.acknowledgement import Acknowledgement, Action
from alerts.classify import ALARMING
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.burst_time import Place, burst_s, place
from alerts.incidents.incident import Incident
from alerts.incidents.machine import acknowledged, closed, elapsed, heard, reheard
from alerts.incidents.opening import beacon_key
from alerts.incidents.telling import alert
from alerts.incidents.thresholds import Thresholds
from alerts.incidents.transitions import change
from alerts.messages import Messages
from alerts.store.transaction import Transaction
from decoder.message import MessageClass

T = TypeVar("T")


class Writer(Protocol):
    """A store, or what stands in for one that is broken."""

    def write(self, change: Callable[[Transaction], T]) -> T: ...


class Desk:
    """One for each station, or for correlators of several that share a store.

    The times given are Unix seconds, now; what a burst says of its own time comes before that.
    """

    def __init__(
        self, store: Writer, messages: Messages, thresholds: Thresholds | None = None
    ) -> None:
        self._store = store
        self._messages = messages
        self._thresholds = thresholds or Thresholds()

    def take(self, events: Sequence[Event], now_s: float) -> list[Alert]:
        """Bursts, in one transaction; what is due because of them. Known ones change nothing."""
        return self._store.write(
            lambda books: [alert for event in events for alert in self._take(books, event, now_s)]
        )

    def tick(self, now_s: float) -> list[Alert]:
        """Time has passed: what became silent, and what is over."""
        return self._store.write(
            lambda books: [
                each
                for incident in books.open_incidents()
                for each in self._wait(books, incident, now_s)
            ]
        )

    def acknowledge(self, ack: Acknowledgement, now_s: float) -> list[Alert]:
        """A coordinator, or his program, answers."""
        return self._store.write(lambda books: self._acknowledge(books, ack, now_s))

    def _take(self, books: Transaction, event: Event, now_s: float) -> list[Alert]:
        if books.has_burst(event.event_id):
            return []
        for outgoing in self._messages.burst(event):
            books.enqueue(outgoing)
        at_s = burst_s(event, now_s)
        believed = _believed(books, event)
        if believed is not None:
            books.add_burst(event, believed, at_s=at_s)
            return []
        old = _incident_of(books, event)
        alerts = []
        if old is not None and not old.closed:
            alerts = self._wait(books, old, at_s)
            old = books.incident(old.alert_class, old.incident_id)
        new = self._heard(books, old, event, at_s, now_s)
        books.add_burst(event, new, at_s=at_s)
        is_same = old is not None and old.incident_id == new.incident_id
        return [
            *alerts,
            *self._tell(books, old if is_same else None, new, event),
            *self._trust(books, new, at_s),
        ]

    def _heard(
        self, books: Transaction, old: Incident | None, event: Event, at_s: float, now_s: float
    ) -> Incident:
        station = self._messages.topics.station
        match place(old, at_s, now_s, self._thresholds):
            case Place.NEXT:
                return heard(old, event, at_s, self._thresholds, station=station)
            case Place.LATE if old is not None:
                heard_of = [each for each in books.bursts(old) if _counts(each, old)]
                return reheard(old, [*heard_of, event], now_s, self._thresholds)
            case Place.TOO_LATE if old is not None:
                return old
        return heard(None, event, at_s, self._thresholds, station=station)

    def _wait(self, books: Transaction, old: Incident, now_s: float) -> list[Alert]:
        new = elapsed(old, now_s, self._thresholds)
        return [] if new == old else self._tell(books, old, new, None)

    def _trust(self, books: Transaction, valid: Incident, at_s: float) -> list[Alert]:
        """A beacon that was heard validly is no longer an unreliable one."""
        if valid.alert_class is MessageClass.UNRELIABLE:
            return []
        doubtful = books.open_incident(valid.beacon_id, MessageClass.UNRELIABLE)
        if doubtful is None:
            return []
        over = closed(doubtful, at_s, f"The beacon was heard validly, as {valid.alert_class}.")
        return self._tell(books, doubtful, over, None)

    def _acknowledge(self, books: Transaction, ack: Acknowledgement, now_s: float) -> list[Alert]:
        if ack.action is Action.RECEIVED:
            books.receipted(ack.event_id, ack.by, ack.at)
            return []
        old = books.incident(ack.alert_class, ack.incident_id)
        if old is None or (new := acknowledged(old, ack, now_s)) == old:
            return []
        books.audit(ack.action, ack.event_id, ack.by)
        return self._tell(books, old, new, None)

    def _tell(
        self, books: Transaction, old: Incident | None, new: Incident, event: Event | None
    ) -> list[Alert]:
        """Write down the state, and what is to be said of the difference, if anything."""
        new = self._messages.placed(new)
        due = change(old, new, event, self._thresholds)
        alerts: list[Alert] = []
        if due is not None:
            notify = self._messages.notifies_country(old, new)
            told = alert(new, due, event, self._thresholds, notify_country=notify)
            new = told.incident
            if books.add_alert(told):
                alerts.append(told)
                for outgoing in self._messages.alert(told, old):
                    books.enqueue(outgoing)
        books.put_incident(new)
        books.enqueue(self._messages.incident(new))
        return alerts


def _incident_of(books: Transaction, event: Event) -> Incident | None:
    """The beacon's last one of the burst's class, or the open alarm that a burst takes back."""
    key = beacon_key(event)
    if event.alert_class is MessageClass.CANCELLATION:
        alarms = (books.open_incident(key, each) for each in sorted(ALARMING))
        alarm = next(filter(None, alarms), None)
        if alarm is not None:
            return alarm
    return books.last_incident(key, event.alert_class)


def _believed(books: Transaction, event: Event) -> Incident | None:
    """The open incident of a beacon whose message this time cannot be trusted, if there is one."""
    if event.alert_class is not MessageClass.UNRELIABLE:
        return None
    key = beacon_key(event)
    valid = (each for each in MessageClass if each is not MessageClass.UNRELIABLE)
    return next(filter(None, (books.open_incident(key, each) for each in valid)), None)


def _counts(event: Event, incident: Incident) -> bool:
    """A burst that could not be trusted is on record beside the others, and changes nothing."""
    doubtful = MessageClass.UNRELIABLE
    return event.alert_class is not doubtful or incident.alert_class is doubtful
