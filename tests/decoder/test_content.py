"""What a codeword says, weighed against chance: the shares are counted, not believed."""

import numpy as np
import pytest
from made_up_beacons import EPIRB, RLS, located

from decoder import content
from decoder.arrays import Bits
from decoder.codes.bch import BCH_1, BCH_2, Bch

MEAN_TOLERANCE = 0.15
"""Of a mean weight over random words, which should be 1."""


def random_words(code: Bch, count: int) -> Bits:
    rng = np.random.default_rng(406)
    return code.encode(rng.integers(0, 2, (count, code.data_bits), dtype=np.uint8))


def test_random_first_fields_weigh_one_in_the_mean() -> None:
    weights = content.first_field_weights(random_words(BCH_1, 8000))
    assert weights.mean() == pytest.approx(1, abs=MEAN_TOLERANCE)


def test_random_second_fields_weigh_one_in_the_mean() -> None:
    first_field = located(EPIRB)[24:106]
    weights = content.second_field_weights(first_field, random_words(BCH_2, 8000))
    assert weights.mean() == pytest.approx(1, abs=MEAN_TOLERANCE)


def test_a_beacon_that_keeps_the_rules_has_the_greatest_weight() -> None:
    bits = located(EPIRB)
    (first,) = content.first_field_weights(bits[None, 24:106])
    (second,) = content.second_field_weights(bits[24:106], bits[None, 106:144])
    assert first > 10
    assert second > 10


def test_a_beacon_without_a_country_is_not_ruled_out() -> None:
    data = located(EPIRB)[24:85].copy()
    data[2:12] = 0
    (weight,) = content.first_field_weights(BCH_1.encode(data)[None])
    assert 0.01 < weight < 0.1


def test_no_country_is_likelier_than_another() -> None:
    here, there = located(EPIRB)[24:85].copy(), located(EPIRB)[24:85].copy()
    there[2:12] = [int(bit) for bit in f"{366:010b}"]
    weights = content.first_field_weights(BCH_1.encode(np.stack((here, there))))
    assert weights[0] == weights[1]


def test_second_fields_with_few_rules_are_all_alike() -> None:
    weights = content.second_field_weights(located(RLS)[24:106], random_words(BCH_2, 50))
    assert (weights == 1).all()
