"""The store on a sound disk: what goes in comes out, in order, once, and stays."""

from pathlib import Path

import msgspec
import pytest
from store_made_up import (
    NOW_S,
    Clock,
    alert,
    beacon,
    event,
    event_id,
    incident,
    outgoing,
    stamp,
    state,
)

from alerts.event import Event
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Phase
from alerts.store import check
from alerts.store.errors import StoreError
from alerts.store.store import Store
from alerts.store.transaction import Transaction
from decoder.message import MessageClass


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Store:
    return Store.open(tmp_path / "state" / "store.db", clock)


def positions(store: Store, broker: str = "a") -> list[int]:
    return [row.position for row in store.pending(broker)]


def heard_of(store: Store, of: Incident) -> list[Event]:
    return [burst.event for burst in store.write(lambda books: books.bursts(of))]


def enqueue(store: Store, *messages: object) -> None:
    store.write(lambda books: [books.enqueue(each) for each in messages])  # type: ignore[arg-type]


def test_what_is_written_is_there_after_it_was_closed(tmp_path: Path, store: Store) -> None:
    heard = event()
    state_of_it = incident(heard)

    def take(books: Transaction) -> None:
        assert books.add_burst(heard, state_of_it)
        books.put_incident(state_of_it)
        assert books.add_alert(alert(9, state_of_it, heard))
        books.enqueue(outgoing(9))

    store.set_brokers(["a"])
    store.write(take)
    store.close()
    with Store.open(tmp_path / "state" / "store.db", Clock()) as again:
        assert again.open_incidents() == [state_of_it]
        assert again.incident(MessageClass.DISTRESS, state_of_it.incident_id) == state_of_it
        assert heard_of(again, state_of_it) == [heard]
        assert [row.outgoing for row in again.pending("a")] == [outgoing(9)]
        assert [row.created_s for row in again.pending("a")] == [NOW_S]


def test_nothing_of_a_write_that_fails_is_there(store: Store) -> None:
    def fail(books: Transaction) -> None:
        books.add_burst(event(), incident(event()))
        books.enqueue(outgoing(1))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.write(fail)
    assert positions(store) == []
    assert store.write(lambda books: books.has_burst(event_id(1))) is False


def test_a_burst_or_an_alert_that_is_known_changes_nothing(store: Store) -> None:
    heard, later = event(1), event(1, at_s=NOW_S + 99)
    of = incident(heard)
    assert store.write(lambda books: books.add_burst(heard, of))
    assert not store.write(lambda books: books.add_burst(later, of))
    assert store.write(lambda books: books.add_alert(alert(5, of, heard)))
    assert not store.write(lambda books: books.add_alert(alert(5, of, later)))
    assert heard_of(store, of) == [heard]


def test_bursts_come_in_order_of_time_then_station_then_event_id(store: Store) -> None:
    first = event(7, at_s=NOW_S)
    of = incident(first)
    bursts = [
        first,
        msgspec.structs.replace(event(3, at_s=NOW_S + 1), station="cliff"),
        event(2, at_s=NOW_S + 1),
        event(4, at_s=NOW_S + 1),
        event(1, at_s=NOW_S + 2),
    ]
    for burst in reversed(bursts):
        store.write(lambda books, burst=burst: books.add_burst(burst, of))
    assert heard_of(store, of) == bursts


def test_a_burst_without_time_has_the_time_that_is_given(store: Store) -> None:
    first, second = (
        msgspec.structs.replace(event(number), time=None, received_at=None) for number in (1, 2)
    )
    of = incident(event(1))
    store.write(lambda books: books.add_burst(first, of, at_s=NOW_S + 9))
    store.write(lambda books: books.add_burst(second, of, at_s=NOW_S + 3))
    assert heard_of(store, of) == [second, first]


def test_only_an_open_incident_of_that_beacon_and_class_is_found(store: Store) -> None:
    heard = event()
    closed = incident(heard, phase=Phase.CLOSED, incident_id="closed")
    store.write(lambda books: books.put_incident(closed))
    beacon_id = closed.beacon_id

    def found(alert_class: MessageClass = MessageClass.DISTRESS, of: str = beacon_id) -> object:
        return store.write(lambda books: books.open_incident(of, alert_class))

    assert found() is None
    silent = incident(heard, phase=Phase.SILENT, bursts=4)
    store.write(lambda books: books.put_incident(silent))
    assert found() == silent
    assert found(MessageClass.TEST) is None
    assert found(of=beacon(1)) is None
    assert store.open_incidents() == [silent]


def test_each_broker_has_its_own_place(store: Store) -> None:
    store.set_brokers(["a", "b"])
    enqueue(store, *(outgoing(number) for number in range(4)))
    one, two, three, four = positions(store)
    store.delivered("a", [one, two])
    store.delivered("b", [one, three])
    assert positions(store, "a") == [three, four]
    assert positions(store, "b") == [two, four]
    store.delivered("a", [three, four])
    assert positions(store, "a") == []
    assert store.tally("b").pending == 2


