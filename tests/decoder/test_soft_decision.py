"""From soft bits to a message: what is decoded, what is doubted, what is dropped."""

import numpy as np
import pytest
from scenes import LONG, SELF_TEST, SHORT, hex_of

from decoder.arrays import Bits, Llr
from decoder.reasons import Reason, Rejection
from decoder.soft_decision import Decided, decide

SURE = 8.0


def bits_of(text: str) -> Bits:
    return np.array([int(digit) for digit in text], dtype=np.uint8)


def llr_of(text: str, level: float = SURE) -> Llr:
    """(144,); nothing is known of what is not in the text."""
    signs = np.zeros(144, np.float32)
    signs[: len(text)] = 2.0 * bits_of(text) - 1
    return signs * np.float32(level)


def decided(text: str, llr: Llr | None = None, *, tail_nats: float = 10.0) -> Decided:
    soft = llr_of(text) if llr is None else llr
    result = decide(soft, bits_of(text[:24]), tail_nats)
    assert isinstance(result, Decided)
    return result


@pytest.mark.parametrize("text", [LONG, SELF_TEST])
def test_a_long_message_has_two_fields_without_doubt(text: str) -> None:
    found = decided(text)
    assert found.message.hex == hex_of(text)
    assert found.message.corrected_bits == (0, 0)
    assert found.wrong_probability < 1e-6
    assert found.second_wrong_probability < 1e-3


def test_a_short_message_has_one_field_whatever_follows() -> None:
    llr = llr_of(SHORT)
    llr[112:] = SURE * np.random.default_rng(1).choice([-1, 1], 32)
    found = decided(SHORT, llr)
    assert found.message.hex == hex_of(SHORT)
    assert found.message.corrected_bits == (0,)
    assert found.second_wrong_probability == 1


def test_a_long_message_that_ends_at_bit_112_says_so() -> None:
    found = decided(SELF_TEST[:112], tail_nats=-10.0)
    assert found.message.hex == hex_of(SELF_TEST[:112])
    assert Reason.SECOND_FIELD_MISSING in found.message.reasons


def test_weak_bits_give_way_to_strong_ones() -> None:
    llr = llr_of(LONG)
    for place in (25, 40, 60, 80, 100, 110, 120, 130):
        llr[place] *= -0.1
    found = decided(LONG, llr)
    assert found.message.hex == hex_of(LONG)
    assert found.message.corrected_bits == (5, 3)
    assert found.message.valid


def test_a_second_field_of_noise_is_left_as_received() -> None:
    llr = llr_of(LONG)
    llr[106:] = 3 * np.random.default_rng(2).standard_normal(38)
    message = decided(LONG, llr).message
    assert message.valid
    assert message.corrected_bits == (0, None)
    assert Reason.SECOND_FIELD_UNDECODABLE in message.reasons
    heard = LONG[:106] + "".join("1" if value > 0 else "0" for value in llr[106:])
    assert message.hex == hex_of(heard)


def test_a_first_field_of_noise_is_dropped_by_name() -> None:
    random = np.random.default_rng(3)
    for _ in range(50):
        llr = llr_of(LONG)
        llr[24:106] = 2 * random.standard_normal(82)
        result = decide(llr, bits_of(LONG[:24]), 10.0)
        assert result is Rejection.FIRST_FIELD_UNDECODABLE


def test_without_a_sync_to_be_seen_a_message_must_be_all_the_clearer() -> None:
    """A line in the band that is no beacon gives random bits, of which some pass any code."""
    clear, unseen = llr_of(LONG, 4.0), llr_of(LONG, 4.0)
    unseen[:24] = 0.1
    assert decided(LONG, clear).wrong_probability < decided(LONG, unseen).wrong_probability


def test_nothing_but_zeros_is_no_message() -> None:
    """A keyed tone gives that, and the code takes it for a codeword."""
    zeros = LONG[:24] + "0" * 120
    result = decide(llr_of(zeros), bits_of(zeros[:24]), 10.0)
    assert result is Rejection.FIRST_FIELD_UNDECODABLE


def test_bits_that_no_code_protects_are_doubted_when_they_are_not_clear() -> None:
    clear, faint = llr_of(SHORT), llr_of(SHORT)
    faint[108] /= 100
    assert Reason.UNPROTECTED_BITS_DOUBTFUL not in decided(SHORT, clear).message.reasons
    message = decided(SHORT, faint).message
    assert message.valid
    assert Reason.UNPROTECTED_BITS_DOUBTFUL in message.reasons
