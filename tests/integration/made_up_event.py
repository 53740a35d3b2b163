"""Events to send; the message in them is made up."""

from alerts.event import Event, event_from_message
from alerts.event_id import new_event_id
from decoder.message import Message, MessageClass


def make_event(message_class: MessageClass) -> Event:
    message = Message(
        generation=1,
        hex="FFFE2F" + 3 * "0123456789",
        beacon_id="0123456789ABCDE",
        message_class=message_class,
        self_test=message_class is MessageClass.SELF_TEST,
        country=999,
        country_name=None,
        protocol="made_up",
        beacon_type="EPIRB",
        identity="made up",
        position=None,
        homing=None,
        corrected_bits=(0, 1),
        valid=message_class is not MessageClass.UNRELIABLE,
        reasons=(),
        fields=None,
    )
    return event_from_message(message, event_id=new_event_id(), station="hill")
