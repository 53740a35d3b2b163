"""What is kept of which burst, where, and for whose eyes; and a disk that fails."""

import asyncio
import errno
import stat
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest
from evidence_made_up import (
    PATIENCE_S,
    UTC_S,
    all_held,
    heard,
    in_pieces,
    keep,
    kept,
    noise,
    patiently,
)

from decoder.message import MessageClass
from recordings.shipped import shipped_recordings
from sdr.recording import open_recording
from station.evidence import writer as writing
from station.evidence.archive import Archive, Held
from station.evidence.keeper import Keeper, evidence
from station.evidence.place import Place
from station.evidence.settings import EvidenceSettings

MANY = 40


async def until(true: Callable[[], bool]) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end_s
        await asyncio.sleep(0.01)


async def test_a_clip_has_a_second_on_either_side(tmp_path: Path) -> None:
    event = heard(3.0)
    place = (await kept(tmp_path, event)).find(event.event_id)
    assert place is not None
    clip = open_recording(str(place.file(".sigmf-meta")))
    assert clip.duration_s == pytest.approx(1 + 0.52 + 1, abs=1e-3)
    assert next(clip.blocks()).utc_s == pytest.approx(UTC_S + 2.0, abs=1e-4)


async def test_names_begin_with_the_time_and_end_with_the_event(tmp_path: Path) -> None:
    event = heard(3.0)
    place = (await kept(tmp_path, event)).find(event.event_id)
    assert place is not None
    assert place.stem == f"20260101T000003Z_test_{event.event_id}"
    assert [file.name for file in place.files()] == [
        f"{place.stem}.{suffix}" for suffix in ("png", "sigmf-meta", "sigmf-data")
    ]


@pytest.mark.parametrize("unreliable", [False, True])
async def test_messages_that_cannot_be_trusted_are_kept_where_that_is_wanted(
    tmp_path: Path, *, unreliable: bool
) -> None:
    event = heard(3.0, MessageClass.UNRELIABLE, valid=False)
    archive = await kept(tmp_path, event, unreliable=unreliable)
    assert (archive.find(event.event_id) is not None) is unreliable


async def test_covert_clips_are_for_nobody_but_the_station(tmp_path: Path) -> None:
    covert, beside, apart = (
        heard(2.0, MessageClass.SHIP_SECURITY),
        heard(3.2),
        heard(6.0),
    )
    archive = await kept(tmp_path, covert, beside, apart)
    folder = tmp_path / "ship_security"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    places = {each.event_id: archive.find(each.event_id) for each in (covert, beside, apart)}
    is_covert = {
        event_id: place is not None and folder in place.day.parents
        for event_id, place in places.items()
    }
    assert is_covert == {covert.event_id: True, beside.event_id: True, apart.event_id: False}
    everything = frozenset(MessageClass)
    ids = list(places)
    assert archive.pictured(ids, everything) == set(ids)
    assert archive.pictured(ids, everything - {MessageClass.SHIP_SECURITY}) == {apart.event_id}


async def test_a_covert_burst_that_is_known_of_later_hides_the_clip_before_it(
    tmp_path: Path,
) -> None:
    first, covert = heard(2.0), heard(3.0, MessageClass.SHIP_SECURITY)
    async with patiently(tmp_path, print) as keeper:
        for block in in_pieces(noise(8.0), 2500):
            keeper.feed(block)
            if block.time_s == pytest.approx(3.0):
                keeper.keep([first])
            if block.time_s == pytest.approx(5.0):
                keeper.keep([covert])
    place = Archive(tmp_path).find(first.event_id)
    assert place is not None
    assert MessageClass.SHIP_SECURITY in place.shows


async def test_a_clip_is_written_while_the_stream_goes_on(tmp_path: Path) -> None:
    event = heard(1.0)
    async with patiently(tmp_path, print) as keeper:
        keeper.feed(noise(2.0))
        keeper.keep([event])
        for number in range(2, 8):
            keeper.feed(noise(1.0, from_s=float(number)))
        await until(lambda: Archive(tmp_path).find(event.event_id) is not None)


