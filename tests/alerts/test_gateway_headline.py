"""How loud an alert is on a telephone, and what its first line says."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_alerts import story

from alerts.gateways.channel import Due
from alerts.gateways.headline import headline
from alerts.gateways.kinds import MailSettings
from alerts.gateways.mail_message import mail_message
from alerts.gateways.ntfy import priority
from alerts.incidents.kind import Kind
from decoder.message import MessageClass

LOUDNESS = {
    MessageClass.DISTRESS: 5,
    MessageClass.DISTRESS_TRACKING: 5,
    MessageClass.SHIP_SECURITY: 5,
    MessageClass.CANCELLATION: 4,
    MessageClass.UNRELIABLE: 3,
    MessageClass.SELF_TEST: 2,
    MessageClass.TEST: 2,
    MessageClass.EXERCISE: 2,
    MessageClass.CALIBRATION: 2,
}


@pytest.mark.parametrize("alert_class", MessageClass)
def test_a_telephone_is_as_loud_as_the_class_deserves(alert_class: MessageClass) -> None:
    [alert] = story(1, message_class=alert_class)
    assert priority(alert) == LOUDNESS[alert_class]
    assert priority(msgspec.structs.replace(alert, kind=Kind.CLOSED)) <= 3
    assert headline(alert).startswith(alert_class.replace("_", " ").upper() + ": ")


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_subject_is_one_line_whatever_a_beacon_says(beacon_id: str, beacon_type: str) -> None:
    [alert] = story(1)
    incident = msgspec.structs.replace(alert.incident, beacon_id=beacon_id, beacon_type=beacon_type)
    settings = MailSettings(
        name="post", host="localhost", sender="hill@example.org", recipients=("duty@example.org",)
    )
    strange = msgspec.structs.replace(alert, incident=incident)
    message = mail_message(Due(strange, b"{}"), "text\n", settings)
    assert message["Subject"].startswith("DISTRESS: initial encoded")
    head = message.as_bytes().split(b"\r\n\r\n", maxsplit=1)[0].split(b"\r\n")
    names = {line.split(b":")[0] for line in head if not line.startswith((b" ", b"\t"))}
    assert names <= {each.encode() for each in message.keys()}  # noqa: SIM118 no dict
