"""The copies of an alert in other formats, as messages."""

import logging

import msgspec
import pytest
from golden_alerts import typical

from alerts.client.inspection import Inspector
from alerts.client.topics import Interest
from alerts.client.trust import Trust
from alerts.formats import FORMATS, Format
from alerts.incidents.alert import Alert
from alerts.messages import Messages
from alerts.mqtt.connection import Incoming
from alerts.topics import Topics

TYPICAL = typical()
ALERT = TYPICAL["distress_initial"]
MESSAGES = Messages(Topics("hill"), formats=list(FORMATS))


def test_without_formats_an_alert_is_one_message() -> None:
    assert len(Messages(Topics("hill")).alert(ALERT, None)) == 1


@pytest.mark.parametrize("name", TYPICAL)
def test_each_format_follows_the_document_with_its_content_and_its_type(name: str) -> None:
    alert = TYPICAL[name]
    document, *copies = MESSAGES.alert(alert, None)
    about = document.topic.removeprefix("beacon406/v1/hill/alert/")
    for copy, (form_name, form) in zip(copies, FORMATS.items(), strict=True):
        assert copy.topic == f"beacon406/v1/hill/fmt/{form_name}/{about}"
        assert (copy.payload, copy.content_type) == (form.render(alert), form.content_type)
        assert (copy.event_id, copy.expiry_s) == (document.event_id, document.expiry_s)
        assert set(copy.user_properties) == {("event_id", alert.event_id), ("seq", str(alert.seq))}
        assert (copy.retain, copy.receipt) == (False, False)


def test_a_format_that_is_named_twice_is_published_once() -> None:
    twice = Messages(Topics("hill"), formats=["cap", "cap"])
    assert len(twice.alert(ALERT, None)) == 2


def test_a_format_that_fails_costs_nothing_but_itself(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def render(_: Alert) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setitem(FORMATS, "cap", Format("application/cap+xml", "cap.xml", render))
    with caplog.at_level(logging.ERROR):
        document, *copies = MESSAGES.alert(ALERT, None)
    assert msgspec.json.decode(document.payload, type=Alert) == ALERT
    assert [copy.topic.split("/")[4] for copy in copies] == [n for n in FORMATS if n != "cap"]
    assert f"alert {ALERT.event_id} is not published as cap: ZeroDivisionError()" in caplog.text


def test_a_subscriber_that_is_given_them_takes_no_notice() -> None:
    inspector = Inspector(Interest(), Trust(), None)
    document, *copies = MESSAGES.alert(ALERT, None)
    for copy in copies:
        assert inspector.inspect(Incoming(copy.topic, copy.payload, retain=False), 0.0, 0.0) is None
    assert not inspector.counters
    assert inspector.inspect(Incoming(document.topic, document.payload, retain=False), 0.0, 0.0)
