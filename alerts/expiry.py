"""How long a message is of use: for so long it is kept for a broker, or a subscriber, that is away.

What people are sent out for outlives a network that is down for three days, by a day; a test does
not need to. What the broker is told is what remains of it when the message goes out.
"""

from alerts.classify import OPERATIONAL
from decoder.message import MessageClass

HOUR_S = 3600
OPERATIONAL_EXPIRY_S = 96 * HOUR_S
EXPIRY_S = 24 * HOUR_S


def expiry_s(alert_class: MessageClass) -> int:
    """Of a burst or an alert of this class."""
    return OPERATIONAL_EXPIRY_S if alert_class in OPERATIONAL else EXPIRY_S
