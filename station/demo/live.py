"""The end of `beacon406 demo`: a simulated station, from a beacon's first burst until its incident
is closed, as a subscriber sees it."""

import asyncio
import sys

from rich.console import Console

from alerts.client.client import AlertClient
from alerts.client.items import ReceivedAlert
from alerts.mqtt.embedded_broker import embedded_broker
from station.daemon.daemon import Daemon
from station.report import complain
from station.run.simulated import simulated_config, simulated_recording
from station.words import place

TIMEOUT_S = 120.0


def live(console: Console) -> int:
    """0 if the incident was seen to its end."""
    return asyncio.run(_live(console))


async def _live(console: Console) -> int:
    console.print(
        "\nNow live, for most of a minute: a made-up beacon, as a receiver would hear it."
    )
    with simulated_recording() as recording:
        async with embedded_broker() as url, AlertClient(url) as client:
            config = simulated_config(recording, url, loop=False)
            daemon = asyncio.create_task(Daemon(config, complain).run())
            try:
                async with asyncio.timeout(TIMEOUT_S):
                    await _show_incident(client, console)
                if sys.stdout.isatty():
                    complain("the page shows it until Ctrl-C")
                    await daemon
            except TimeoutError:
                complain(f"no incident came to its end within {TIMEOUT_S:.0f} s")
                return 1
            finally:
                daemon.cancel()
                await asyncio.gather(daemon, return_exceptions=True)
    return 0


async def _show_incident(client: AlertClient, console: Console) -> None:
    """Each alert as it comes, until the incident is closed."""
    async for item in client.received():
        if not isinstance(item, ReceivedAlert):
            continue
        alert, fix = item.alert, item.alert.incident.fix
        where = "no position" if fix is None else place(fix.position)
        console.print(
            f"{alert.time[11:19]} UTC  {alert.incident.alert_class} {alert.incident.beacon_id}"
            f"  [bold]{alert.kind.replace('_', ' ')}[/bold]  {where}\n    {alert.reason}"
        )
        if alert.incident.closed is not None:
            return
