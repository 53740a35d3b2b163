"""Which decoded bursts tell by how much the receiver's crystal is off."""

from collections.abc import Iterator, Mapping, Sequence

from decoder.detection import Detection
from decoder.message import MessageClass
from sdr.health.reference import SYSTEM_BEACON, Reference, Sighting

SUREST_WRONG = 1e-3
"""A burst that was read with a greater chance of being another one tells nothing."""


def sightings_in(
    detections: Sequence[Detection], beacons: Mapping[str, Reference]
) -> Iterator[Sighting]:
    """Of beacons whose frequency is known by their ID, and of the first generation's system
    beacons; the second generation's are at 406.05 MHz, where all others of it are too."""
    for detection in detections:
        message, heard_hz = detection.message, detection.burst.frequency_hz
        is_sure = message.valid and detection.wrong_probability <= SUREST_WRONG
        if not is_sure or heard_hz is None:
            continue
        if (known := beacons.get(message.beacon_id or "")) is not None:
            yield Sighting(known, heard_hz)
        elif message.generation == 1 and message.message_class is MessageClass.CALIBRATION:
            yield Sighting(SYSTEM_BEACON, heard_hz)
