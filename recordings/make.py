"""`python -m recordings.make [FOLDER]`: the reference recordings and their expected.json, again.

The same bytes come out wherever numpy and the processor's kind are the same; elsewhere a few
samples in a million may round to the next step (tests/recordings holds that limit).
"""

import sys
import wave
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import numpy as np

from decoder.arrays import Samples
from decoder.simulation.fm_audio import fm_audio
from recordings.catalogue import CATALOGUE
from recordings.expected import expected_detections
from recordings.plan import START, AnyTransmission, Audio, Plan
from sdr.block import SampleBlock
from sdr.sample_format import INT16, WAV_UINT8, bytes_from_components
from sdr.sigmf_metadata import SigmfAnnotation
from sdr.sigmf_writer import write_sigmf


def make_all(folder: Path) -> None:
    """Write every recording to folder/shipped and what is in them to folder/expected.json."""
    shipped = folder / "shipped"
    shipped.mkdir(parents=True, exist_ok=True)
    for plan in CATALOGUE:
        make(plan, shipped)
    expected = {plan.file_name: expected_detections(plan) for plan in CATALOGUE}
    text = msgspec.json.format(msgspec.json.encode(expected), indent=1)
    (folder / "expected.json").write_bytes(text + b"\n")


def make(plan: Plan, folder: Path) -> Path:
    """Write one recording; gives its path (of the metadata, where it is SigMF)."""
    path = folder / plan.file_name
    samples = np.concatenate(list(plan.scene.blocks()))
    if plan.audio is None:
        _write_sigmf(path, plan, samples)
    else:
        _write_wav(path, plan.audio, samples, plan.rate_hz)
    return path


def _write_sigmf(path: Path, plan: Plan, samples: Samples) -> None:
    write_sigmf(
        path,
        _blocks(plan, samples),
        datatype=plan.datatype,
        rate_hz=plan.rate_hz,
        center_hz=plan.center_hz,
        start_utc_s=(START + timedelta(minutes=CATALOGUE.index(plan))).timestamp(),
        annotations=[_annotation(plan, transmission) for transmission in plan.whole],
        description=f"{plan.description}. Simulated; the identities are made up.",
        overwrite=True,
    )


def _blocks(plan: Plan, samples: Samples) -> Iterator[SampleBlock]:
    """All samples, or those before and those after the lost ones."""
    first, last = (round(time_s * plan.rate_hz) for time_s in plan.lost_s or (0.0, 0.0))
    if first:
        yield _block(plan, samples[:first], 0)
    yield _block(plan, samples[last:], last, lost=last - first)


def _block(plan: Plan, samples: Samples, first: int, lost: int = 0) -> SampleBlock:
    return SampleBlock(
        samples=samples,
        rate_hz=plan.rate_hz,
        center_hz=plan.center_hz,
        time_s=first / plan.rate_hz,
        gap_before=lost > 0,
        samples_lost=lost,
    )


def _annotation(plan: Plan, transmission: AnyTransmission) -> SigmfAnnotation:
    carrier_hz = plan.center_hz + transmission.offset_hz
    lost_s = plan.lost_s or (0.0, 0.0)
    before_s = lost_s[1] - lost_s[0] if transmission.start_s >= lost_s[1] else 0.0
    return SigmfAnnotation(
        sample_start=round((transmission.start_s - before_s) * plan.rate_hz),
        sample_count=round(transmission.burst.duration_s * plan.rate_hz),
        freq_lower_edge=carrier_hz - transmission.half_width_hz,
        freq_upper_edge=carrier_hz + transmission.half_width_hz,
        label=str(transmission.fields.__struct_config__.tag),
    )


def _write_wav(path: Path, audio: Audio, samples: Samples, rate_hz: float) -> None:
    encoding = {8: WAV_UINT8, 16: INT16}[audio.bits]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(encoding.size_bytes)
        file.setframerate(round(audio.chain.rate_hz))
        file.writeframes(bytes_from_components(fm_audio(samples, rate_hz, audio.chain), encoding))


if __name__ == "__main__":
    make_all(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
