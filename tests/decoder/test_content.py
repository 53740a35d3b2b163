"""What a codeword says, weighed against chance: the shares are counted, not believed."""

import numpy as np
import pytest
from made_up_beacons import EPIRB, RLS, changed, located

from decoder import content
from decoder.arrays import Bits
from decoder.codes.bch import BCH_1, BCH_2, Bch
from decoder.t001 import AnyFields, encode_message
from decoder.t001.angles import Offset
from decoder.t001.national_location import NationalLocation, NationalOffsets
from decoder.t001.standard_location import StandardOffsets

NATIONAL = NationalLocation(
    country=201, coding="EPIRB", serial_number=12345, second_field=NationalOffsets()
)

SORTS = sorted(content.CLEAN_FIRST_FIELDS)
CLEAN = (1 - content.ODD_BEACONS) / content.SORTS
"""What one sort of beacon weighs as a whole."""


def random_words(code: Bch, count: int, sort: str = "") -> Bits:
    """Codewords; of a first field, long messages of a protocol flag and code."""
    data = np.random.default_rng(406).integers(0, 2, (count, code.data_bits), dtype=np.uint8)
    if sort:
        flag, protocol = sort.split()
        data[:, :2] = 1, int(flag)
        data[:, 12 : 12 + len(protocol)] = [int(bit) for bit in protocol]
    return code.encode(data)


@pytest.mark.parametrize("sort", SORTS)
def test_a_sort_weighs_as_much_as_any_other(sort: str) -> None:
    """The sum of a sort's weights over all words, estimated from some: how rare it is counts."""
    share = content.CLEAN_FIRST_FIELDS[sort]
    count = min(round(40 / share), 12000)
    weights = content.first_field_weights(random_words(BCH_1, count, sort))
    of_all_words = 2.0 ** -(2 + len(sort.split()[1]))
    assert weights[weights > 1].sum() / count * of_all_words == pytest.approx(
        CLEAN, rel=4 / np.sqrt(count * share)
    )


@pytest.mark.parametrize("beacon", [EPIRB, NATIONAL])
def test_random_second_fields_weigh_one_in_the_mean(beacon: AnyFields) -> None:
    words = random_words(BCH_2, 12000)
    weights = content.second_field_weights(located(beacon)[24:106], words)
    assert weights.mean() == pytest.approx(1, abs=4 * weights.std() / np.sqrt(weights.size))


@pytest.mark.parametrize(("cut_share", "odds"), [(0.01, 1e4), (0.3, 1e-4), (0.01, 1.0)])
def test_formats_weigh_one_in_the_mean_and_favour_what_was_heard(
    cut_share: float, odds: float
) -> None:
    short, long = content.format_weights(np.array([0, 1], np.uint8), odds, cut_share)
    assert short + long == pytest.approx(2)
    assert (long > short) == (odds > 1)


def test_an_offset_beyond_half_a_step_is_rarer_but_not_ruled_out() -> None:
    """A position that older beacons might have rounded the other way."""
    near = located(EPIRB)
    offsets = StandardOffsets(
        latitude_offset=Offset("+", 16, 8), longitude_offset=Offset("+", 0, 0)
    )
    far = encode_message(changed(EPIRB, second_field=offsets))
    usual, old = content.second_field_weights(near[24:106], np.stack((near[106:], far[106:])))
    assert 1 < old < usual / 10


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
