"""How a receiver fares: what of it is a fault of the station, and what it remembers."""

from pathlib import Path

import pytest
from daemon_running import config_of, running
from receiver_made_up import RATE_HZ, ROOF, MadeUpDecoder, MadeUpReceiver, until
from sense_running import sensing

from sdr.health.deafness import Condition
from sdr.health.deafness_settings import DeafnessSettings
from sdr.live.settings import RtlTcpSettings
from sdr.live.source import SourceError
from station.config.config import Config
from station.daemon import daemon
from station.daemon.daemon import Daemon
from station.daemon.injection_settings import InjectionSettings
from station.daemon.proof import Proof
from station.evidence.keeper import Keeper
from station.evidence.settings import EvidenceSettings

GONE = SourceError("roof", "was unplugged", "plug it in")
QUICK = DeafnessSettings(hold_s=1.0, settle_s=0.0, learning_s=5.0)
BUT_ONCE = InjectionSettings(every_s=7 * 86400.0, within_s=1.0)


@pytest.fixture(autouse=True)
def _deaf(decoder: MadeUpDecoder) -> None:
    """No test here wants anything decoded."""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_of(tmp_path, sources=(ROOF,), deafness=QUICK)


async def test_a_receiver_that_does_not_open_is_a_fault_until_samples_come(
    receiver: MadeUpReceiver, config: Config
) -> None:
    receiver.refuses = GONE
    async with sensing(config) as it:
        await until(lambda: it.sense.fault == f"receiver {GONE}")
        assert it.sense.look is None
        assert not it.sense.hears
        receiver.refuses = None
        receiver.play(2.0)
        await until(lambda: it.sense.health().samples == 2.0 * RATE_HZ)
        assert it.sense.health().restarts > 0


@pytest.mark.parametrize("is_counted", [True, False], ids=["counted", "estimated"])
@pytest.mark.parametrize("is_fault", [True, False])
async def test_more_than_a_hundredth_of_the_samples_lost_is_a_fault(
    receiver: MadeUpReceiver, config: Config, is_counted: bool, is_fault: bool
) -> None:
    lost_s = 2.0 if is_fault else 0.5
    async with sensing(config) as it:
        receiver.play(100.0)
        receiver.lose(lost_s, is_counted=is_counted)
        wanted = pytest.approx(lost_s * RATE_HZ, abs=1)
        await until(lambda: it.sense.health().samples_lost == wanted)
        receiver.play(1.0)
        await until(lambda: it.sense.health().samples == 101.25 * RATE_HZ)
        assert it.sense.hears
        if is_fault:
            await until(lambda: it.sense.fault is not None)
            expected = "receiver roof: 2% of its last samples were lost: see docs/health.md"
            assert it.sense.fault == expected
        else:
            assert it.sense.fault is None


async def test_an_alarm_of_what_the_samples_hold_is_a_fault(
    receiver: MadeUpReceiver, config: Config
) -> None:
    receiver.deviation = 0.0
    async with sensing(config) as it:
        receiver.play(5.0)
        await until(lambda: it.sense.fault is not None)
        assert it.sense.fault == (
            "receiver roof: The samples hold no noise at all: the receiver is broken, or what feeds"
            " it is."
        )
        assert it.sense.health().is_alarm
        assert not it.sense.hears


async def test_an_antenna_lost_while_the_station_was_off_is_told_by_the_floor_of_before(
    receiver: MadeUpReceiver, config: Config
) -> None:
    async with sensing(config) as it:
        receiver.play(10.0)
        await until(lambda: it.sense.health().condition is Condition.HEARING)
    receiver.deviation /= 10.0
    async with sensing(config) as it:
        assert it.sense.health().condition is Condition.HEARING
        receiver.play(10.0)
        await until(lambda: it.sense.health().condition is Condition.LOST)
        assert "The noise floor is 20.0 dB below its usual" in (it.sense.fault or "")


async def test_the_floor_is_remembered_now_and_then_lest_the_station_be_killed(
    receiver: MadeUpReceiver, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daemon, "TICK_S", 0.02)
    monkeypatch.setattr(daemon, "REMEMBER_EVERY_S", 0.0)
    async with running(config):
        receiver.play(10.0)
        await until((tmp_path / "alerts.roof.hearing.json").exists)


async def test_a_test_burst_that_is_late_is_followed_by_another_soon(
    receiver: MadeUpReceiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not when the next is due, in a week."""
    monkeypatch.setattr(daemon, "TICK_S", 0.02)
    monkeypatch.setattr("station.daemon.injection.AGAIN_S", 2.0)
    sent: list[str] = []
    real = Proof.sent

    def noted(self: Proof, receiver: str, now_s: float) -> None:
        sent.append(receiver)
        real(self, receiver, now_s)

    monkeypatch.setattr(Proof, "sent", noted)
    config = config_of(tmp_path, sources=(ROOF,), deafness=QUICK, test_burst=BUT_ONCE)
    async with running(config) as it:
        receiver.play(40.0)
        await until(lambda: sent == ["roof"])
        await until(lambda: "has not come out" in (it.condition().fault or ""))

        def plays_on() -> bool:
            receiver.play(1.0)
            return len(sent) > 1

        await until(plays_on)


async def test_a_disk_that_takes_no_evidence_is_told_after_all_that_costs_alerts(
    receiver: MadeUpReceiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Keeper, "fault", "evidence: the disk is full")
    both = (ROOF, RtlTcpSettings(name="mast"))
    evidence = EvidenceSettings(folder=tmp_path / "evidence")
    config = config_of(tmp_path, sources=both, evidence=evidence)
    receiver.refuses = GONE

    def faults(it: Daemon) -> list[str]:
        return (it.condition().fault or "").split("; ")

    async with running(config) as it:
        both_faults = [f"receiver {GONE}"] * 2
        await until(lambda: faults(it) == both_faults + ["evidence: the disk is full"] * 2)
        receiver.refuses = None
        receiver.play(1.0)
