"""What leaves to make room, and what `beacon406 store erase` takes along."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

import pytest
from evidence_made_up import UTC_S
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
from station.evidence.quota import EVERY_S, HEADROOM, Quota, leaving
from station.evidence.settings import DAY_S, QUOTA_LEAST_BYTES, EvidenceSettings
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


@given(HELD)
def test_after_it_there_is_room_and_the_newest_is_still_there(before: Sequence[Held]) -> None:
    gone = leaving(before, SETTINGS, UTC_S)
    stay = [each for each in before if each not in gone]
    assert len(gone) + len(stay) == len(before)
    if not before:
        return
    newest = max(before, key=lambda each: time_s_of(each.place.event_id) or 0.0)
    assert newest in stay
    assert sum(each.size_bytes for each in stay) <= SETTINGS.quota_bytes or stay == [newest]
    for each in stay:
        age_s = UTC_S - (time_s_of(each.place.event_id) or 0.0)
        assert each == newest or age_s <= SETTINGS.kept_s(each.place.alert_class) + 1e-3


@given(HELD)
def test_no_alarm_leaves_for_want_of_room_while_a_test_is_there(before: Sequence[Held]) -> None:
    gone = leaving(before, SETTINGS, UTC_S)
    newest = max(before, key=lambda each: time_s_of(each.place.event_id) or 0.0, default=None)
    young_alarms = [
        each
        for each in gone
        if each.place.alert_class in OPERATIONAL
        and UTC_S - (time_s_of(each.place.event_id) or 0.0) <= SETTINGS.operational_days * DAY_S
    ]
    others = [
        each
        for each in before
        if each not in gone and each != newest and each.place.alert_class not in OPERATIONAL
    ]
    assert not (young_alarms and others)


def test_nothing_leaves_that_is_young_while_there_is_room() -> None:
    kept = [held(UTC_S - number, MessageClass.TEST) for number in range(20)]
    assert leaving(kept, SETTINGS, UTC_S) == []


def test_the_oldest_leave_first_and_a_little_more_than_has_to() -> None:
    kept = [held(UTC_S - number, MessageClass.TEST) for number in range(21)]
    gone = leaving(kept, SETTINGS, UTC_S)
    assert gone == kept[: -len(gone) - 1 : -1]
    assert len(gone) == 1 + round(20 * HEADROOM)


def test_tests_leave_after_thirty_days_and_alarms_after_a_year(tmp_path: Path) -> None:
    ages_days = (29, 31, 364, 366)
    classes = (MessageClass.TEST, MessageClass.DISTRESS, COVERT)
    on_disk(
        tmp_path,
        *(held(UTC_S - age * DAY_S, each) for age in ages_days for each in classes),
        held(UTC_S, MessageClass.TEST),
    )
    archive = Archive(tmp_path)
    Quota(archive, SETTINGS, lambda: UTC_S).keep()
    left = sorted(
        (round((UTC_S - (time_s_of(each.place.event_id) or 0)) / DAY_S), each.place.alert_class)
        for each in archive.held()
    )
    assert left == sorted(
        [(0, MessageClass.TEST), (29, MessageClass.TEST)]
        + [(age, each) for age in (29, 31, 364) for each in classes[1:]]
    )


def test_the_folder_is_read_when_it_is_full_and_every_hour(tmp_path: Path) -> None:
    now_s = [UTC_S]
    archive = Archive(tmp_path)
    quota = Quota(archive, SETTINGS, lambda: now_s[0])
    for number in range(100):
        each = held(UTC_S + number, MessageClass.SELF_TEST)
        on_disk(tmp_path, each)
        quota.added(each.size_bytes)
        assert sum(one.size_bytes for one in archive.held()) <= SETTINGS.quota_bytes
    on_disk(tmp_path, held(UTC_S - 40 * DAY_S, MessageClass.TEST))
    kept = len(list(archive.held()))
    quota.keep()
    assert len(list(archive.held())) == kept
    now_s[0] += EVERY_S
    quota.keep()
    assert len(list(archive.held())) == kept - 1


def test_what_was_being_written_at_a_crash_is_removed_later(tmp_path: Path) -> None:
    on_disk(tmp_path, held(UTC_S, MessageClass.TEST))
    torn = tmp_path / "2026-01-01" / ".20260101T000000Z_test.sigmf-data.406.tmp"
    for age_s, is_left in ((10.0, True), (2 * EVERY_S, False)):
        torn.touch()
        os.utime(torn, (UTC_S - age_s, UTC_S - age_s))
        Quota(Archive(tmp_path), SETTINGS, lambda: UTC_S).keep()
        assert torn.exists() is is_left


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    on_disk(tmp_path, held(UTC_S - 800 * DAY_S, MessageClass.TEST), held(UTC_S, MessageClass.TEST))
    foreign = [tmp_path / "2026-01-01" / "notes.txt", tmp_path / "lost+found" / "a.png"]
    for file in foreign:
        file.parent.mkdir(exist_ok=True)
        file.touch()
    (tmp_path / "empty").mkdir()
    archive = Archive(tmp_path)
    Quota(archive, SETTINGS, lambda: UTC_S).keep()
    assert len(list(archive.held())) == 1
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
    assert {each.place.event_id for each in Archive(folder).held()} == set(other)


def test_where_no_clips_are_it_says_where_it_looked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "store.db"
    fill(path)
    with pytest.raises(StoreError, match="there is no such folder"):
        typed("erase", path, f"{beacon(3)}.first", "--evidence", tmp_path / "none")
    assert typed("erase", path, f"{beacon(3)}.first") == 0
    assert f"{tmp_path / 'evidence'}: is not there" in capsys.readouterr().err
