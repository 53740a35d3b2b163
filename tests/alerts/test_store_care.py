"""What is kept for how long, what is erased for good, and what the audit and the schema hold."""

import json
import sqlite3
from pathlib import Path

import msgspec
import pytest
from store_filled import fill, rows_of, take
from store_made_up import NOW_S, Clock, beacon, event, incident, of_class, outgoing

from alerts.incidents.kind import Phase
from alerts.store import audit, check, salvage
from alerts.store.errors import StoreError
from alerts.store.export import documents
from alerts.store.forget import erase
from alerts.store.retention import DAY_S, Retention, prune
from alerts.store.schema import MIGRATIONS, migrate, version
from alerts.store.store import Store
from decoder.message import MessageClass


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    fill(path)
    return path


def sound(store: Store) -> bool:
    return not store.read(lambda db: list(check.problems(db)))


def bytes_with(path: Path, text: str) -> list[str]:
    files = sorted(path.parent.glob(f"{path.name}*"))
    return [file.name for file in files if text.encode() in file.read_bytes()]


def test_nothing_of_an_erased_incident_is_left_in_any_file(path: Path) -> None:
    erased_id, other_id = beacon(3), beacon(4)
    assert bytes_with(path, erased_id) == ["store.db"]
    with Store.open(path, Clock()) as store:
        store.write(lambda books: take(books, event(777, erased_id)))
        assert "store.db-wal" in bytes_with(path, erased_id)
        before = rows_of(store)
        erased = erase(store, f"{erased_id}.first")
        assert erased is not None
        assert erased.bursts == 6
        assert erased.messages >= 6
        assert bytes_with(path, erased_id) == []
        assert bytes_with(path, other_id) == ["store.db"]
        assert sound(store)
        besides = 3  # the incident, its alert, and its receipt
        assert len(before - rows_of(store)) == erased.bursts + erased.messages + besides
        assert erase(store, f"{erased_id}.first") is None
        (record,) = store.read(lambda db: audit_of(db, "erased"))
        assert erased_id not in record
    assert bytes_with(path, erased_id) == []


def audit_of(connection: sqlite3.Connection, action: str) -> list[str]:
    sql = "SELECT subject || ' ' || detail FROM audit WHERE action = ?"
    return [row[0] for row in connection.execute(sql, (action,))]


def test_an_erasure_that_a_reader_holds_up_is_told(path: Path) -> None:
    with Store.open(path, Clock()) as store, Store.open(path, Clock()) as reader:
        store.write(lambda books: books.enqueue(outgoing(1)))
        store._connection.execute("PRAGMA busy_timeout = 10")
        reader._connection.execute("BEGIN")
        reader.open_incidents()
        with pytest.raises(StoreError, match="erase it again"):
            erase(store, f"{beacon(3)}.first")
        reader._connection.execute("ROLLBACK")
        assert erase(store, f"{beacon(3)}.first") is None
        assert bytes_with(path, beacon(3)) == []


def test_the_audit_names_no_beacon(path: Path) -> None:
    with Store.open(path, Clock()) as store:
        store.refused("b", store.pending("b")[1].position, f"not allowed: incident/{beacon(1)}")
        store.refused("b", store.pending("b")[1].position, f"incident/{beacon(1)}.first: no")
        records = store.read(lambda db: str(db.execute("SELECT * FROM audit").fetchall()))
        for number in range(20):
            assert f"{beacon(number)}.first" not in records


def test_classes_are_kept_as_long_as_they_are_of_use(path: Path) -> None:
    clock = Clock()
    with Store.open(path, clock) as store:
        for number, alert_class in enumerate(MessageClass):
            heard = of_class(event(2000 + number, beacon(900 + number)), alert_class)
            closed = incident(heard, phase=Phase.CLOSED)
            store.write(lambda books, closed=closed: books.put_incident(closed))
            store.write(lambda books, each=heard, of=closed: books.add_burst(each, of))

        def classes() -> set[str]:
            rows = store.read(
                lambda db: list(db.execute("SELECT class FROM incidents WHERE phase = 'closed'"))
            )
            return {row[0] for row in rows}

        assert prune(store, NOW_S + 29 * DAY_S) == 0
        assert prune(store, NOW_S + 31 * DAY_S) == len(MessageClass) - 4
        operational = {"distress", "ship_security", "distress_tracking", "cancellation"}
        assert classes() == operational
        assert prune(store, NOW_S + 364 * DAY_S) == 0
        assert prune(store, NOW_S + 367 * DAY_S) == len(operational)
        assert len(store.open_incidents()) == 20  # what is open is never too old
        assert sound(store)
        (pruned,) = store.read(lambda db: audit_of(db, "pruned"))
        assert pruned.startswith("1-")
        store.write(lambda books: take(books, event(5000)))
        clock.now_s += 800 * DAY_S
        prune(store, clock.now_s, Retention(audit_s=DAY_S))
        assert sound(store)


