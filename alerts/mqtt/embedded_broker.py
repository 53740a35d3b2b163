"""A broker inside this process, for `beacon406 demo`: amqtt, MQTT 3.1.1, loopback only, no users.

It keeps nothing on disk and asks nobody who he is, so it is never for a real station.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from alerts.errors import AlertSettingError
from alerts.mqtt.broker_url import BrokerUrl

LISTENER = "default"
HOST = "127.0.0.1"


@asynccontextmanager
async def embedded_broker() -> AsyncIterator[BrokerUrl]:
    """Run the broker on a free port for as long as the context lasts."""
    try:
        from amqtt.broker import Broker  # noqa: PLC0415 an extra, and slow to import
    except ImportError:
        raise AlertSettingError(
            f"the embedded broker needs amqtt: {sys.executable} -m pip install 'beacon406[broker]'"
        ) from None
    for name in ("amqtt", "transitions"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    broker = Broker(
        {
            "listeners": {LISTENER: {"type": "external"}},
            "plugins": {
                "amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}
            },
        }
    )
    await broker.start()
    # Our own listener, since amqtt's cannot say which free port it was given.
    connected = partial(broker.stream_connected, listener_name=LISTENER)
    server = await asyncio.start_server(connected, HOST, 0)
    try:
        yield BrokerUrl(host=HOST, port=server.sockets[0].getsockname()[1], tls=False)
    finally:
        server.close()
        await broker.shutdown()
