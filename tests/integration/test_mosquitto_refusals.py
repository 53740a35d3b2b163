"""What a broker refuses to an address alone, as `--mqtt` gives it: one clear sentence, at once.

What it refuses to a configured station: test_delivery_refusals.py.
"""

import asyncio
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from real_mosquitto import MakeBroker, Mosquitto

from alerts.errors import AlertDeliveryError, BrokerUnreachableError
from alerts.mqtt.broker_url import PASSWORD, PASSWORD_FILE, BrokerUrl
from alerts.mqtt.connection import open_connection

pytestmark = pytest.mark.broker


async def connect(url: BrokerUrl) -> None:
    await (await open_connection(url, client_id="beacon406-hill")).close()


async def sentence(url: BrokerUrl) -> str:
    """What the operator is told; a refusal is told at once, never as an unreachable broker."""
    started = time.monotonic()
    with pytest.raises(AlertDeliveryError) as told:
        await connect(url)
    assert not isinstance(told.value, BrokerUnreachableError)
    assert time.monotonic() - started < 4.0
    assert str(told.value).startswith(f"broker {url}: ")
    assert str(told.value).isprintable()
    return str(told.value)


def password_file(folder: Path, users: list[str]) -> Path:
    """These users, each with the password s3cret."""
    tool = shutil.which("mosquitto_passwd")
    assert tool, "mosquitto_passwd is missing: apt install mosquitto"
    path = folder / "passwords"
    path.write_text("".join(f"{user}:s3cret\n" for user in users))
    subprocess.run([tool, "-U", path], check=True)
    return path


@pytest.fixture
def guarded(start_mosquitto: MakeBroker, tmp_path: Path) -> BrokerUrl:
    passwords = password_file(tmp_path, ["hill"])
    broker = start_mosquitto(f"allow_anonymous false\npassword_file {passwords}")
    return BrokerUrl.parse(f"mqtt://hill@localhost:{broker.port}")


async def test_the_right_password_opens_the_broker(
    guarded: BrokerUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "s3cret")
    await connect(guarded)


async def test_the_right_password_may_come_from_a_file(
    guarded: BrokerUrl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mine").write_text("s3cret\n")
    monkeypatch.setenv(PASSWORD_FILE, str(tmp_path / "mine"))
    await connect(guarded)


async def test_a_wrong_password_is_refused_and_not_shown(
    guarded: BrokerUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "gu3ss")
    told = await sentence(guarded)
    assert "refused user 'hill'" in told
    assert PASSWORD in told
    assert "gu3ss" not in told


async def test_a_broker_that_wants_a_user_says_so(guarded: BrokerUrl) -> None:
    assert "wants a user" in await sentence(BrokerUrl("localhost", guarded.port, tls=False))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Self-signed, for localhost; the key lies in the same folder as `key`."""
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        " -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key -out certificate"
    )
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    return tmp_path / "certificate"


@pytest.fixture
def encrypted(start_mosquitto: MakeBroker, certificate: Path) -> Mosquitto:
    return start_mosquitto(
        f"allow_anonymous true\ncertfile {certificate}\nkeyfile {certificate.parent / 'key'}"
    )


async def test_a_broker_with_a_trusted_certificate_is_reached_over_tls(
    encrypted: Mosquitto, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    await connect(BrokerUrl.parse(f"mqtts://localhost:{encrypted.port}"))


async def test_a_certificate_that_nobody_vouches_for_is_refused(encrypted: Mosquitto) -> None:
    told = await sentence(BrokerUrl.parse(f"mqtts://localhost:{encrypted.port}"))
    assert "its certificate is not trusted: self-signed certificate" in told
    assert "SSL_CERT_FILE" in told


async def test_a_certificate_for_another_name_is_refused(
    encrypted: Mosquitto, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    told = await sentence(BrokerUrl.parse(f"mqtts://127.0.0.1:{encrypted.port}"))
    assert "its certificate is not trusted: IP address mismatch" in told


@pytest.mark.parametrize("scheme", ["mqtt", "mqtts"])
async def test_tls_on_one_side_only_is_told_and_not_waited_for(
    scheme: str, request: pytest.FixtureRequest
) -> None:
    plain_to_tls = scheme == "mqtt"
    broker = request.getfixturevalue("encrypted" if plain_to_tls else "mosquitto")
    with pytest.raises(AlertDeliveryError, match=f"broker {scheme}://localhost:"):
        await asyncio.wait_for(
            connect(BrokerUrl.parse(f"{scheme}://localhost:{broker.port}")), timeout=4.0
        )


def test_without_mosquitto_these_tests_fail_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_args, **_options: None)
    with pytest.raises(pytest.fail.Exception, match="apt install mosquitto"):
        Mosquitto(tmp_path, "").start()
