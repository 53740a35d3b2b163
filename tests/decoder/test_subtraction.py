"""Bursts that cover one another are both heard: one is taken out, then comes a second look."""

import numpy as np
import pytest
from scenes import LONG, SHORT, hear, hex_of

from decoder.reasons import Rejection
from decoder.signal.demodulator import demodulate
from decoder.signal.lines import Line
from decoder.signal.looks import Looks
from decoder.signal.slices import Slice
from decoder.signal.subtraction import Known, taken_out, without
from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst

RATE_HZ = 9600.0
LEAST_SUPPRESSION_DB = 17.0
STRONG_DBHZ, WEAK_DBHZ = 50.0, 40.0


def slice_with(*bursts: FgbBurst, noise_rms: float = 1e-3) -> Slice:
    scene = Scene(rate_hz=4 * RATE_HZ, duration_s=1.2, bursts=bursts, noise_rms=noise_rms)
    looks = Looks(4 * RATE_HZ, -1e3, 1e3)
    looks.feed(np.concatenate(list(scene.blocks())))
    return looks.cut(0.0, 0, round(1.0 / looks.hop_s))


@pytest.mark.parametrize("drift_hz_per_s", [0.0, 40.0])
@pytest.mark.parametrize("rise_s", [50e-6, 150e-6, 250e-6])
def test_little_is_left_of_a_known_burst(drift_hz_per_s: float, rise_s: float) -> None:
    sent = FgbBurst(
        bits=LONG, start_s=0.2, cn0_dbhz=70, drift_hz_per_s=drift_hz_per_s, rise_s=rise_s
    )
    piece = slice_with(sent)
    burst = demodulate(piece.samples, RATE_HZ, 0.2 * RATE_HZ)
    assert not isinstance(burst, Rejection)
    _, rest = taken_out(Known(Line(0.2, 0.0, 1.0, 1e-9), burst, hex_of(LONG), 0.0, 0.0), piece)
    inside = slice(round(0.21 * RATE_HZ), round(0.71 * RATE_HZ))
    left = np.abs(rest.samples[inside]) ** 2
    there = np.abs(piece.samples[inside]) ** 2
    assert 10 * np.log10(there.mean() / left.mean()) > LEAST_SUPPRESSION_DB


def test_a_slice_elsewhere_is_left_alone() -> None:
    piece = slice_with(FgbBurst(bits=LONG, start_s=0.2, cn0_dbhz=70))
    burst = demodulate(piece.samples, RATE_HZ, 0.2 * RATE_HZ)
    assert not isinstance(burst, Rejection)
    far = Known(Line(0.2, 0.0, 1.0, 1e-9), burst, hex_of(LONG), 0.0, 20e3)
    later = Known(Line(9.2, 0.0, 1.0, 1e-9), burst, hex_of(LONG), 9.0, 0.0)
    assert without(piece, far) is piece
    assert without(piece, later) is piece


@pytest.mark.parametrize("apart_hz", [200.0, 500.0, 1000.0])
@pytest.mark.parametrize("after_s", [0.01, 0.2, 0.4])
def test_a_weaker_burst_close_by_is_heard_as_well(apart_hz: float, after_s: float) -> None:
    strong = FgbBurst(bits=LONG, start_s=0.3, offset_hz=5e3, cn0_dbhz=STRONG_DBHZ)
    weak = FgbBurst(bits=SHORT, start_s=0.3 + after_s, offset_hz=5e3 + apart_hz, cn0_dbhz=WEAK_DBHZ)
    heard = hear([strong, weak])
    assert heard.messages == [hex_of(LONG), hex_of(SHORT)]


@pytest.mark.parametrize("above_db", [6.0, 10.0, 20.0])
def test_a_burst_on_the_same_frequency_is_heard_if_it_is_weaker(above_db: float) -> None:
    strong = FgbBurst(bits=LONG, start_s=0.3, offset_hz=5e3, cn0_dbhz=WEAK_DBHZ + above_db)
    weak = FgbBurst(bits=SHORT, start_s=0.52, offset_hz=5e3, cn0_dbhz=WEAK_DBHZ, phase_rad=1.0)
    assert hear([strong, weak]).messages == [hex_of(LONG), hex_of(SHORT)]
