"""Whether test bursts come out: each receiver's at each broker, or somebody is told."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from station.daemon.proof import Proof

WITHIN_S = 60.0
RECEIVERS = ["roof", "mast"]
PLACES = ["home", "coast"]


class ProofMachine(RuleBasedStateMachine):
    """Beside it a list of all that was sent and has not come."""

    def __init__(self) -> None:
        super().__init__()
        self.proof = Proof(PLACES, WITHIN_S)
        self.places = list(PLACES)
        self.receivers = list(RECEIVERS)
        self.now_s = 0.0
        self.waiting: dict[tuple[str, str], float] = {}
        self.proven_s: dict[str, float] = {}

    @rule(passed_s=st.floats(0, 2 * WITHIN_S))
    def time_passes(self, passed_s: float) -> None:
        self.now_s += passed_s

    @rule(receiver=st.sampled_from(RECEIVERS))
    def a_burst_is_sent(self, receiver: str) -> None:
        if receiver in self.receivers:
            self.proof.sent(receiver, self.now_s)
            for place in self.places:
                self.waiting.setdefault((receiver, place), self.now_s)

    @rule(receiver=st.sampled_from(RECEIVERS), place=st.sampled_from([*PLACES, "nowhere"]))
    def one_comes(self, receiver: str, place: str) -> None:
        self.proof.came(receiver, place, self.now_s)
        waited = self.waiting.pop((receiver, place), None)
        if waited is not None and receiver not in {each for each, _ in self.waiting}:
            self.proven_s[receiver] = self.now_s

    @rule(
        receivers=st.lists(st.sampled_from(RECEIVERS), unique=True),
        places=st.lists(st.sampled_from(PLACES), unique=True),
    )
    def the_configuration_changes(self, receivers: list[str], places: list[str]) -> None:
        self.receivers, self.places = receivers, places
        self.proof = self.proof.moved(places, WITHIN_S, receivers)
        self.waiting = {
            (receiver, place): since_s
            for (receiver, place), since_s in self.waiting.items()
            if receiver in receivers and place in places
        }
        self.proven_s = {each: at_s for each, at_s in self.proven_s.items() if each in receivers}

    @invariant()
    def it_complains_of_exactly_those_that_are_late(self) -> None:
        late = {
            pair: since for pair, since in self.waiting.items() if self.now_s - since > WITHIN_S
        }
        assert self.proof.late(self.now_s) == late
        for receiver in self.receivers:
            assert self.proof.proven_utc_s([receiver]) == self.proven_s.get(receiver)
        problem = self.proof.problem(self.now_s)
        if not late:
            assert problem is None
            return
        assert problem is not None
        for receiver, place in late:
            assert receiver in problem
            assert place in problem


TestProof = ProofMachine.TestCase
TestProof.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)


def test_it_says_since_when_whose_and_where() -> None:
    proof = Proof(PLACES, WITHIN_S)
    proof.sent("roof", 1000.0)
    proof.came("roof", "home", 1001.0)
    assert proof.problem(1000.0 + WITHIN_S) is None
    assert proof.problem(1100.0) == (
        "a test burst mixed into the samples of roof 100 s ago has not come out at coast:"
        " what is heard may not arrive"
    )


def test_a_receiver_that_works_does_not_speak_for_another() -> None:
    proof = Proof(["home"], WITHIN_S)
    for receiver in RECEIVERS:
        proof.sent(receiver, 0.0)
    proof.came("roof", "home", 1.0)
    assert proof.proven_utc_s(["roof"]) == 1.0
    assert proof.proven_utc_s(RECEIVERS) is None
    assert "of mast" in (proof.problem(100.0) or "")


def test_a_later_one_that_comes_is_proof_enough_but_one_on_its_way_is_no_excuse() -> None:
    proof = Proof(["home"], WITHIN_S)
    proof.sent("roof", 0.0)
    proof.sent("roof", 50.0)
    assert "100 s" in (proof.problem(100.0) or "")
    proof.came("roof", "home", 101.0)
    assert proof.problem(1000.0) is None
    assert proof.proven_utc_s(["roof"]) == 101.0


def test_of_several_receivers_the_one_that_was_proven_longest_ago_counts() -> None:
    proof = Proof(["home"], WITHIN_S)
    for at_s, receiver in [(0.0, "roof"), (10.0, "mast"), (20.0, "mast")]:
        proof.sent(receiver, at_s)
        proof.came(receiver, "home", at_s + 1.0)
    assert proof.proven_utc_s(RECEIVERS) == 1.0
    assert proof.proven_utc_s([]) is None
