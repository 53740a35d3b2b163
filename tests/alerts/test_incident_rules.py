"""What must hold whatever is heard, in whatever order, while time passes and people answer."""

from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from incident_made_up import FAR, HERE, MOVED, NEAR, START_S, Desk, cancellation_at, heard_at

from alerts.acknowledgement import Action
from alerts.classify import ALARMING
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.incident import FIXES_MAX, Incident
from alerts.incidents.kind import Kind, Phase
from alerts.incidents.transitions import TRANSITIONS
from alerts.timestamp import unix_s
from decoder.message import MessageClass

OWN_CLASSES = sorted(set(MessageClass) - {MessageClass.CANCELLATION})
PLACES = st.sampled_from([None, HERE, NEAR, MOVED, FAR])
STATIONS = st.sampled_from(["hill", "shore"])
GAPS_S = st.sampled_from([0.0, 5.0, 10.0, 50.0, 200.0, 700.0, 4000.0, 90_000.0])


class OneBeacon(RuleBasedStateMachine):
    """A beacon of one class, two stations, a coordinator, and a desk."""

    @initialize(alert_class=st.sampled_from(OWN_CLASSES), generation=st.sampled_from([1, 2]))
    def activated(self, alert_class: MessageClass, generation: int) -> None:
        self.alert_class, self.generation = alert_class, generation
        self.now_s = 0.0
        self.desk = Desk()
        self._take(self._burst(0.0, HERE, "hill"))

    @rule(gap_s=GAPS_S, place=PLACES, station=STATIONS)
    def sends(self, gap_s: float, place: tuple[float, float] | None, station: str) -> None:
        self._pass(gap_s)
        told = self._take(self._burst(self.now_s, place, station))
        if self.alert_class is MessageClass.DISTRESS_TRACKING:
            assert told or self.incident.closed

    @rule(gap_s=GAPS_S, station=STATIONS)
    def cancels(self, gap_s: float, station: str) -> None:
        if self.alert_class not in ALARMING:
            return
        self._pass(gap_s)
        if self.incident.closed:  # then it is an incident of its own
            return
        self._take(cancellation_at(self.now_s, station=station, generation=self.generation))

    @rule(late_s=st.sampled_from([0.0, 7.0, 60.0, 600.0]), place=PLACES, station=STATIONS)
    def arrives_late(self, late_s: float, place: tuple[float, float] | None, station: str) -> None:
        before = len(self.desk.alerts)
        self._take(self._burst(self.now_s - late_s, place, station))
        initial = [each for each in self.desk.alerts[before:] if each.kind is Kind.INITIAL_ENCODED]
        assert not initial or self.incident.bursts == 1

    @rule(which=st.integers(0, 1000))
    def arrives_twice(self, which: int) -> None:
        before = self.incident
        again = self.desk.bursts[which % len(self.desk.bursts)]
        assert self.desk.take(again, self.now_s) is None
        assert self.incident is before

    @rule(gap_s=GAPS_S)
    def time_passes(self, gap_s: float) -> None:
        self._pass(gap_s)

    @rule(action=st.sampled_from(Action))
    def is_answered(self, action: Action) -> None:
        was_closed = self.incident.closed
        told = self.desk.acknowledge(action, self.now_s)
        assert (told is not None) == (action is Action.CLOSED and not was_closed)

    @invariant()
    def every_alert_says_why_and_follows_the_last(self) -> None:
        alerts = self.desk.alerts
        assert all(each.reason.endswith(".") for each in alerts)
        assert len({each.event_id for each in alerts}) == len(alerts)
        for before, after in pairwise(alerts):
            if after.incident.incident_id == before.incident.incident_id:
                assert (after.seq, after.previous) == (before.seq + 1, before.event_id)
                assert after.previous_time == before.time
            else:
                assert (after.seq, after.previous) == (1, None)
            assert (before.kind, before.reason, before.time) != (
                after.kind,
                after.reason,
                after.time,
            )

    @invariant()
    def no_class_becomes_another(self) -> None:
        assert {each.incident.alert_class for each in self.desk.alerts} == {self.alert_class}

    @invariant()
    def every_burst_is_counted(self) -> None:
        assert self.incident.bursts == len(self.desk.bursts)
        assert sum(each.bursts for each in self.incident.receptions) == self.incident.bursts

    @invariant()
    def cancelled_is_what_was_taken_back_twice(self) -> None:
        enough = self.incident.cancelling >= self.desk.thresholds.cancelling_bursts
        if self.incident.phase is Phase.CANCELLED:
            assert enough
        elif not self.incident.closed:
            assert not enough

    @invariant()
    def closed_and_the_reason_for_it_go_together(self) -> None:
        assert (self.incident.phase is Phase.CLOSED) == (self.incident.closed is not None)

    @invariant()
    def unreliable_messages_are_believed_in_nothing(self) -> None:
        if self.alert_class is MessageClass.UNRELIABLE:
            assert not self.incident.fixes
            assert not self.incident.identity_confirmed
            assert {each.kind for each in self.desk.alerts} <= {Kind.UNRELIABLE, Kind.CLOSED}

    @invariant()
    def a_conflict_contradicts_a_position(self) -> None:
        assert not self.incident.conflict or self.incident.fix
        assert bool(self.incident.conflict) == bool(
            self.incident.agreeing or self.incident.returning
        )
        assert len(self.incident.fixes) <= FIXES_MAX

    @property
    def incident(self) -> Incident:
        assert self.desk.incident
        return self.desk.incident

    def _burst(self, at_s: float, place: tuple[float, float] | None, station: str) -> Event:
        return heard_at(
            at_s,
            place,
            alert_class=self.alert_class,
            station=station,
            generation=self.generation,
        )

    def _take(self, event: Event) -> Alert | None:
        before = self.desk.incident
        told = self.desk.take(event, self.now_s)
        self._follows_the_table(before, told)
        return told

    def _pass(self, gap_s: float) -> None:
        self.now_s += gap_s
        before = self.incident
        self._follows_the_table(before, self.desk.tick(self.now_s))
        last_s = unix_s(self.incident.last_heard) - START_S
        if self.now_s - last_s > self.desk.thresholds.closed_after_s:
            assert self.incident.closed

    def _follows_the_table(self, before: Incident | None, told: Alert | None) -> None:
        """Closed stays closed: what comes after is told of another incident."""
        after = self.incident
        if before and before.closed and before.incident_id == after.incident_id:
            assert after.closed == before.closed
            assert told is None
        if told is None:
            return
        same = before is not None and before.incident_id == after.incident_id
        phase = before.phase if before and same else None
        (row,) = (row for row in TRANSITIONS if row.kind is told.kind)
        assert phase in row.before
        assert after.phase in row.after


OneBeacon.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestOneBeacon = OneBeacon.TestCase
