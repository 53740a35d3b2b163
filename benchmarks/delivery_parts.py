"""What the delivery benchmarks share: a broker to kill, bursts to tell of, and how to judge them.

The bursts are of made-up aircraft in distress, ELT(DT): each of theirs is told, so that there are
as many alerts as bursts.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from uuid import UUID

import msgspec

from alerts.event import Event, event_from_detection
from alerts.incidents.alert import Alert
from alerts.mqtt.broker_settings import BrokerSettings
from decoder.detection import Burst, Detection
from decoder.message import Message, MessageClass

STATION = "chaos"

# As deploy/mosquitto has it: what is acknowledged is on the disk within a second. With every change
# it would be sooner, but all is written anew each time: 142 messages a second instead of 1 150.
PERSISTENCE = "persistence true\nautosave_on_changes false\nautosave_interval 1\n"


class Mosquitto:
    """The same port and files from start to start."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port: int = server.getsockname()[1]
        self.settings = BrokerSettings(url=f"mqtt://127.0.0.1:{self.port}")
        self._config = folder / "mosquitto.conf"
        user = "user root\n" if os.geteuid() == 0 else ""
        self._config.write_text(
            f"{user}listener {self.port} 127.0.0.1\nallow_anonymous true\n"
            f"max_queued_messages 100000\n{PERSISTENCE}persistence_location {folder}/\n"
        )
        program = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin")
        if program is None:
            raise SystemExit("mosquitto is missing: apt install mosquitto")
        self._program = program

    def start(self) -> None:
        self._process = subprocess.Popen(
            [self._program, "-c", self._config],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1.0).close()
            except ConnectionRefusedError:
                time.sleep(0.01)
            else:
                return
        raise SystemExit(f"mosquitto did not start on port {self.port}")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def burst(number: int, incidents: int, utc_s: float) -> Event:
    """The same number is always the same burst."""
    beacon_id = f"{number % incidents:015X}"
    message = Message(
        generation=1,
        hex="FFFE2F" + 2 * beacon_id,
        beacon_id=beacon_id,
        message_class=MessageClass.DISTRESS_TRACKING,
        self_test=False,
        country=999,
        country_name=None,
        protocol="made_up",
        beacon_type="ELT",
        identity="made up",
        position=None,
        homing=None,
        corrected_bits=(0, 0),
        valid=True,
        reasons=(),
        fields=None,
    )
    heard = Burst(
        time_s=0.0,
        utc_s=utc_s,
        utc_uncertainty_s=0.01,
        frequency_hz=406.04e6,
        offset_hz=0.0,
        drift_hz_per_s=0.0,
        cn0_dbhz=40.0,
        modulation_index_rad=1.1,
        bit_rate_bps=400.0,
        phase_error_rad=0.1,
    )
    event_id = str(UUID(int=(number << 80) | (7 << 76) | (2 << 62)))
    return event_from_detection(Detection(heard, message, 1e-9), station=STATION, event_id=event_id)


class Arrivals:
    """What a coordinator got, judged by the number that each alert has in its incident."""

    def __init__(self) -> None:
        self.subscribed = asyncio.Event()
        self.total = 0
        self.reordered = 0
        self.contradictions = 0
        self.event_ids: dict[tuple[str, int], str] = {}
        self._last: dict[str, int] = {}

    def take(self, payload: bytes) -> Alert:
        alert = msgspec.json.decode(payload, type=Alert)
        self.total += 1
        incident_id = alert.incident.incident_id
        known = self.event_ids.get((incident_id, alert.seq))
        if known is None:
            self.event_ids[incident_id, alert.seq] = alert.event_id
            self.reordered += alert.seq < self._last.get(incident_id, 0)
            self._last[incident_id] = alert.seq
        else:
            self.contradictions += known != alert.event_id
        return alert

    def judgement(self, sent: int) -> dict[str, int]:
        return {
            "alerts": sent,
            "lost": sent - len(self.event_ids),
            "reordered within an incident": self.reordered,
            "sent again": self.total - len(self.event_ids),
            "sent again with another event_id": self.contradictions,
        }
