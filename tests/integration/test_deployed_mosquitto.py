"""The broker of deploy/mosquitto, set up as its README says: who comes in, what it keeps."""

import re
import ssl
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from deployed_mosquitto import PASSWORD, SHIPPED, DeployedMosquitto, run_shipped
from visitor import ACCEPTED, NOBODY_LISTENS, NOT_AUTHORIZED, Visitor

pytestmark = pytest.mark.broker

OWN = "beacon406/v1/hill/burst/distress"
SAVED_WITHIN_S = 2.5
TAKEN_WITHIN_S = 5.0
CERTIFIED = ["hill", "coast", "anna", "stranger", "Hütte 7"]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployedMosquitto]:
    folder = tmp_path_factory.mktemp("broker")
    broker = DeployedMosquitto(folder, CERTIFIED, with_password=["hill", "coast"])
    broker.give_roles("station Hütte 7")
    broker.add_password_listener()
    broker.start()
    yield broker
    broker.kill()


def test_the_certificate_is_the_user_whatever_else_he_says(broker: DeployedMosquitto) -> None:
    with Visitor(broker.tls_port, tls=broker.tls("hill"), user="coast", password="x") as visitor:
        assert visitor.answer == ACCEPTED
        visitor.publish([OWN, "beacon406/v1/coast/burst/distress"])
        assert visitor.published[OWN] != NOT_AUTHORIZED
        assert visitor.published["beacon406/v1/coast/burst/distress"] == NOT_AUTHORIZED


def test_who_shows_no_certificate_is_hung_up_on(broker: DeployedMosquitto) -> None:
    with Visitor(broker.tls_port, tls=broker.tls(None), user="hill", password=PASSWORD) as visitor:
        assert visitor.answer is None


def test_a_certificate_of_another_authority_opens_nothing(
    broker: DeployedMosquitto, tmp_path: Path
) -> None:
    run_shipped("make-certificates", "authority", folder=tmp_path)
    run_shipped("make-certificates", "client", "hill", folder=tmp_path)
    context = broker.tls(None)
    certificate = tmp_path / "certificates" / "hill"
    context.load_cert_chain(f"{certificate}.crt", f"{certificate}.key")
    with Visitor(broker.tls_port, tls=context) as visitor:
        assert visitor.answer is None


def test_a_user_may_be_named_in_his_language(broker: DeployedMosquitto) -> None:
    own = "beacon406/v1/Hütte 7/status"
    with Visitor(broker.tls_port, tls=broker.tls("Hütte 7")) as visitor:
        visitor.publish([own, OWN])
        assert visitor.published == {own: NOBODY_LISTENS, OWN: NOT_AUTHORIZED}


def test_the_brokers_own_certificate_makes_nobody_a_user(broker: DeployedMosquitto) -> None:
    with Visitor(broker.tls_port, tls=broker.tls("server")) as visitor:
        assert visitor.answer is None


def test_a_certified_user_without_a_role_may_do_nothing(broker: DeployedMosquitto) -> None:
    with Visitor(broker.tls_port, tls=broker.tls("stranger")) as visitor:
        visitor.subscribe("#")
        visitor.publish([OWN, "beacon406/v1/stranger/status"])
        visitor.wait()
        assert set(visitor.published.values()) == {NOT_AUTHORIZED}
        assert visitor.received == []


@pytest.mark.parametrize("port", ["port", "password_port"])
@pytest.mark.parametrize(
    ("user", "password", "answer"),
    [
        ("hill", PASSWORD, ACCEPTED),
        ("hill", "gu3ss", NOT_AUTHORIZED),
        ("hill", None, NOT_AUTHORIZED),
        ("anna", PASSWORD, NOT_AUTHORIZED),
        (None, None, NOT_AUTHORIZED),
    ],
)
def test_where_there_is_no_certificate_the_password_counts(
    broker: DeployedMosquitto, port: str, user: str | None, password: str | None, answer: int
) -> None:
    tls = broker.tls(None) if port == "password_port" else None
    with Visitor(getattr(broker, port), tls=tls, user=user, password=password) as visitor:
        assert visitor.answer == answer
        if answer == ACCEPTED:
            visitor.publish([OWN, "beacon406/v1/coast/burst/distress"])
            assert visitor.published[OWN] != NOT_AUTHORIZED
            assert visitor.published["beacon406/v1/coast/burst/distress"] == NOT_AUTHORIZED


