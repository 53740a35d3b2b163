"""A burst's samples as a recording of its own, with what was decoded in its annotation.

SigMF 1.2.6; of FM audio, which SigMF has no datatype for, a WAV file.
"""

import io
import wave
from collections.abc import Sequence
from importlib.metadata import version
from math import inf, log10

import numpy as np
from msgspec.structs import replace

from alerts.event import Event
from sdr.block import SignalKind
from sdr.sigmf import META_SUFFIX
from sdr.sigmf_metadata import SigmfAnnotation
from sdr.sigmf_writer import write_sigmf
from sdr.whole_files import whole_files
from station.evidence.band_ring import FULL_SCALE, Kept
from station.evidence.place import AUDIO, Place
from station.evidence.wav_comment import with_comment

AROUND_S = 1.0
"""Before a burst and after it."""
BIT_S, CARRIER_S = 1 / 400, 0.160
SPREAD_S = 1.0
HALF_WIDTH_HZ = {1: 3000.0, 2: 38_400.0}
"""Either side of the carrier: C/S T.001 2.3.6, and two chips a second and phase of C/S T.018."""


def burst_s(event: Event) -> float:
    """How long it lasts: C/S T.001 2.2.1, C/S T.018 2.2.1."""
    return SPREAD_S if event.generation == 2 else CARRIER_S + 4 * len(event.hex) * BIT_S


def alike(kept: Sequence[Kept], event: Event) -> list[Kept]:
    """Those of the rate and tuning that the burst was heard with."""
    if not kept:
        return []
    # A burst that a stream begins with may begin a little before it.
    begun = [each.about for each in kept if each.begin_s <= (event.time_s or 0.0)]
    heard = begun[-1] if begun else kept[0].about
    tuning = (heard.rate_hz, heard.center_hz, heard.kind)
    return [
        each
        for each in kept
        if (each.about.rate_hz, each.about.center_hz, each.about.kind) == tuning
    ]


def without_constant(kept: Sequence[Kept], event: Event, constant: complex) -> list[Kept]:
    """A receiver's constant that lies in the burst is taken out, as it was for the decoder: in so
    short a clip it could not be told from a carrier."""
    is_beside = abs(event.offset_hz or 0.0) > HALF_WIDTH_HZ[event.generation or 1]
    if is_beside or any(each.about.kind is SignalKind.FM_AUDIO for each in kept):
        return list(kept)
    return [replace(each, less=constant) for each in kept]


def write_clip(place: Place, event: Event, kept: Sequence[Kept], about: str) -> None:
    """RecordingError where it cannot be written; about is what is known of the receiver."""
    first = kept[0].about
    if first.kind is SignalKind.FM_AUDIO:
        _write_audio(place, kept, event.notice)
        return
    is_plain = all(each.scale == 1.0 for each in kept)
    write_sigmf(
        place.file(META_SUFFIX),
        (each.block() for each in kept),
        datatype="ci16_le" if is_plain else "cf32_le",
        rate_hz=first.rate_hz,
        center_hz=first.center_hz,
        start_utc_s=first.utc_s,
        annotations=[_annotation(event, kept)],
        description=_description(event, about, abs(kept[0].less)),
        overwrite=True,
    )


def _annotation(event: Event, kept: Sequence[Kept]) -> SigmfAnnotation:
    begin_s = event.time_s or 0.0
    before = sum(len(each.between(-inf, begin_s).parts) for each in kept)
    within = sum(len(each.between(begin_s, begin_s + burst_s(event)).parts) for each in kept)
    half_hz = HALF_WIDTH_HZ[event.generation or 1]
    carrier_hz = event.frequency_hz if event.frequency_hz is not None else event.offset_hz
    return SigmfAnnotation(
        sample_start=before,
        sample_count=within,
        freq_lower_edge=None if carrier_hz is None else carrier_hz - half_hz,
        freq_upper_edge=None if carrier_hz is None else carrier_hz + half_hz,
        label=str(event.alert_class),
        comment=_comment(event),
        generator=f"beacon406 {version('beacon406')}",
    )


def _comment(event: Event) -> str:
    said = {
        "hex": event.hex,
        "beacon": event.beacon_id,
        "class": event.alert_class,
        "time": event.time,
        "C/N0": None if event.cn0_dbhz is None else f"{event.cn0_dbhz:.1f} dB-Hz",
        "carrier": None if event.frequency_hz is None else f"{event.frequency_hz:.1f} Hz",
        "reasons": ", ".join(event.reasons),
        "event_id": event.event_id,
    }
    return "; ".join(f"{key} {value}" for key, value in said.items() if value)


def _description(event: Event, about: str, constant: float) -> str:
    uncertain = event.time_uncertainty_s
    clock = None if uncertain is None else f"clock within {uncertain:.3g} s"
    heard = f"heard by {event.station}" if event.station else "heard"
    less = f"less the receiver's constant of {20 * log10(constant):.1f} dBFS" if constant else None
    burst = f"A burst, and {AROUND_S:g} s on either side, {heard}"
    told = [burst, clock, about, less, event.notice]
    return "; ".join(each for each in told if each)


def _write_audio(place: Place, kept: Sequence[Kept], comment: str) -> None:
    samples = np.concatenate([each.block().samples.real for each in kept])
    stored = np.clip(np.rint(samples * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1)
    wav = io.BytesIO()
    with wave.open(wav, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(round(kept[0].about.rate_hz))
        sound.writeframes(stored.astype("<i2").tobytes())
    with whole_files(place.file(AUDIO), overwrite=True) as (file,):
        file.write(with_comment(wav.getvalue(), comment))
