"""What leaves to make room, and what `beacon406 store erase` takes along."""

import errno
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

import pytest
from evidence_made_up import UTC_S, all_held
from hypothesis import given
from hypothesis import strategies as st

from alerts.classify import OPERATIONAL
from alerts.errors import AlertSettingError
from alerts.event_id import uuid7
from alerts.store.errors import StoreError
from alerts.store.reading import burst_ids
from alerts.store.store import Store
from decoder.message import MessageClass
from station.evidence.archive import Archive, Held
from station.evidence.place import COVERT, Place, time_s_of
from station.evidence.quota import EVERY_S, HEADROOM, Quota
from station.evidence.settings import DAY_S, QUOTA_LEAST_BYTES, EvidenceSettings
from station.evidence.steady_clock import STEADY_S, SteadyClock
from station.store import command as store
from station.store.arguments import store_arguments

sys.path.insert(0, str(Path(__file__).parents[1] / "alerts"))
from store_filled import fill
from store_made_up import beacon

SETTINGS = EvidenceSettings(folder=Path("unused"), quota_bytes=QUOTA_LEAST_BYTES)
CLIP_BYTES = QUOTA_LEAST_BYTES // 20


def held(at_s: float, alert_class: MessageClass, size_bytes: int = CLIP_BYTES) -> Held:
    event_id = str(uuid7(round(at_s * 1000), 406))
    stem = f"20260101T000000Z_{alert_class}_{event_id}"
    return Held(Place(Path("2026-01-01"), stem, alert_class, event_id), size_bytes)


def on_disk(folder: Path, *all_held: Held) -> None:
    for each in all_held:
        root = folder / COVERT if each.place.alert_class is COVERT else folder
        day = root / each.place.day
        day.mkdir(parents=True, exist_ok=True)
        with (day / f"{each.place.stem}.sigmf-data").open("wb") as file:
            file.truncate(each.size_bytes)
        (day / f"{each.place.stem}.png").touch()


AGES_S = st.floats(0, 1000 * DAY_S)
HELD = st.lists(
    st.builds(
        lambda age_s, of_class, size: held(UTC_S - age_s, of_class, size),
        AGES_S,
        st.sampled_from(MessageClass),
        st.integers(0, QUOTA_LEAST_BYTES),
    ),
    unique_by=lambda each: each.place.event_id,
    max_size=30,
)


class MadeUp(Archive):
    """Of what does not lie anywhere, some of which stays whatever is done."""

    def __init__(self, all_held: Sequence[Held], stuck: Sequence[Held] = ()) -> None:
        super().__init__(Path("unused"))
        self.left = list(all_held)
        self._stuck = [each.place for each in stuck]

    def days(self, root: Path) -> list[Path]:
        return [root / "2026-01-01"] if root == self.folder else []

    def held_on(self, day: Path) -> list[Held]:
        return [each for each in self.left if each.place.day.name == day.name]

    def remove(self, place: Place) -> None:
        if place in self._stuck:
            raise PermissionError(errno.EPERM, "Operation not permitted", "covert.png")
        self.left = [each for each in self.left if each.place != place]


class Clocks:
    """A station that has been running for a day, with a clock that is right."""

    def __init__(self, utc_s: float = UTC_S) -> None:
        self.utc_s, self.monotonic_s, self.is_poor = utc_s, 1000.0, False
        self.clock = SteadyClock(lambda: self.utc_s, lambda: self.monotonic_s, lambda: self.is_poor)
        self.clock.look()
        self.go_on(DAY_S)

    def go_on(self, seconds: float) -> None:
        self.utc_s += seconds
        self.monotonic_s += seconds

    def quota(self, archive: Archive) -> Quota:
        return Quota(archive, SETTINGS, self.clock, lambda: self.monotonic_s)


def left_of(before: Sequence[Held], stuck: Sequence[Held] = ()) -> list[Held]:
    archive = MadeUp(before, stuck)
    Clocks(UTC_S - DAY_S).quota(archive).keep()
    return archive.left


def newest_of(all_held: Sequence[Held]) -> Held | None:
    return max(all_held, key=lambda each: time_s_of(each.place.event_id) or 0.0, default=None)


def age_s(of: Held) -> float:
    return UTC_S - (time_s_of(of.place.event_id) or 0.0)


@given(HELD)
def test_after_it_there_is_room_and_the_newest_is_still_there(before: Sequence[Held]) -> None:
    stay, newest = left_of(before), newest_of(before)
    assert newest is None or newest in stay
    assert sum(each.size_bytes for each in stay) <= SETTINGS.quota_bytes or stay == [newest]
    for each in stay:
        assert each == newest or age_s(each) <= SETTINGS.kept_s(each.place.alert_class) + 1e-3


