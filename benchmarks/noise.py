"""Is anything heard where no beacon is? Hours of noise with one kind of interference after another.

A DC spike lies in all of them. Beside strong beacons, what is heard of themselves does not count.

python benchmarks/noise.py [--quick] [--rounds 3]
"""

import time
from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from study import Study, main, total
from trials import CENTER_HZ, EDGE_HZ, RATE_HZ, as_cu8, fits, random_message

from decoder.receiver import Receiver
from decoder.simulation.interference import FmVoice, KeyedFrequency, PulsedRadar, Spur
from decoder.simulation.scene import Interference, ReceiverFaults, Scene
from decoder.simulation.waveform import FgbBurst
from sdr.block import SampleBlock

DC = 0.03
NOISE_RMS = 0.04
SPURS = 30
KEYED_PERIODS_S = (1.3, 0.7, 0.32)


class Listening(msgspec.Struct, frozen=True):
    """So many minutes of one kind of interference."""

    interference: str
    minutes: float


class Silence(msgspec.Struct, frozen=True):
    """What was heard that nobody had sent, and the receiver's own share of the time."""

    duration_s: float
    detections: int
    valid: int
    rejections: int
    busy_s: float


def listened(case: Listening, seed: int) -> Silence:
    random = np.random.default_rng(seed)
    duration_s = 60 * case.minutes
    sent = beacons(random, duration_s) if case.interference == "strong beacons" else []
    scene = Scene(
        rate_hz=RATE_HZ,
        duration_s=duration_s,
        bursts=sent,
        interference=INTERFERENCE[case.interference](random),
        noise_rms=NOISE_RMS,
        faults=ReceiverFaults(dc=DC),
        seed=seed,
    )
    receiver = Receiver()
    heard = []
    first, busy_s = 0, 0.0
    for samples in scene.blocks():
        block = SampleBlock(as_cu8(samples), RATE_HZ, CENTER_HZ, first / RATE_HZ)
        started_s = time.process_time()
        heard += receiver.feed(block)
        busy_s += time.process_time() - started_s
        first += samples.size
    heard += receiver.flush()
    unsent = [one for one in heard if not any(fits(burst, one) for burst in sent)]
    return Silence(
        duration_s=duration_s,
        detections=len(unsent),
        valid=sum(one.message.valid for one in unsent),
        rejections=receiver.rejections.total(),
        busy_s=busy_s,
    )


def beacons(random: np.random.Generator, duration_s: float) -> list[FgbBurst]:
    return [
        FgbBurst(
            bits=random_message(random, short=random.random() < 0.5),
            start_s=start_s + random.uniform(0, 1),
            offset_hz=random.uniform(-EDGE_HZ, EDGE_HZ),
            cn0_dbhz=random.uniform(55, 80),
        )
        for start_s in np.arange(0.5, duration_s - 2, 2.0)
    ]


def spurs(random: np.random.Generator) -> list[Interference]:
    return [
        Spur(
            offset_hz=random.uniform(-80e3, 80e3),
            cn0_dbhz=random.uniform(25, 60),
            drift_hz_per_s=random.uniform(-3, 3),
        )
        for _ in range(SPURS)
    ]


def keyed_carriers(random: np.random.Generator) -> list[Interference]:
    return [
        Spur(offset_hz=anywhere(random), cn0_dbhz=random.uniform(35, 60), period_s=period_s)
        for period_s in KEYED_PERIODS_S
    ]


def voices(random: np.random.Generator) -> list[Interference]:
    return [
        FmVoice(
            offset_hz=anywhere(random),
            cn0_dbhz=random.uniform(45, 70),
            seed=int(random.integers(2**32)),
        )
        for _ in range(2)
    ]


def radars(random: np.random.Generator) -> list[Interference]:
    return [
        PulsedRadar(
            offset_hz=anywhere(random),
            cn0_dbhz=random.uniform(60, 85),
            pulse_s=random.uniform(5e-6, 100e-6),
            period_s=random.uniform(0.5e-3, 5e-3),
            chirp_hz=random.uniform(0, 50e3),
        )
    ]


def ais(random: np.random.Generator) -> list[Interference]:
    return [
        KeyedFrequency(
            offset_hz=anywhere(random),
            cn0_dbhz=random.uniform(45, 75),
            bit_rate_bps=9600.0,
            bandwidth_time=0.4,
            on_s=0.02667 * random.integers(1, 20),
            period_s=random.uniform(0.6, 3.0),
            seed=int(random.integers(2**32)),
        )
        for _ in range(2)
    ]


def radiosondes(random: np.random.Generator) -> list[Interference]:
    return [
        KeyedFrequency(
            offset_hz=anywhere(random),
            cn0_dbhz=random.uniform(45, 75),
            seed=int(random.integers(2**32)),
        )
        for _ in range(2)
    ]


def anywhere(random: np.random.Generator) -> float:
    return random.uniform(-EDGE_HZ, EDGE_HZ)


INTERFERENCE: dict[str, Callable[[np.random.Generator], Sequence[Interference]]] = {
    "nothing but noise": lambda _: (),
    "spurs": spurs,
    "keyed carriers": keyed_carriers,
    "FM voice": voices,
    "pulsed radar": radars,
    "AIS-like GMSK": ais,
    "radiosonde FSK": radiosondes,
    "strong beacons": lambda _: (),
}


def table(silences: dict[Listening, Silence]) -> str:
    lines = ["interference         hours  detections  valid  rejected  x real time"]
    lines += [row(case.interference, silence) for case, silence in silences.items()]
    return "\n".join([*lines, row("all", total(silences.values()))])


def row(name: str, silence: Silence) -> str:
    return (
        f"{name:18}  {silence.duration_s / 3600:6.2f}  {silence.detections:10}  {silence.valid:5}"
        f"  {silence.rejections:8}  {silence.duration_s / silence.busy_s:11.1f}"
    )


NOISE = Study(
    name="noise",
    cases=tuple(Listening(name, 1.0) for name in INTERFERENCE),
    result=Silence,
    measure=listened,
    table=table,
    rounds=2,
)

if __name__ == "__main__":
    main(NOISE)
