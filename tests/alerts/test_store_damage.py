"""A store that was cut off, or in which bits have turned: sound rows are saved, losses are told."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_filled import fill, rows_of, take
from store_made_up import Clock, event, event_id, outgoing

from alerts.errors import AlertSettingError
from alerts.store import check
from alerts.store.lock import lock_of
from alerts.store.safe import SafeStore
from alerts.store.store import Store
from alerts.store.tables import Value

PLACES = 100
PAGE = 4096
Rows = set[tuple[Value, ...]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "store.db"
    fill(path)
    return path


@pytest.fixture(scope="module")
def all_rows(sound: Path) -> Rows:
    with Store.open(sound, Clock()) as store:
        return rows_of(store)


@pytest.fixture(scope="module")
def in_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As a process that was killed leaves it: the last transactions are in the log."""
    path = tmp_path_factory.mktemp("in_log") / "store.db"
    fill(path)
    store = Store.open(path, Clock())
    for number in range(1000, 1015):
        store.write(lambda books, number=number: take(books, event(number)))
    killed = path.with_name("killed.db")
    for end in ("", "-wal"):
        shutil.copy(path.with_name(path.name + end), killed.with_name(killed.name + end))
    store.close()
    return killed


def copied(path: Path, folder: Path) -> Path:
    """With the lock that a station leaves beside it."""
    copy = folder / "store.db"
    folder.mkdir()
    lock_of(copy).touch()
    for end in ("", "-wal"):
        if path.with_name(path.name + end).exists():
            shutil.copy(path.with_name(path.name + end), copy.with_name(copy.name + end))
    return copy


def copies(path: Path, folder: Path) -> Iterator[Path]:
    for number in range(PLACES):
        yield copied(path, folder / str(number))
        shutil.rmtree(folder / str(number))


def turn_a_bit(path: Path, at: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        (byte,) = file.read(1)
        file.seek(at)
        file.write(bytes([byte ^ 1 << bit]))


def saved(path: Path, all_rows: Rows) -> float:
    """Opens it, works with it, and returns which part is there; what is not was told."""
    told: list[str] = []
    with SafeStore(path, Clock(), told.append) as store:
        found = rows_of(store)
        store.write(lambda books: take(books, event(9999)))
        assert store.write(lambda books: books.has_burst(event_id(9999)))
        assert not store.read(lambda db: list(check.problems(db)))
        assert store.fault is None
    missing = all_rows - found
    assert not missing or (told and store.losses)
    return 1 - len(missing) / len(all_rows)


def test_a_bit_that_turned_costs_one_row_at_most(
    sound: Path, all_rows: Rows, tmp_path: Path
) -> None:
    chance = random.Random(406)
    size = sound.stat().st_size
    worst = 1.0
    for path in copies(sound, tmp_path):
        turn_a_bit(path, chance.randrange(size), chance.randrange(8))
        worst = min(worst, saved(path, all_rows))
    print(f"kept at worst: {worst:.2%} of {len(all_rows)} rows")
    assert worst >= 1 - 1 / len(all_rows)


def test_a_page_that_was_overwritten_costs_its_own_rows(
    sound: Path, all_rows: Rows, tmp_path: Path
) -> None:
    chance = random.Random(121)
    pages = sound.stat().st_size // PAGE
    kept = []
    for path in copies(sound, tmp_path):
        with path.open("r+b") as file:
            file.seek(PAGE * chance.randrange(pages))
            file.write(chance.randbytes(PAGE))
        kept.append(saved(path, all_rows))
    print(f"kept: {min(kept):.2%} at worst, {sum(kept) / PLACES:.2%} on average")
    assert min(kept) > 0.85
    assert sum(kept) / PLACES > 0.985


def test_a_file_that_was_cut_off_gives_what_comes_before(
    sound: Path, all_rows: Rows, tmp_path: Path
) -> None:
    """All kinds grow together, so what is saved grows with what is left of the file."""
    chance = random.Random(243)
    size = sound.stat().st_size
    for path in copies(sound, tmp_path):
        left = chance.randrange(size)
        with path.open("r+b") as file:
            file.truncate(left)
        assert saved(path, all_rows) >= left / size - 0.35


def test_a_bit_that_turned_in_the_log_hides_no_later_transaction(
    in_log: Path, tmp_path: Path
) -> None:
    chance = random.Random(5)
    log = in_log.with_name("killed.db-wal").stat().st_size
    with SafeStore(copied(in_log, tmp_path / "whole"), Clock()) as store:
        all_rows = rows_of(store)
    kept = []
    for path in copies(in_log, tmp_path):
        turn_a_bit(path.with_name("store.db-wal"), chance.randrange(log), chance.randrange(8))
        kept.append(saved(path, all_rows))
    print(f"kept: {min(kept):.2%} at worst, {sum(kept) / PLACES:.2%} on average")
    assert min(kept) > 0.9
    assert sum(kept) / PLACES > 0.99


def test_a_store_that_is_full_of_anything_else_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    lock_of(path).touch()
    path.write_bytes(random.Random(1).randbytes(50_000))
    assert saved(path, {("bursts", "none")}) == 0
    assert len(list(tmp_path.glob("store.db.damaged-*"))) == 1


def test_a_row_changed_by_hand_is_found_when_it_is_read(sound: Path, tmp_path: Path) -> None:
    path = copied(sound, tmp_path / "copy")
    told: list[str] = []
    with SafeStore(path, Clock(), told.append) as store:
        store.change(lambda db: db.execute("UPDATE outbox SET created_s = 0 WHERE topic = 'alert'"))
        waiting = store.pending("b", 999)
        assert waiting
        assert all(row.created_s for row in waiting)
        assert "not what was written" in told[0]
        assert store.fault is None


def test_positions_of_the_damaged_file_name_no_row_of_the_new_one(
    sound: Path, tmp_path: Path
) -> None:
    path = copied(sound, tmp_path / "copy")
    with Store.open(path, Clock()) as store:
        in_hand = [row.position for row in store.pending("a", 999)]
    turn_a_bit(path, 100, 0)  # in the header of the first page: nothing can be opened
    with SafeStore(path, Clock()) as store:
        store.write(lambda books: books.enqueue(outgoing(77)))
        store.delivered("a", [*in_hand, *(position + 1 for position in in_hand)])
        assert [row.outgoing for row in store.pending("a")] == [outgoing(77)]


@pytest.mark.parametrize("content", [b'station = "hill"\n', b"\x00" * PAGE])
def test_a_file_of_somebody_else_s_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "station.toml"
    path.write_bytes(content)
    for _ in range(2):
        with pytest.raises(AlertSettingError, match="holds something else, and is kept"):
            SafeStore(path, Clock())
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.touch()
    with SafeStore(path, Clock()) as store:
        assert store.fault is None
    with SafeStore(path, Clock()) as store:
        assert store.losses == []
