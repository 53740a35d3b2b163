"""`beacon406 store`: check, export or erase what a station keeps."""

import sqlite3
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from alerts.store.aside import log_is_sound, refuse_foreign
from alerts.store.check import problems
from alerts.store.errors import StoreError
from alerts.store.export import documents
from alerts.store.forget import erase
from alerts.store.reading import burst_ids
from alerts.store.store import Store
from decoder.message import MessageClass
from station.evidence.archive import Archive
from station.report import complain
from station.words import count

EVIDENCE = "evidence"
"""Beside the store's file, where nothing else is said."""


def run(arguments: Namespace) -> int:
    if arguments.path.is_dir():
        raise StoreError(f"{arguments.path}: is a folder: name the file in it, such as alerts.db")
    if not arguments.path.is_file():
        raise StoreError(f"{arguments.path}: there is no such file")
    refuse_foreign(arguments.path)
    # Opening it would cut the log off where it is damaged: only a station may, which then salvages.
    if not log_is_sound(arguments.path):
        raise StoreError(f"{arguments.path}: its log is damaged; a station saves what is sound")
    actions: dict[str, Callable[[Store, Namespace], int]] = {
        "check": _check,
        "export": _export,
        "erase": _erase,
    }
    with Store.open(arguments.path) as store:
        return actions[arguments.action](store, arguments)


def _check(store: Store, arguments: Namespace) -> int:
    def tell(connection: sqlite3.Connection) -> int:
        sound = True
        for problem in problems(connection):
            print(f"{arguments.path}: {problem}")
            sound = False
        return 0 if sound else 1

    if store.read(tell):
        return 1
    print(f"{arguments.path}: sound")
    return 0


def _export(store: Store, arguments: Namespace) -> int:
    alert_class = _class(arguments.alert_class)

    def write(connection: sqlite3.Connection) -> int | OSError:
        """How many; what is wrong with standard output is not the store's to tell."""
        written = 0
        chosen = documents(connection, incident_id=arguments.incident, alert_class=alert_class)
        for document in chosen:
            try:
                sys.stdout.buffer.write(document + b"\n")
            except OSError as error:
                return error
            written += 1
        return written

    outcome = store.read(write)
    if isinstance(outcome, OSError):
        raise outcome
    if outcome or arguments.incident is None:
        return 0
    of_class = f" of class {alert_class}" if alert_class else ""
    complain(f"{arguments.path}: there is no incident {arguments.incident}{of_class}")
    return 1


def _erase(store: Store, arguments: Namespace) -> int:
    # First: the store alone knows which clips are of that incident.
    _erase_clips(store, arguments)
    erased = erase(store, arguments.incident_id)
    if erased is None:
        complain(f"{arguments.path}: there is no incident {arguments.incident_id}")
    else:
        bursts, messages = count(erased.bursts, "burst"), count(erased.messages, "message")
        print(f"{arguments.path}: erased an incident with {bursts} and {messages} still to be sent")
    for kept in _damaged(arguments.path):
        complain(f"{kept}: a damaged file that was set aside may hold it too: delete it")
    return 0 if erased else 1


def _erase_clips(store: Store, arguments: Namespace) -> None:
    folder = arguments.evidence or arguments.path.parent / EVIDENCE
    if not folder.is_dir():
        if arguments.evidence is not None:
            raise StoreError(f"{folder}: there is no such folder")
        complain(f"{folder}: is not there; if clips are kept elsewhere, say where with --evidence")
        return
    try:
        erased = Archive(folder).erase(burst_ids(store, arguments.incident_id))
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}: nothing else was erased") from None
    print(f"{folder}: erased {count(erased, 'clip')}")


def _damaged(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.damaged-*"))


def _class(text: str | None) -> MessageClass | None:
    if text is None:
        return None
    try:
        return MessageClass(text)
    except ValueError:
        raise StoreError(f"class {text!r}: must be one of {', '.join(MessageClass)}") from None
