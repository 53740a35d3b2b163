"""What the watch knows and what its keys do, without a terminal."""

import io
import time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_alerts import story
from rich.console import Console

from alerts.acknowledgement import Action
from alerts.client.items import (
    BrokerContact,
    Origin,
    ReceivedAlert,
    ReceivedIncident,
    Refused,
    StationContact,
    Withdrawn,
)
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Acknowledged, Incident
from alerts.incidents.kind import Phase
from alerts.refusal import Refusal
from alerts.signing import Verdict
from alerts.status import State
from alerts.topics import Topics
from decoder.message import MessageClass
from station.watch.board import CLOSED_SHOWN_S, Board, Command, Key
from station.watch.keyboard import keys_in
from station.watch.screen import screen
from station.watch.words import line

NOW_S = time.time()
FIRST = story(3, beacon_id="AAAAAAAAAAAAAAA")
SECOND = story(2, beacon_id="BBBBBBBBBBBBBBB")
TEST = story(1, beacon_id="CCCCCCCCCCCCCCC", message_class=MessageClass.TEST)
PINNED = Origin(Verdict.VERIFIED, pinned=True)


def received(alert: Alert, origin: Origin = PINNED) -> ReceivedAlert:
    station = alert.incident.station
    return ReceivedAlert(
        station=station, topic=Topics(station).alert(alert.incident), origin=origin, alert=alert
    )


def state(incident: Incident, **changes: Any) -> ReceivedIncident:
    incident = msgspec.structs.replace(incident, **changes)
    return ReceivedIncident(
        station=incident.station,
        topic=Topics(incident.station).incident(incident),
        origin=PINNED,
        incident=incident,
    )


def withdrawn(incident: Incident) -> Withdrawn:
    topic = Topics(incident.station).incident(incident)
    return Withdrawn(station=incident.station, topic=topic)


def board_with(*alerts: Alert) -> Board:
    board = Board()
    for number, alert in enumerate(alerts):
        board.take(received(alert), NOW_S + number)
    return board


def beacons(board: Board) -> list[str]:
    return [row.incident.beacon_id[0] for row in board.rows()]


def shown(board: Board, *, width: int = 120, height: int = 50) -> str:
    console = Console(width=width, height=height, record=True, file=io.StringIO())
    console.print(screen(board, NOW_S + 60, console))
    return console.export_text()


def test_an_incident_is_one_row_and_the_newest_change_is_on_top() -> None:
    board = board_with(FIRST[0], SECOND[0], FIRST[1])
    assert beacons(board) == ["A", "B"]
    assert board.rows()[0].incident == FIRST[1].incident
    assert board.rows()[0].reason == FIRST[1].reason


def test_what_is_chosen_stays_chosen_when_another_comes_on_top() -> None:
    board = board_with(FIRST[0], SECOND[0])
    assert beacons(board) == ["B", "A"]
    assert board.chosen is not None
    assert board.chosen.incident.beacon_id.startswith("A")
    assert board.press(Key.ACKNOWLEDGE) == Command(board.rows()[1], Action.ACKNOWLEDGED)


def test_up_and_down_choose_and_stop_at_the_ends() -> None:
    board = board_with(TEST[0], FIRST[0], SECOND[0])
    chosen = []
    for key in (Key.UP, Key.UP, Key.UP, Key.DOWN, Key.DOWN, Key.DOWN):
        board.press(key)
        assert board.chosen
        chosen.append(board.chosen.incident.beacon_id[0])
    assert "".join(chosen) == "ABBACC"


def test_an_incident_is_closed_only_after_a_yes() -> None:
    board = board_with(FIRST[0])
    assert board.press(Key.CLOSE) is None
    assert "Close DISTRESS AAAAAAAAAAAAAAA for everybody? y yes" in shown(board)
    assert board.press(Key.OTHER) is None
    assert "Not closed." in shown(board)
    assert board.press(Key.YES) is None
    board.press(Key.CLOSE)
    assert board.press(Key.YES) == Command(board.rows()[0], Action.CLOSED)


def test_the_yes_is_for_the_incident_that_was_asked_about() -> None:
    board = board_with(FIRST[0])
    board.press(Key.CLOSE)
    board.take(received(SECOND[0]), NOW_S + 5)
    board.take(received(FIRST[1]), NOW_S + 6)
    command = board.press(Key.YES)
    assert command is not None
    assert command.row.incident == FIRST[1].incident


def test_without_an_incident_no_key_does_anything() -> None:
    board = Board()
    assert [board.press(key) for key in Key] == [None] * len(Key)
    assert "No open incident." in shown(board)


def test_an_acknowledgement_keeps_the_reason_of_the_last_alert_and_the_place() -> None:
    board = board_with(FIRST[0], SECOND[0])
    seen = (Acknowledged("anna", FIRST[0].time),)
    board.take(state(FIRST[0].incident, acknowledged=seen), NOW_S + 9)
    assert beacons(board) == ["B", "A"]
    assert board.rows()[1].reason == FIRST[0].reason
    assert "seen by anna" in shown(board)


def test_a_state_that_is_behind_the_last_alert_changes_nothing() -> None:
    board = board_with(FIRST[1])
    board.take(state(FIRST[0].incident), NOW_S + 9)
    assert board.rows()[0].incident == FIRST[1].incident


def test_what_is_closed_leaves_after_a_minute_and_the_withdrawal_is_no_surprise() -> None:
    closed = msgspec.structs.replace(
        FIRST[1], incident=msgspec.structs.replace(FIRST[1].incident, phase=Phase.CLOSED)
    )
    board = board_with(FIRST[0], closed)
    board.take(withdrawn(closed.incident), NOW_S + 2)
    assert not board.rows()[0].withdrawn
    board.elapse(NOW_S + 1 + CLOSED_SHOWN_S)
    assert beacons(board) == ["A"]
    board.elapse(NOW_S + 2 + CLOSED_SHOWN_S)
    assert beacons(board) == []
    assert board.chosen is None


