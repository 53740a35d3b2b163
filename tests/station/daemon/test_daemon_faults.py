"""What goes wrong with a receiver, or on the way to the broker, is said there and soon."""

import asyncio
from pathlib import Path

import pytest
from daemon_running import (
    STATION,
    Beacons,
    config_of,
    coordinator,
    dongle,
    rtl_tcp,
    running,
)
from real_mosquitto import Mosquitto

from alerts.mqtt.broker_settings import BrokerSettings
from decoder.receiver import Receiver
from sdr.fakes.faults import FaultKind
from sdr.live.settings import PlaySettings
from station.daemon import supervision
from station.daemon.injection import hex_of, message_bits
from station.daemon.injection_settings import InjectionSettings

pytestmark = pytest.mark.broker

NOTICED_WITHIN_S, BACK_WITHIN_S = 10.0, 15.0
"""As docs promise, on a machine that has nothing else to do; here it may have."""
BUSY_S = 30.0
LASTS_S = 4.0
"""Longer than a stall that is taken for one."""
OFTEN = InjectionSettings(every_s=6.0, within_s=2.0)
OWN = hex_of(message_bits(f"{STATION}/roof"))
NO_READING = f"topic write beacon406/v1/{STATION}/#"
"""As the access list of deploy/mosquitto had it before stations read their own tests."""


async def test_a_receiver_that_stalls_or_leaves_is_told_of_and_comes_back(
    mosquitto: Mosquitto, few: Beacons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice in a minute, after which pauses are longer than a test needs."""
    monkeypatch.setattr(supervision, "LONGEST_PAUSE_S", 1.0)
    broker = BrokerSettings.at(mosquitto.url)
    reasons = {
        FaultKind.DISCONNECT: "degraded: receiver roof: 127.0.0.1 has ended the connection",
        FaultKind.STALL: "degraded: receiver roof: has given no samples for 3 s",
    }
    async with (
        dongle(few) as server,
        coordinator(broker) as it,
        running(config_of(tmp_path, broker, sources=(rtl_tcp(server),))) as daemon,
    ):
        for kind, reason in reasons.items():
            count = len(it.events)
            await it.until(lambda c=count: len(it.events) > c)  # type: ignore[misc]
            assert it.states[-1] == "online: connected"
            server.player.inject(kind, LASTS_S)
            noticed_s = await it.until(lambda r=reason: it.states[-1].startswith(r))  # type: ignore[misc]
            assert noticed_s < NOTICED_WITHIN_S + BUSY_S
            count = len(it.events)
            back_s = await it.until(lambda: it.states[-1] == "online: connected")
            assert back_s < LASTS_S + BACK_WITHIN_S + BUSY_S
            await it.until(lambda c=count: len(it.events) > c)  # type: ignore[misc]
        (source,) = daemon.condition().sources
        assert source.restarts >= 2
        assert source.problem is None
    assert it.states[-1] == "stopped: interrupted"


def played(heard: Beacons) -> PlaySettings:
    return PlaySettings(name="roof", path=heard.path, speed=4.0, loop=True)


async def test_the_test_burst_comes_out_at_the_broker(
    mosquitto: Mosquitto, many: Beacons, tmp_path: Path
) -> None:
    broker = BrokerSettings.at(mosquitto.url)
    config = config_of(tmp_path, broker, sources=(played(many),), test_burst=OFTEN)
    async with coordinator(broker) as it, running(config) as daemon:
        await it.until(lambda: OWN in [event.hex for event in it.events])
        await it.until(lambda: daemon._proof.proven_utc_s(["roof"]) is not None)
        condition = daemon.condition()
        assert condition.fault is None
        assert condition.test_burst is not None
        assert condition.test_burst.arrived is not None
        assert condition.test_burst.problem is None


async def test_a_test_burst_that_does_not_come_out_at_the_broker_is_an_alarm(
    many: Beacons, tmp_path: Path
) -> None:
    """All else works: bursts are heard, and leave; but nobody gets them who should."""
    (tmp_path / "acl").write_text(f"topic read #\n{NO_READING}\nuser {STATION}\n{NO_READING}\n")
    settings = f"allow_anonymous true\nacl_file {tmp_path}/acl"
    broker = Mosquitto(tmp_path, settings)
    broker.start()
    at_it = BrokerSettings(name="home", url=f"mqtt://127.0.0.1:{broker.port}")
    config = config_of(
        tmp_path,
        BrokerSettings(name="home", url=f"mqtt://{STATION}@127.0.0.1:{broker.port}"),
        sources=(played(many),),
        test_burst=OFTEN,
    )
    try:
        async with coordinator(at_it) as it, running(config) as daemon:
            expected = "degraded: a test burst mixed into the samples of roof"
            await it.until(lambda: it.states[-1:] > [""] and it.states[-1].startswith(expected))
            assert it.states[-1].endswith("come out at home: what is heard may not arrive")
            said = daemon.condition().test_burst
            assert said is not None
            assert said.arrived is None
            assert said.problem is not None
            assert it.events
    finally:
        broker.kill()


async def test_a_decoder_that_hears_nothing_is_an_alarm_even_without_a_broker(
    many: Beacons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Receiver, "feed", lambda *_: [])
    config = config_of(tmp_path, sources=(played(many),), test_burst=OFTEN)
    async with running(config) as daemon, asyncio.timeout(60):
        expected = "has not come out at the station itself"
        while expected not in (daemon.condition().fault or ""):
            await asyncio.sleep(0.1)
