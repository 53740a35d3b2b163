"""What a subscriber believes, and by which name it refuses the rest."""

import time
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from made_up_alerts import (
    STATION,
    alert_message,
    burst_event,
    burst_message,
    incoming,
    keys_message,
    state_message,
    status_message,
    story,
)

from alerts.client.inspection import DUPLICATE, Duplicate, Inspector
from alerts.client.items import (
    Item,
    ReceivedAlert,
    ReceivedBurst,
    ReceivedIncident,
    Refused,
    Withdrawn,
)
from alerts.client.topics import Interest, Subject
from alerts.client.trust import Trust
from alerts.incidents.alert import Alert
from alerts.mqtt.connection import Incoming
from alerts.outgoing import Outgoing
from alerts.refusal import PAYLOAD_BYTES_MAX, Refusal
from alerts.signing import Signer, Verdict
from alerts.signing_keys import read_jwk_set
from alerts.status import State
from alerts.topics import Topics
from decoder.message import MessageClass

SIGNER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
STRANGER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(32)))
ALERTS = story(4)
EVERYTHING = Interest(subjects=(Subject.ALERT, Subject.INCIDENT, Subject.BURST))
DAY_S = 24 * 3600.0


class Subscriber:
    """An inspector with the clock of this machine, or one that is ahead of it."""

    def __init__(self, *, pinned: bool = False, interest: Interest = EVERYTHING) -> None:
        trust = Trust(read_jwk_set(SIGNER.public_keys)) if pinned else Trust()
        self.inspector = Inspector(interest, trust)
        self.counters = self.inspector.counters

    def given(self, message: Outgoing | Incoming, later_s: float = 0.0) -> Item | Duplicate | None:
        arrived = incoming(message) if isinstance(message, Outgoing) else message
        return self.inspector.inspect(arrived, time.time() + later_s, time.monotonic() + later_s)

    def refusal(self, message: Outgoing | Incoming, later_s: float = 0.0) -> Refusal:
        before = self.counters.copy()
        item = self.given(message, later_s)
        assert isinstance(item, Refused)
        assert self.counters - before == {item.refusal: 1}
        return item.refusal


def changed(message: Outgoing, **changes: Any) -> Outgoing:
    """A document that says something else on the same topic."""
    document = {**msgspec.json.decode(message.payload), **changes}
    return msgspec.structs.replace(message, payload=msgspec.json.encode(document))


def changed_incident(alert: Alert, **changes: Any) -> Outgoing:
    incident = {**msgspec.to_builtins(alert.incident), **changes}
    return changed(alert_message(alert), incident=incident)


def test_an_alert_a_state_and_a_burst_are_given_as_they_were_published() -> None:
    subscriber, event = Subscriber(), burst_event(time.time())
    match subscriber.given(alert_message(ALERTS[0])):
        case ReceivedAlert(alert=alert, station="hill", origin=origin):
            assert (alert, origin.verdict) == (ALERTS[0], Verdict.UNSIGNED)
        case other:
            raise AssertionError(other)
    match subscriber.given(state_message(ALERTS[0].incident)):
        case ReceivedIncident(incident=incident):
            assert incident == ALERTS[0].incident
        case other:
            raise AssertionError(other)
    match subscriber.given(burst_message(event)):
        case ReceivedBurst(event=received):
            assert received == event
        case other:
            raise AssertionError(other)
    assert subscriber.counters == {"alert": 1, "incident": 1, "burst": 1}


def test_what_comes_twice_is_given_once() -> None:
    subscriber, burst = Subscriber(), burst_message(burst_event(time.time()))
    for message in (alert_message(ALERTS[0]), state_message(ALERTS[0].incident), burst):
        assert not isinstance(subscriber.given(message), Duplicate | Refused)
        assert isinstance(subscriber.given(message), Duplicate)
    assert subscriber.counters[DUPLICATE] == 3


def test_an_alert_of_a_partners_route_is_the_alert() -> None:
    subscriber = Subscriber()
    message = alert_message(ALERTS[0])
    route = Topics(STATION).alert(ALERTS[0].incident, route="north")
    assert isinstance(subscriber.given(message), ReceivedAlert)
    routed = subscriber.given(msgspec.structs.replace(message, topic=route))
    assert isinstance(routed, Duplicate)


