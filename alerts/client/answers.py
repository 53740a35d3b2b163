"""What a subscriber answers: an alert has arrived, somebody has seen it, an incident is over."""

import asyncio
import time
from collections import Counter
from contextlib import suppress

import msgspec

from alerts.acknowledgement import Acknowledgement, Action
from alerts.client.items import ReceivedAlert
from alerts.delivery.pauses import pauses
from alerts.errors import AlertError, AlertSettingError, BrokerUnreachableError
from alerts.incidents.incident import Incident
from alerts.mqtt.connection import Connection
from alerts.outgoing import Outgoing
from alerts.timestamp import rfc3339
from alerts.topics import Topics, check_name

RECEIPT_REFUSED = "receipt_refused"


class Answers:
    """Over a connection that comes and goes; who has no name does not answer.

    receipts  whether alerts are receipted: a partner may not
    """

    def __init__(
        self, name: str | None, root: str, counters: Counter[str], *, receipts: bool
    ) -> None:
        self.connection: Connection | None = None
        self.name = None if name is None else check_name(name, "the subscriber's name")
        self._root = root
        self._sends_receipts = receipts and name is not None
        self._counters = counters
        self._receipts: asyncio.Queue[ReceivedAlert] = asyncio.Queue()

    def receipt(self, received: ReceivedAlert) -> None:
        """Sent when it can be; until then the station keeps the alert."""
        if self._sends_receipts:
            self._receipts.put_nowait(received)

    async def send_receipts(self) -> None:
        """Without end."""
        while True:
            await self._send(await self._receipts.get())
            self._receipts.task_done()

    async def finish(self, patience_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self._receipts.join()

    async def say(self, station: str, incident: Incident, action: Action, event_id: str) -> None:
        if self.name is None:
            raise AlertSettingError("who acknowledges needs a name: that of the broker's user")
        if self.connection is None:
            raise BrokerUnreachableError("not connected to the broker: try again when it is back")
        said = Acknowledgement(
            action=action,
            incident_id=incident.incident_id,
            alert_class=incident.alert_class,
            event_id=event_id,
            by=self.name,
            at=rfc3339(time.time()) or "",
        )
        topics = Topics(station, self._root)
        await self.connection.publish(
            Outgoing(
                topic=topics.acknowledgement(self.name, said.alert_class, said.incident_id),
                payload=msgspec.json.encode(said),
            )
        )

    async def _send(self, received: ReceivedAlert) -> None:
        """Tried until the broker has it; one that it refuses is counted, and the next is sent."""
        alert = received.alert
        for pause_s in pauses():
            try:
                await self.say(received.station, alert.incident, Action.RECEIVED, alert.event_id)
            except BrokerUnreachableError:
                await asyncio.sleep(pause_s)
            except AlertError:
                self._counters[RECEIPT_REFUSED] += 1
                return
            else:
                return
