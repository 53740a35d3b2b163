"""How long messages are of use."""

import pytest

from alerts.classify import OPERATIONAL
from alerts.expiry import HOUR_S, expiry_s
from decoder.message import MessageClass


@pytest.mark.parametrize("alert_class", MessageClass)
def test_what_people_are_sent_out_for_outlives_three_days_without_a_network(
    alert_class: MessageClass,
) -> None:
    outlives = expiry_s(alert_class) > 72 * HOUR_S
    assert outlives == (alert_class in OPERATIONAL)
