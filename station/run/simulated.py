"""`beacon406 run --simulate`: the whole station at work on one machine, with nothing attached.

A made-up beacon of the test protocol sends four bursts: without a position, with one, with the same
again, and from five kilometres on; then it is silent. What follows is the station that anybody has,
but that incidents are over within a minute: receiver, decoder, store, a broker of its own, page.
"""

import asyncio
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alerts.incidents.thresholds import Pace, Thresholds
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.broker_url import BrokerUrl
from alerts.mqtt.embedded_broker import embedded_broker
from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst
from decoder.t001 import encode_message
from decoder.t001.frame import to_text
from recordings.location_beacons import TEST_BEACON
from sdr.live.settings import PlaySettings
from sdr.sigmf_writer import write_sigmf
from station.config.config import Config
from station.daemon.injection_settings import InjectionSettings
from station.run.command import serve
from station.simulate.command import recorded
from station.web.settings import WebSettings

STATION = "simulation"
RATE_HZ = 250e3
CENTER_HZ = 406.05e6
ADRIFT = (None, (45.5, -6.25), (45.5, -6.25), (45.54, -6.2))
"""Latitude and longitude; Biscay."""
FIRST_S, EVERY_S, SILENCE_S = 2.0, 6.0, 20.0
SILENT_AFTER_S, CLOSED_AFTER_S = 10.0, 15.0
CN0_DBHZ = 42.0


def simulate(_: Namespace, report: Callable[[str], None]) -> int:
    """Until Ctrl-C."""
    return asyncio.run(_serve(report))


async def _serve(report: Callable[[str], None]) -> int:
    with simulated_recording() as recording:
        async with embedded_broker() as url:
            config = simulated_config(recording, url, loop=True)
            report(f"everything is published at {url}; `beacon406 watch {url}` shows it")
            return await serve(lambda: config, report)


def simulated_config(recording: Path, broker: BrokerUrl, *, loop: bool) -> Config:
    """Of a station that hears the recording, with its store beside it."""
    quick = Pace(apart_s=EVERY_S / 2, silent_after_s=SILENT_AFTER_S)
    return Config(
        station=STATION,
        store=recording.with_name("alerts.db"),
        brokers=(BrokerSettings.at(broker),),
        web=WebSettings(port=0),
        sources=(PlaySettings(name="made-up", path=recording, loop=loop),),
        carrier_error_hz=2500.0,
        thresholds=Thresholds(first_generation=quick, closed_after_s=CLOSED_AFTER_S),
        test_burst=InjectionSettings(every_s=0),
    )


@contextmanager
def simulated_recording() -> Iterator[Path]:
    """In a folder of its own, until the end of the context."""
    bursts = [
        FgbBurst(
            bits=to_text(encode_message(TEST_BEACON, position=position)),
            start_s=FIRST_S + number * EVERY_S,
            offset_hz=-13_000.0,
            cn0_dbhz=CN0_DBHZ,
        )
        for number, position in enumerate(ADRIFT)
    ]
    scene = Scene(
        rate_hz=RATE_HZ, duration_s=FIRST_S + len(ADRIFT) * EVERY_S + SILENCE_S, bursts=bursts
    )
    with tempfile.TemporaryDirectory(prefix="beacon406-") as folder:
        file = Path(folder) / "simulation.sigmf-meta"
        write_sigmf(
            file,
            recorded(scene, CENTER_HZ),
            datatype="cu8",
            rate_hz=RATE_HZ,
            center_hz=CENTER_HZ,
            start_utc_s=None,
        )
        yield file