@pytest.mark.parametrize(
    ("tampered", "said"),
    [
        ("DELETE FROM audit WHERE number BETWEEN 7 AND 9", "records 7 to 9 are missing"),
        ("DELETE FROM audit WHERE number > 100", "records 101 to"),
        ("UPDATE audit SET action = 'x' WHERE number = 5", "row 5 is not what was written"),
        (
            "UPDATE audit SET previous = zeroblob(32) WHERE number = 6",
            "record 6 does not follow from the one before it",
        ),
    ],
)
def test_who_thins_out_or_changes_the_audit_is_found(path: Path, tampered: str, said: str) -> None:
    with Store.open(path, Clock()) as store:
        store.change(lambda db: db.execute(tampered))
        assert said in " ".join(store.read(lambda db: list(check.problems(db))))


def test_what_is_told_to_be_lost_is_a_problem_no_longer(path: Path) -> None:
    with Store.open(path, Clock()) as store:
        store.change(lambda db: db.execute("DELETE FROM audit WHERE number IN (7, 8, 20)"))
        gaps = store.read(lambda db: list(audit.untold_gaps(db)))
        assert gaps == [audit.Gap(7, 8), audit.Gap(20, 20)]
        for gap in gaps:
            store.write(lambda books, gap=gap: books.audit("lost", str(gap), gap.said()))
        assert sound(store)


def test_everything_that_is_kept_can_be_exported(path: Path) -> None:
    with Store.open(path, Clock()) as store:
        lines = [json.loads(line) for line in store.read(lambda db: list(documents(db)))]
        one = f"{beacon(3)}.first"
        of_one = [
            json.loads(line) for line in store.read(lambda db: list(documents(db, incident_id=one)))
        ]
        of_tests = store.read(lambda db: list(documents(db, alert_class=MessageClass.TEST)))
    kinds = [line["schema"].split("/")[1] for line in lines]
    assert [kinds.count(kind) for kind in ("incident", "alert", "event")] == [20, 20, 100]
    assert kinds.count("audit") > 120
    assert [line["schema"].split("/")[1] for line in of_one] == [
        "incident",
        "alert",
        *["event"] * 5,
    ]
    assert of_tests == []


def test_an_older_store_is_brought_to_the_newest_version(path: Path) -> None:
    newer = (
        *MIGRATIONS,
        "CREATE TABLE made_up (number INTEGER); INSERT INTO made_up VALUES (406);",
    )
    with Store.open(path, Clock()) as store:
        before = rows_of(store)
        store.read(lambda db: migrate(db, newer))
        assert store.read(version) == len(MIGRATIONS) + 1
        assert store.read(lambda db: db.execute("SELECT * FROM made_up").fetchall()) == [(406,)]
        store.read(lambda db: migrate(db, newer))
        assert rows_of(store) == before
        assert sound(store)
    with pytest.raises(StoreError, match=f"version {len(MIGRATIONS) + 1} is newer"):
        Store.open(path)


def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    broken = (*MIGRATIONS, "CREATE TABLE made_up (number INTEGER); INSERT INTO nowhere VALUES (1);")
    with Store.open(path, Clock()) as store:
        with pytest.raises(StoreError, match="no such table: nowhere"):
            store.read(lambda db: migrate(db, broken))
        assert store.read(version) == len(MIGRATIONS)
        store.read(lambda db: migrate(db, (*MIGRATIONS, "CREATE TABLE made_up (number INTEGER);")))


def test_an_incident_whose_row_is_lost_comes_back_from_its_last_alert(path: Path) -> None:
    with Store.open(path, Clock()) as store:
        store.change(lambda db: db.execute("DELETE FROM incidents WHERE class = 'distress'"))
        assert store.open_incidents() == []
        store.change(salvage._incidents_of_alerts)
        assert len(store.open_incidents()) == 20
        assert all(msgspec.json.encode(each) for each in store.open_incidents())
