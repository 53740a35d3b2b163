"""Where the broker is, and what may not be written there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import AlertSettingError
from alerts.mqtt.broker_url import PASSWORD, PASSWORD_FILE, BrokerUrl, read_password


@pytest.mark.parametrize(
    ("text", "expected", "shown"),
    [
        ("mqtt://localhost", BrokerUrl("localhost", 1883, tls=False), "mqtt://localhost:1883"),
        ("mqtt://LOCALHOST:1", BrokerUrl("localhost", 1, tls=False), "mqtt://localhost:1"),
        ("mqtt://127.3.2.1/", BrokerUrl("127.3.2.1", 1883, tls=False), "mqtt://127.3.2.1:1883"),
        ("mqtt://[::1]:99", BrokerUrl("::1", 99, tls=False), "mqtt://[::1]:99"),
        (
            "mqtts://hill%40sar@broker.example.org",
            BrokerUrl("broker.example.org", 8883, tls=True, user="hill@sar"),
            "mqtts://broker.example.org:8883",
        ),
    ],
)
def test_a_broker_url_says_where_and_who(text: str, expected: BrokerUrl, shown: str) -> None:
    url = BrokerUrl.parse(text)
    assert url == expected
    assert str(url) == shown


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("mqtt://broker.example.org", "use mqtts://broker.example.org"),
        ("mqtt://192.168.1.7", "use mqtts://192.168.1.7"),
        ("mqtt://localhost.example.org", "use mqtts://localhost.example.org"),
        ("mqtt://0.0.0.0", "use mqtts://"),
        ("http://localhost", "must be mqtt://"),
        ("localhost:1883", "must be mqtt://"),
        ("mqtt://", "must be mqtt://"),
        ("", "must be mqtt://"),
        ("mqtt://localhost:99999", "from 1 to 65535"),
        ("mqtt://localhost:x", "from 1 to 65535"),
        ("mqtt://localhost:0", "from 1 to 65535"),
        ("mqtt://local host", "must be mqtt://"),
        ("mqtts://" + 64 * "a" + ".org", "must be mqtt://"),
        ("mqtts://a..org", "must be mqtt://"),
        ("mqtts://us\udcffer@broker.org", "must be mqtt://"),
        ("mqtts://us%00er@broker.org", "must be mqtt://"),
        ("mqtt://[::1", "must be mqtt://"),
        ("mqtt://localhost/root", "nothing may follow"),
        ("mqtt://localhost?tls=no", "nothing may follow"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_remedy(text: str, remedy: str) -> None:
    with pytest.raises(AlertSettingError) as told:
        BrokerUrl.parse(text)
    assert remedy in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "text",
    [
        "mqtt://hill:s3cret@localhost",
        "mqtts://hill:s3cret@broker.example.org:8883",
        "mqtts://:s3cret@broker.example.org",
        "mqtts://hill:s3cret@broker:port",
        "hill:s3cret@localhost",
        "mqtts://hill:s3cret",
        "mqtts://hill:s3cret@h℀st",
        "mqtts://hill:s3cret@[broken",
    ],
)
def test_a_password_in_a_url_is_refused_and_never_shown(text: str) -> None:
    with pytest.raises(AlertSettingError) as told:
        BrokerUrl.parse(text)
    assert "s3cret" not in str(told.value)


def test_the_refusal_of_a_password_names_the_environment() -> None:
    with pytest.raises(AlertSettingError, match=f"{PASSWORD}, or .* {PASSWORD_FILE}"):
        BrokerUrl.parse("mqtts://hill:s3cret@broker.example.org")


@given(st.text() | st.text().map("mqtt://".__add__))
def test_any_text_is_a_url_or_one_sentence(text: str) -> None:
    try:
        told = str(BrokerUrl.parse(text))
    except AlertSettingError as error:
        told = str(error)
    assert told.startswith(("broker URL", "mqtt://", "mqtts://"))
    assert told.isprintable()


@given(st.ip_addresses(), st.integers(1, 65535), st.booleans())
def test_an_address_reads_back_from_its_text(address: object, port: int, tls: bool) -> None:
    url = BrokerUrl(str(address), port, tls or not str(address).startswith("127."))
    assert BrokerUrl.parse(str(url)) == url


def test_the_password_comes_from_the_environment_or_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("from the file\n")
    assert read_password({}) is None
    assert read_password({PASSWORD_FILE: str(file)}) == "from the file"
    assert read_password({PASSWORD: "given", PASSWORD_FILE: str(file)}) == "given"


@pytest.mark.parametrize("content", [None, b"\xff\xfe", 65536 * b"x"])
def test_a_password_file_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(AlertSettingError, match=f"{PASSWORD_FILE} {file}: "):
        read_password({PASSWORD_FILE: str(file)})


def test_a_password_that_is_no_text_is_told_without_showing_it() -> None:
    with pytest.raises(AlertSettingError, match=f"{PASSWORD}: is not UTF-8 text"):
        read_password({PASSWORD: "\udcff"})
