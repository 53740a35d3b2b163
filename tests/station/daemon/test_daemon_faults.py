"""What goes wrong with a receiver, or on the way to the broker, is said there and soon."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest
from daemon_running import (
    CENTER_HZ,
    RATE_HZ,
    STATION,
    Beacons,
    Coordinator,
    config_of,
    coordinator,
    dongle,
    rtl_tcp,
    running,
)
from real_mosquitto import Mosquitto
from receiver_made_up import until

from alerts.mqtt.broker_settings import BrokerSettings
from decoder.receiver import Receiver
from sdr.fakes.faults import FaultKind
from sdr.fakes.librtlsdr import FakeLibrtlsdr, below_pyrtlsdr
from sdr.fakes.player import Player
from sdr.fakes.tape import tape_of
from sdr.live.settings import AnySource, PlaySettings, RtlSdrSettings
from sdr.recording import open_recording
from station.daemon.daemon import Daemon
from station.daemon.injection import hex_of, message_bits
from station.daemon.injection_settings import InjectionSettings

pytestmark = pytest.mark.broker

NOTICED_WITHIN_S, BACK_WITHIN_S = 10.0, 15.0
"""As docs promise, on a machine that has nothing else to do; here it may have."""
BUSY_S = 30.0
LASTS_S = 8.0
"""Longer than any takes to be noticed."""
BY_TCP = {
    FaultKind.DISCONNECT: "127.0.0.1 has ended the connection",
    FaultKind.STALL: "has given no samples for 3 s",
    FaultKind.GARBAGE: "delivers random bytes, not samples",
    FaultKind.WRONG_RATE: "delivers 0.21",
}
OFTEN = InjectionSettings(every_s=6.0, within_s=2.0)
OWN = hex_of(message_bits(f"{STATION}/roof"))
NO_READING = f"topic write beacon406/v1/{STATION}/#"
"""As the access list of deploy/mosquitto had it before stations read their own tests."""


class Faulty(msgspec.Struct):
    """A receiver, what it is to suffer, and what is then said of it."""

    player: Player
    source: AnySource
    kind: FaultKind
    reason: str


async def suffered(
    it: Coordinator, daemon: Daemon, faulty: Sequence[Faulty], lasts_s: float
) -> None:
    """All at once: each is told of, and hears again when it is over."""
    await it.until(lambda: it.states[-1:] == ["online: connected"])
    told_before = len(it.states)
    for each in faulty:
        each.player.inject(each.kind, lasts_s)

    def all_are_told() -> bool:
        said = [state for state in it.states[told_before:] if state.startswith("degraded: ")]
        return all(any(each.reason in state for state in said) for each in faulty)

    assert await it.until(all_are_told) < NOTICED_WITHIN_S + BUSY_S
    back_s = await it.until(lambda: it.states[-1] == "online: connected")
    assert back_s < lasts_s + BACK_WITHIN_S + BUSY_S
    before = {source.name: sum(source.bursts.values()) for source in daemon.condition().sources}
    await until(
        lambda: all(
            source.problem is None and sum(source.bursts.values()) > before[source.name]
            for source in daemon.condition().sources
        )
    )


async def test_receivers_that_fail_in_their_ways_are_told_of_and_come_back(
    mosquitto: Mosquitto, few: Beacons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Often, after which pauses are longer than a test needs."""
    monkeypatch.setattr("station.daemon.ear.LONGEST_PAUSE_S", 1.0)
    broker = BrokerSettings.at(mosquitto.url)
    usb = Player(tape_of(open_recording(str(few.path))))
    dongle_settings = RtlSdrSettings(
        name="dongle", rate_hz=RATE_HZ, center_hz=CENTER_HZ, gain_db=20.0
    )
    hangs = Faulty(usb, dongle_settings, FaultKind.HANG, "dongle: its driver has hung for")
    breaks = Faulty(usb, dongle_settings, FaultKind.USB_ERROR, "dongle: has stopped (")
    async with AsyncExitStack() as stack:
        stack.enter_context(below_pyrtlsdr(FakeLibrtlsdr(usb)))
        faulty = [hangs]
        for kind, reason in BY_TCP.items():
            name = kind.replace("_", "-")
            server = await stack.enter_async_context(dongle(few))
            faulty.append(Faulty(server.player, rtl_tcp(server, name), kind, f"{name}: {reason}"))
        sources = tuple(each.source for each in faulty)
        it = await stack.enter_async_context(coordinator(broker))
        async with running(config_of(tmp_path, broker, sources=sources)) as daemon:
            await suffered(it, daemon, faulty, LASTS_S)
            await suffered(it, daemon, [breaks], 1.0)
            assert all(source.restarts for source in daemon.condition().sources)
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
    async with running(config) as daemon:
        expected = "has not come out at the station itself"
        await until(lambda: expected in (daemon.condition().fault or ""))
