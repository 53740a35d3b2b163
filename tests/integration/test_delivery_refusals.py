"""Why a broker cannot be used: one sentence each, no two alike, and the delivery goes on trying."""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from certificates import Authority
from made_up_rows import TIMEOUT_S, TOPICS, alert, delivering, enqueue
from real_mosquitto import MakeBroker, Mosquitto, free_port

from alerts.errors import AlertDeliveryError, AlertError, BrokerUnreachableError
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.store.store import Store

pytestmark = pytest.mark.broker


async def trouble(broker: BrokerSettings) -> AlertError:
    """Why the first try fails: raised to who waits for it, and not told a second time."""
    told: list[str] = []
    async with (
        asyncio.timeout(TIMEOUT_S),
        delivering(Store(), broker, report=told.append, is_awaited=True) as it,
    ):
        with pytest.raises(AlertError) as error:
            await it.reached()
    assert told == []
    assert str(error.value).isprintable()
    return error.value


async def works(broker: BrokerSettings) -> bool:
    store = Store()
    async with asyncio.timeout(TIMEOUT_S), delivering(store, broker) as it:
        enqueue(store, [alert(1, 1)])
        await it.drained(TIMEOUT_S)
    return store.pending(broker.name) == []


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "authority")


def with_tls(start_mosquitto: MakeBroker, authority: Authority, settings: str = "") -> Mosquitto:
    certificate, key = authority.sign("localhost")
    return start_mosquitto(
        f"allow_anonymous true\ncertfile {certificate}\nkeyfile {key}\n"
        f"cafile {authority.certificate}\n{settings}"
    )


def settings(broker: Mosquitto, authority: Authority, **more: str) -> BrokerSettings:
    url = f"mqtts://localhost:{broker.port}"
    return BrokerSettings(url=url, ca_file=authority.certificate, **more)


async def refusal(broker: BrokerSettings) -> AlertError:
    """TLS 1.3 refuses after the handshake, and who then hangs up may take back what it said."""
    for _ in range(5):
        told = await trouble(broker)
        if "hung up without an answer" not in str(told):
            break
    assert "refused the station's certificate: " in str(told)
    return told


async def test_a_broker_whose_authority_is_given_is_trusted(
    start_mosquitto: MakeBroker, authority: Authority
) -> None:
    assert await works(settings(with_tls(start_mosquitto, authority), authority))


async def test_a_broker_of_another_authority_is_not_trusted(
    start_mosquitto: MakeBroker, authority: Authority, tmp_path: Path
) -> None:
    broker = with_tls(start_mosquitto, authority)
    told = await trouble(settings(broker, Authority(tmp_path, "another")))
    assert "its certificate is not trusted: self-signed certificate in certificate chain" in str(
        told
    )


async def test_a_broker_whose_certificate_has_expired_is_not_trusted(
    start_mosquitto: MakeBroker, authority: Authority
) -> None:
    broker = with_tls(start_mosquitto, authority)
    broker.kill()
    authority.sign("localhost", days=-1)
    shutil.copy(authority.folder / "localhost.pem", authority.folder / "expired.pem")
    broker.start()
    told = await trouble(settings(broker, authority))
    assert "its certificate is not trusted: certificate has expired" in str(told)


async def test_a_station_shows_its_certificate_where_the_broker_wants_one(
    start_mosquitto: MakeBroker, authority: Authority
) -> None:
    broker = with_tls(start_mosquitto, authority, "require_certificate true")
    certificate, key = authority.sign("hill")
    mine = settings(broker, authority, certificate_file=certificate, key_file=key)
    assert await works(mine)
    told = await refusal(settings(broker, authority))
    assert "it wants one: set certificate_file and key_file" in str(told)


