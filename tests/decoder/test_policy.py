"""What is believed: held against random words, which is what noise looks like after the sync."""

import itertools
import math

import numpy as np
import pytest

from decoder import policy
from decoder.codes.bch import BCH_1, BCH_2, Bch
from decoder.message import FieldTrust, MessageClass
from decoder.policy import Detail
from decoder.reasons import Reason

TRUSTED, SUSPECT, UNDECODED = FieldTrust.TRUSTED, FieldTrust.SUSPECT, FieldTrust.UNDECODED
WORDS = 1_000_000

FALSE_ACCEPT: dict[tuple[int, FieldTrust], float] = {
    (1, TRUSTED): 1.6e-3,
    (1, SUSPECT): 4.4e-2 - 1.6e-3,
    (2, TRUSTED): 9.5e-3,
    (2, SUSPECT): 0.18 - 9.5e-3,
}
"""Share of random words, from the number of patterns over the number of syndromes."""


@pytest.mark.parametrize(("field", "code"), [(1, BCH_1), (2, BCH_2)])
def test_random_words_are_believed_as_rarely_as_calculated(
    field: policy.ProtectedField, code: Bch
) -> None:
    rng = np.random.default_rng(406)
    words = rng.integers(0, 2, (WORDS, code.length), dtype=np.uint8)
    numbers, counts = np.unique(code.correct(words)[1], return_counts=True)
    shares = dict.fromkeys(FieldTrust, 0.0)
    for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
        corrected = None if number < 0 else number
        shares[policy.trust_of_corrections(field, corrected)] += count / WORDS
    for trust in (TRUSTED, SUSPECT):
        assert shares[trust] == pytest.approx(FALSE_ACCEPT[field, trust], rel=0.1)


def test_the_last_correction_that_a_code_allows_is_suspect() -> None:
    first = [policy.trust_of_corrections(1, number) for number in (0, 1, 2, 3, None)]
    assert first == [TRUSTED, TRUSTED, TRUSTED, SUSPECT, UNDECODED]
    second = [policy.trust_of_corrections(2, number) for number in (0, 1, 2, None)]
    assert second == [TRUSTED, TRUSTED, SUSPECT, UNDECODED]


def test_whatever_the_long_code_corrects_is_trusted() -> None:
    """Against random words it is surer than the first field with what is trusted there."""
    accepted = sum(math.comb(250, errors) for errors in range(7)) / 2**48
    assert accepted < FALSE_ACCEPT[1, TRUSTED]
    trusts = [policy.trust_of_message(number) for number in (*range(7), None)]
    assert trusts == [TRUSTED] * 7 + [UNDECODED]


def test_soft_decoding_is_judged_by_its_own_estimate() -> None:
    probabilities = (0, 7e-4, 8e-4, 0.09, 0.1, 1)
    first = [policy.trust_of_probability(1, p) for p in probabilities]
    second = [policy.trust_of_probability(2, p) for p in probabilities]
    assert first == [TRUSTED, TRUSTED, SUSPECT, SUSPECT, UNDECODED, UNDECODED]
    assert second == [TRUSTED, TRUSTED, UNDECODED, UNDECODED, UNDECODED, UNDECODED]


def test_a_doubtful_second_field_never_takes_the_coarse_position_away() -> None:
    for first, second in itertools.product((TRUSTED, SUSPECT), (*FieldTrust, None)):
        expected = Detail.FULL if second is TRUSTED else Detail.COARSE
        assert policy.position_detail(first, second) is expected


def test_an_undecodable_first_field_shows_no_position() -> None:
    for second in (*FieldTrust, None):
        assert policy.position_detail(UNDECODED, second) is Detail.NOTHING


def test_doubt_comes_before_every_other_class() -> None:
    for of_protocol, self_test in itertools.product(MessageClass, (True, False)):
        told = policy.message_class(of_protocol, self_test=self_test, valid=False)
        assert told is MessageClass.UNRELIABLE


def test_a_valid_self_test_is_a_self_test_in_every_protocol() -> None:
    for of_protocol in MessageClass:
        told = policy.message_class(of_protocol, self_test=True, valid=True)
        assert told is MessageClass.SELF_TEST
        assert policy.message_class(of_protocol, self_test=False, valid=True) is of_protocol


def test_only_the_named_reasons_make_a_message_invalid() -> None:
    for reason in Reason:
        assert policy.is_valid((reason,)) == (reason not in policy.INVALIDATING)
