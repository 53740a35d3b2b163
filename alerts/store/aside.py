"""A damaged file is kept, under another name, and a new one takes its place with what was sound."""

from datetime import UTC, datetime
from pathlib import Path

from alerts.errors import AlertSettingError
from alerts.store import check, wal
from alerts.store.books import Clock
from alerts.store.errors import StoreDamagedError, told
from alerts.store.lock import lock_of, locked
from alerts.store.pages import PAGE_SIZE, log_of
from alerts.store.salvage import salvage
from alerts.store.store import Store

SQLITE = b"SQLite format 3\0"


def refuse_foreign(path: Path) -> None:
    """AlertSettingError for a file that is somebody else's: it must not be set aside as a damaged
    store. That a damaged one has been a store shows by the log or the lock beside it."""
    with told(path):
        if not path.is_file() or log_of(path).exists() or lock_of(path).exists():
            return
        with path.open("rb") as file:
            begin = file.read(len(SQLITE))
    if begin not in (b"", SQLITE):
        raise AlertSettingError(f"store {path}: holds something else, and is kept: name a new file")


def open_sound(path: Path, clock: Clock) -> tuple[Store, str | None]:
    """The store, held against its digests, and what was lost, in one line."""
    with told(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(path, alone=True):
            try:
                return _checked(path, clock), None
            except StoreDamagedError as error:
                return _replaced(path, clock, str(error))


def log_is_sound(path: Path) -> bool:
    """Looked at while nobody writes."""
    with told(path), locked(path, alone=True):
        return wal.read_log(log_of(path), PAGE_SIZE).sound


def _checked(path: Path, clock: Clock) -> Store:
    # Before SQLite sees the log, which would cut it off where it is damaged.
    if not wal.read_log(log_of(path), PAGE_SIZE).sound:
        raise StoreDamagedError(f"{path}: its log is damaged")
    store = Store(path, clock)
    try:
        problem = store.read(lambda connection: next(check.problems(connection), None))
    except BaseException:
        store.close()
        raise
    if problem is not None:
        store.close()
        raise StoreDamagedError(f"{path}: {problem}")
    return store


def _replaced(path: Path, clock: Clock, damage: str) -> tuple[Store, str]:
    kept = _set_aside(path, clock())
    store = Store(path, clock)
    found = store.change(lambda connection: salvage(kept, connection, clock()))
    return store, f"{damage}; {found}; the damaged file is kept as {kept.name}"


def _set_aside(path: Path, now_s: float) -> Path:
    time = datetime.fromtimestamp(now_s, UTC).strftime("%Y%m%dT%H%M%SZ")
    kept = path.with_name(f"{path.name}.damaged-{time}")
    while kept.exists():
        kept = kept.with_name(f"{kept.name}a")
    path.rename(kept)
    if log_of(path).exists():
        log_of(path).rename(log_of(kept))
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    return kept