async def test_a_certificate_that_the_broker_does_not_trust_is_told_with_its_file(
    start_mosquitto: MakeBroker, authority: Authority, tmp_path: Path
) -> None:
    broker = with_tls(start_mosquitto, authority, "require_certificate true")
    certificate, key = Authority(tmp_path, "another").sign("hill")
    mine = settings(broker, authority, certificate_file=certificate, key_file=key)
    told = await refusal(mine)
    assert f"check {certificate}" in str(told)
    assert not isinstance(told, BrokerUnreachableError)


def password_file(folder: Path) -> Path:
    path = folder / "passwords"
    path.write_text("hill:s3cret\n")
    tool = shutil.which("mosquitto_passwd")
    assert tool, "mosquitto_passwd is missing: apt install mosquitto"
    subprocess.run([tool, "-U", path], check=True)
    return path


async def test_a_wrong_password_is_told_with_the_file_it_came_from_and_corrected_while_running(
    start_mosquitto: MakeBroker, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    passwords = password_file(tmp_path)
    mosquitto = start_mosquitto(f"allow_anonymous false\npassword_file {passwords}")
    mine.write_text("gu3ss\n")
    url = f"mqtt://hill@localhost:{mosquitto.port}"
    broker = BrokerSettings(url=url, password_file=mine)
    told = await trouble(broker)
    assert str(told).endswith(f"refused user 'hill': check the user in the URL and {mine}")
    store = Store()
    async with delivering(store, broker) as it:
        enqueue(store, [alert(1, 1)])
        with pytest.raises(AlertDeliveryError, match="1 message was not delivered"):
            await it.drained(TIMEOUT_S)
        mine.write_text("s3cret\n")
        async with asyncio.timeout(TIMEOUT_S):
            while store.pending("broker"):
                await asyncio.sleep(0.01)
        await it.drained(TIMEOUT_S)


async def test_a_missing_password_file_is_told_and_looked_for_again(mosquitto: Mosquitto) -> None:
    broker = BrokerSettings(
        url=f"mqtt://hill@localhost:{mosquitto.port}", password_file=Path("/none/there")
    )
    assert "password_file /none/there: No such file" in str(await trouble(broker))


async def test_rights_to_nothing_are_told_and_do_not_end_the_connection(
    start_mosquitto: MakeBroker, tmp_path: Path
) -> None:
    (tmp_path / "rights").write_text("topic read nothing\n")
    mosquitto = start_mosquitto(f"allow_anonymous true\nacl_file {tmp_path / 'rights'}")
    told: list[str] = []
    store = Store()
    broker = BrokerSettings.at(mosquitto.url)
    async with delivering(store, broker, report=told.append) as it:
        enqueue(store, [alert(1, 1)])
        with pytest.raises(AlertDeliveryError, match="Not authorized"):
            await it.drained(TIMEOUT_S)
        assert it.troubles == {}
    refused = [line for line in told if "Not authorized" in line]
    assert any(f"refused a message on {TOPICS.status}: Not authorized" in line for line in refused)
    assert any(f"refused a message on {TOPICS.base}/alert/" in line for line in refused)


async def test_a_broker_that_is_not_there_is_unreachable() -> None:
    broker = BrokerSettings(url=f"mqtt://localhost:{free_port()}")
    told = await trouble(broker)
    assert isinstance(told, BrokerUnreachableError)
    assert "cannot be reached: Connection refused" in str(told)


async def test_a_name_that_leads_nowhere_is_told_as_such() -> None:
    told = await trouble(BrokerSettings(url="mqtts://beacon406.invalid"))
    assert isinstance(told, BrokerUnreachableError)
    assert "mqtts://beacon406.invalid:8883: cannot be reached: " in str(told)


@asynccontextmanager
async def hung_broker() -> AsyncIterator[int]:
    """Takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("scheme", ["mqtt", "mqtts"])
async def test_a_broker_that_hangs_is_told_from_one_that_is_not_there(scheme: str) -> None:
    async with hung_broker() as port:
        told = await trouble(BrokerSettings(url=f"{scheme}://localhost:{port}"))
    assert isinstance(told, BrokerUnreachableError)
    assert "no answer within 5 s" in str(told)