async def test_a_burst_whose_samples_are_gone_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    async with patiently(tmp_path, told.append) as keeper:
        keeper.feed(noise(1.0, from_s=500.0))
        keeper.keep([heard(3.0), heard(4.0)])
        keeper.feed(noise(1.0, from_s=501.0))
        assert keeper.missed == 2
        assert keeper.fault is None
    assert told == [
        "evidence: a burst's samples were gone before it was known; alerts go on without"
    ]


@pytest.mark.parametrize("step", ["folder", "samples", "picture"])
async def test_a_full_disk_is_told_once_and_taken_up_again(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    full = Flag()
    wrapped = {"folder": "make_folder", "samples": "write_clip", "picture": "picture"}[step]
    real = getattr(writing, wrapped)

    def failing(*arguments: Any) -> Any:
        if full.is_set():
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments)

    monkeypatch.setattr(writing, wrapped, failing)
    monkeypatch.setattr(writing, "AGAIN_S", 0.01)
    events = [heard(2.0), heard(3.0), heard(4.0), heard(12.0)]
    async with patiently(tmp_path, told.append) as keeper:
        for begin_s, heard_now in ((0.0, events[:3]), (8.0, events[3:])):
            full.set()
            keeper.feed(noise(8.0, from_s=begin_s))
            keeper.keep(heard_now)
            keeper.flush()
            await until(lambda: keeper.fault is not None)
            await asyncio.sleep(0.1)
            full.clear()
            await until(lambda: keeper.fault is None)
    assert all(Archive(tmp_path).find(each.event_id) for each in events)
    assert keeper.missed == 0
    assert "No space left on device" in told[0]
    assert told == [told[0], "evidence: kept again"] * 2