@given(HELD, st.data())
def test_what_cannot_be_removed_is_passed_over(before: Sequence[Held], data: st.DataObject) -> None:
    stuck = data.draw(st.lists(st.sampled_from(before), unique=True)) if before else []
    stay = left_of(before, stuck)
    bound = [each for each in before if each in stuck or each == newest_of(before)]
    assert all(each in stay for each in bound)
    assert sum(each.size_bytes for each in stay) <= SETTINGS.quota_bytes or stay == bound


@given(HELD)
def test_no_alarm_leaves_for_want_of_room_while_a_test_is_there(before: Sequence[Held]) -> None:
    stay = left_of(before)
    young_alarms_gone = [
        each
        for each in before
        if each not in stay
        and each.place.alert_class in OPERATIONAL
        and age_s(each) <= SETTINGS.operational_days * DAY_S
    ]
    others = [
        each
        for each in stay
        if each != newest_of(before) and each.place.alert_class not in OPERATIONAL
    ]
    assert not (young_alarms_gone and others)


def test_nothing_leaves_that_is_young_while_there_is_room() -> None:
    kept = [held(UTC_S - number, MessageClass.TEST) for number in range(20)]
    assert left_of(kept) == kept


def test_the_oldest_leave_first_and_a_little_more_than_has_to() -> None:
    kept = [held(UTC_S - number, MessageClass.TEST) for number in range(21)]
    assert left_of(kept) == kept[: 20 - round(20 * HEADROOM)]


def test_tests_leave_after_thirty_days_and_alarms_after_a_year(tmp_path: Path) -> None:
    ages_days = (29, 31, 364, 366)
    classes = (MessageClass.TEST, MessageClass.DISTRESS, COVERT)
    on_disk(
        tmp_path,
        *(held(UTC_S - age * DAY_S, each) for age in ages_days for each in classes),
        held(UTC_S, MessageClass.TEST),
    )
    archive = Archive(tmp_path)
    Clocks(UTC_S - DAY_S).quota(archive).keep()
    left = sorted(
        (round(age_s(each) / DAY_S), each.place.alert_class) for each in all_held(archive)
    )
    assert left == sorted(
        [(0, MessageClass.TEST), (29, MessageClass.TEST)]
        + [(age, each) for age in (29, 31, 364) for each in classes[1:]]
    )


HUNDRED = [held(UTC_S - 10 * number, MessageClass.DISTRESS, 1) for number in range(100)]


@pytest.mark.parametrize("for_s", [0.0, STEADY_S / 2])
@pytest.mark.parametrize("leap_days", [400, -400, 10_000])
def test_a_clock_that_leaps_removes_nothing_by_age(leap_days: float, for_s: float) -> None:
    clocks, archive = Clocks(), MadeUp(HUNDRED)
    quota = clocks.quota(archive)
    for leap_s in (leap_days * DAY_S, -leap_days * DAY_S):
        clocks.utc_s += leap_s
        clocks.go_on(EVERY_S)
        quota.keep()
        clocks.go_on(for_s)
        quota.keep()
    assert archive.left == HUNDRED


def test_a_station_that_starts_with_a_wrong_clock_removes_nothing_by_age() -> None:
    clocks, archive = Clocks(UTC_S + 400 * DAY_S), MadeUp(HUNDRED)
    clocks.clock = SteadyClock(lambda: clocks.utc_s, lambda: clocks.monotonic_s, lambda: False)
    clocks.quota(archive).keep()
    assert archive.left == HUNDRED


def test_a_clock_that_nobody_sets_removes_nothing_by_age() -> None:
    clocks, archive = Clocks(UTC_S + 400 * DAY_S), MadeUp(HUNDRED)
    quota = clocks.quota(archive)
    clocks.is_poor = True
    for _ in range(100):
        clocks.go_on(EVERY_S)
        quota.keep()
    assert archive.left == HUNDRED
    clocks.is_poor = False
    clocks.go_on(STEADY_S - EVERY_S)
    quota.keep()
    assert archive.left == HUNDRED


def test_a_wrong_clock_does_not_keep_room_from_being_made() -> None:
    kept = [held(UTC_S - number, MessageClass.TEST) for number in range(30)]
    clocks, archive = Clocks(), MadeUp(kept)
    clocks.is_poor = True
    clocks.quota(archive).keep()
    assert archive.left == kept[:19]


