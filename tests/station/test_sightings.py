"""Only what is surely a carrier of known frequency calibrates."""

import numpy as np
import pytest
from msgspec.structs import replace

from decoder.detection import Burst, Detection
from decoder.hextext import read_hex
from decoder.message import Message
from decoder.t001.encoding import encode_message
from decoder.t001.orbitography import Orbitography, OrbitographyShort
from sdr.health.reference import SYSTEM_BEACON, Reference, Sighting
from station.calibrate.sightings import sightings_in

BURST = Burst(
    time_s=1.0,
    utc_s=None,
    utc_uncertainty_s=None,
    frequency_hz=406.0219e6,
    offset_hz=-28.1e3,
    drift_hz_per_s=0.0,
    cn0_dbhz=48.0,
    modulation_index_rad=1.1,
    bit_rate_bps=400.0,
    phase_error_rad=0.1,
)


@pytest.fixture
def system_beacon() -> Message:
    fields = Orbitography(country=201, text="TEST", second_field=OrbitographyShort())
    bits = encode_message(fields)
    return read_hex(np.packbits(bits).tobytes().hex().upper())


def heard(message: Message, burst: Burst = BURST, wrong_probability: float = 1e-6) -> Detection:
    return Detection(burst=burst, message=message, wrong_probability=wrong_probability)


def test_a_system_beacon_is_a_sighting_of_its_channel(system_beacon: Message) -> None:
    found = list(sightings_in([heard(system_beacon)], {}))
    assert found == [Sighting(SYSTEM_BEACON, 406.0219e6)]


def test_what_is_not_sure_is_no_sighting(system_beacon: Message, message: str) -> None:
    unsure = [
        heard(replace(system_beacon, valid=False)),
        heard(system_beacon, wrong_probability=0.01),
        heard(system_beacon, replace(BURST, frequency_hz=None)),
        heard(replace(system_beacon, generation=2)),
        heard(read_hex(message)),
    ]
    assert list(sightings_in(unsure, {})) == []


def test_a_beacon_that_is_named_counts_by_its_own_frequency(
    system_beacon: Message, message: str
) -> None:
    named = Reference("ours", 406.037e6, 1.0)
    ours = read_hex(message)
    found = list(sightings_in([heard(ours)], {str(ours.beacon_id): named}))
    assert found == [Sighting(named, 406.0219e6)]
    found = list(sightings_in([heard(system_beacon)], {str(system_beacon.beacon_id): named}))
    assert found == [Sighting(named, 406.0219e6)]
