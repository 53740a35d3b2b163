"""Bursts of second-generation beacons that do not exist: C/S T.018.

They have the highest type approval number and serial number that a beacon may have. All send a
self-test, or are of the test protocol.
"""

import msgspec

from decoder.simulation.spread import SgbBurst
from decoder.spread.waveform import Pulse
from decoder.t001.frame import to_text
from decoder.t018 import SecondGeneration, encode_message
from decoder.t018.objective import Objective
from decoder.t018.ships import Mmsi
from decoder.t018.vessel import NoVessel
from recordings.places import BISCAY, CORAL_SEA


class SgbTransmission(msgspec.Struct, frozen=True, kw_only=True):
    """One burst.

    position     degrees; a message holds them to 3 m
    self_test    spread as such: no alarm
    """

    fields: SecondGeneration
    position: tuple[float, float] | None = None
    self_test: bool = True
    start_s: float = 0.1
    offset_hz: float = 0.0
    cn0_dbhz: float = 47.0
    drift_hz_per_s: float = 0.0
    chip_rate_ppm: float = 0.0
    pulse: Pulse = Pulse.HALF_SINE

    half_width_hz = 45e3
    """Either side of the carrier, 99 % of a burst's power."""

    @property
    def bits(self) -> str:
        return to_text(encode_message(self.fields, position=self.position))

    @property
    def end_s(self) -> float:
        return self.start_s + self.burst.duration_s

    @property
    def burst(self) -> SgbBurst:
        return SgbBurst(
            bits=self.bits,
            start_s=self.start_s,
            self_test=self.self_test,
            offset_hz=self.offset_hz,
            cn0_dbhz=self.cn0_dbhz,
            drift_hz_per_s=self.drift_hz_per_s,
            chip_rate_ppm=self.chip_rate_ppm,
            pulse=self.pulse,
        )


EPIRB = SecondGeneration(
    tac=17999,
    serial_number=16383,
    country=201,
    test_protocol=True,
    homing=True,
    vessel=Mmsi(201_000_000),
    beacon_type="EPIRB",
    rotating_field=Objective(
        hours_since_activation=1,
        minutes_since_location=2,
        altitude_m=0,
        hdop="1–2",
        vdop="2–3",
        battery="75–100 %",
        gnss="3D",
    ),
)
PLB = msgspec.structs.replace(
    EPIRB, test_protocol=False, vessel=NoVessel(), beacon_type="PLB", rotating_field=Objective()
)

TWO_AT_ONCE = (
    SgbTransmission(
        fields=EPIRB,
        position=BISCAY,
        self_test=False,
        offset_hz=640.0,
        drift_hz_per_s=4.0,
        chip_rate_ppm=12.0,
    ),
    SgbTransmission(
        fields=PLB,
        start_s=0.31,
        offset_hz=-820.0,
        chip_rate_ppm=-9.0,
        pulse=Pulse.ROOT_RAISED_COSINE,
    ),
)
UNDER_A_FIRST_GENERATION = SgbTransmission(
    fields=EPIRB, position=CORAL_SEA, self_test=False, offset_hz=310.0, cn0_dbhz=44.0
)
