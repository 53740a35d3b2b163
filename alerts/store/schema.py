"""The schema and its versions: PRAGMA user_version counts the migrations that a file has seen.

A migration that adds to a digested column, or to a document, writes the digests anew.
"""

import sqlite3
from collections.abc import Sequence

from alerts.store.errors import StoreError

# A column whose name ends in _s is REAL: what SQLite turns into a float, the digest takes for one.
VERSION_1 = """
CREATE TABLE incidents (
    class TEXT NOT NULL, incident_id TEXT NOT NULL, beacon_id TEXT NOT NULL, phase TEXT NOT NULL,
    last_heard_s REAL NOT NULL, topic TEXT, document BLOB NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (class, incident_id)
);
CREATE INDEX incidents_of_beacon ON incidents (beacon_id, class, last_heard_s);
CREATE INDEX open_incidents ON incidents (last_heard_s) WHERE phase != 'closed';
CREATE INDEX incidents_by_age ON incidents (class, last_heard_s);

CREATE TABLE bursts (
    event_id TEXT PRIMARY KEY, class TEXT NOT NULL, incident_id TEXT NOT NULL,
    time_s REAL NOT NULL, counts INTEGER NOT NULL, station TEXT, document BLOB NOT NULL,
    digest BLOB NOT NULL
);
CREATE INDEX bursts_of_incident ON bursts (incident_id, class, time_s);

-- States of an incident after so many of its bursts, so that a late one is folded in from there.
CREATE TABLE checkpoints (
    class TEXT NOT NULL, incident_id TEXT NOT NULL, bursts INTEGER NOT NULL,
    last_heard_s REAL NOT NULL, document BLOB NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (class, incident_id, bursts)
);

CREATE TABLE alerts (
    event_id TEXT PRIMARY KEY, class TEXT NOT NULL, incident_id TEXT NOT NULL,
    seq INTEGER NOT NULL, document BLOB NOT NULL, digest BLOB NOT NULL
);
CREATE INDEX alerts_of_incident ON alerts (incident_id, class, seq);

-- A position is never used twice, so that a broker's place in the queue stays true.
CREATE TABLE outbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT, created_s REAL NOT NULL, expires_s REAL,
    topic TEXT NOT NULL, retain INTEGER NOT NULL, receipt INTEGER NOT NULL, event_id TEXT,
    brokers TEXT NOT NULL, document BLOB NOT NULL, digest BLOB NOT NULL
);
CREATE INDEX outbox_states ON outbox (topic) WHERE retain;
CREATE INDEX outbox_receipts ON outbox (position) WHERE receipt;
CREATE INDEX outbox_events ON outbox (event_id);
CREATE INDEX outbox_expiry ON outbox (expires_s);

-- Everything up to `position` is done; what was delivered ahead of it stands in deliveries.
-- What counts is what was delivered, not what was not: a row lost here is a message sent twice.
CREATE TABLE brokers (
    name TEXT PRIMARY KEY, position INTEGER NOT NULL, expired INTEGER NOT NULL,
    refused INTEGER NOT NULL, digest BLOB NOT NULL
);
CREATE TABLE deliveries (
    position INTEGER NOT NULL, broker TEXT NOT NULL, refused INTEGER NOT NULL,
    digest BLOB NOT NULL, PRIMARY KEY (position, broker)
);
CREATE TRIGGER outbox_done AFTER DELETE ON outbox BEGIN
    DELETE FROM deliveries WHERE position = OLD.position;
END;
CREATE TABLE receipts (
    event_id TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (event_id, who)
);

CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at_s REAL NOT NULL, action TEXT NOT NULL,
    subject TEXT NOT NULL, detail TEXT NOT NULL, previous BLOB NOT NULL, digest BLOB NOT NULL
);
"""

MIGRATIONS = (VERSION_1,)
"""Each brings a file from the version of its index to the next; an empty file is version 0."""


def migrate(connection: sqlite3.Connection, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Brings the file to the newest version, one transaction for each step."""
    while (found := version(connection)) < len(migrations):
        try:
            connection.executescript(
                f"BEGIN IMMEDIATE; {migrations[found]} PRAGMA user_version = {found + 1}; COMMIT;"
            )
        except sqlite3.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            # Another process may have done the same step since it was looked up.
            if version(connection) == found:
                raise
    if found > len(migrations):
        raise StoreError(
            f"schema version {found} is newer than {len(migrations)}, the newest this program"
            " knows: update beacon406"
        )


def version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
