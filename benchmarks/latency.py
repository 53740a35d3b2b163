"""How long after a burst's end its detection comes out, in a stream of blocks as a dongle gives it.

Signal time from the burst's last bit to the end of the block that gave the detection, less the
block's own length; and the time that a block takes to compute.

python benchmarks/latency.py [--bursts N]
"""

import argparse
import time

import numpy as np

from decoder.receiver import Receiver
from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst
from sdr.block import SampleBlock

BLOCK_S = 0.1
CENTER_HZ = 406.05e6
MESSAGE = "FFFE2F8E3EABCDE530A08DD7A03580200CDF"
TARGET_MS = 200


def main() -> None:
    parser = argparse.ArgumentParser(description="latency from a burst's end to its detection")
    parser.add_argument("--bursts", type=int, default=60)
    arguments = parser.parse_args()
    print("rate kS/s  found   beyond the block, ms: p50   p95   computing a block, ms: p50   p95")
    for rate_hz in (250e3, 2.4e6):
        beyond_s, computing_s = latencies(rate_hz, arguments.bursts)
        beyond = np.percentile(beyond_s, [50, 95]) * 1e3
        computing = np.percentile(computing_s, [50, 95]) * 1e3
        print(
            f"{rate_hz / 1e3:9.0f}  {len(beyond_s):3} of {arguments.bursts}"
            f"  {beyond[0]:24.0f}  {beyond[1]:4.0f}  {computing[0]:26.1f}  {computing[1]:4.1f}"
            f"   target p95 {TARGET_MS}",
            flush=True,
        )


def latencies(rate_hz: float, count: int) -> tuple[list[float], list[float]]:
    """Of each burst that was found, and of each block."""
    random = np.random.default_rng(0)
    bits = f"{int(MESSAGE, 16):0{4 * len(MESSAGE)}b}"
    bursts = [
        FgbBurst(
            bits=bits,
            start_s=0.3 + 0.7 * i + random.uniform(0, 0.15),
            offset_hz=random.uniform(-45e3, 45e3),
            cn0_dbhz=random.uniform(34, 55),
        )
        for i in range(count)
    ]
    duration_s = bursts[-1].start_s + 2.0
    scene = Scene(rate_hz=rate_hz, duration_s=duration_s, bursts=bursts)
    receiver, done_s = Receiver(), 0.0
    beyond_s: list[float] = []
    computing_s: list[float] = []
    for samples in in_blocks(scene):
        begun_s = time.perf_counter()
        detections = receiver.feed(SampleBlock(samples, rate_hz, CENTER_HZ, done_s))
        computing_s.append(time.perf_counter() - begun_s)
        done_s += samples.size / rate_hz
        ends_s = [one.burst.time_s + bursts[0].duration_s for one in detections]
        beyond_s += [max(0.0, done_s - end_s - BLOCK_S) for end_s in ends_s]
    return beyond_s, computing_s


def in_blocks(scene: Scene) -> list[np.ndarray]:
    samples = np.concatenate(list(scene.blocks()))
    size = round(BLOCK_S * scene.rate_hz)
    return [samples[first : first + size] for first in range(0, samples.size, size)]


if __name__ == "__main__":
    main()
