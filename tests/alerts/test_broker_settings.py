"""Brokers as the operator writes them down, and whence their secrets come."""

import subprocess
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import AlertSettingError
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.broker_url import PASSWORD, BrokerUrl

URL = "mqtts://hill@broker.example.org"


def read(text: str) -> BrokerSettings:
    return msgspec.toml.decode(text, type=BrokerSettings, dec_hook=lambda kind, value: kind(value))


def test_a_broker_is_read_from_toml() -> None:
    broker = read(
        f'name = "primary"\nurl = "{URL}"\ncredential = "mqtt"\nca_file = "/etc/ca.pem"\n'
        'certificate_file = "/etc/hill.pem"\nkey_file = "/etc/hill.key"\n'
    )
    assert broker.address == BrokerUrl("broker.example.org", 8883, tls=True, user="hill")
    assert (broker.ca_file, broker.client_id) == (Path("/etc/ca.pem"), None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('url = "mqtts://b"\npasword_file = "x"', "unknown field `pasword_file`"),
        ("", "missing required field `url`"),
        ('url = "mqtts://hill:s3cret@b"', "must hold no password"),
        ('url = "mqtt://broker.example.org"', "mqtt:// is not encrypted"),
        (f'url = "{URL}"\nname = "a/b"', "broker name 'a/b'"),
        (f'url = "{URL}"\npassword_file = "x"\ncredential = "y"', "not both"),
        (f'url = "{URL}"\ncredential = "../shadow"', "credential '../shadow': must not contain /"),
        ('url = "mqtts://b"\npassword_file = "x"', "has a password but no user"),
        (f'url = "{URL}"\nkey_file = "x"', "belong together"),
        ('url = "mqtt://localhost"\nca_file = "x"', "for mqtts:// only"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_no_secret_quoted(text: str, told: str) -> None:
    with pytest.raises(msgspec.ValidationError) as error:
        read(text)
    assert told in str(error.value)
    assert "s3cret" not in str(error.value)


urls = st.builds(
    BrokerUrl,
    host=st.sampled_from(["localhost", "127.0.0.1", "::1"]),
    port=st.integers(1, 65535),
    tls=st.booleans(),
    user=st.none() | st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=9),
)


@given(urls)
def test_a_url_alone_makes_a_broker_at_that_url(url: BrokerUrl) -> None:
    assert BrokerSettings.at(url).address == url


def test_the_password_comes_from_the_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    broker = BrokerSettings(url=URL, password_file=tmp_path / "secret")
    assert broker.password({PASSWORD: "another"}) == "s3cret"


def test_the_password_comes_from_the_systemd_credential_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "mqtt").write_text("s3cret")
    broker = BrokerSettings(url=URL, credential="mqtt")
    assert broker.password({"CREDENTIALS_DIRECTORY": str(tmp_path)}) == "s3cret"


def test_where_nothing_is_named_the_password_comes_from_the_environment() -> None:
    assert BrokerSettings(url=URL).password({PASSWORD: "s3cret"}) == "s3cret"
    assert BrokerSettings(url="mqtts://b").password({PASSWORD: "s3cret"}) is None


def test_a_missing_password_is_told_with_its_place(tmp_path: Path) -> None:
    place = tmp_path / "secret"
    with pytest.raises(AlertSettingError, match=f"password_file {place}: No such file"):
        BrokerSettings(url=URL, password_file=place).password({})
    with pytest.raises(AlertSettingError, match="add LoadCredential=mqtt:FILE to the unit"):
        BrokerSettings(url=URL, credential="mqtt").password({})


def test_no_secret_is_in_what_may_be_printed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret")
    broker = BrokerSettings(url=URL, password_file=tmp_path / "secret")
    broker.password({})
    assert "s3cret" not in repr(broker) + str(broker)


def certificate(folder: Path, *options: str) -> BrokerSettings:
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2"
    names = ["-subj", "/CN=hill", "-keyout", "key", "-out", "certificate"]
    subprocess.run(
        [*command.split(), *names, *options], cwd=folder, check=True, capture_output=True
    )
    return BrokerSettings(
        url="mqtts://b", certificate_file=folder / "certificate", key_file=folder / "key"
    )


def test_a_broker_is_always_verified_and_the_station_shows_its_certificate(tmp_path: Path) -> None:
    context = certificate(tmp_path, "-nodes").tls_context()
    assert context is not None
    assert context.check_hostname
    assert context.verify_mode.name == "CERT_REQUIRED"
    assert context.minimum_version >= context.minimum_version.TLSv1_2


def test_without_tls_there_is_nothing_to_verify() -> None:
    assert BrokerSettings(url="mqtt://localhost").tls_context() is None


def test_an_encrypted_key_is_refused_and_asks_nobody_for_its_password(tmp_path: Path) -> None:
    broker = certificate(tmp_path, "-passout", "pass:s3cret")
    with pytest.raises(AlertSettingError, match=f"key_file {tmp_path / 'key'}: .*"):
        broker.tls_context()


def test_files_that_are_no_certificates_are_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("")
    for ca_file, told in [("empty", "no certificate"), ("none", "No such file")]:
        with pytest.raises(AlertSettingError, match=f"ca_file {tmp_path / ca_file}: .*{told}"):
            BrokerSettings(url="mqtts://b", ca_file=tmp_path / ca_file).tls_context()
