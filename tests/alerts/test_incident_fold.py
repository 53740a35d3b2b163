"""However late, doubled or out of order bursts arrive, the incident ends the same."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from incident_made_up import FAR, HERE, MOVED, NEAR, START_S, THRESHOLDS, Desk, heard_at
from msgspec.structs import replace

from alerts.event import Event
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Kind
from alerts.incidents.machine import fold, heard
from alerts.timestamp import unix_s
from decoder.message import MessageClass
from decoder.reasons import Reason

INITIAL = {Kind.INITIAL_ENCODED, Kind.INITIAL_UNLOCATED}


@st.composite
def beacons(draw: st.DrawFn) -> list[Event]:
    """Bursts of one beacon in the order of their time; the first one alerts."""
    alert_class = draw(st.sampled_from([MessageClass.DISTRESS, MessageClass.DISTRESS_TRACKING]))
    generation = draw(st.sampled_from([1, 2]))
    at_s, events = 0.0, []
    for number in range(draw(st.integers(1, 9))):
        cancelling = number > 0 and draw(st.integers(0, 3)) == 0
        place = draw(st.sampled_from([None, HERE, NEAR, MOVED, FAR]))
        events.append(
            heard_at(
                at_s,
                place,
                radius_95_m=draw(st.sampled_from([0.0, 50.0, 120.0, 4844.0, 15_000.0])),
                alert_class=MessageClass.CANCELLATION if cancelling else alert_class,
                station=draw(st.sampled_from(["hill", "shore", None])),
                generation=generation,
                reasons=(Reason.ALERT_CANCELLED,) if cancelling else (),
            )
        )
        at_s += draw(st.sampled_from([0.0, 0.01, 4.8, 10.0, 50.0, 120.0, 1000.0]))
    return events


def unix(event: Event) -> float:
    assert event.time
    return unix_s(event.time)


def without_what_was_told(incident: Incident | None) -> Incident:
    """Which alerts were sent, and under which name, depends on the order of arrival."""
    assert incident
    return replace(
        incident,
        incident_id="",
        kind=Kind.CLOSED,
        seq=0,
        alert_id=None,
        alert_time=None,
        station="centre",
    )


@given(beacons(), st.randoms(use_true_random=False))
def test_the_fold_of_any_permutation_with_doubles_is_the_same(
    events: list[Event], random: Random
) -> None:
    in_order = fold(events, START_S, THRESHOLDS, station="centre")
    mixed = [*events, *random.choices(events, k=3)]
    random.shuffle(mixed)
    assert fold(mixed, START_S, THRESHOLDS, station="centre") == in_order


@given(beacons())
def test_the_fold_is_one_step_after_the_other(events: list[Event]) -> None:
    times = [event.time for event in events]
    apart = [event for n, event in enumerate(events) if event.time not in times[:n]]
    incident = None
    for event in apart:
        incident = heard(incident, event, unix(event), THRESHOLDS, station="centre")
    assert incident == fold(apart, START_S, THRESHOLDS, station="centre")


@given(beacons(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_ends_alike_and_repeats_no_initial_alarm(
    events: list[Event], random: Random
) -> None:
    first, *others = events
    arriving = [*others, *random.choices(events, k=3)]
    random.shuffle(arriving)
    desk = Desk()
    for event in [first, *arriving]:
        desk.take(event)
    assert without_what_was_told(desk.incident) == without_what_was_told(
        fold(events, START_S, THRESHOLDS, station="centre")
    )
    kinds = [each.kind for each in desk.alerts]
    assert [kind for kind in kinds if kind in INITIAL] == kinds[:1]
    assert kinds.count(Kind.IDENTITY_CONFIRMED) <= 1


@given(beacons(), st.randoms(use_true_random=False))
def test_whichever_alerting_burst_arrives_first_the_incident_ends_alike(
    events: list[Event], random: Random
) -> None:
    alerting = [each for each in events if each.alert_class is not MessageClass.CANCELLATION]
    first = random.choice(alerting)
    others = [event for event in events if event is not first]
    random.shuffle(others)
    desk = Desk()
    for event in [first, *others]:
        desk.take(event)
    assert without_what_was_told(desk.incident) == without_what_was_told(
        fold(events, START_S, THRESHOLDS, station="centre")
    )


@given(beacons())
def test_a_burst_that_came_before_in_the_same_order_makes_the_same_alerts(
    events: list[Event],
) -> None:
    one, other = Desk(), Desk()
    for event in events:
        one.take(event)
        other.take(event)
        other.take(event)
    assert one.alerts == other.alerts
    assert len({each.event_id for each in one.alerts}) == len(one.alerts)


@given(beacons())
def test_every_burst_is_counted_where_it_was_heard(events: list[Event]) -> None:
    incident = fold(events, START_S, THRESHOLDS, station="centre")
    assert incident.bursts == len(events)
    for reception in incident.receptions:
        heard_there = [each for each in events if (each.station or "centre") == reception.station]
        assert reception.bursts == len(heard_there)
        assert reception.first_heard == heard_there[0].time
        assert reception.last_heard == heard_there[-1].time


@given(beacons())
def test_the_identity_is_confirmed_exactly_where_two_bursts_or_stations_agree(
    events: list[Event],
) -> None:
    """The rule itself, over all pairs of bursts, as an oracle for the step-wise one."""
    incident = fold(events, START_S, THRESHOLDS, station="centre")
    apart_s = THRESHOLDS.pace(incident.alert_class, events[0].generation).apart_s
    pairs = [
        unix(later) - unix(earlier)
        for earlier in events
        for later in events
        if earlier.station == later.station
    ]
    agree = any(apart_s <= gap_s <= THRESHOLDS.confirming_within_s for gap_s in pairs)
    assert incident.identity_confirmed is (agree or len(incident.receptions) > 1)
