"""Pictures and samples of bursts over HTTP."""

import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from zipfile import ZIP_STORED, ZipFile

from msgspec.structs import asdict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alerts.event import Event
from station.evidence.archive import Archive
from station.evidence.place import PICTURE, Place
from station.web.access import Caller
from station.web.documents import HeardBurst
from station.web.service import Service

PNG, ZIP = "image/png", "application/zip"
ADDRESS = "/api/v1/evidence/"
KEPT_BY_BROWSER = "private, max-age=300"
"""The page shows an incident anew with each of its bursts."""


class EvidencePages:
    """Routes of an API."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def picture(self, request: Request) -> Response:
        body = await self._read(request, _picture)
        return Response(body, media_type=PNG, headers={"cache-control": KEPT_BY_BROWSER})

    async def clip(self, request: Request) -> Response:
        """Stored as they are: noise does not get smaller."""
        body = await self._read(request, _zipped)
        name = f"beacon406_{request.path_params['id']}.zip"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=ZIP, headers=headers)

    async def _read(self, request: Request, read: Callable[[Place], bytes]) -> bytes:
        """A covert one is not there, for who may not see it."""
        caller = self._service.door.caller(request)
        archive = self._service.evidence
        event_id = request.path_params["id"]

        def found() -> bytes | None:
            place = None if archive is None else archive.find(event_id)
            return read(place) if place is not None and place.shows <= caller.sees else None

        try:
            body = await self._service.read(lambda _: found())
        except FileNotFoundError:
            body = None
        except OSError:
            raise HTTPException(503, "evidence cannot be read now: try again") from None
        if body is None:
            raise HTTPException(404, "there is no such evidence")
        return body


def with_evidence(
    events: Sequence[Event], archive: Archive | None, caller: Caller
) -> tuple[HeardBurst, ...]:
    """Each with the address of its picture, where there is one."""
    ids = [event.event_id for event in events]
    pictured = frozenset[str]()
    if archive is not None:
        with suppress(OSError):  # without its pictures an incident is still of use
            pictured = archive.pictured(ids, caller.sees)
    return tuple(
        HeardBurst(
            **asdict(event),
            evidence=f"{ADDRESS}{event.event_id}.png" if event.event_id in pictured else None,
        )
        for event in events
    )


def _picture(place: Place) -> bytes:
    return place.file(PICTURE).read_bytes()


def _zipped(place: Place) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for file in place.files():
            archive.write(file, file.name)
    return packed.getvalue()
