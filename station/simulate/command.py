"""`beacon406 simulate`: a SigMF recording of bursts in noise, into a file only."""

from argparse import Namespace
from collections.abc import Iterable, Iterator

from decoder.simulation.scene import ReceiverFaults, Scene
from decoder.simulation.spread import SgbBurst
from decoder.simulation.waveform import FgbBurst
from sdr.block import SampleBlock
from sdr.errors import RecordingError
from sdr.sigmf_writer import write_sigmf
from station.report import complain
from station.simulate.burst_text import FgbText, SgbText

FIRST_START_S = 0.5
SPACING_S = 1.0
SGB_SPACING_S = 2.0
TAIL_S = 0.5


def run(arguments: Namespace) -> int:
    bursts = list(placed(arguments.bursts))
    ends_s = [burst.start_s + burst.duration_s for burst in bursts]
    scene = Scene(
        rate_hz=arguments.rate,
        duration_s=arguments.seconds or max(ends_s, default=0.0) + TAIL_S,
        bursts=bursts,
        noise_rms=arguments.noise,
        faults=ReceiverFaults(dc=arguments.dc, image_db=arguments.image, gain=arguments.gain),
        seed=arguments.seed,
    )
    try:
        write_sigmf(
            arguments.output,
            recorded(scene, arguments.center),
            datatype=arguments.format,
            rate_hz=arguments.rate,
            center_hz=arguments.center,
            start_utc_s=None if arguments.start is None else arguments.start.timestamp(),
            overwrite=arguments.overwrite,
        )
    except RecordingError as error:
        complain(error)
        return 1
    return 0


def recorded(scene: Scene, center_hz: float) -> Iterator[SampleBlock]:
    """The scene as a source without gaps would give it."""
    first = 0
    for samples in scene.blocks():
        time_s = first / scene.rate_hz
        yield SampleBlock(
            samples=samples, rate_hz=scene.rate_hz, center_hz=center_hz, time_s=time_s
        )
        first += samples.size


def placed(texts: Iterable[FgbText | SgbText]) -> Iterator[FgbBurst | SgbBurst]:
    """Each where it asks to be, or after the one before it."""
    next_s = FIRST_START_S
    for text in texts:
        start_s = next_s if text.at_s is None else text.at_s
        if isinstance(text, SgbText):
            next_s = start_s + SGB_SPACING_S
            yield _second_generation(text, start_s)
        else:
            next_s = start_s + SPACING_S
            yield _first_generation(text, start_s)


def _first_generation(text: FgbText, start_s: float) -> FgbBurst:
    return FgbBurst(
        bits=text.bits,
        start_s=start_s,
        offset_hz=text.offset_hz,
        cn0_dbhz=text.cn0_dbhz,
        drift_hz_per_s=text.drift_hz_per_s,
        modulation_index_rad=text.index_rad,
        bit_rate_bps=text.bit_rate_bps,
    )


def _second_generation(text: SgbText, start_s: float) -> SgbBurst:
    return SgbBurst(
        bits=text.bits,
        start_s=start_s,
        self_test=text.self_test,
        offset_hz=text.offset_hz,
        cn0_dbhz=text.cn0_dbhz,
        drift_hz_per_s=text.drift_hz_per_s,
        chip_rate_ppm=text.chip_rate_ppm,
    )
