"""Noise, a DC spike, spurs, keyed carriers and FM voice, and not one beacon: nothing may be heard.

Exits with 1 where something was.

python benchmarks/noise.py [--quick] [--minutes 10]
"""

import argparse
import sys
import time
from collections import Counter

import numpy as np

from decoder.detection import Detection
from decoder.reasons import Rejection
from decoder.receiver import Receiver
from decoder.simulation.interference import FmVoice, Spur
from decoder.simulation.scene import Interference, ReceiverFaults, Scene
from sdr.block import SampleBlock
from sdr.sample_format import DONGLE_UINT8, bytes_from_components, components_from_bytes

RATE_HZ = 250e3
CENTER_HZ = 406.05e6
DC = 0.03
SPURS = 30
KEYED = ((-10e3, 1.3), (33e3, 0.7), (5e3, 0.32))
VOICES = ((-30e3, 60.0), (20e3, 50.0))


def main() -> int:
    parser = argparse.ArgumentParser(description="false detections in noise and interference")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="half a minute")
    arguments = parser.parse_args()
    minutes = 0.5 if arguments.quick else arguments.minutes
    heard, rejections, busy_s = listened(60 * minutes, arguments.seed)
    print(f"{minutes:g} minutes of noise, DC, {SPURS} spurs, keyed carriers and FM voice")
    print(f"detections  {len(heard)}")
    for word, number in sorted(rejections.items()):
        print(f"rejected    {number:6} {word}")
    print(f"received at {60 * minutes / busy_s:.1f} x real time")
    for detection in heard:
        print(detection)
    return 1 if heard else 0


def listened(duration_s: float, seed: int) -> tuple[list[Detection], Counter[Rejection], float]:
    """Detections, rejections, and the receiver's own share of the time."""
    scene = Scene(
        rate_hz=RATE_HZ,
        duration_s=duration_s,
        interference=interference(seed),
        noise_rms=0.08,
        faults=ReceiverFaults(dc=DC),
        seed=seed,
    )
    receiver = Receiver()
    heard: list[Detection] = []
    first, busy_s = 0, 0.0
    for samples in scene.blocks():
        stored = bytes_from_components(samples.view(np.float32), DONGLE_UINT8)
        block = SampleBlock(
            samples=components_from_bytes(stored, DONGLE_UINT8).view(np.complex64),
            rate_hz=RATE_HZ,
            center_hz=CENTER_HZ,
            time_s=first / RATE_HZ,
        )
        started_s = time.perf_counter()
        heard += receiver.feed(block)
        busy_s += time.perf_counter() - started_s
        first += samples.size
    return heard + receiver.flush(), receiver.rejections, busy_s


def interference(seed: int) -> list[Interference]:
    random = np.random.default_rng(seed)
    steady = [
        Spur(offset_hz=random.uniform(-80e3, 80e3), cn0_dbhz=random.uniform(25, 60))
        for _ in range(SPURS)
    ]
    keyed = [Spur(offset_hz=hz, cn0_dbhz=45.0, period_s=period_s) for hz, period_s in KEYED]
    voices = [
        FmVoice(offset_hz=hz, cn0_dbhz=level, seed=number)
        for number, (hz, level) in enumerate(VOICES)
    ]
    return [*steady, *keyed, *voices]


if __name__ == "__main__":
    sys.exit(main())
