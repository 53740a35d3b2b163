"""What brokers answer, in sentences; mosquitto 2.0.11 does not give all of these answers."""

import aiomqtt
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from alerts.errors import BrokerUnreachableError
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection_errors import explained, refused

BROKER = BrokerSettings(url="mqtts://hill@b", password_file="/etc/mine")


def ended(name: str) -> str:
    code = ReasonCode(PacketTypes.DISCONNECT, name)
    return str(explained(BROKER, aiomqtt.MqttCodeError(code, "Unexpected disconnection")))


def test_another_program_of_the_same_name_is_told_as_such() -> None:
    assert "another station has this name" in ended("Session taken over")


def test_a_connection_that_ends_without_a_word_is_told_as_lost() -> None:
    assert ended("Unspecified error") == "broker mqtts://b:8883: the connection was lost"


@pytest.mark.parametrize("name", ["Bad user name or password", "Not authorized"])
def test_refused_credentials_are_told_with_their_place_and_without_the_password(name: str) -> None:
    code = ReasonCode(PacketTypes.CONNACK, name)
    told = explained(BROKER, aiomqtt.MqttCodeError(code, "refused"))
    assert str(told).endswith("refused user 'hill': check the user in the URL and /etc/mine")
    assert not isinstance(told, BrokerUnreachableError)


def test_a_refused_client_id_is_told_with_the_remedy() -> None:
    code = ReasonCode(PacketTypes.CONNACK, "Client identifier not valid")
    assert "set client_id" in str(explained(BROKER, aiomqtt.MqttCodeError(code, "refused")))


@pytest.mark.parametrize(
    ("name", "may_pass"),
    [("Not authorized", False), ("Quota exceeded", True), ("Payload format invalid", False)],
)
def test_only_a_refusal_that_may_pass_is_tried_again(name: str, may_pass: bool) -> None:
    error = refused(BROKER, "a message on t", ReasonCode(PacketTypes.PUBACK, name))
    assert isinstance(error, BrokerUnreachableError) == may_pass
    assert str(error) == f"broker mqtts://b:8883: refused a message on t: {name}"
