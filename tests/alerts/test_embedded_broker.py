"""The broker of the demo: found when installed, told when not, and silent on the terminal."""

import sys

import msgspec
import pytest
from made_up import message

from alerts.client.subscriber import subscribe
from alerts.errors import AlertSettingError
from alerts.event import event_from_message
from alerts.mqtt.connection import open_connection
from alerts.mqtt.embedded_broker import embedded_broker
from alerts.outgoing import Outgoing


async def test_an_event_goes_through_it_without_a_word_on_the_terminal(
    capfd: pytest.CaptureFixture[str],
) -> None:
    event = event_from_message(message(), event_id="1", station="hill")
    async with (
        embedded_broker() as url,
        subscribe(url, "beacon406/v1/+/burst/#") as events,
    ):
        station = await open_connection(url)
        topic = "beacon406/v1/hill/burst/distress"
        await station.publish(Outgoing(topic=topic, payload=msgspec.json.encode(event)))
        assert await anext(events) == event
        await station.close()
    assert capfd.readouterr() == ("", "")


async def test_where_amqtt_is_missing_one_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "amqtt.broker", None)
    with pytest.raises(AlertSettingError, match=r"pip install 'beacon406\[broker\]'"):
        await embedded_broker().__aenter__()