@pytest.mark.parametrize(
    ("level", "other", "named"),
    [
        (2, "valley", Refusal.STATION),
        (4, "test", Refusal.CLASS),
        (5, "000", Refusal.COUNTRY),
        (6, "0123456789ABCDF", Refusal.BEACON),
    ],
)
def test_an_alert_that_its_topic_contradicts_is_refused(
    level: int, other: str, named: Refusal
) -> None:
    message = alert_message(ALERTS[0], SIGNER)
    levels = message.topic.split("/")
    levels[level] = other
    moved = msgspec.structs.replace(message, topic="/".join(levels))
    assert Subscriber().refusal(moved) is named


@pytest.mark.parametrize(
    "incident_id",
    ["", "a/+/#", "0123456789ABCDE.yesterday", "X.20260102T030405Z", "+.20260102T030405Z"],
)
def test_an_incident_id_that_would_lead_an_answer_astray_is_refused(incident_id: str) -> None:
    assert Subscriber().refusal(changed_incident(ALERTS[0], incident_id=incident_id)) is (
        Refusal.INCIDENT
    )


def test_states_and_bursts_must_agree_with_their_topics_too() -> None:
    state, burst = state_message(ALERTS[0].incident), burst_message(burst_event(time.time()))
    other_incident = state.topic.rpartition(".")[0] + ".20010203T040506Z"
    subscriber = Subscriber()
    for topic, message, named in (
        (state.topic.replace("hill", "valley"), state, Refusal.STATION),
        (state.topic.replace("distress", "test"), state, Refusal.CLASS),
        (other_incident, state, Refusal.INCIDENT),
        (burst.topic.replace("hill", "valley"), burst, Refusal.STATION),
        (burst.topic.replace("distress", "test"), burst, Refusal.CLASS),
    ):
        assert subscriber.refusal(msgspec.structs.replace(message, topic=topic)) is named
    status = status_message(State.ONLINE, "connected")
    moved = msgspec.structs.replace(status, topic=Topics("valley").status)
    assert subscriber.refusal(moved) is Refusal.STATION


@pytest.mark.parametrize(
    "position",
    [
        {"lat": 90.1, "lon": 0.0, "radius_95_m": 1.0, "source": "encoded"},
        {"lat": 0.0, "lon": -180.1, "radius_95_m": 1.0, "source": "encoded"},
        {"lat": 0.0, "lon": 0.0, "radius_95_m": -1.0, "source": "encoded"},
        {"lat": 0.0, "lon": 0.0, "radius_95_m": 1e300, "source": "encoded"},
    ],
)
def test_a_position_that_is_not_on_earth_is_refused(position: dict[str, Any]) -> None:
    fixes = [{"position": position, "time": ALERTS[0].time}]
    assert Subscriber().refusal(changed_incident(ALERTS[0], fixes=fixes)) is Refusal.MALFORMED
    message = changed(burst_message(burst_event(time.time())), position=position)
    assert Subscriber().refusal(message) is Refusal.MALFORMED


@pytest.mark.parametrize(
    "time_text", ["9999-99-99T99:99:99.999Z", "0000-00-00T00:00:00.000Z", "now"]
)
def test_a_time_that_is_none_is_refused(time_text: str) -> None:
    message = changed(alert_message(ALERTS[0]), time=time_text)
    assert Subscriber().refusal(message) is Refusal.MALFORMED


