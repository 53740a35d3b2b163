"""ntfy: a notification on telephones, published as JSON (docs.ntfy.sh/publish/#publish-as-json)."""

import msgspec

from alerts.classify import ALARMING
from alerts.gateways.channel import Due
from alerts.gateways.headline import headline
from alerts.gateways.http import Endpoint
from alerts.gateways.kinds import NtfySettings
from alerts.incidents.alert import Alert
from alerts.incidents.kind import Kind
from alerts.outgoing import JSON
from decoder.message import MessageClass, Position

URGENT, HIGH, DEFAULT, LOW = 5, 4, 3, 2
TAGS = {
    MessageClass.DISTRESS: "sos",
    MessageClass.DISTRESS_TRACKING: "sos",
    MessageClass.SHIP_SECURITY: "lock",
    MessageClass.CANCELLATION: "no_entry_sign",
}
"""Which ntfy shows as symbols; words that it does not know are shown as they are."""


class Notification(msgspec.Struct, frozen=True, omit_defaults=True):
    topic: str
    title: str
    message: str
    priority: int
    tags: tuple[str, ...]
    click: str | None = None


class Ntfy:
    def __init__(self, settings: NtfySettings) -> None:
        self._settings = settings
        self._endpoint = Endpoint(settings)

    async def send(self, due: Due) -> None:
        body = msgspec.json.encode(notification(due.alert, self._settings.topic))
        headers = {"Content-Type": JSON, **self._authorization()}
        await self._endpoint.post(self._settings.server_url, body, headers)

    def _authorization(self) -> dict[str, str]:
        token = self._settings.secret()
        if token is None:
            return {}
        if not token.isascii() or not token.isprintable():
            raise self._settings.wrong("the secret is no access token of ntfy: see `ntfy token`")
        return {"Authorization": f"Bearer {token}"}


def notification(alert: Alert, topic: str) -> Notification:
    incident = alert.incident
    lines = (
        alert.reason,
        None if incident.fix is None else _place(incident.fix.position),
        incident.identity,
        f"{alert.time}, heard by {incident.station}",
        alert.notice,
    )
    return Notification(
        topic=topic,
        title=headline(alert),
        message="\n".join(line for line in lines if line),
        priority=priority(alert),
        tags=(TAGS.get(incident.alert_class, "test_tube"), str(incident.alert_class)),
        click=None if incident.fix is None else _map(incident.fix.position),
    )


def _place(position: Position) -> str:
    return f"{position.lat:.5f}, {position.lon:.5f}, within {position.radius_95_m:.0f} m"


def _map(position: Position) -> str:
    """RFC 5870: what a telephone opens its map with."""
    return f"geo:{position.lat:.5f},{position.lon:.5f}"


def priority(alert: Alert) -> int:
    """By class; what is over wakes nobody."""
    alert_class = alert.incident.alert_class
    if alert.kind is Kind.CLOSED or alert_class is MessageClass.UNRELIABLE:
        return DEFAULT
    if alert_class in ALARMING:
        return URGENT
    return HIGH if alert_class is MessageClass.CANCELLATION else LOW
