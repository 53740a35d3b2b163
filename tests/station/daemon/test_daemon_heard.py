"""What a receiver hears, as events: when, how sure of it, and of what nothing is kept."""

from pathlib import Path

import pytest
from daemon_running import config_of, running
from msgspec.structs import replace
from receiver_made_up import ROOF, MadeUpDecoder, MadeUpReceiver, until
from sense_running import sensing

from alerts.event import Event
from decoder.hextext import read_hex
from decoder.message import Message, MessageClass
from station.clock_quality import ClockQuality
from station.config.config import Config
from station.daemon import daemon
from station.daemon.blocks import LATENESS_S
from station.daemon.injection import hex_of, message_bits
from station.daemon.outward import Outward
from station.evidence.settings import EvidenceSettings

CLOCK = ClockQuality(is_synchronised=True, error_s=0.1, most_error_s=0.1, source="made up")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_of(tmp_path, sources=(ROOF,))


def said(alert_class: MessageClass = MessageClass.DISTRESS, by: str = "somebody") -> Message:
    return replace(read_hex(hex_of(message_bits(by))), message_class=alert_class)


async def test_how_far_the_clock_may_be_off_is_told_from_the_first_burst_on(
    receiver: MadeUpReceiver, decoder: MadeUpDecoder, config: Config
) -> None:
    async with sensing(config, clock_error_s=7.0) as it:
        for count, error_s in enumerate([7.0, 3.0], start=1):
            decoder.finds = [said()]
            receiver.play(1.0)
            await until(lambda n=count: len(it.events) == n)  # type: ignore[misc]
            assert it.events[-1].time_uncertainty_s == pytest.approx(error_s + LATENESS_S)
            assert it.events[-1].time is not None
            it.sense.elapsed(3.0)
            receiver.play(1.0)  # of which a part was begun before
            await until(lambda n=count: len(decoder.blocks) == 8 * n)  # type: ignore[misc]


async def test_the_clock_of_the_machine_is_asked_before_the_first_burst_and_ever_after(
    receiver: MadeUpReceiver,
    decoder: MadeUpDecoder,
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(daemon, "TICK_S", 0.02)
    events: list[Event] = []
    monkeypatch.setattr(Outward, "put", lambda _, heard: events.extend(heard))
    for quality, error_s in [
        (CLOCK, 0.1),
        (replace(CLOCK, most_error_s=2.0), 2.0),
        (replace(CLOCK, is_synchronised=False, error_s=None, most_error_s=None), daemon.UNKNOWN_S),
    ]:
        events.clear()
        monkeypatch.setattr(daemon, "clock_quality", lambda q=quality: q)
        async with running(config):
            decoder.finds = [said()]
            receiver.play(1.0)
            await until(lambda: events)
        assert events[0].time_uncertainty_s == pytest.approx(error_s + LATENESS_S)


async def test_an_uncalibrated_receiver_claims_no_frequency_and_a_calibrated_one_its_error(
    receiver: MadeUpReceiver, decoder: MadeUpDecoder, config: Config
) -> None:
    """System beacons at 406.022 MHz, known to 1 kHz, which it hears 500 Hz too high."""
    decoder.frequency_hz = 406.0225e6
    async with sensing(config) as it:
        for count in range(1, 6):
            decoder.finds = [said(MessageClass.CALIBRATION)]
            receiver.play(1.0)
            await until(lambda n=count: len(it.events) == n)  # type: ignore[misc]
        uncertain_hz = [event.frequency_uncertainty_hz for event in it.events]
        assert uncertain_hz[:3] == [None] * 3
        assert uncertain_hz[3:] == [pytest.approx(1500.0, abs=1.0)] * 2
        health = it.sense.health()
        assert health.frequency_error_ppm == pytest.approx(-500.0 / 406.0225, abs=0.001)
        assert health.frequency_uncertainty_ppm == pytest.approx(1000.0 / 406.022, abs=0.001)


async def test_bursts_of_a_ship_under_attack_are_counted_nowhere(
    receiver: MadeUpReceiver, decoder: MadeUpDecoder, config: Config
) -> None:
    async with sensing(config) as it:
        decoder.finds = [said(MessageClass.SHIP_SECURITY), said(), said(MessageClass.SHIP_SECURITY)]
        receiver.play(1.0)
        await until(lambda: len(it.events) == 3)
        assert it.sense.health().bursts == {"1 distress": 1}


async def test_a_burst_that_cannot_be_told_costs_no_other(
    receiver: MadeUpReceiver, decoder: MadeUpDecoder, config: Config
) -> None:
    nonsense = replace(said(), hex=None)
    async with sensing(config) as it:
        decoder.finds = [said(by="one"), nonsense, said(by="another")]
        receiver.play(1.0)
        await until(lambda: it.events)
        heard = [hex_of(message_bits(by)) for by in ("one", "another")]
        assert [event.hex for event in it.events] == heard
        (line,) = it.told
        assert line.startswith("lost but for this line: Detection(")


async def test_of_the_stations_own_test_bursts_no_evidence_is_kept(
    receiver: MadeUpReceiver, decoder: MadeUpDecoder, config: Config, tmp_path: Path
) -> None:
    kept = replace(config, evidence=EvidenceSettings(folder=tmp_path / "evidence"))
    async with sensing(kept) as it:
        receiver.play(3.0)
        await until(lambda: len(decoder.blocks) == 12)
        decoder.finds = [read_hex(it.sense.own_hex), said(by="somebody else")]
        receiver.play(3.0)
        await until(lambda: len(it.events) == 2)
    (about,) = (tmp_path / "evidence").rglob("*.sigmf-meta")
    assert hex_of(message_bits("somebody else")) in about.read_text()