def test_what_is_too_long_or_no_document_is_refused() -> None:
    topic = alert_message(ALERTS[0]).topic
    subscriber = Subscriber()
    assert subscriber.refusal(Incoming(topic, b" " * (PAYLOAD_BYTES_MAX + 1), retain=False)) is (
        Refusal.TOO_LARGE
    )
    for payload in (b"", b"\xff", b"{}", b"[" * 100_000, b'{"a":' * 40_000):
        assert subscriber.refusal(Incoming(topic, payload, retain=False)) is Refusal.MALFORMED


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "beacon406/v1",
        "beacon406/v1/hill",
        "beacon406/v1/hill/cmd",
        "beacon406/v2/hill/status",
        "beacon406/v1/hill/status/more",
        "beacon406/v1/hill/alert/distress/999",
        "beacon406/v1/hill/alert/panic/999/0123456789ABCDE",
        "beacon406/v1/hill/route/north/burst/distress",
    ],
)
def test_a_topic_that_is_none_of_ours_is_refused(topic: str) -> None:
    assert Subscriber().refusal(Incoming(topic, b"{}", retain=False)) is Refusal.TOPIC


def test_what_a_kept_session_brings_but_nobody_wants_any_more_is_passed_over() -> None:
    interest = Interest(classes=(MessageClass.TEST,), stations=("valley",))
    subscriber = Subscriber(interest=interest)
    assert subscriber.given(alert_message(ALERTS[0])) is None
    assert not subscriber.counters


def test_with_a_pinned_key_only_what_it_verifies_is_believed() -> None:
    subscriber = Subscriber(pinned=True)
    assert subscriber.refusal(alert_message(ALERTS[0])) is Refusal.UNSIGNED
    assert subscriber.refusal(alert_message(ALERTS[0], STRANGER)) is Refusal.UNKNOWN_KEY
    forged = alert_message(ALERTS[0], SIGNER)
    forged = msgspec.structs.replace(forged, payload=forged.payload.replace(b"41.5", b"41.6"))
    assert subscriber.refusal(forged) is Refusal.FORGED
    subscriber.given(keys_message(STRANGER))
    assert subscriber.refusal(alert_message(ALERTS[0], STRANGER)) is Refusal.UNKNOWN_KEY
    received = subscriber.given(alert_message(ALERTS[0], SIGNER))
    assert isinstance(received, ReceivedAlert)
    assert (received.origin.verdict, received.origin.pinned) == (Verdict.VERIFIED, True)
    assert str(received.origin) == "pinned key"


def test_without_one_the_first_key_that_is_seen_of_a_station_counts_from_then_on() -> None:
    subscriber = Subscriber()
    first = subscriber.given(alert_message(ALERTS[0], SIGNER))
    assert isinstance(first, ReceivedAlert)
    assert str(first.origin) == "unknown key"
    assert subscriber.given(keys_message(SIGNER)) is None
    second = subscriber.given(alert_message(ALERTS[1], SIGNER))
    assert isinstance(second, ReceivedAlert)
    assert str(second.origin) == "key seen on the broker"
    assert subscriber.refusal(keys_message(STRANGER)) is Refusal.KEYS_CHANGED
    assert subscriber.given(keys_message(SIGNER)) is None
    assert subscriber.refusal(alert_message(ALERTS[2], STRANGER)) is Refusal.UNKNOWN_KEY
    assert subscriber.refusal(alert_message(ALERTS[2])) is Refusal.UNSIGNED


def test_the_key_of_one_station_says_nothing_about_another() -> None:
    subscriber = Subscriber()
    subscriber.given(keys_message(STRANGER, "valley"))
    subscriber.given(keys_message(SIGNER, STATION))
    assert subscriber.refusal(alert_message(ALERTS[0], STRANGER)) is Refusal.UNKNOWN_KEY


def test_an_alert_that_was_recorded_and_is_played_again_is_refused() -> None:
    subscriber = Subscriber(pinned=True)
    for alert in ALERTS:
        assert isinstance(subscriber.given(alert_message(alert, SIGNER)), ReceivedAlert)
    assert isinstance(subscriber.given(alert_message(ALERTS[1], SIGNER)), Duplicate)
    restarted = Subscriber(pinned=True)
    assert isinstance(restarted.given(alert_message(ALERTS[2], SIGNER)), ReceivedAlert)
    assert restarted.refusal(alert_message(ALERTS[1], SIGNER)) is Refusal.WENT_BACK
    assert isinstance(restarted.given(alert_message(ALERTS[3], SIGNER)), ReceivedAlert)
    state = Subscriber()
    assert isinstance(state.given(state_message(ALERTS[2].incident)), ReceivedIncident)
    assert state.refusal(state_message(ALERTS[1].incident)) is Refusal.WENT_BACK


