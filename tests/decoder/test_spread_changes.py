"""What a message tells of the next one of the same beacon, bit by bit."""

import numpy as np
import pytest
from made_up_sgb import SHIP, changed

from decoder.arrays import Llr
from decoder.codes import bch_250_202
from decoder.codes.agreement import agreement
from decoder.spread.changes import CHANGES, STATIC_BITS, STRANGER_SHARE, Change
from decoder.t018 import SecondGeneration, encode_message
from decoder.t018.objective import Objective

KNOWN_FLIPS = [change for change in CHANGES if change.flips is not None]
OTHERS = [change for change in CHANGES if change.flips is None]


def said(fields: SecondGeneration, llr: float = 6.0) -> Llr:
    return np.where(encode_message(fields) == 1, llr, -llr).astype(np.float32)


def at_minute(minute: int) -> SecondGeneration:
    return changed(SHIP, rotating_field=Objective(minutes_since_location=minute))


def fits(change: Change, earlier: SecondGeneration, later: SecondGeneration) -> bool:
    return bool((change.told(said(earlier)) == said(later)).all())


def test_shares_leave_something_for_strangers() -> None:
    assert 0 < STRANGER_SHARE < 0.2
    assert all(change.share > 0 for change in CHANGES)


def test_what_is_repeated_is_told_as_it_was_heard() -> None:
    assert fits(CHANGES[0], SHIP, SHIP)


@pytest.mark.parametrize("minutes", [1, 2])
def test_minutes_that_pass_are_mostly_among_the_changes(minutes: int) -> None:
    """But for carries over more than five bits."""
    seen = [
        sum(fits(change, at_minute(minute), at_minute(minute + minutes)) for change in KNOWN_FLIPS)
        for minute in range(256)
    ]
    assert max(seen) == 1
    assert sum(seen) >= 0.96 * len(seen)


def test_flips_lead_from_codeword_to_codeword() -> None:
    for change in KNOWN_FLIPS:
        assert change.flips is not None
        found = bch_250_202.decode_hard(change.flips)
        assert found is not None
        assert found[1] == 0


def test_parity_is_not_known_of_another_message() -> None:
    for change in OTHERS:
        assert not change.told(said(SHIP))[202:].any()


def test_nothing_is_told_for_certain_where_a_message_may_have_changed() -> None:
    """However surely it was heard: a thousandth is left, ln 999."""
    for change in OTHERS:
        assert np.abs(change.told(said(SHIP, 12.0))).max() < 7.0


def test_the_same_identity_is_told_unless_it_is_another_beacon_s() -> None:
    for change in OTHERS:
        told = np.abs(change.told(said(SHIP)))[16:30]
        assert (told.min() > 5) == change.of_one_beacon


def test_what_identifies_a_beacon_excludes_its_place_and_clock() -> None:
    assert STATIC_BITS.size == 93
    assert {43, 89, 140, 201}.isdisjoint(STATIC_BITS.tolist())


def test_agreement_is_evidence_for_the_same_and_against_the_contrary() -> None:
    one = said(SHIP)
    assert agreement(one, one) == pytest.approx(250 * np.log(2), rel=0.01)
    assert agreement(one, -one) < -1000
    assert agreement(one, np.zeros(250, np.float32)) == 0
