"""How long what was heard is kept: shorter where nobody was in distress."""

import sqlite3
from functools import partial

import msgspec

from alerts.classify import OPERATIONAL
from alerts.incidents.thresholds import Duration
from alerts.store import audit
from alerts.store.books import Books
from alerts.store.forget import forget_incident
from decoder.message import MessageClass

DAY_S = 86400.0
AT_ONCE = 50
"""Incidents in one transaction, so that a burst does not wait long for its own."""


class Retention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """After the last burst of a closed incident; an open one is always kept.

    operational_s  distress, ship security, distress tracking, cancellation
    other_s        tests, self-tests, exercises, calibration, unreliable
    audit_s        of the audit's records; at least as long as operational_s is of use
    """

    operational_s: Duration = 365 * DAY_S
    other_s: Duration = 30 * DAY_S
    audit_s: Duration = 365 * DAY_S

    def of(self, alert_class: MessageClass) -> float:
        return self.operational_s if alert_class in OPERATIONAL else self.other_s


def prune(books: Books, now_s: float, retention: Retention | None = None) -> int:
    """Removes what is older than that; how many incidents that were."""
    keep = retention or Retention()
    books.expire()
    removed = 0
    for alert_class in MessageClass:
        before_s = now_s - keep.of(alert_class)
        old = partial(_prune_some, alert_class=alert_class, before_s=before_s)
        while some := books.change(old):
            removed += some
    books.change(lambda db: _prune_rest(db, now_s, keep))
    return removed


def _prune_some(connection: sqlite3.Connection, alert_class: MessageClass, before_s: float) -> int:
    old = connection.execute(
        "SELECT incident_id FROM incidents WHERE class = ? AND last_heard_s < ?"
        " AND phase = 'closed' LIMIT ?",
        (str(alert_class), before_s, AT_ONCE),
    ).fetchall()
    for (incident_id,) in old:
        forget_incident(connection, str(alert_class), incident_id)
    return len(old)


def _prune_rest(connection: sqlite3.Connection, now_s: float, keep: Retention) -> None:
    longest_s = max(keep.operational_s, keep.other_s)
    # Of incidents that were lost in a damaged file.
    connection.execute(
        "DELETE FROM bursts WHERE time_s < ? AND NOT EXISTS (SELECT 1 FROM incidents"
        " WHERE incidents.class = bursts.class AND incidents.incident_id = bursts.incident_id)",
        (now_s - longest_s,),
    )
    sql = "SELECT max(number) FROM audit WHERE at_s < ?"
    (last,) = connection.execute(sql, (now_s - keep.audit_s,)).fetchone()
    if last is not None:
        audit.append(connection, now_s, "pruned", str(audit.Gap(1, last)), "older than kept")
        connection.execute("DELETE FROM audit WHERE number <= ?", (last,))