def test_who_empties_a_topic_cannot_hide_an_incident() -> None:
    board = board_with(FIRST[0])
    board.take(withdrawn(FIRST[0].incident), NOW_S + 2)
    board.elapse(NOW_S + 1000 * CLOSED_SHOWN_S)
    assert beacons(board) == ["A"]
    assert "no longer kept by the broker" in shown(board)


def test_distress_is_unmistakable_and_a_test_is_not_mistaken_for_it() -> None:
    text = shown(board_with(FIRST[0], TEST[0]))
    assert "1 IN DISTRESS" in text
    assert text.index(" test ") < text.index(" DISTRESS ", text.index("INCIDENT "))


def test_a_row_says_all_that_a_coordinator_asks() -> None:
    text = " ".join(shown(board_with(FIRST[2]), width=160).split())
    for words in (
        "AAAAAAAAAAAAAAA",
        "made up, Nowhere",
        "32°36.00'N",
        "117°15.00'W",
        "within 120 m",
        "3 bursts",
        "hill",
        "position update",
        "signature: pinned key",
        "seen by nobody yet",
        "2 min ago",
        "UTC",
    ):
        assert words in text


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("height", [20, 24, 60])
def test_the_screen_fits_and_the_chosen_incident_is_on_it(width: int, height: int) -> None:
    alerts = [story(1, beacon_id=15 * f"{number:X}")[0] for number in range(12)]
    board = board_with(*alerts)
    board.take(StationContact(station="hill", lost=True, state=None, reason="", since=None), 0)
    text = shown(board, width=width, height=height)
    assert ">" in text
    assert "NO CONTACT" in text
    if width >= 80:
        assert len(text.rstrip().splitlines()) <= height
    for _ in range(5):
        board.press(Key.DOWN)
    text = shown(board, width=width, height=height)
    assert ">" in text
    assert "BBBB" in text


def test_lost_contacts_are_loud() -> None:
    board = board_with(FIRST[0])
    gone = StationContact(station="hill", lost=True, state=State.OFFLINE, reason="lost", since=None)
    board.take(gone, NOW_S)
    board.take(BrokerContact(connected=False, reason="broker x: hung up"), NOW_S)
    text = shown(board)
    assert "hill: NO CONTACT WITH THE STATION (lost)" in text
    assert "NO CONNECTION TO THE BROKER, what is shown may be old: broker x: hung up" in text


def test_what_was_refused_is_counted_on_the_screen() -> None:
    board = Board()
    for refusal in (Refusal.FORGED, Refusal.UNSIGNED, Refusal.FORGED):
        board.take(Refused(topic="a/b", refusal=refusal, detail="x"), NOW_S)
    assert "REFUSED 2 forged, 1 unsigned; last on a/b" in shown(board)


hostile = st.text(st.characters(exclude_categories=("Cs",)), max_size=30) | st.just(
    "\x1b[2J\x1b]0;title\x07\r\n[bold]"
)


@given(hostile, hostile, hostile)
def test_nothing_that_arrives_can_control_the_terminal(name: str, reason: str, who: str) -> None:
    incident = msgspec.structs.replace(
        FIRST[0].incident,
        identity=name,
        country_name=name,
        acknowledged=(Acknowledged(who, FIRST[0].time),),
    )
    alert = msgspec.structs.replace(FIRST[0], incident=incident, reason=reason)
    board = board_with(alert)
    contact = StationContact(station=name, lost=False, state=None, reason=reason, since=who)
    refused = Refused(topic=name, refusal=Refusal.TOPIC, detail=reason)
    for item in (contact, refused, BrokerContact(connected=False, reason=reason)):
        board.take(item, NOW_S)
        assert (line(item, board, NOW_S) or "").isprintable()
    assert (line(received(alert), Board(), NOW_S) or "").isprintable()
    assert all(part.isprintable() for part in shown(board).split("\n"))


def test_without_a_screen_each_news_is_a_line_and_what_is_known_is_none() -> None:
    board = Board()
    alert = received(FIRST[0])
    text = line(alert, board, NOW_S)
    assert text is not None
    assert " DISTRESS | initial encoded | AAAAAAAAAAAAAAA.2" in text
    assert "First burst of a distress beacon" in text
    assert text.endswith("| hill, signature: pinned key")
    board.take(alert, NOW_S)
    assert line(state(FIRST[0].incident), board, NOW_S) is None
    seen = (Acknowledged("anna", FIRST[0].time),)
    assert "seen by anna" in (line(state(FIRST[0].incident, acknowledged=seen), board, NOW_S) or "")
    assert "no longer kept | " in (line(withdrawn(FIRST[0].incident), board, NOW_S) or "")


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        (b"", [Key.QUIT]),
        (b"\x1b[A\x1b[B", [Key.UP, Key.DOWN]),
        (b"\x1bOA\x1bOB", [Key.UP, Key.DOWN]),
        (b"kjacyq", [Key.UP, Key.DOWN, Key.ACKNOWLEDGE, Key.CLOSE, Key.YES, Key.QUIT]),
        (b"x\x1b", [Key.OTHER, Key.OTHER]),
        ("é".encode(), [Key.OTHER, Key.OTHER]),
    ],
)
def test_keys_are_told_apart(typed: bytes, keys: list[Key]) -> None:
    assert list(keys_in(typed)) == keys
