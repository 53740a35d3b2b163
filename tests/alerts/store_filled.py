"""A store with rows of every kind, for the tests that damage it."""

from pathlib import Path

import msgspec
from store_made_up import Clock, alert, beacon, event, incident, outgoing, stamp, state

from alerts.event import Event
from alerts.store.books import Books
from alerts.store.store import Store
from alerts.store.tables import TABLES, Value, fetch
from alerts.store.transaction import Transaction

BEACONS = 20
KINDS = ("incidents", "bursts", "alerts", "outbox", "brokers", "receipts", "audit")


def take(books: Transaction, heard: Event) -> None:
    """A much simpler desk."""
    assert heard.beacon_id is not None
    old = books.open_incident(heard.beacon_id, heard.alert_class)
    new = incident(heard, incident_id=f"{heard.beacon_id}.first")
    if old is not None:
        new = msgspec.structs.replace(old, bursts=old.bursts + 1, last_heard=heard.time)
    number = int(heard.event_id[-12:], 16)
    books.add_burst(heard, new)
    books.put_incident(new)
    books.enqueue(outgoing(number, payload=msgspec.json.encode(heard)))
    books.enqueue(state(number, f"incident/{new.incident_id}"))
    if old is None:
        told = alert(number + (1 << 32), new, heard)
        books.add_alert(told)
        books.enqueue(outgoing(number + (1 << 32), "alert", receipt=True))
        books.receipted(told.event_id, "rcc", stamp(0))


def fill(path: Path, bursts: int = 100) -> None:
    with Store.open(path, Clock()) as store:
        store.set_brokers(["a", "b"])
        for number in range(1, bursts + 1):
            heard = event(number, beacon(number % BEACONS))
            store.write(lambda books, heard=heard: take(books, heard))
        store.delivered("a", [row.position for row in store.pending("a", bursts // 2)])


def rows_of(store: Books) -> set[tuple[Value, ...]]:
    """Every row that can be lost, by its table and key."""
    return {
        (table.name, *row[: len(table.key)])
        for table in TABLES
        if table.name in KINDS
        for row in store.read(lambda db, table=table: list(fetch(db, table, "")))
    }
