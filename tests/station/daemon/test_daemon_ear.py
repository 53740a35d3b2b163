"""One source, opened again and again: its gain, its faults, and what is lost of its samples."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from receiver_made_up import (
    GAINS_DB,
    PIECE_S,
    RATE_HZ,
    ROOF,
    UTC_S,
    MadeUpDecoder,
    MadeUpReceiver,
    until,
)

from sdr.health.deafness_settings import DeafnessSettings
from sdr.health.gain_settings import GainSettings
from sdr.live.settings import AnySource, PlaySettings
from sdr.live.source import HungError, SourceError
from station.daemon import ear
from station.daemon.decoding import Decoding
from station.daemon.ear import Ear
from station.daemon.wellbeing import Wellbeing

GONE = SourceError("roof", "was unplugged", "plug it in")
HUNG = HungError("roof", "its driver has hung", "unplug it")
OVER = SourceError("roof", "has been played", "set loop = true", is_final=True)
QUICK_GAIN = GainSettings(settle_s=0.5, dwell_s=1.0)


class Listening(msgspec.Struct):
    """An ear at work, what it has reported, and the clock that it goes by."""

    ear: Ear
    told: list[str]
    clock: SimpleNamespace
    task: "asyncio.Task[None]"

    async def heard(self, seconds: float) -> None:
        await until(lambda: self.ear.samples >= seconds * RATE_HZ)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    clock = SimpleNamespace(now_s=100.0)
    monkeypatch.setattr(ear, "time", SimpleNamespace(monotonic=lambda: clock.now_s))
    return clock


@asynccontextmanager
async def listening(clock: SimpleNamespace, settings: AnySource = ROOF) -> AsyncIterator[Listening]:
    told: list[str] = []
    decoding = Decoding("roof", reach_hz=None, heard=lambda _: None, noise=lambda: None)
    wellbeing = Wellbeing(DeafnessSettings(), QUICK_GAIN, clock.now_s)
    it = Ear(settings, wellbeing, decoding, error_s=0.0, report=told.append)
    task = asyncio.create_task(it.run())
    try:
        yield Listening(it, told, clock, task)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def _deaf(decoder: MadeUpDecoder) -> None:
    """No test here wants anything decoded."""


async def test_a_gain_that_was_chosen_is_set_whenever_it_is_opened(
    receiver: MadeUpReceiver, clock: SimpleNamespace
) -> None:
    receiver.gains_db = GAINS_DB
    async with listening(clock, msgspec.structs.replace(ROOF, gain_db=29.0)) as it:
        receiver.play(5.0)
        await it.heard(5.0)
        assert receiver.gains_set == [30.0]
        receiver.fail(GONE)
        receiver.play(5.0)
        await it.heard(10.0)
        assert receiver.gains_set == [30.0, 30.0]


async def test_each_gain_that_the_station_tries_and_finds_reaches_the_tuner(
    receiver: MadeUpReceiver, clock: SimpleNamespace
) -> None:
    receiver.gains_db = GAINS_DB
    async with listening(clock) as it:
        receiver.play(30.0)
        await it.heard(30.0)
        assert receiver.gains_set[0] == max(GAINS_DB)
        assert len(set(receiver.gains_set)) > 2
        found_db = it.ear.wellbeing.gain_db
        assert receiver.gains_set[-1] == found_db
        receiver.fail(GONE)
        receiver.play(5.0)
        await it.heard(35.0)
        assert receiver.gains_set[-2:] == [found_db, found_db]


@pytest.mark.parametrize("warning", ["roof: has an R828D: it mistunes", None])
async def test_what_may_be_wrong_though_it_goes_on_is_reported(
    receiver: MadeUpReceiver, clock: SimpleNamespace, warning: str | None
) -> None:
    receiver.warning = warning
    async with listening(clock) as it:
        receiver.play(1.0)
        await it.heard(1.0)
        assert it.told == ([] if warning is None else [warning])
        assert it.ear.problem is None


async def test_samples_lost_are_counted_whether_the_source_knows_how_many_or_not(
    receiver: MadeUpReceiver, clock: SimpleNamespace
) -> None:
    """Shortly, for long, and as the clock tells."""
    async with listening(clock) as it:
        receiver.play(10.0)
        await it.heard(10.0)
        assert it.ear.decoding.samples_lost == 0
        lost = 0
        for seconds, is_counted in [(0.01, True), (0.1, True), (0.5, False)]:
            receiver.lose(seconds, is_counted=is_counted)
            lost += round(seconds * RATE_HZ)
            await until(lambda n=lost: abs(it.ear.decoding.samples_lost - n) <= 1)  # type: ignore[misc]
        share = 0.61 / (10.0 + 3 * PIECE_S)
        await until(lambda: it.ear.losses.share == pytest.approx(share, rel=0.1))


async def test_what_share_is_lost_is_of_what_was_due_and_not_of_what_came(
    receiver: MadeUpReceiver, clock: SimpleNamespace
) -> None:
    async with listening(clock) as it:
        receiver.play(2.0)
        await it.heard(2.0)
        receiver.lose(6.0, is_counted=True)
        receiver.play(2.0)
        await it.heard(4.0 + PIECE_S)
        share = 6.0 / (6.0 + 4.0 + PIECE_S)
        await until(lambda: it.ear.losses.share == pytest.approx(share, rel=0.1))


async def test_after_a_failure_all_is_well_only_when_samples_have_come_for_5_s(
    receiver: MadeUpReceiver, clock: SimpleNamespace
) -> None:
    async with listening(clock) as it:
        receiver.play(PIECE_S)
        await it.heard(PIECE_S)
        assert it.ear.problem is None
        receiver.fail(GONE)
        await until(lambda: it.ear.problem == str(GONE))
        await until(lambda: receiver.openings == 2)
        for played, later_s in enumerate([0.0, 4.9], start=2):
            clock.now_s += later_s
            receiver.play(PIECE_S)
            await it.heard(played * PIECE_S)
            assert it.ear.problem == str(GONE)
        assert it.told == [f"{GONE}; trying again in 0 s"]
        clock.now_s += 0.2
        receiver.play(PIECE_S)
        await it.heard(4 * PIECE_S)
        assert it.ear.problem is None
        assert it.told[1:] == ["roof: hears again"]
        assert it.ear.restarts == 1


async def test_the_same_failure_is_told_now_and_then_and_another_at_once(
    receiver: MadeUpReceiver, clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ear, "LOOK_S", 0.01)

    def hung(for_s: int) -> HungError:
        return HungError("roof", f"its driver has hung for {for_s} s", "unplug it")

    async def tried() -> None:
        tries = receiver.openings
        await until(lambda: receiver.openings > tries + 2)

    receiver.refuses = GONE
    async with listening(clock) as it:
        await tried()
        for seconds in (1, 2):
            receiver.refuses = hung(seconds)
            await tried()
        clock.now_s += ear.TOLD_EVERY_S
        await tried()
    assert it.told == [f"{each}; trying again in 0 s" for each in (GONE, hung(1), hung(2))]


async def test_a_driver_that_hangs_is_counted_from_the_first_until_samples_come(
    receiver: MadeUpReceiver, clock: SimpleNamespace
) -> None:
    async with listening(clock) as it:
        receiver.play(PIECE_S)
        await it.heard(PIECE_S)
        assert it.ear.hangs_s == 0.0
        receiver.refuses = HUNG
        receiver.fail(GONE)
        await until(lambda: it.ear.problem == str(HUNG))
        clock.now_s += 50.0
        assert it.ear.hangs_s == 50.0
        tries = receiver.openings
        await until(lambda: receiver.openings > tries + 1)
        assert it.ear.hangs_s == 50.0
        receiver.refuses = None
        receiver.play(PIECE_S)
        await it.heard(2 * PIECE_S)
        assert it.ear.hangs_s == 0.0


async def test_a_driver_that_hung_hangs_no_longer_once_another_reason_keeps_it_away(
    receiver: MadeUpReceiver, clock: SimpleNamespace
) -> None:
    receiver.refuses = HUNG
    async with listening(clock) as it:
        await until(lambda: it.ear.problem == str(HUNG))
        receiver.refuses = GONE
        await until(lambda: it.ear.problem == str(GONE))
        clock.now_s += 50.0
        assert it.ear.hangs_s == 0.0


async def test_what_cannot_be_opened_for_another_reason_does_not_hang(
    receiver: MadeUpReceiver, clock: SimpleNamespace
) -> None:
    receiver.refuses = GONE
    async with listening(clock) as it:
        await until(lambda: receiver.openings > 1)
        clock.now_s += 50.0
        assert it.ear.hangs_s == 0.0
        assert it.ear.problem == str(GONE)


async def test_a_recording_that_is_over_is_not_played_again(
    receiver: MadeUpReceiver, clock: SimpleNamespace, tmp_path: Path
) -> None:
    receiver.fail(OVER)
    async with listening(clock, PlaySettings(name="roof", path=tmp_path)) as it:
        await it.task
        assert it.told == [str(OVER)]
        assert it.ear.problem == str(OVER)
        assert receiver.openings == 1


async def test_a_receiver_is_tried_again_though_somebody_has_to_change_something(
    receiver: MadeUpReceiver, clock: SimpleNamespace
) -> None:
    receiver.refuses = OVER
    async with listening(clock):
        await until(lambda: receiver.openings > 2)


async def test_time_goes_on_while_it_is_away_and_the_last_sample_is_known(
    receiver: MadeUpReceiver, clock: SimpleNamespace, decoder: MadeUpDecoder
) -> None:
    async with listening(clock) as it:
        receiver.play(10.0)
        await it.heard(10.0)
        assert it.ear.last_sample_utc_s == pytest.approx(UTC_S + 10.0)
        receiver.fail(GONE)
        await until(lambda: receiver.openings == 2)
        receiver.fail(GONE)
        clock.now_s += 300.0
        await until(lambda: receiver.openings == 3)
        receiver.play(PIECE_S)
        await until(lambda: len(decoder.blocks) > 10.0 / PIECE_S)
    times_s = [block.time_s for block in decoder.blocks]
    assert times_s == sorted(times_s)
    assert times_s[-1] == 300.0
