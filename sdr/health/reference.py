"""By how much a receiver's crystal is off, from carriers whose frequency is known.

A crystal that is fast by p parts in a million makes everything be heard too low: at f / (1 + p).
p is what receivers' own corrections are given in (`rtl_sdr -p`, `ppm` of a source).
"""

from collections.abc import Sequence
from math import sqrt
from statistics import median

import msgspec

LEAST_SIGHTINGS = 3
"""Of one carrier. Two may both be wrong."""
PPM = 1e-6
DEVIATION = 1.4826
"""Standard deviation over median absolute deviation, of normal errors."""
MEDIAN_ERROR = 1.2533
"""Standard error of a median over that of a mean."""
TWICE = 1.96
"""Standard deviations that hold 95 %."""


class Reference(msgspec.Struct, frozen=True):
    """A carrier; within tolerance_hz of its frequency it is with 95 % probability, or specified."""

    name: str
    frequency_hz: float
    tolerance_hz: float


SYSTEM_BEACON = Reference("system beacon at 406.022 MHz", 406.022e6, 1000.0)
"""Orbitography beacons: channel A of C/S T.012 Annex H, which nobody else has; tolerance C/S T.006.
A few transmit elsewhere, so most_ppm must be less than half the way to 406.034 MHz, 14.8."""


class Sighting(msgspec.Struct, frozen=True):
    """heard_hz: as told by the receiver, corrected by nothing, or by what it was set to."""

    reference: Reference
    heard_hz: float

    @property
    def ppm(self) -> float:
        return (self.reference.frequency_hz / self.heard_hz - 1) / PPM


class Calibration(msgspec.Struct, frozen=True):
    """The truth is within uncertainty_95_ppm of ppm with 95 % probability."""

    ppm: float
    uncertainty_95_ppm: float
    sightings: int
    references: tuple[str, ...]

    def corrected_hz(self, heard_hz: float) -> float:
        return heard_hz * (1 + self.ppm * PPM)

    def uncertainty_95_hz(self, heard_hz: float) -> float:
        return heard_hz * self.uncertainty_95_ppm * PPM


class _Estimate(msgspec.Struct, frozen=True):
    reference: Reference
    ppm: float
    uncertainty_ppm: float
    sightings: int


def calibration_of(sightings: Sequence[Sighting], most_ppm: float) -> Calibration | None:
    """None where no carrier was heard often enough within most_ppm: then it stays uncalibrated.

    The median of each carrier's sightings; of several carriers the mean, each weighed by how well
    it is known. One that contradicts the best known is left out: it is not where it should be.
    """
    usable = [one for one in sightings if abs(one.ppm) <= most_ppm]
    carriers = {one.reference: None for one in usable}  # ordered
    estimates = [
        _estimate(reference, [one.ppm for one in usable if one.reference == reference])
        for reference in carriers
    ]
    sure = [one for one in estimates if one.sightings >= LEAST_SIGHTINGS]
    if not sure:
        return None
    best = min(sure, key=lambda one: one.uncertainty_ppm)
    agreeing = [one for one in sure if _agree(one, best)]
    weights = [one.uncertainty_ppm**-2 for one in agreeing]
    pairs = zip(agreeing, weights, strict=True)
    return Calibration(
        ppm=sum(one.ppm * weight for one, weight in pairs) / sum(weights),
        uncertainty_95_ppm=1 / sqrt(sum(weights)),
        sightings=sum(one.sightings for one in agreeing),
        references=tuple(one.reference.name for one in agreeing),
    )


def _estimate(reference: Reference, errors_ppm: Sequence[float]) -> _Estimate:
    middle = median(errors_ppm)
    deviation = DEVIATION * median(abs(error - middle) for error in errors_ppm)
    random_ppm = TWICE * MEDIAN_ERROR * deviation / sqrt(len(errors_ppm))
    own_ppm = reference.tolerance_hz / reference.frequency_hz / PPM  # more sightings do not help
    uncertainty_ppm = max(sqrt(random_ppm**2 + own_ppm**2), 1e-4)
    return _Estimate(reference, middle, uncertainty_ppm, len(errors_ppm))


def _agree(one: _Estimate, best: _Estimate) -> bool:
    return abs(one.ppm - best.ppm) <= sqrt(one.uncertainty_ppm**2 + best.uncertainty_ppm**2)
