"""What is subscribed to, and what a topic says."""

import pytest
from made_up_alerts import story

from alerts.client.replay import Recent
from alerts.client.topics import Address, Interest, Subject, is_formatted, parse_topic
from alerts.client.trust import STATIONS_MAX, Trust
from alerts.errors import AlertSettingError
from alerts.refusal import RefusedError
from alerts.signing import Signer
from alerts.topics import ROOT, Topics
from decoder.message import MessageClass


def matches(topic_filter: str, topic: str) -> bool:
    """MQTT 5 section 4.7: + is any one level."""
    pairs = list(zip(topic_filter.split("/"), topic.split("/"), strict=False))
    same_length = topic_filter.count("/") == topic.count("/")
    return same_length and all(asked in {"+", level} for asked, level in pairs)


def topics_of(station: str, message_class: MessageClass) -> dict[str, str]:
    topics, incident = Topics(station), story(1, message_class=message_class)[0].incident
    return {
        "keys": topics.keys,
        "status": topics.status,
        "burst": topics.burst(message_class),
        "alert": topics.alert(incident),
        "incident": topics.incident(incident),
        "route": topics.alert(incident, route="north"),
        "fmt": topics.formatted(incident, "cap"),
        "ack": topics.acknowledgement("anna", message_class, incident.incident_id),
    }


@pytest.mark.parametrize(
    ("interest", "heard"),
    [
        (Interest(), {"keys", "status", "alert", "incident"}),
        (Interest(subjects=(Subject.BURST,)), {"keys", "status", "burst"}),
        (Interest(classes=(MessageClass.DISTRESS,)), {"keys", "status", "alert", "incident"}),
        (Interest(classes=(MessageClass.TEST,)), {"keys", "status"}),
        (Interest(stations=("hill",)), {"keys", "status", "alert", "incident"}),
        (Interest(stations=("valley", "dale")), set()),
        (Interest(route="north"), {"keys", "status", "route"}),
        (Interest(route="south"), {"keys", "status"}),
        (Interest(root="x/y"), set()),
    ],
)
def test_an_interest_asks_for_what_it_names_and_for_nothing_else(
    interest: Interest, heard: set[str]
) -> None:
    topics = topics_of("hill", MessageClass.DISTRESS)
    filters = interest.filters()
    assert {name for name, topic in topics.items() if any(matches(f, topic) for f in filters)} == (
        heard
    )


def test_keys_are_asked_for_before_what_they_signed() -> None:
    assert Interest().filters()[0] == f"{ROOT}/+/keys"


def test_a_name_with_a_wildcard_in_it_is_refused() -> None:
    for wrong in ({"stations": ("+",)}, {"route": "#"}, {"root": "a//b"}):
        with pytest.raises(AlertSettingError, match="a level of a topic"):
            Interest(**wrong)


def test_every_topic_that_is_published_can_be_read() -> None:
    for message_class in MessageClass:
        topics = topics_of("hill", message_class)
        country_and_beacon = ("999", "0123456789ABCDE")
        alert = Address("hill", Subject.ALERT, message_class, country_and_beacon)
        assert parse_topic(topics["alert"], ROOT) == alert
        assert parse_topic(topics["route"], ROOT) == alert
        assert parse_topic(topics["burst"], ROOT).alert_class is message_class
        assert parse_topic(topics["incident"], ROOT).about[0].startswith("0123456789ABCDE.")
        with pytest.raises(RefusedError):
            parse_topic(topics["ack"], ROOT)


def test_only_an_alert_in_a_format_for_others_is_taken_for_one() -> None:
    for message_class in MessageClass:
        for root in (ROOT, "x.y"):
            topics = topics_of("fmt", message_class)
            named = {name: topic.replace(ROOT, root) for name, topic in topics.items()}
            assert [name for name, topic in named.items() if is_formatted(topic, root)] == ["fmt"]
            assert not is_formatted(topics["fmt"], "x/y")


def test_what_was_set_longest_ago_is_forgotten_first() -> None:
    recent = Recent[int, str](3)
    for number in (1, 2, 3, 1, 4):
        recent.set(number, "x")
    assert [key for key, _ in recent.pairs()] == [3, 1, 4]


def test_an_enemy_with_many_stations_takes_no_more_memory_than_that(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    keys = Signer.open(tmp_path_factory.mktemp("key") / "key.pem").public_keys
    trust = Trust()
    for number in range(STATIONS_MAX):
        trust.learn(f"station {number}", keys)
    with pytest.raises(RefusedError):
        trust.learn("one more", keys)
    trust.learn("station 1", keys)