@pytest.mark.parametrize(
    ("error", "said"),
    [(PermissionError(1, "Not permitted"), "Not permitted"), (ValueError("x"), "x")],
)
async def test_where_no_room_can_be_made_clips_are_kept_all_the_same(
    error: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    stuck = Flag()
    stuck.set()
    real = Archive.held_on

    def failing(archive: Archive, day: Path) -> list[Held]:
        if stuck.is_set():
            raise error
        return real(archive, day)

    monkeypatch.setattr(Archive, "held_on", failing)
    monkeypatch.setattr("station.evidence.quota.EVERY_S", 0.0)
    events = [heard(2.0), heard(3.0), heard(4.0)]
    async with patiently(tmp_path, told.append) as keeper:
        keeper.feed(noise(8.0))
        keeper.keep(events)
        keeper.flush()
        await until(lambda: all(Archive(tmp_path).find(each.event_id) for each in events))
        assert keeper.fault is None
        await until(lambda: len(told) == 1)
        stuck.clear()
        keeper.feed(noise(8.0, from_s=8.0))
        keeper.keep([heard(10.0)])
    assert keeper.missed == 0
    assert f"{said}: some of it cannot be removed" in told[0]
    assert told[1:] == ["evidence: all of it can be removed again"]


async def test_each_kind_of_trouble_is_told_once_though_they_take_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    told: list[str] = []
    monkeypatch.setattr(writing, "AGAIN_S", 0.01)
    async with patiently(tmp_path / "file", told.append) as keeper:
        for number in range(3):
            keeper.feed(noise(8.0, from_s=100.0 * number))
            keeper.keep([heard(100.0 * number + 2.0), heard(100.0 * number - 50.0)])
            keeper.flush()
            await until(lambda: keeper.fault is not None)
            await asyncio.sleep(0.05)
    assert keeper.missed == 6
    assert sorted(line.split(": ")[1] for line in told) == sorted(
        [
            str(tmp_path / "file"),
            "a burst's samples were gone before it was known; alerts go on without",
        ]
    )


async def test_at_the_end_nothing_waits_for_a_disk_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told: list[str] = []
    async with patiently(tmp_path / "file", told.append) as keeper:
        keeper.feed(noise(8.0))
        keeper.keep([heard(2.0), heard(3.0)])
        keeper.flush()
        await until(lambda: keeper.fault is not None)
    assert keeper.missed == 2
    (line,) = told
    assert line.startswith(f"evidence: {tmp_path / 'file'}: ")
    assert "\n" not in line


async def test_a_fault_does_not_tell_of_a_covert_burst(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("sdr.whole_files.os.fsync", full)
    told: list[str] = []
    event = heard(2.0, MessageClass.SHIP_SECURITY)
    async with patiently(tmp_path, told.append) as keeper:
        keeper.feed(noise(8.0))
        keeper.keep([event])
        keeper.flush()
        await until(lambda: keeper.fault is not None)
        assert keeper.fault is not None
        told.append(keeper.fault)
    assert "No space left on device" in told[0]
    assert not any("ship_security" in line or event.event_id in line for line in told)
    assert all_held(Archive(tmp_path)) == []


class Disk:
    """It answers when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked, self.answer = Flag(), Flag()
        make_folder = writing.make_folder

        def slowly(root: Path, place: Place) -> None:
            self.asked.set()
            self.answer.wait(PATIENCE_S)
            make_folder(root, place)

        monkeypatch.setattr(writing, "make_folder", slowly)


async def hear_many(keeper: Keeper, disk: Disk, from_s: float = 0.0) -> None:
    """One is being written, and many more come."""
    keeper.feed(noise(8.0, from_s=from_s))
    keeper.keep([heard(from_s + 2.0)])
    keeper.flush()
    await until(disk.asked.is_set)
    keeper.keep([heard(from_s + 2.0) for _ in range(MANY)])
    keeper.flush()


async def test_a_disk_that_hangs_delays_neither_samples_nor_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    disk = Disk(monkeypatch)
    monkeypatch.setattr(writing, "HANGS_S", 0.0)
    monkeypatch.setattr("station.evidence.keeper.GOODBYE_S", 0.1)
    async with evidence(EvidenceSettings(folder=tmp_path), told.append) as keeper:
        await hear_many(keeper, disk)
        assert keeper.missed == MANY - writing.WAITING_MOST
        assert keeper.fault is not None
        await asyncio.sleep(0)
        assert [line for line in told if "takes no more" in line] == told
    disk.answer.set()


async def test_too_many_bursts_at_once_are_told_once_an_hour_and_are_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    missed = MANY - writing.WAITING_MOST
    async with patiently(tmp_path, told.append) as keeper:
        for turn in (1, 2):
            disk = Disk(monkeypatch)
            await hear_many(keeper, disk, from_s=100.0 * turn)
            assert keeper.missed == missed * turn
            assert keeper.fault is None
            disk.answer.set()
            written = (writing.WAITING_MOST + 1) * turn
            await until(lambda written=written: len(all_held(Archive(tmp_path))) == written)
        line = f"evidence: too many bursts at once; {missed} missed; alerts go on without"
        await until(lambda: told == [line])
        monkeypatch.setattr(writing, "TOO_MANY_EVERY_S", 0.0)
        keeper.keep([heard(204.0)])
        keeper.flush()
        await until(lambda: told == [line, line])


async def test_an_event_that_breaks_the_picture_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = heard(2.0, generation=7), heard(4.0)
    told: list[str] = []
    async with patiently(tmp_path, told.append) as keeper:
        keeper.feed(noise(8.0))
        keeper.keep([bad, good])
    assert Archive(tmp_path).pictured([good.event_id], frozenset(MessageClass))
    assert keeper.missed == 1
    assert len(told) == 1


async def test_a_recording_with_gaps_is_pictured_whole(tmp_path: Path) -> None:
    events = await keep(
        tmp_path, open_recording(str(shipped_recordings()["lost_samples"])).blocks()
    )
    ids = [event.event_id for event in events]
    assert Archive(tmp_path).pictured(ids, frozenset(MessageClass)) == set(ids)