def test_the_folder_is_read_when_it_is_full_and_every_hour(tmp_path: Path) -> None:
    clocks, archive = Clocks(), Archive(tmp_path)
    quota = clocks.quota(archive)
    for number in range(100):
        each = held(UTC_S + number, MessageClass.SELF_TEST)
        on_disk(tmp_path, each)
        quota.added(each.size_bytes)
        quota.keep()
        assert sum(one.size_bytes for one in all_held(archive)) <= SETTINGS.quota_bytes
    on_disk(tmp_path, held(UTC_S - 40 * DAY_S, MessageClass.TEST))
    kept = len(all_held(archive))
    quota.keep()
    assert len(all_held(archive)) == kept
    clocks.go_on(EVERY_S)
    quota.keep()
    assert len(all_held(archive)) == kept - 1


def test_a_folder_that_cannot_be_read_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk(tmp_path, *(held(UTC_S - number, MessageClass.TEST) for number in range(30)))
    on_disk(tmp_path, held(UTC_S, COVERT))
    real = os.scandir

    def refuses(folder: Path) -> object:
        if COVERT in folder.parts:
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return real(folder)

    monkeypatch.setattr("os.scandir", refuses)
    archive = Archive(tmp_path)
    quota = Clocks().quota(archive)
    quota.keep()
    assert quota.trouble == "Permission denied"
    monkeypatch.undo()
    assert len(all_held(archive)) == 19 + 1


def test_what_was_being_written_at_a_crash_is_removed_later(tmp_path: Path) -> None:
    on_disk(tmp_path, held(UTC_S, MessageClass.TEST))
    torn = tmp_path / "2026-01-01" / ".20260101T000000Z_test.sigmf-data.406.tmp"
    for age, is_left in ((10.0, True), (2 * EVERY_S, False)):
        torn.touch()
        os.utime(torn, (time.time() - age, time.time() - age))
        Quota(Archive(tmp_path), SETTINGS).keep()
        assert torn.exists() is is_left


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    on_disk(tmp_path, held(UTC_S - 800 * DAY_S, MessageClass.TEST), held(UTC_S, MessageClass.TEST))
    foreign = [tmp_path / "2026-01-01" / "notes.txt", tmp_path / "lost+found" / "a.png"]
    for file in foreign:
        file.parent.mkdir(exist_ok=True)
        file.touch()
    (tmp_path / "empty").mkdir()
    archive = Archive(tmp_path)
    Clocks(UTC_S).quota(archive).keep()
    assert len(all_held(archive)) == 1
    assert all(file.exists() for file in foreign)
    assert (tmp_path / "empty").is_dir()


@pytest.mark.parametrize(
    "event_id", ["", "..", "0" * 36, "../" * 12, "01A20266-C12A-7D0D-8F0D-73C223280132", "*" * 36]
)
def test_only_an_event_id_finds_anything(event_id: str, tmp_path: Path) -> None:
    assert Archive(tmp_path).find(event_id) is None


@pytest.mark.parametrize("key", ["seconds_kept", "quota_bytes", "operational_days", "other_days"])
def test_a_setting_that_makes_no_sense_is_refused(key: str) -> None:
    for value in (-1, 0.5, float("nan")):
        with pytest.raises(AlertSettingError, match=f"evidence {key} .*: must be .* at least"):
            EvidenceSettings(folder=Path("f"), **{key: value})


def typed(*words: object) -> int:
    parser = ArgumentParser()
    store_arguments(parser)
    return store.run(parser.parse_args([str(word) for word in words]))


@pytest.mark.parametrize("where", ["evidence", "elsewhere"])
def test_erasing_an_incident_erases_its_clips_and_no_others(
    where: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "store.db"
    fill(path)
    folder = tmp_path / where
    with Store.open(path) as opened:
        own = burst_ids(opened, f"{beacon(3)}.first")
        other = burst_ids(opened, f"{beacon(4)}.first")
    assert len(own) == len(other) == 5
    for event_id in (*own, *other):
        stem = f"19700101T000000Z_test_{event_id}"
        on_disk(folder, Held(Place(Path("1970-01-01"), stem, MessageClass.TEST, event_id), 1))
    named = () if where == "evidence" else ("--evidence", folder)
    assert typed("erase", path, f"{beacon(3)}.first", *named) == 0
    assert f"{folder}: erased 5 clips" in capsys.readouterr().out
    assert {each.place.event_id for each in all_held(Archive(folder))} == set(other)


def test_where_no_clips_are_it_says_where_it_looked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "store.db"
    fill(path)
    with pytest.raises(StoreError, match="there is no such folder"):
        typed("erase", path, f"{beacon(3)}.first", "--evidence", tmp_path / "none")
    assert typed("erase", path, f"{beacon(3)}.first") == 0
    assert f"{tmp_path / 'evidence'}: is not there" in capsys.readouterr().err
