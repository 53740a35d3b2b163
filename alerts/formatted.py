"""An alert once more for each format that the station publishes: docs/formats.md.

The JSON document is what counts and what is signed. Whatever is wrong with a format, nothing but
that format is missing.
"""

import logging
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from alerts.errors import AlertSettingError
from alerts.formats import FORMATS
from alerts.incidents.alert import Alert
from alerts.outgoing import Outgoing
from alerts.topics import Topics

log = logging.getLogger(__name__)


def check_formats(names: Sequence[str]) -> None:
    for name in names:
        if name not in FORMATS:
            raise AlertSettingError(
                f"formats: {name!r} must be one of {', '.join(sorted(FORMATS))}"
            )


def formatted(
    alert: Alert, told: Outgoing, topics: Topics, names: Sequence[str]
) -> Iterator[Outgoing]:
    """told   the document itself; no receipt is asked for what only repeats it"""
    for name in dict.fromkeys(names):
        form = FORMATS[name]
        try:
            payload = form.render(alert)
        except Exception as error:  # noqa: BLE001 the alert itself must go out
            log.error("alert %s is not published as %s: %r", alert.event_id, name, error)  # noqa: TRY400 no traceback
            continue
        yield replace(
            told,
            topic=topics.formatted(alert.incident, name),
            payload=payload,
            content_type=form.content_type,
            user_properties=(("event_id", alert.event_id), ("seq", str(alert.seq))),
            receipt=False,
        )
