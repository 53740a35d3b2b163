"""A folder of alerts, for programs that pick up files: one file for each alert and format.

A file appears under its name only when it is whole and on the disk (C/S A.002 Annex E asks files
over FTP for the same), and is never written again. Names are those of incidents' time and class in
capitals, and differ on disks that do not tell capitals apart.
"""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from alerts.formats import Format
from alerts.gateways.channel import Due
from alerts.gateways.errors import AwayError
from alerts.gateways.kinds import OutboxSettings
from alerts.incidents.alert import Alert
from alerts.own_thread import OwnThread

DOCUMENT = "ALERT.json"
"""The alert itself, always written: it has everything, and the signature."""


class Outbox:
    """
    report  is told of each form that could not be made
    """

    def __init__(
        self, settings: OutboxSettings, forms: Mapping[str, Format], report: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._forms = forms
        self._report = report
        self._thread = OwnThread("gateway outbox")

    async def send(self, due: Due) -> None:
        await self._thread.run(lambda: self._write(due))

    def _write(self, due: Due) -> None:
        folder = self._settings.folder
        try:
            for ending, content in self._contents(due).items():
                write_new(folder / f"{stem(due.alert)}-{ending}", content)
            _sync(folder)
        except OSError as error:
            raise AwayError(f"{folder}: {error.strerror}") from None

    def _contents(self, due: Due) -> dict[str, bytes]:
        contents = {DOCUMENT: due.document}
        for name, form in self._forms.items():
            try:
                contents[f"{name.upper()}.{form.suffix}"] = form.render(due.alert)
            except Exception:  # noqa: BLE001 the other forms of it are needed all the more
                self._report(f"gateway {self._settings.name}: {name} failed")
        return contents


def stem(alert: Alert) -> str:
    """Time, class, beacon, number in its incident, and what makes it unique."""
    incident = alert.incident
    time = re.sub(r"\.\d+|[-:]", "", alert.time)
    parts = time, incident.alert_class, incident.beacon_id[:30], f"{alert.seq:04}"
    return "-".join(re.sub(r"[^A-Z0-9_]", "_", part.upper()) for part in (*parts, alert.event_id))


def write_new(path: Path, content: bytes) -> None:
    """What is there already was written before a crash, by the same alert."""
    if path.exists():
        return
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def _sync(folder: Path) -> None:
    """The names of the new files, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
