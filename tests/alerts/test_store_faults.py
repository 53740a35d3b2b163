"""What happens to disks and processes: full, read-only, gone, killed, shared."""

import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import store_process
from store_filled import fill, rows_of, take
from store_made_up import Clock, beacon, event, event_id, outgoing

from alerts.store import check, safe
from alerts.store.aside import log_is_sound
from alerts.store.errors import StoreError
from alerts.store.lock import lock_of
from alerts.store.safe import SafeStore
from alerts.store.store import Store

KILLS = 30
NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "store.db"


def started(path: Path, first: int, count: int, largest_file: int = 0) -> subprocess.Popen[str]:
    words = [str(each) for each in (path, first, count, largest_file)]
    command = [sys.executable, store_process.__file__, *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def numbers_written(lines: list[str]) -> list[int]:
    return [int(line.split()[1]) for line in lines if line.startswith("wrote")]


def assert_holds(store: Store | SafeStore, numbers: list[int]) -> None:
    lost = [
        number
        for number in numbers
        if not store.write(lambda books, number=number: books.has_burst(event_id(number)))
    ]
    assert not lost
    assert not store.read(lambda db: list(check.problems(db)))


def is_torn_end(report: str) -> bool:
    """What once in some hundred kills looks like damage, and costs nothing: alerts.store.wal."""
    return "its log is damaged" in report and "; 0 rows seen that cannot be trusted" in report


def test_whatever_was_committed_survives_sigkill(path: Path) -> None:
    chance = random.Random(9)
    written: list[int] = []
    for kill in range(KILLS):
        process = started(path, kill * 10_000 + 1, 9_999)
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(chance.randrange(1, 20))]
        time.sleep(chance.random() * 0.01)
        process.send_signal(signal.SIGKILL)
        lines += process.communicate()[0].splitlines(keepends=True)
        assert all(is_torn_end(line) for line in lines if line.startswith("report"))
        written += numbers_written([line for line in lines if line.endswith("\n")])
    print(f"{len(written)} bursts committed before {KILLS} kills")
    with SafeStore(path, Clock()) as store:
        assert_holds(store, written)
        assert all(is_torn_end(loss) for loss in store.losses)


def test_two_processes_may_write_at_once(path: Path) -> None:
    processes = [started(path, first, 150) for first in (1, 10_001)]
    lines = [line for each in processes for line in each.communicate()[0].splitlines()]
    assert not [line for line in lines if line.startswith("report")]
    written = numbers_written(lines)
    assert len(written) == 300
    with Store.open(path) as store:
        assert_holds(store, written)
        assert len(store.open_incidents()) == 7


def test_what_was_heard_while_the_disk_was_full_is_on_it_when_there_is_room(path: Path) -> None:
    process = started(path, 1, 120, 300_000)
    lines = process.communicate()[0].splitlines()
    assert process.returncode == 0
    reports = [line for line in lines if line.startswith("report")]
    assert "going on in memory" in reports[0]
    assert "make room on its disk" in reports[0]
    assert "taken up again" in reports[1]
    states = [line.endswith("True") for line in lines if line.startswith("wrote")]
    assert states.count(False) > 20
    assert lines[-1] == "closed None"
    with Store.open(path) as store:
        assert_holds(store, list(range(1, 121)))
        assert len(store.open_incidents()) == 7
        bursts = sum(incident.bursts for incident in store.open_incidents())
        assert bursts == 120


def test_a_folder_that_cannot_be_written_to_stops_nothing(tmp_path: Path) -> None:
    """Root may write everywhere, so this is somebody else where the tests run as root."""
    folder = tmp_path / "state"
    folder.mkdir(mode=0o755)
    tmp_path.chmod(0o755)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setuid(NOBODY)
            folder.chmod(0o555) if os.access(folder, os.W_OK) else None
            store = SafeStore(folder / "store.db", Clock(), lambda _: None)
            store.set_brokers(["a"])
            store.write(lambda books: take(books, event(1)))
            due = len(store.pending("a"))
            told = store.fault is not None and "let the station write" in store.fault
            code = 0 if due == 3 and told else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")
def test_root_that_looks_into_a_store_does_not_lock_its_station_out(path: Path) -> None:
    fill(path)
    for each in (path.parent, *path.parent.iterdir()):
        os.chown(each, NOBODY, NOBODY)
    assert log_is_sound(path)
    lock = lock_of(path).stat()
    assert (lock.st_uid, lock.st_gid, stat.S_IMODE(lock.st_mode)) == (NOBODY, NOBODY, 0o600)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")
