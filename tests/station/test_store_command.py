"""`beacon406 store` as it is typed."""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest

from alerts.errors import AlertSettingError
from alerts.store.errors import StoreError
from alerts.store.store import Store
from station.store import command as store
from station.store.arguments import store_arguments

sys.path.insert(0, str(Path(__file__).parents[1] / "alerts"))
from store_filled import fill
from store_made_up import beacon

Captured = pytest.CaptureFixture[str]
INCIDENT_ID = f"{beacon(3)}.first"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    fill(path)
    return path


def typed(*words: object) -> int:
    parser = ArgumentParser()
    store_arguments(parser)
    return store.run(parser.parse_args([str(word) for word in words]))


def test_a_sound_store_is_said_to_be_so(path: Path, capsys: Captured) -> None:
    assert typed("check", path) == 0
    assert capsys.readouterr().out == f"{path}: sound\n"


def test_each_problem_is_a_line(path: Path, capsys: Captured) -> None:
    with Store.open(path) as opened:
        opened.change(lambda db: db.execute("UPDATE bursts SET time_s = 0 WHERE rowid IN (3, 9)"))
        opened.change(lambda db: db.execute("DELETE FROM audit WHERE number = 4"))
    assert typed("check", path) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{path}: bursts: row 3 is not what was written",
        f"{path}: bursts: row 9 is not what was written",
        f"{path}: audit: records 4 to 4 are missing",
    ]


def test_it_exports_all_or_what_is_chosen(
    path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert typed("export", path) == 0
    schemas = [json.loads(line)["schema"] for line in capsysbinary.readouterr().out.splitlines()]
    assert set(schemas) == {
        f"beacon406/{kind}/1" for kind in ("incident", "alert", "event", "audit")
    }
    assert typed("export", path, "--incident", INCIDENT_ID, "--class", "distress") == 0
    assert len(capsysbinary.readouterr().out.splitlines()) == 7
    assert typed("export", path, "--class", "test") == 0
    assert capsysbinary.readouterr().out == b""
    with pytest.raises(StoreError, match="class 'mayday': must be one of distress, "):
        typed("export", path, "--class", "mayday")


def test_it_erases_an_incident_and_names_what_else_may_hold_it(
    path: Path, capsys: Captured
) -> None:
    kept = path.with_name("store.db.damaged-20260101T000000Z")
    kept.touch()
    assert typed("erase", path, INCIDENT_ID) == 0
    said = capsys.readouterr()
    assert "erased an incident with 5 bursts and 7 messages still to be sent" in said.out
    assert f"{kept}: a damaged file" in said.err
    assert beacon(3).encode() not in path.read_bytes()
    assert typed("erase", path, INCIDENT_ID) == 1
    assert "there is no incident" in capsys.readouterr().err


def test_it_makes_no_store_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no such file"):
        typed("check", tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_it_names_a_folder_and_a_file_of_somebody_else_s_as_what_they_are(
    path: Path, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="is a folder: name the file in it"):
        typed("check", tmp_path)
    other = tmp_path / "station.toml"
    other.write_text("station = 'hill'")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(AlertSettingError, match="holds something else"):
        typed("check", other)
    assert sorted(tmp_path.iterdir()) == before


def test_an_export_of_an_incident_that_is_none_is_told(path: Path, capsys: Captured) -> None:
    assert typed("export", path, "--incident", "nonsense") == 1
    assert capsys.readouterr() == ("", f"beacon406: {path}: there is no incident nonsense\n")
    assert typed("export", path, "--incident", INCIDENT_ID, "--class", "test") == 1
    assert f"there is no incident {INCIDENT_ID} of class test" in capsys.readouterr().err


def test_a_full_standard_output_is_not_the_store_s_fault(path: Path) -> None:
    command = [sys.executable, "-m", "station.main", "store", "export", str(path)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("beacon406: standard output: No space left on device: make room")


def test_a_reader_that_has_left_ends_it_without_a_word(path: Path) -> None:
    command = [sys.executable, "-m", "station.main", "store", "export", str(path)]
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        done = subprocess.run(command, check=False, stdout=pipe, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "")


def test_it_leaves_a_damaged_log_to_a_station(path: Path) -> None:
    opened = Store.open(path)
    opened.set_brokers(["c"])
    opened.set_brokers(["d"])
    log = path.with_name("store.db-wal")
    content = bytearray(log.read_bytes())
    content[100] ^= 1
    log.write_bytes(content)
    with pytest.raises(StoreError, match="its log is damaged"):
        typed("check", path)
    assert log.read_bytes() == content
