"""To which incident of its beacon a burst belongs: the one that was open at the burst's time.

So bursts that arrive in another order end in the same incidents. Where incidents were told as two,
a late burst between them does not make them one: it counts in the one that was open then.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from alerts.classify import ALARMING
from alerts.event import Event
from alerts.incidents.burst_time import Place, closed_ahead, place, timestamp
from alerts.incidents.incident import Incident
from alerts.incidents.opening import beacon_key, id_of
from alerts.incidents.thresholds import Thresholds
from alerts.store.transaction import Transaction
from alerts.timestamp import unix_s
from decoder.message import MessageClass


def incident_of(
    books: Transaction, event: Event, at_s: float, now_s: float, thresholds: Thresholds
) -> Incident | None:
    """Of its class, or the alarm that a burst takes back; the nearest, where none was open.

    Never one that was closed by a clock ahead of now: until then it would take all, and tell none.
    """
    key = beacon_key(event)

    def known(alert_class: MessageClass) -> Iterable[Incident]:
        found = books.incidents(key, alert_class)
        return (each for each in found if not closed_ahead(each, now_s))

    if event.alert_class is MessageClass.CANCELLATION:
        for alert_class in sorted(ALARMING):
            alarm = _at(known(alert_class), at_s, thresholds)
            if alarm is not None and _covers(alarm, at_s, thresholds):
                return alarm
        # What was closed may have lost all of it: see alerts.folding.join_cancellation.
        own = known(event.alert_class)
        held = (each for each in own if not each.closed or books.bursts(each))
        return _at(held, at_s, thresholds)
    return _at(known(event.alert_class), at_s, thresholds)


def named_anew(books: Transaction, new: Incident) -> Incident:
    """By the second it was first heard in; or a later one, where a wrong clock has used that."""
    at_s = unix_s(new.first_heard)
    while books.incident(new.alert_class, new.incident_id) is not None:
        at_s += 1.0
        new = replace(new, incident_id=id_of(new.beacon_id, timestamp(at_s)))
    return new


def early_cancellation(books: Transaction, alarm: Incident) -> Incident | None:
    """The open incident of cancellations that came before the alarm which they take back."""
    if alarm.alert_class not in ALARMING or alarm.closed:
        return None
    apart = books.open_incident(alarm.beacon_id, MessageClass.CANCELLATION)
    return apart if apart is not None and apart.last_heard >= alarm.first_heard else None


def _at(incidents: Iterable[Incident], at_s: float, thresholds: Thresholds) -> Incident | None:
    """incidents: the last heard first."""
    later = None
    for each in incidents:
        if each.first_heard <= timestamp(at_s):
            return later if later and not _covers(each, at_s, thresholds) else each
        later = each
    return later


def _covers(incident: Incident, at_s: float, thresholds: Thresholds) -> bool:
    begun = incident.first_heard <= timestamp(at_s)
    # How late it is heard of is another question.
    now_s = unix_s(timestamp(at_s))
    return begun and place(incident, at_s, now_s, thresholds) is not Place.NEW
