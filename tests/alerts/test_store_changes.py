"""The audit as a log of changes: what is new since a place in it, and whether it is one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_made_up import Clock, alert, beacon, event, incident

from alerts.acknowledgement import Action
from alerts.incidents.incident import Incident
from alerts.store.changes import Changes, Cursor, changes, last_cursor
from alerts.store.store import Store
from alerts.store.transaction import Transaction


def write(books: Transaction, number: int, *, is_told: bool) -> Incident:
    """A burst of one of three beacons, and an alert because of it, or none."""
    heard = event(number, beacon(number % 3))
    state = incident(event(number % 3, beacon(number % 3)), bursts=number, seq=number)
    books.add_burst(heard, state)
    books.put_incident(state)
    if is_told:
        books.add_alert(alert(10_000 + number, state, heard))
    return state


def since(store: Store, cursor: Cursor, limit: int = 1000) -> Changes:
    found = changes(store, cursor, limit)
    assert found is not None
    return found


def test_a_cursor_is_read_as_it_was_written() -> None:
    for cursor in (Cursor(), Cursor(17, "0123456789abcdef")):
        assert Cursor.parse(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text", ["", "17", "-", "x-1", "1-X", "١-", "1" * 19 + "-", " 1-", "1-a\n"]
)
def test_what_is_no_cursor_is_not_read(text: str) -> None:
    assert Cursor.parse(text) is None


def test_an_alert_says_all_that_its_burst_has_changed() -> None:
    with Store(clock=Clock()) as store:
        store.write(lambda books: write(books, 1, is_told=True))
        (only,) = since(store, Cursor()).changes
        assert only.what == "alert"
        assert only.cursor == last_cursor(store)


def test_of_bursts_that_are_not_told_only_the_last_state_counts() -> None:
    with Store(clock=Clock()) as store:
        for number in (1, 4, 7):
            store.write(lambda books: write(books, number, is_told=False))  # noqa: B023 at once
        (only,) = since(store, Cursor()).changes
        assert only.what == "incident"
        assert b'"bursts":7' in only.document


@given(st.lists(st.booleans(), max_size=30), st.integers(1, 7))
def test_in_pieces_of_any_size_every_alert_comes_once_and_every_last_state(
    told: list[bool], limit: int
) -> None:
    with Store(clock=Clock()) as store:
        last: dict[str, Incident] = {}
        for number, is_told in enumerate(told, 1):
            state = store.write(lambda books: write(books, number, is_told=is_told))  # noqa: B023 at once
            last[state.incident_id] = state
        cursor, alerts, seen = Cursor(), [], dict[str, bytes]()
        while cursor != last_cursor(store):
            piece = since(store, cursor, limit)
            assert [each.cursor.number for each in piece.changes] == sorted(
                each.cursor.number for each in piece.changes
            )
            alerts += [each.document for each in piece.changes if each.what == "alert"]
            for name, state in last.items():
                number = b'"bursts":%d,' % state.bursts
                if any(
                    name.encode() in each.document and number in each.document
                    for each in piece.changes
                ):
                    seen[name] = number
            cursor = piece.cursor
        assert len(alerts) == len(set(alerts)) == sum(told)
        assert seen.keys() == last.keys()


def test_an_acknowledgement_changes_its_incident() -> None:
    with Store(clock=Clock()) as store:
        state = store.write(lambda books: write(books, 1, is_told=True))
        before = last_cursor(store)
        (told,) = since(store, Cursor()).changes
        event_id = told.document.split(b'"event_id":"')[1].split(b'"')[0].decode()
        store.write(lambda books: books.audit(Action.ACKNOWLEDGED, event_id, "anna"))
        (only,) = since(store, before).changes
        assert only.what == "incident"
        assert state.incident_id.encode() in only.document


def test_a_cursor_is_good_after_a_restart_and_in_no_other_store(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with Store(path, clock=Clock()) as store:
        store.write(lambda books: write(books, 1, is_told=True))
        cursor = last_cursor(store)
    with Store(path, clock=Clock()) as store, Store(clock=Clock(1.0)) as other:
        assert since(store, cursor).changes == ()
        other.write(lambda books: write(books, 1, is_told=True))
        assert last_cursor(other).number == cursor.number
        assert changes(other, cursor, 10) is None
        assert changes(store, Cursor(99, cursor.digest), 10) is None
