"""Alerts as files in a folder that other programs read at any moment."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_alerts import story

from alerts.formats import Format
from alerts.gateways.channel import Due
from alerts.gateways.errors import AwayError
from alerts.gateways.kinds import OutboxSettings
from alerts.gateways.outbox import Outbox, stem, write_new
from alerts.incidents.alert import Alert


def plain(alert: Alert) -> bytes:
    return f"alert {alert.event_id}".encode()


def failing(_: Alert) -> bytes:
    raise ValueError


TEXT, XML, BAD = (
    Format("text/plain", suffix, render)
    for suffix, render in (("txt", plain), ("xml", plain), ("txt", failing))
)
FORMS = {"sit185": TEXT, "cap": XML, "cot": XML}


def due(alert: Alert) -> Due:
    return Due(alert, msgspec.json.encode(alert))


def send(box: Outbox, *all_due: Due) -> None:
    async def each_in_turn() -> None:
        for each in all_due:
            await box.send(each)

    asyncio.run(each_in_turn())


def outbox(folder: Path, **forms: Format) -> Outbox:
    settings = OutboxSettings(name="files", folder=folder)
    return Outbox(settings, forms or FORMS, pytest.fail)


def test_each_alert_is_one_file_in_each_format_and_its_document(tmp_path: Path) -> None:
    sent = [due(alert) for alert in story(3)]
    box = outbox(tmp_path)
    send(box, *sent)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 3 * 4
    for each in sent:
        name = stem(each.alert)
        assert (tmp_path / f"{name}-ALERT.json").read_bytes() == each.document
        said = (tmp_path / f"{name}-SIT185.txt").read_text()
        assert said == f"alert {each.alert.event_id}"
        assert (tmp_path / f"{name}-CAP.xml").exists()
        assert (tmp_path / f"{name}-COT.xml").exists()


def test_names_are_in_the_order_of_time_and_say_class_beacon_and_number() -> None:
    [first, *_] = alerts = story(3, start_s=1_767_225_600.0)
    assert stem(first).startswith("20260101T000000Z-DISTRESS-0123456789ABCDE-0001-")
    assert [stem(alert) for alert in alerts] == sorted(stem(alert) for alert in alerts)


@given(st.text(max_size=80), st.text(max_size=40))
def test_a_name_is_safe_whatever_a_beacon_calls_itself(beacon_id: str, event_id: str) -> None:
    alert = story(1)[0]
    incident = msgspec.structs.replace(alert.incident, beacon_id=beacon_id)
    name = stem(msgspec.structs.replace(alert, incident=incident, event_id=event_id))
    assert name == name.upper()
    assert set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    assert len(name) < 200


def test_what_is_there_is_never_written_again(tmp_path: Path) -> None:
    alert = due(story(1)[0])
    box = outbox(tmp_path)
    send(box, alert)
    for path in tmp_path.iterdir():
        path.write_text("read by somebody")
    send(outbox(tmp_path), alert)
    assert {path.read_text() for path in tmp_path.iterdir()} == {"read by somebody"}


def test_a_file_has_its_name_only_when_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "A-ALERT.json"

    def fails(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", fails)
        with pytest.raises(OSError, match="No space left"):
            write_new(path, b"whole")
    assert not path.exists()
    write_new(path, b"whole")
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"whole"


def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    folder = tmp_path / "not mounted"
    box = outbox(folder)
    with pytest.raises(AwayError, match="not mounted: No such file or directory"):
        send(box, due(story(1)[0]))
    assert not folder.exists()


def test_a_format_that_fails_keeps_no_other_back(tmp_path: Path) -> None:
    reports: list[str] = []
    settings = OutboxSettings(name="files", folder=tmp_path)
    box = Outbox(settings, {"bad": BAD, "cap": XML}, reports.append)
    send(box, due(story(1)[0]))
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".xml"]
    assert reports == ["gateway files: bad failed"]
