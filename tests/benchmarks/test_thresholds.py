"""What the tables of the benchmarks are made of: thresholds, and what a gate lets through."""

import pytest
from calibration import TRUSTED, Given, Judged, given
from thresholds import crossing_dbhz


def test_a_threshold_lies_between_two_steps_in_proportion() -> None:
    assert crossing_dbhz([(28.0, 0.2), (29.0, 0.6)], 0.5) == pytest.approx(28.75)


def test_a_curve_that_falls_back_crosses_where_it_last_rises() -> None:
    curve = [(27.0, 0.4), (28.0, 0.6), (29.0, 0.4), (30.0, 0.6)]
    assert crossing_dbhz(curve, 0.5) == pytest.approx(29.5)


def test_a_share_that_is_never_reached_has_no_threshold() -> None:
    assert crossing_dbhz([(28.0, 0.2), (29.0, 0.6)], 0.9) is None


def test_a_trusted_second_field_after_a_doubtful_first_one_is_not_given_out() -> None:
    assert given([Judged(2 * TRUSTED, False), Judged(0.0, True)]) == Given()


def test_a_message_with_two_wrong_fields_is_one_wrong_message() -> None:
    out = given([Judged(TRUSTED / 2, True), Judged(TRUSTED / 4, True)])
    assert (out.fields, out.wrong_fields, out.wrong_messages) == (2, 2, 1)
    assert out.predicted == pytest.approx(0.75 * TRUSTED)


def test_a_doubtful_second_field_does_not_count_against_its_message() -> None:
    assert given([Judged(0.0, False), Judged(2 * TRUSTED, True)]) == Given(fields=1)
