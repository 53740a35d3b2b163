"""What a gateway is given, and what it does with it."""

from typing import Protocol

import msgspec

from alerts.incidents.alert import Alert


class Due(msgspec.Struct, frozen=True):
    """An alert, and the document of it as it is published: signed, where the station signs."""

    alert: Alert
    document: bytes

    @property
    def incident(self) -> tuple[str, str]:
        """Its alerts keep their order."""
        return self.alert.incident.alert_class, self.alert.incident.incident_id


class Channel(Protocol):
    """One gateway's other side.

    May be cancelled, and tried again with the same alert; raises GatewayError or AlertSettingError.
    """

    async def send(self, due: Due) -> None:
        """Return once the other side has it, as far as it can be known."""
        ...
