"""From soft bits to a second-generation message: what is read, how surely, and what is dropped."""

import numpy as np
import pytest
from made_up_sgb import CANCELLED, SHIP, changed

from decoder.arrays import Bits, Llr
from decoder.message import MessageClass
from decoder.reasons import Reason, Rejection
from decoder.soft_decision import Decided
from decoder.spread.decision import decide, likeliest
from decoder.spread.prn import Mode
from decoder.t018 import SecondGeneration, encode_message
from decoder.t018.location import NoLocation
from decoder.t018.vessel import NoVessel

WORDS = 60
HIDDEN = changed(SHIP, location=NoLocation())
NOTHING_TOLD = changed(HIDDEN, vessel=NoVessel())
KINDS = {"ordinary": SHIP, "hidden": HIDDEN, "nothing": NOTHING_TOLD, "cancelled": CANCELLED}


def received(sent: Bits, cn0_dbhz: float, random: np.random.Generator) -> Llr:
    """With perfect synchronization: 300 bits a second."""
    ec_n0 = 10 ** (cn0_dbhz / 10) / 300
    heard = 2.0 * sent - 1 + random.standard_normal(250) / np.sqrt(2 * ec_n0)
    return (4 * ec_n0 * heard).astype(np.float32)


def decided(fields: SecondGeneration, mode: Mode = Mode.NORMAL) -> Decided:
    llr = received(encode_message(fields), 40.0, np.random.default_rng(1))
    found = decide(llr, mode, odds_of_no_beacon=1.0)
    assert isinstance(found, Decided)
    return found


@pytest.mark.parametrize("fields", KINDS.values(), ids=KINDS)
def test_a_clear_burst_is_read_without_doubt(fields: SecondGeneration) -> None:
    found = decided(fields)
    assert found.message.fields == fields
    assert found.message.corrected_bits == (0,)
    assert found.message.valid
    assert found.wrong_probability < 1e-9


def test_a_self_test_is_one_by_how_it_was_spread() -> None:
    assert decided(SHIP).message.message_class is MessageClass.DISTRESS
    found = decided(SHIP, Mode.SELF_TEST)
    assert found.message.self_test
    assert found.message.message_class is MessageClass.SELF_TEST


def test_errors_are_corrected_and_counted() -> None:
    sent = encode_message(SHIP)
    llr = np.where(sent == 1, 8.0, -8.0).astype(np.float32)
    llr[[3, 50, 77, 100, 120, 160, 201, 222, 249]] *= -0.2
    found = decide(llr, Mode.NORMAL, odds_of_no_beacon=1.0)
    assert isinstance(found, Decided)
    assert found.message.fields == SHIP
    assert found.message.corrected_bits == (9,)


@pytest.mark.parametrize("fields", KINDS.values(), ids=KINDS)
def test_faint_bursts_are_right_as_often_as_is_promised(fields: SecondGeneration) -> None:
    """At 26.5 dB-Hz the code alone, by maximum likelihood, reads 90 %."""
    random = np.random.default_rng(5)
    sent = encode_message(fields)
    right, promised_wrong = 0, 0.0
    for _ in range(WORDS):
        found = likeliest(received(sent, 26.5, random), odds_of_no_beacon=1.0)
        same = bool((found.bits == sent).all())
        right += same
        promised_wrong += found.wrong_probability
        assert same or found.wrong_probability > 1e-3
    assert right >= 0.9 * WORDS
    assert abs(WORDS - right - promised_wrong) < 3 * np.sqrt(WORDS * 0.1 * 0.9)


def test_what_is_known_beforehand_is_worth_a_decibel_where_there_is_no_location() -> None:
    random = np.random.default_rng(6)
    right = {"ordinary": 0, "nothing": 0}
    for kind in right:
        sent = encode_message(KINDS[kind])
        for _ in range(WORDS):
            found = likeliest(received(sent, 25.3, random), odds_of_no_beacon=1.0)
            right[kind] += bool((found.bits == sent).all())
    assert right["ordinary"] < 0.7 * WORDS
    assert right["nothing"] > 0.9 * WORDS


def test_noise_is_dropped_by_name() -> None:
    random = np.random.default_rng(3)
    for _ in range(40):
        llr = (2 * random.standard_normal(250)).astype(np.float32)
        found = decide(llr, Mode.NORMAL, odds_of_no_beacon=100.0)
        assert found is Rejection.FIRST_FIELD_UNDECODABLE


def test_chips_without_a_message_are_none() -> None:
    """All bits 0 are a codeword."""
    found = decide(np.full(250, -9, np.float32), Mode.NORMAL, odds_of_no_beacon=1.0)
    assert found is Rejection.FIRST_FIELD_UNDECODABLE


def test_a_message_that_keeps_no_rule_is_read_but_not_valid() -> None:
    message = decided(changed(SHIP, spare_bits="0" * 14)).message
    assert Reason.SPARE_BITS_WRONG in message.reasons
    assert not message.valid
    assert message.message_class is MessageClass.UNRELIABLE


def test_the_likelier_no_beacon_the_less_a_message_is_believed() -> None:
    llr = received(encode_message(SHIP), 25.5, np.random.default_rng(9))
    doubts = [likeliest(llr, odds_of_no_beacon=odds).doubt for odds in (0.0, 1e3, 1e12)]
    assert doubts == sorted(doubts)
    assert doubts[-1] > 1