@pytest.mark.parametrize(
    ("version", "accepted"),
    [
        (ssl.TLSVersion.TLSv1_1, False),
        (ssl.TLSVersion.TLSv1_2, True),
        (ssl.TLSVersion.TLSv1_3, True),
    ],
)
def test_tls_older_than_1_2_is_not_spoken(
    broker: DeployedMosquitto, version: ssl.TLSVersion, *, accepted: bool
) -> None:
    context = broker.tls("hill")
    context.set_ciphers("DEFAULT@SECLEVEL=0")  # or this side would not try an old version at all
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    with Visitor(broker.tls_port, tls=context) as visitor:
        assert (visitor.answer == ACCEPTED) == accepted


def test_only_a_message_that_is_too_large_ends_the_connection(broker: DeployedMosquitto) -> None:
    with Visitor(broker.tls_port, tls=broker.tls("hill")) as visitor:
        visitor.publish([OWN], bytes(256 * 1024))
        assert visitor.published[OWN] != NOT_AUTHORIZED
        visitor.published.clear()
        visitor.publish([OWN], bytes(270 * 1024))
        assert visitor.published == {}


def test_the_log_tells_who_came_but_nothing_of_beacons(broker: DeployedMosquitto) -> None:
    topic = "beacon406/v1/hill/alert/distress/999/0123456789ABCDE"
    with Visitor(broker.tls_port, tls=broker.tls("hill")) as visitor:
        visitor.subscribe(topic)
        visitor.publish([topic, topic.replace("hill", "coast")], b"somebody's secret")
    assert re.search(r"New client connected from .* u'hill'", broker.log)
    for unsaid in ("secret", "0123456789ABCDE", "distress"):
        assert unsaid not in broker.log


def test_the_configuration_is_taken_without_a_warning(broker: DeployedMosquitto) -> None:
    """It says nothing before the first client comes; an unknown option it would name."""
    with Visitor(broker.tls_port, tls=broker.tls("hill")):
        before, comes, _ = broker.log.partition("New connection")
    assert comes
    assert re.fullmatch(r"\d+: ", before)  # the time of that client's line


def test_rights_that_are_taken_away_are_gone_at_once(tmp_path: Path) -> None:
    broker = DeployedMosquitto(tmp_path, ["hill"])
    broker.start()
    with Visitor(broker.tls_port, tls=broker.tls("hill")) as station:
        station.publish([OWN])
        assert station.published.pop(OWN) == NOBODY_LISTENS
        (tmp_path / "users").write_text("observer club")
        broker.give_roles()
        broker.reload()
        give_up_at = time.monotonic() + TAKEN_WITHIN_S
        while station.published.get(OWN) != NOT_AUTHORIZED and time.monotonic() < give_up_at:
            station.publish([OWN])
        assert station.published == {OWN: NOT_AUTHORIZED}
    broker.kill()


def test_what_was_acknowledged_is_soon_safe_from_a_kill(tmp_path: Path) -> None:
    broker = DeployedMosquitto(tmp_path, ["hill", "anna"])
    states = [f"beacon406/v1/hill/incident/distress/{number}" for number in range(50)]
    broker.start()
    with Visitor(broker.tls_port, tls=broker.tls("hill")) as station:
        station.publish(states, b"{}", retain=True)
        time.sleep(SAVED_WITHIN_S)
        broker.kill()
    broker.start()
    with Visitor(broker.tls_port, tls=broker.tls("anna")) as coordinator:
        coordinator.subscribe("#")
        coordinator.wait()
    broker.kill()
    assert sorted(coordinator.received) == sorted(states)


def test_the_readme_names_every_file_and_figure() -> None:
    page = (SHIPPED / "README.md").read_text(encoding="utf-8")
    for file in SHIPPED.iterdir():
        assert file.name == "README.md" or f"`{file.name}`" in page, file.name
    configuration = (SHIPPED / "mosquitto.conf").read_text(encoding="utf-8")
    assert f"max_packet_size {260 * 1024}" in configuration
    assert f"max_queued_bytes {256 * 2**20}" in configuration
    assert "max_queued_messages 100000" in configuration
    assert "autosave_interval 1\n" in configuration
    assert "persistent_client_expiration 14d" in configuration
