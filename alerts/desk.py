"""Where bursts become incidents, and what changes becomes messages for the brokers.

Each call is one transaction of the store, which is the state: what is returned is on the disk
before anything is sent, and after a crash nothing has to be put together again.
"""

from collections.abc import Sequence

from alerts.acknowledgement import Acknowledgement, Action
from alerts.belonging import early_cancellation, incident_of, named_anew
from alerts.event import Event
from alerts.folding import heard_late, join_cancellation, keep_checkpoint, set_right
from alerts.incidents.alert import Alert
from alerts.incidents.burst_time import MOST_AHEAD_S, Burst, Place, burst_s, place
from alerts.incidents.incident import Incident
from alerts.incidents.machine import acknowledged, closed, elapsed, heard
from alerts.incidents.opening import beacon_key
from alerts.incidents.telling import alert
from alerts.incidents.thresholds import Thresholds
from alerts.incidents.transitions import change
from alerts.messages import Messages
from alerts.store.books import Books
from alerts.store.transaction import Transaction
from alerts.timestamp import unix_s
from decoder.message import MessageClass


class Desk:
    """One for each station, or for correlators of several that share a store.

    The times given are Unix seconds, now; what a burst says of its own time comes before that.
    """

    def __init__(
        self, store: Books, messages: Messages, thresholds: Thresholds | None = None
    ) -> None:
        self._store = store
        self._messages = messages
        self._thresholds = thresholds or Thresholds()

    def take(self, events: Sequence[Event], now_s: float) -> list[Alert]:
        """Bursts, in one transaction; what is due because of them. Known ones change nothing."""
        # A late one costs as much as all that are later.
        in_order = sorted(events, key=lambda each: burst_s(each, now_s))
        return self._store.write(
            lambda books: [alert for event in in_order for alert in self._take(books, event, now_s)]
        )

    def tick(self, now_s: float) -> list[Alert]:
        """Time has passed: what became silent, and what is over, unless a clock leapt to it."""
        has_leapt = self._store.has_leapt()
        return self._store.write(
            lambda books: [
                each
                for incident in books.open_incidents()
                if not (has_leapt and elapsed(incident, now_s, self._thresholds).closed)
                for each in self._wait(books, incident, now_s)
            ]
        )

    def acknowledge(self, ack: Acknowledgement, now_s: float) -> list[Alert]:
        """A coordinator, or his program, answers."""
        return self._store.write(lambda books: self._acknowledge(books, ack, now_s))

    def repeat(self, event: Event) -> None:
        """Only put a burst on record and publish it: for one that `take` fails at, by our fault."""
        self._store.write(lambda books: self._repeat(books, event))

    def _repeat(self, books: Transaction, event: Event) -> None:
        if books.add_burst(event, None, counts=False):
            for outgoing in self._messages.burst(event):
                books.enqueue(outgoing)

    def _take(self, books: Transaction, event: Event, now_s: float) -> list[Alert]:
        if books.has_burst(event.event_id):
            return []
        for outgoing in self._messages.burst(event):
            books.enqueue(outgoing)
        at_s = burst_s(event, now_s)
        corrected = self._correct(books, event, now_s)
        believed = _believed(books, event)
        if believed is not None:
            books.add_burst(event, believed, at_s=at_s, counts=False)
            return corrected
        old = incident_of(books, event, at_s, now_s, self._thresholds)
        alerts = []
        if old is not None and not old.closed:
            alerts = self._wait(books, old, at_s)
            old = books.incident(old.alert_class, old.incident_id)
        where = place(old, at_s, now_s, self._thresholds)
        new = self._heard(books, old, event, at_s, where)
        books.add_burst(event, new, at_s=at_s, counts=where is not Place.TOO_LATE)
        is_same = old is not None and old.incident_id == new.incident_id
        return [
            *corrected,
            *alerts,
            *self._tell(books, old if is_same else None, new, event),
            *self._trust(books, new),
            *self._rejoin(books, new, now_s),
        ]

    def _correct(self, books: Transaction, event: Event, now_s: float) -> list[Alert]:
        """The beacon's incidents of a clock that was ahead would hold back what is heard now."""
        ahead = books.open_ahead(beacon_key(event), now_s + MOST_AHEAD_S)
        return [
            alert
            for old in ahead
            for alert in self._tell(
                books, old, set_right(books, old, now_s, self._thresholds), None
            )
        ]

    def _heard(
        self, books: Transaction, old: Incident | None, event: Event, at_s: float, where: Place
    ) -> Incident:
        station = self._messages.topics.station
        match where:
            case Place.NEXT if old is not None:
                keep_checkpoint(books, old)
                return heard(old, event, at_s, self._thresholds, station=station)
            case Place.LATE if old is not None:
                return heard_late(books, old, Burst(at_s, event), self._thresholds)
            case Place.TOO_LATE if old is not None:
                return old
        new = heard(None, event, at_s, self._thresholds, station=station)
        return named_anew(books, new)

    def _wait(self, books: Transaction, old: Incident, now_s: float) -> list[Alert]:
        return self._tell(books, old, elapsed(old, now_s, self._thresholds), None)

    def _trust(self, books: Transaction, valid: Incident) -> list[Alert]:
        """A beacon that was heard validly is no longer an unreliable one."""
        if valid.alert_class is MessageClass.UNRELIABLE or valid.closed:
            return []
        doubtful = books.open_incident(valid.beacon_id, MessageClass.UNRELIABLE)
        if doubtful is None:
            return []
        at = max(valid.last_heard, doubtful.last_heard)
        reason = f"The beacon was heard validly, as {valid.alert_class}."
        return self._tell(books, doubtful, closed(doubtful, unix_s(at), reason), None)

    def _rejoin(self, books: Transaction, heard: Incident, now_s: float) -> list[Alert]:
        """An alarm with the cancellations of it that came sooner."""
        apart = early_cancellation(books, heard)
        if apart is None:
            return []
        alarm = books.incident(heard.alert_class, heard.incident_id) or heard  # as it was told
        joined, left = join_cancellation(books, alarm, apart, self._thresholds)
        over = left or closed(apart, now_s, "It belongs to an alarm that was heard of later.")
        return [
            *self._tell(books, alarm, joined, None),
            *self._tell(books, apart, over, None),
        ]

    def _acknowledge(self, books: Transaction, ack: Acknowledgement, now_s: float) -> list[Alert]:
        if ack.action is Action.RECEIVED:
            books.receipted(ack.event_id, ack.by, ack.at)
            return []
        old = books.incident(ack.alert_class, ack.incident_id)
        if old is None or (new := acknowledged(old, ack, now_s)) == old:
            return []
        # Of the answer itself only what names no beacon.
        books.audit(ack.action, old.alert_id or "", ack.by)
        return self._tell(books, old, new, None)

    def _tell(
        self, books: Transaction, old: Incident | None, new: Incident, event: Event | None
    ) -> list[Alert]:
        """Write down the state, and what is to be said of the difference, if anything."""
        if new == old:
            return []
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
        state = self._messages.incident(new)
        books.put_incident(new, state.topic)
        books.enqueue(state)
        return alerts


def _believed(books: Transaction, event: Event) -> Incident | None:
    """The open incident of a beacon whose message this time cannot be trusted, if there is one."""
    if event.alert_class is not MessageClass.UNRELIABLE:
        return None
    key = beacon_key(event)
    valid = (each for each in MessageClass if each is not MessageClass.UNRELIABLE)
    return next(filter(None, (books.open_incident(key, each) for each in valid)), None)
