"""The class of an event: what the message says of itself, seen together with where it was heard.

`Message.message_class` comes from the bits alone. The class of an event, which is the last part of
its topic, also weighs whether the bits can be trusted and the radio frequency. It can only become
calmer than the message: nothing here turns a test into distress, or makes a cancellation of what
is none. A cancelled test, exercise or calibration stays in its class, where its alert was too.
"""

from decoder.message import Message, MessageClass

# C/S T.001 and T.018 beacons transmit in this band and nowhere else; volunteers train on others.
BAND_HZ = (406.0e6, 406.1e6)

FREQUENCY_UNCERTAINTY_PPM = 50.0
"""Of a receiver nobody has calibrated: a cheap dongle without a temperature-compensated crystal."""

ALARMING = frozenset(
    {MessageClass.DISTRESS, MessageClass.SHIP_SECURITY, MessageClass.DISTRESS_TRACKING}
)
OPERATIONAL = ALARMING | {MessageClass.CANCELLATION}
"""What people are sent out, or called back, for."""


def classify(
    message: Message,
    frequency_hz: float | None,
    frequency_uncertainty_ppm: float = FREQUENCY_UNCERTAINTY_PPM,
) -> MessageClass:
    """The class to publish under. In doubt about the frequency it is not an exercise."""
    if not message.valid:
        return MessageClass.UNRELIABLE
    if outside_band(frequency_hz, frequency_uncertainty_ppm):
        return MessageClass.EXERCISE
    if message.self_test and message.message_class in OPERATIONAL:
        return MessageClass.SELF_TEST
    return message.message_class


def outside_band(frequency_hz: float | None, frequency_uncertainty_ppm: float) -> bool:
    """True only where the receiver's error cannot explain it; unknown (or NaN) is not outside."""
    if frequency_hz is None:
        return False
    low_hz, high_hz = BAND_HZ
    uncertainty_hz = high_hz * frequency_uncertainty_ppm * 1e-6
    return frequency_hz < low_hz - uncertainty_hz or frequency_hz > high_hz + uncertainty_hz
