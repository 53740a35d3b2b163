"""`beacon406 test-alert`: does an alert get through, everywhere?

It has a store in memory and connections of its own, so that the station may go on meanwhile. Its
incident is closed at once: no broker keeps it as open.
"""

import asyncio
import math
import time
from argparse import Namespace
from collections.abc import Coroutine, Iterator
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from alerts.acknowledgement import Acknowledgement, Action
from alerts.desk import Desk
from alerts.errors import AlertDeliveryError, AlertError, AlertSettingError
from alerts.event import NOT_HEARD, Event, event_from_detection
from alerts.event_id import new_event_id
from alerts.formats import FORMATS
from alerts.gateways.attempt import attempt
from alerts.gateways.channel import Due
from alerts.gateways.kinds import AnyGateway, CotSettings
from alerts.gateways.opening import open_channel
from alerts.incidents.alert import Alert
from alerts.incidents.burst_time import timestamp
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import open_connection
from alerts.outgoing import Outgoing
from alerts.store.store import Store
from decoder.detection import Detection
from decoder.hextext import read_hex
from decoder.message import MessageClass
from station.alerting import messages_of
from station.config.config import Config, read_config

MESSAGE = "FFFE2F8E3EABCDE530A08DD7A03580200CDF"
"""C/S T.001 standard location, test protocol, made up."""
WHO = "test-alert"


def run(arguments: Namespace) -> int:
    config = read_config(arguments.config)
    if not config.brokers and not config.gateways:
        raise AlertSettingError(f"{arguments.config}: names no broker and no gateway to test")
    return 0 if asyncio.run(_tell_all(config, arguments.timeout)) else 1


class Told(msgspec.Struct, frozen=True):
    """What became of it somewhere."""

    where: str
    outcome: str
    is_good: bool = True


async def _tell_all(config: Config, timeout_s: float) -> bool:
    """Prints what becomes of it as soon as that is known; True if all got it."""
    all_good = True
    for each in asyncio.as_completed(_tellings(config, timeout_s)):
        told = await each
        print(f"{told.where}: {told.outcome}", flush=True)
        all_good = all_good and told.is_good
    return all_good


def _tellings(config: Config, timeout_s: float) -> list[Coroutine[None, None, Told]]:
    with Store() as store:
        alert = _test_alert(config, store)
        due = next(_documents(store, alert))
        messages = {
            broker.name: [row.outgoing for row in store.pending(broker.name)]
            for broker in config.brokers
        }
    return [
        *(_to_broker(each, messages[each.name], timeout_s) for each in config.brokers),
        *(_through(each, due, timeout_s) for each in config.gateways),
    ]


def made_up_event(station: str, now_s: float) -> Event:
    """As if a test beacon had just been heard."""
    heard = Detection(replace(NOT_HEARD, utc_s=now_s), read_hex(MESSAGE), math.nan)
    return event_from_detection(
        heard, station=station, event_id=new_event_id(), received_utc_s=now_s
    )


def _test_alert(config: Config, store: Store) -> Alert:
    """The first alert of its incident; what is to be published of it all is in the store."""
    now_s = time.time()
    desk = Desk(store, messages_of(config), config.thresholds)
    [alert] = desk.take([made_up_event(config.station, now_s)], now_s)
    incident = alert.incident
    assert incident.alert_class is MessageClass.TEST
    over = Acknowledgement(
        action=Action.CLOSED,
        incident_id=incident.incident_id,
        alert_class=incident.alert_class,
        event_id=alert.event_id,
        by=WHO,
        at=timestamp(now_s),
    )
    desk.acknowledge(over, now_s)
    return alert


def _documents(store: Store, alert: Alert) -> Iterator[Due]:
    """As it is published, signed where the station signs."""
    for row in store.pending(WHO):
        if row.outgoing.receipt and row.outgoing.event_id == alert.event_id:
            yield Due(alert, row.outgoing.payload)


async def _to_broker(broker: BrokerSettings, messages: list[Outgoing], timeout_s: float) -> Told:
    where = f"{broker.name} (broker {broker.address})"
    try:
        async with asyncio.timeout(timeout_s):
            is_heard = await _publish(broker, messages)
    except TimeoutError:
        return Told(where, f"FAILED: no answer within {timeout_s:g} s", is_good=False)
    except AlertError as error:
        return Told(where, f"FAILED: {error}", is_good=False)
    return Told(where, "delivered" if is_heard else "delivered, but nobody listens there")


async def _publish(broker: BrokerSettings, messages: list[Outgoing]) -> bool:
    """False where the broker says that nobody listens to the alerts."""
    # Not the station's own identifier, which would end the station's connection.
    connection = await open_connection(broker, client_id=f"beacon406-{uuid4().hex[:12]}")
    is_heard = True
    try:
        answers = connection.publish_all(messages)
        for message in messages:
            answer = await anext(answers)
            if isinstance(answer, AlertDeliveryError):
                raise answer
            is_heard = is_heard and (answer or not message.receipt)
    finally:
        await connection.close()
    return is_heard


async def _through(gateway: AnyGateway, due: Due, timeout_s: float) -> Told:
    where = f"{gateway.name} ({gateway.kind})"
    remarks: list[str] = []
    try:
        channel = open_channel(gateway, FORMATS, remarks.append)
        await attempt(gateway.name, channel, due, timeout_s)
    except AlertError as error:
        return Told(where, f"FAILED: {error}", is_good=False)
    if remarks:
        return Told(where, f"FAILED in part: {'; '.join(remarks)}", is_good=False)
    if isinstance(gateway, CotSettings):
        return Told(where, "sent, which nobody confirms")
    return Told(where, "delivered")
