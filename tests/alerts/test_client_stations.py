"""Who subscribes learns when a station is lost, however it came to be so."""

import time

import pytest
from made_up_alerts import status_message
from test_client_inspection import Subscriber

from alerts.client.items import StationContact
from alerts.mqtt.connection import Incoming
from alerts.status import State


def test_each_change_of_a_stations_state_is_told_once() -> None:
    subscriber = Subscriber()
    online = status_message(State.ONLINE, "connected")
    lost = status_message(State.OFFLINE, "lost")
    contacts = [subscriber.given(message) for message in (online, online, lost, lost, online)]
    told = [(item.lost, item.reason) for item in contacts if isinstance(item, StationContact)]
    assert told == [(False, "connected"), (True, "lost"), (False, "connected")]


def test_a_station_whose_reports_of_its_health_stop_is_lost_until_they_come_again() -> None:
    subscriber = Subscriber()
    health = Incoming("beacon406/v1/hill/health", b"anything", retain=False)
    now_s = time.monotonic()
    subscriber.given(status_message(State.ONLINE, "connected"))
    assert subscriber.inspector.stations.silent(now_s + 1000) == []  # it never reported
    assert subscriber.given(health) is None
    assert subscriber.inspector.stations.silent(now_s + 80) == []
    (lost,) = subscriber.inspector.stations.silent(now_s + 100)
    assert (lost.station, lost.lost, lost.state) == ("hill", True, State.ONLINE)
    assert lost.reason == "no report of its health for 90 s"
    assert subscriber.inspector.stations.silent(now_s + 200) == []
    back = subscriber.given(health, 300)
    assert isinstance(back, StationContact)
    assert (back.lost, back.reason) == (False, "connected")
    subscriber.inspector.stations.reconnected(now_s + 1000)
    assert subscriber.inspector.stations.silent(now_s + 1080) == []


@pytest.mark.parametrize(("state", "lost"), [(State.DEGRADED, [True]), (State.STOPPED, [])])
def test_a_station_that_begins_anew_and_never_does_is_lost(state: State, lost: list[bool]) -> None:
    subscriber, later_s = Subscriber(), time.monotonic() + 100
    subscriber.given(status_message(State.ONLINE, "connected"))
    subscriber.given(Incoming("beacon406/v1/hill/health", b"anything", retain=False))
    subscriber.given(status_message(state, "its last word"))
    assert [each.lost for each in subscriber.inspector.stations.silent(later_s)] == lost


def test_who_subscribes_when_a_degraded_station_has_died_learns_of_it() -> None:
    """What the broker retains is its last word, and stays so however often it is sent."""
    subscriber, now_s = Subscriber(), time.monotonic()
    said = status_message(State.DEGRADED, "the configuration is read again")
    live, last_word = (Incoming(said.topic, said.payload, retain=each) for each in (False, True))
    known = subscriber.given(last_word)
    assert isinstance(known, StationContact)
    assert not known.lost
    assert subscriber.inspector.stations.silent(now_s + 80) == []
    (lost,) = subscriber.inspector.stations.silent(now_s + 100)
    assert lost.reason == "no report of its health for 90 s"
    assert subscriber.given(last_word) is None
    back = subscriber.given(live)
    assert isinstance(back, StationContact)
    assert not back.lost