def test_a_week_later_nothing_of_it_is_believed() -> None:
    subscriber, event = Subscriber(), burst_event(time.time())
    for message in (
        alert_message(ALERTS[0]),
        state_message(ALERTS[0].incident),
        burst_message(event),
    ):
        assert subscriber.refusal(message, 8 * DAY_S) is Refusal.TOO_OLD
        assert not isinstance(subscriber.given(message, 6 * DAY_S), Refused)


def test_a_station_that_lost_its_store_and_counts_anew_is_heard() -> None:
    later = story(1, start_s=time.time())[0]
    renumbered = msgspec.structs.replace(
        later,
        incident=msgspec.structs.replace(
            later.incident, incident_id=ALERTS[3].incident.incident_id
        ),
    )
    subscriber = Subscriber()
    assert isinstance(subscriber.given(alert_message(ALERTS[3])), ReceivedAlert)
    assert isinstance(subscriber.given(alert_message(renumbered)), ReceivedAlert)


def test_the_acknowledgement_of_an_incident_is_a_new_state_of_it() -> None:
    subscriber, incident = Subscriber(), ALERTS[0].incident
    acknowledged = msgspec.convert(
        {**msgspec.to_builtins(incident), "acknowledged": [{"by": "anna", "at": ALERTS[0].time}]},
        type(incident),
    )
    assert isinstance(subscriber.given(state_message(incident)), ReceivedIncident)
    assert isinstance(subscriber.given(state_message(acknowledged)), ReceivedIncident)


def test_a_closed_incident_is_not_opened_again_by_an_old_state() -> None:
    subscriber, before = Subscriber(), state_message(ALERTS[2].incident)
    assert isinstance(subscriber.given(before), ReceivedIncident)
    assert isinstance(subscriber.given(alert_message(ALERTS[3])), ReceivedAlert)
    subscriber.given(msgspec.structs.replace(before, payload=b""))
    assert subscriber.refusal(before) is Refusal.WENT_BACK


def test_a_state_that_is_ahead_of_alerts_that_waited_does_not_shut_them_out() -> None:
    subscriber = Subscriber()
    assert isinstance(subscriber.given(state_message(ALERTS[3].incident)), ReceivedIncident)
    for alert in ALERTS:
        assert isinstance(subscriber.given(alert_message(alert)), ReceivedAlert)


def test_a_state_that_was_withdrawn_and_comes_again_is_given_again() -> None:
    subscriber, message = Subscriber(), state_message(ALERTS[0].incident)
    subscriber.given(message)
    withdrawn = subscriber.given(msgspec.structs.replace(message, payload=b""))
    assert isinstance(withdrawn, Withdrawn)
    assert withdrawn.incident_id == ALERTS[0].incident.incident_id
    assert isinstance(subscriber.given(message), ReceivedIncident)


topics = st.sampled_from(
    [
        alert_message(ALERTS[0]).topic,
        state_message(ALERTS[0].incident).topic,
        "beacon406/v1/hill/burst/distress",
        "beacon406/v1/hill/status",
        "beacon406/v1/hill/keys",
        "beacon406/v1/hill/cmd",
    ]
)


@given(topics | st.text(), st.binary(min_size=1) | st.text(min_size=1).map(str.encode))
def test_no_payload_makes_it_fail_and_none_is_accepted(topic: str, payload: bytes) -> None:
    assert isinstance(Subscriber().given(Incoming(topic, payload, retain=False)), Refused)


signed = alert_message(ALERTS[0], SIGNER)


@given(st.integers(0, 8 * len(signed.payload) - 1))
def test_no_bit_of_an_alert_can_be_changed_on_its_way(bit: int) -> None:
    payload = bytearray(signed.payload)
    payload[bit // 8] ^= 1 << bit % 8
    item = Subscriber(pinned=True).given(Incoming(signed.topic, bytes(payload), retain=False))
    assert isinstance(item, Refused)