def test_a_lock_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state" / "store.db"
    path.parent.mkdir()
    os.chown(path.parent, NOBODY, NOBODY)
    lock_of(path).touch(mode=0o600)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.chdir(path.parent)  # which nobody else could find the way to
            os.setgroups([])
            os.setuid(NOBODY)
            fault = SafeStore(path.name, Clock(), lambda _: None).fault
            code = 0 if fault and fault.startswith("store.db-lock: Permission denied") else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_what_is_open_goes_on_when_the_file_is_taken_away(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe, "TRY_AGAIN_S", 0.0)
    fill(path)
    told: list[str] = []
    with SafeStore(path, Clock(), told.append) as store:
        store.set_brokers(["a", "b"])
        before = store.open_incidents()
        waiting = [row.outgoing for row in store.pending("b", 9999)]
        assert len(waiting) > 100
        for each in path.parent.iterdir():
            each.unlink()
        path.parent.rmdir()
        path.parent.write_text("a file where the folder was")
        assert store.open_incidents() == before
        assert store.fault is not None
        store.write(lambda books: take(books, event(500, beacon(3))))
        store.delivered("b", [row.position for row in store.pending("b", 3)])
        path.parent.unlink()
        assert len(store.open_incidents()) == len(before)
        assert store.fault is None
        after = [row.outgoing for row in store.pending("b", 9999)]
        assert after[:-2] == [each for each in waiting[3:] if each.topic != after[-1].topic]
        assert after[-1].topic == f"incident/{beacon(3)}.first"
        assert [line for line in told if "taken up again" in line]
    with Store.open(path) as again:
        assert_holds(again, [500])


def test_deliveries_in_memory_count_on_the_disk_and_its_positions_name_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path)
    with SafeStore(path, Clock(), lambda _: None) as store:
        store.set_brokers(["a", "b"])
        blocker = Store.open(path)
        blocker._connection.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(safe, "TRY_AGAIN_S", 3600.0)
        store._store._connection.execute("PRAGMA busy_timeout = 10")
        store.write(lambda books: books.enqueue(outgoing(800, "late")))
        assert store.fault is not None
        assert "locked" in store.fault
        rows = store.pending("b", 9999)
        store.delivered("b", [row.position for row in rows[:-1]])
        blocker._connection.execute("ROLLBACK")
        blocker.close()
        store._try_again_at = 0.0
        assert [row.outgoing for row in store.pending("b")] == [outgoing(800, "late")]
        assert store.fault is None
        store.delivered("b", [rows[-1].position])  # of the time in memory
        assert [row.outgoing for row in store.pending("b")] == [outgoing(800, "late")]
        assert len(store.pending("a", 9999)) > 1


@pytest.mark.parametrize("name_brokers", [SafeStore.add_brokers, SafeStore.set_brokers])
def test_what_is_heard_while_the_disk_cannot_even_be_read_waits_for_the_brokers_of_before(
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name_brokers: Callable[[SafeStore, Sequence[str]], None],
) -> None:
    real = safe.carry_to_memory

    def unreadable(disk: Path | Store | None, memory: Store) -> object:
        if disk is not None:
            raise StoreError("the disk is gone")
        return real(disk, memory)

    monkeypatch.setattr(safe, "carry_to_memory", unreadable)
    fill(path)
    with SafeStore(path, Clock(), lambda _: None) as store, Store.open(path) as blocker:
        name_brokers(store, ["a"])
        blocker._connection.execute("BEGIN IMMEDIATE")
        store._store._connection.execute("PRAGMA busy_timeout = 10")
        store.write(lambda books: books.enqueue(outgoing(800, "late")))
        assert store.fault is not None
        assert [row.outgoing for row in store.pending("a")] == [outgoing(800, "late")]
        blocker._connection.execute("ROLLBACK")


def test_two_processes_agree_on_which_file_a_damaged_one_was_replaced_by(path: Path) -> None:
    fill(path)
    with SafeStore(path, Clock(), lambda _: None) as one:
        with SafeStore(path, Clock(), lambda _: None) as two:
            one.change(lambda db: db.execute("UPDATE bursts SET station = 'x' WHERE rowid = 5"))
            heard = event(5, beacon(5))
            of = one.write(lambda books: books.open_incident(beacon(5), heard.alert_class))
            assert of is not None
            assert len(one.write(lambda books: books.bursts(of))) == 4  # one of five is lost
            two.write(lambda books: take(books, event(700)))
            one.write(lambda books: take(books, event(701)))
            assert rows_of(one) == rows_of(two)
        assert_holds(one, [700, 701])
    assert len(list(path.parent.glob("store.db.damaged-*Z"))) == 1