def test_a_broker_that_is_added_gets_what_is_kept_and_one_that_is_gone_holds_up_nothing(
    store: Store,
) -> None:
    store.set_brokers(["a", "gone"])
    enqueue(store, outgoing(1), outgoing(2))
    store.delivered("a", positions(store, "a"))
    store.set_brokers(["a", "gone", "new"])
    assert len(positions(store, "new")) == 2
    store.set_brokers(["a"])
    store.set_brokers(["a", "late"])
    assert positions(store, "late") == []


def test_a_message_for_some_brokers_is_for_no_other(store: Store) -> None:
    store.set_brokers(["a", "ab"])
    enqueue(store, outgoing(1, brokers=("ab",)), outgoing(2))
    assert len(positions(store, "a")) == 1
    assert len(positions(store, "ab")) == 2


def test_a_retained_state_takes_the_place_of_those_not_yet_sent(store: Store) -> None:
    store.set_brokers(["a"])
    enqueue(store, state(1, "t"), outgoing(2, "t"), state(3, "other"), state(4, "t"))
    payloads = [row.outgoing.payload for row in store.pending("a")]
    assert payloads == [b"2", b"3", b"4"]


def test_a_state_for_one_broker_leaves_the_others_theirs(store: Store) -> None:
    store.set_brokers(["a", "b"])
    enqueue(store, state(1, "t"), state(2, "t", brokers=("a",)))
    assert [row.outgoing.payload for row in store.pending("b")] == [b"1"]
    assert [row.outgoing.payload for row in store.pending("a")] == [b"1", b"2"]


def test_a_message_is_kept_until_a_coordinator_has_it(store: Store) -> None:
    store.set_brokers(["a"])
    enqueue(store, outgoing(1, receipt=True), outgoing(2), outgoing(3, receipt=True))
    assert store.unreceipted("a") == []
    store.delivered("a", positions(store))
    rows = store.unreceipted("a")
    assert [row.outgoing.payload for row in rows] == [b"1", b"3"]
    assert store.unreceipted("a", limit=1) == rows[:1]
    assert store.unreceipted("a", after=rows[0].position, limit=1) == rows[1:]
    assert store.write(lambda books: books.receipted(event_id(1), "rcc", stamp(NOW_S)))
    assert [row.outgoing.payload for row in store.unreceipted("a")] == [b"3"]


def test_a_receipt_of_what_was_never_sent_is_not_kept(store: Store) -> None:
    assert not store.write(lambda books: books.receipted(event_id(1), "rcc", stamp(NOW_S)))


def test_what_a_broker_refuses_goes_on_to_the_others_and_is_counted(store: Store) -> None:
    store.set_brokers(["a", "b"])
    enqueue(store, outgoing(1, receipt=True), outgoing(2))
    store.refused("a", positions(store)[0], "no permission for t/secret")
    assert len(positions(store, "a")) == 1
    assert len(positions(store, "b")) == 2
    assert store.unreceipted("a") == []
    assert store.tally("a").refused == 1
    assert store.tally("b").refused == 0


def test_what_expires_is_left_out_and_counted_for_who_has_not_got_it(
    store: Store, clock: Clock
) -> None:
    store.set_brokers(["a", "b"])
    enqueue(store, outgoing(1, expiry_s=10), outgoing(2, expiry_s=100), outgoing(3))
    store.delivered("b", positions(store, "b")[:1])
    clock.now_s += 10
    assert [row.outgoing.payload for row in store.pending("a")] == [b"2", b"3"]
    assert (store.tally("a").expired, store.tally("b").expired) == (1, 0)


def test_positions_are_never_used_twice(tmp_path: Path, store: Store) -> None:
    store.set_brokers(["a"])
    enqueue(store, outgoing(1))
    (first,) = positions(store)
    store.delivered("a", [first])
    store.close()
    with Store.open(tmp_path / "state" / "store.db") as again:
        enqueue(again, outgoing(2))
        again.delivered("a", [first, first + 100])
        assert positions(again) == [first + 1]


def test_only_its_owner_can_read_it(tmp_path: Path, store: Store) -> None:
    folder = tmp_path / "state"
    enqueue(store, outgoing(1))
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == dict.fromkeys(("store.db", "store.db-wal", "store.db-shm"), 0o600)


def test_what_is_no_store_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("Dear diary,\n" * 999)
    with pytest.raises(StoreError, match="text: file is not a database"):
        Store.open(tmp_path / "text")
    with pytest.raises(StoreError, match=f"{tmp_path}: Is a directory"):
        Store.open(tmp_path)


def test_a_clock_of_whole_seconds_does_no_harm(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db", lambda: 1_767_225_600) as store:
        heard = event()
        of = incident(heard)
        store.set_brokers(["a"])
        store.write(lambda books: books.add_burst(heard, of, at_s=1_767_225_600))
        enqueue(store, outgoing(1, expiry_s=9))
        assert [row.outgoing.payload for row in store.pending("a")] == [b"1"]
        assert heard_of(store, of) == [heard]
        assert not store.read(lambda db: list(check.problems(db)))
