"""Events, alerts and incidents as messages: topic, signature, and for how long they count."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from alerts.event import Event
from alerts.expiry import expiry_s
from alerts.formatted import formatted
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.outgoing import Outgoing
from alerts.routing.regions import Regions
from alerts.routing.routes import Route, notification_due, placed, regions_told, routes_for
from alerts.signing import Signer
from alerts.topics import Topics


class Messages:
    """How a station says what it has to say, and to whom besides its own topics' readers."""

    def __init__(
        self,
        topics: Topics,
        signer: Signer | None = None,
        *,
        regions: Regions | None = None,
        routes: Sequence[Route] = (),
        formats: Sequence[str] = (),
        repeats_bursts: bool = True,
    ) -> None:
        self.topics = topics
        self._signer = signer
        self._regions = regions or Regions()
        self._routes = routes
        self._formats = formats
        self._repeats_bursts = repeats_bursts

    @property
    def public_keys(self) -> bytes | None:
        """The JWK set to verify them with."""
        return None if self._signer is None else self._signer.public_keys

    def burst(self, event: Event) -> list[Outgoing]:
        """Its own, for who hears it; a correlator does not repeat what stations have published."""
        if not self._repeats_bursts:
            return []
        message = Outgoing(
            topic=self.topics.burst(event.alert_class),
            payload=self._signed(event),
            expiry_s=expiry_s(event.alert_class),
            user_properties=(("event_id", event.event_id), ("schema", event.schema)),
            event_id=event.event_id,
        )
        return [message]

    def alert(self, alert: Alert, old: Incident | None) -> list[Outgoing]:
        """For who may read its class, for each partner that a rule names, and in other formats."""
        incident = alert.incident
        told = Outgoing(
            topic=self.topics.alert(incident),
            payload=self._signed(alert),
            expiry_s=expiry_s(incident.alert_class),
            user_properties=(
                ("event_id", alert.event_id),
                ("schema", alert.schema),
                ("seq", str(alert.seq)),
            ),
            event_id=alert.event_id,
            receipt=True,
        )
        regions = regions_told(self._regions, old, incident)
        routes = routes_for(incident.alert_class, incident.country, regions, self._routes)
        copies = [
            replace(
                told,
                topic=self.topics.alert(incident, route.name),
                brokers=route.brokers,
                receipt=False,  # partners may not answer
            )
            for route in routes
        ]
        return [told, *copies, *formatted(alert, told, self.topics, self._formats)]

    def incident(self, incident: Incident) -> Outgoing:
        """Its last state while it is open; then nothing, which ends what the broker retained."""
        return Outgoing(
            topic=self.topics.incident(incident),
            payload=b"" if incident.closed else self._signed(incident),
            retain=True,
            expiry_s=expiry_s(incident.alert_class),
            user_properties=(("schema", incident.schema), ("seq", str(incident.seq))),
        )

    def placed(self, incident: Incident) -> Incident:
        """With the search-and-rescue region of its position."""
        return placed(incident, self._regions)

    def notifies_country(self, old: Incident | None, new: Incident) -> bool:
        """Whether the country of registration is to be told now."""
        return notification_due(old, new, self._regions, self._routes)

    def _signed(self, document: msgspec.Struct) -> bytes:
        plain = msgspec.json.encode(document)
        return plain if self._signer is None else self._signer.sign(plain)
