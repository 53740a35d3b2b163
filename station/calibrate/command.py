"""`beacon406 calibrate`: by how much a receiver's crystal is off, and how sure that is."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from math import inf
from pathlib import Path

import msgspec
from msgspec.structs import replace

from decoder.detection import Detection
from decoder.receiver import Receiver
from sdr.block import SampleBlock, SignalKind
from sdr.errors import RecordingError
from sdr.health.carrier import carrier_near
from sdr.health.reference import (
    LEAST_SIGHTINGS,
    PPM,
    Calibration,
    Reference,
    Sighting,
    calibration_of,
)
from sdr.live.settings import TunerSettings
from sdr.live.source import SourceError
from station.calibrate.sightings import sightings_in
from station.listening_arguments import recording_options
from station.replay.progress import Progress
from station.report import complain
from station.samples import Heard, is_config, listen, source_in
from station.words import count

INTERRUPTED = 130
SPREAD_REACH_HZ = 8e3
"""A second-generation carrier of a receiver that is 14 ppm off, and 1.2 kHz off itself."""


class Report(msgspec.Struct, frozen=True):
    """What --json prints; calibration is null where it could not be measured, and reason says why.

    calibration  what is left to correct, after `ppm` of the source
    ppm          what the source is to be set to; for a recording, the whole error
    bursts       all that were decoded, of whatever beacon
    """

    calibration: Calibration | None
    ppm: float | None
    reason: str | None
    bursts: int
    sightings: int


class Calibrator:
    """Collects sightings of known carriers in blocks that follow each other."""

    def __init__(
        self, beacons: dict[str, Reference], carriers: Sequence[Reference], most_ppm: float
    ) -> None:
        self._beacons = beacons
        self._carriers = carriers
        self._most_ppm = most_ppm
        self._receiver = Receiver(SPREAD_REACH_HZ)
        self.sightings: list[Sighting] = []
        self.bursts = 0

    def feed(self, block: SampleBlock) -> None:
        self._take(self._receiver.feed(block))
        if block.center_hz is None or block.kind is not SignalKind.IQ:
            return
        for carrier in self._carriers:
            within_hz = carrier.frequency_hz * self._most_ppm * PPM
            near = (block.rate_hz, block.center_hz, carrier.frequency_hz, within_hz)
            heard_hz = carrier_near(block.samples, *near)
            if heard_hz is not None:
                self.sightings.append(Sighting(carrier, heard_hz))

    def flush(self) -> None:
        self._take(self._receiver.flush())

    def _take(self, detections: Sequence[Detection]) -> None:
        self.bursts += len(detections)
        self.sightings += sightings_in(detections, self._beacons)

    def report(self, set_ppm: float) -> Report:
        calibration = calibration_of(self.sightings, self._most_ppm)
        ppm = None if calibration is None else set_ppm + calibration.ppm
        reason = None if calibration else self._why_not()
        return Report(calibration, ppm, reason, self.bursts, len(self.sightings))

    def _why_not(self) -> str:
        if not self.sightings:
            return (
                f"{count(self.bursts, 'burst')} heard, none of a system beacon or of one that was"
                " named, and no steady carrier: name some by --beacon or --carrier, or listen on"
            )
        heard = ", ".join(
            f"{reference.name} {count(len(errors), 'time')} at {min(errors):+.1f} to"
            f" {max(errors):+.1f} ppm"
            for reference, errors in self._errors_ppm()
        )
        return (
            f"heard {heard}: one must be heard {LEAST_SIGHTINGS} times within"
            f" {self._most_ppm:g} ppm: listen for longer, or give --most-ppm"
        )

    def _errors_ppm(self) -> Iterator[tuple[Reference, list[float]]]:
        for reference in dict.fromkeys(one.reference for one in self.sightings):
            yield reference, [one.ppm for one in self.sightings if one.reference == reference]


def run(arguments: Namespace) -> int:
    beacons = {
        beacon_id: Reference(f"beacon {beacon_id}", frequency_hz, arguments.tolerance)
        for beacon_id, frequency_hz in arguments.beacons
    }
    carriers = [
        Reference(f"carrier at {frequency_hz / 1e6:.6f} MHz", frequency_hz, arguments.tolerance)
        for frequency_hz in arguments.carriers
    ]
    calibrator = Calibrator(beacons, carriers, arguments.most_ppm)
    status, failure = 0, None
    try:
        _listen(arguments, calibrator)
    except (RecordingError, SourceError) as error:
        complain(error)
        status, failure = 1, str(error)
    except KeyboardInterrupt:
        status = INTERRUPTED  # and what was heard until then is told
    if status != INTERRUPTED:  # which may have come amid the work on a block
        calibrator.flush()
    set_ppm = _set_ppm(arguments)
    report = calibrator.report(set_ppm)
    if failure is not None and not calibrator.sightings:
        report = replace(report, reason=failure)
    if arguments.json:
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
    elif report.calibration is not None:
        print(_told(report.calibration))
        if is_config(arguments.what):
            print(f"set ppm = {report.ppm:.2f} for this source, which has {set_ppm:g}")
    elif report.reason != failure:
        complain(f"{arguments.what}: not calibrated: {report.reason}")
    return status or (0 if report.calibration else 1)


def _set_ppm(arguments: Namespace) -> float:
    """What a source is corrected by already."""
    if not is_config(arguments.what):
        return 0.0
    settings = source_in(Path(arguments.what), arguments.source)
    return settings.ppm if isinstance(settings, TunerSettings) else 0.0


def _listen(arguments: Namespace, calibrator: Calibrator) -> None:
    until_s = arguments.seconds if is_config(arguments.what) else inf

    def take(heard: Heard) -> bool:
        calibrator.feed(heard.block)
        done_s = heard.block.time_s + heard.block.samples.size / heard.block.rate_hz
        total_s = heard.duration_s if until_s == inf else until_s
        progress.show(_doing(heard, calibrator), done_s, total_s)
        return bool(done_s >= until_s)

    with Progress() as progress:
        listen(arguments.what, recording_options(arguments), arguments.source, take)


def _doing(heard: Heard, calibrator: Calibrator) -> str:
    return f"{heard.name}: {count(len(calibrator.sightings), 'sighting')}"


def _told(calibration: Calibration) -> str:
    return (
        f"ppm {calibration.ppm:.2f}, within {calibration.uncertainty_95_ppm:.2f} (95 %), from"
        f" {count(calibration.sightings, 'sighting')} of {' and '.join(calibration.references)}"
    )
