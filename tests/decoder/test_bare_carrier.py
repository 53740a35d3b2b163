"""A burst begins with a bare carrier; voices, radars, keyed signals and noise do not."""

from collections.abc import Sequence

import numpy as np
import pytest
from scenes import bursts, hear, recorded

from decoder.reasons import Rejection
from decoder.signal import bare_carrier
from decoder.signal.looks import Looks
from decoder.simulation.interference import FmVoice, KeyedFrequency, PulsedRadar, Spur
from decoder.simulation.scene import Interference
from decoder.simulation.waveform import FgbBurst

RATE_HZ = 40e3
START_S = 0.3
LEAST_OF_A_BURST = 0.25
MOST_OF_NOISE = 0.2
VOICE = FmVoice(offset_hz=-4e3, cn0_dbhz=60.0, seed=1)


def shares(
    sent: Sequence[FgbBurst], *, late_s: float = 0.0, interference: Sequence[Interference] = ()
) -> list[float]:
    samples = recorded(sent, rate_hz=RATE_HZ, duration_s=12.0, interference=interference)
    looks = Looks(RATE_HZ, -15e3, 15e3)
    looks.feed(samples)
    found = []
    for burst in sent:
        piece = looks.cut(burst.offset_hz, int(burst.start_s / looks.hop_s) - 5, 26, 800.0)
        start = (burst.start_s + late_s - piece.from_s) * piece.rate_hz
        found.append(bare_carrier.share(piece, start))
    return found


@pytest.mark.parametrize("late_s", [-0.033, 0.0, 0.046])
@pytest.mark.parametrize("drift_hz_per_s", [-50.0, 0.0, 50.0])
def test_a_burst_that_can_be_read_is_mostly_carrier(late_s: float, drift_hz_per_s: float) -> None:
    sent = bursts(10, cn0_dbhz=29.0, drift_hz_per_s=drift_hz_per_s, offset_hz=(-9e3, 9e3))
    assert min(shares(sent, late_s=late_s)) > LEAST_OF_A_BURST


def test_a_strong_burst_is_nothing_but_carrier() -> None:
    assert min(shares(bursts(5, cn0_dbhz=60.0, offset_hz=(-9e3, 9e3)))) > 0.85


@pytest.mark.parametrize(
    "interference",
    [
        [],
        [FmVoice(offset_hz=0.0, cn0_dbhz=60.0, seed=3)],
        [PulsedRadar(offset_hz=0.0, cn0_dbhz=75.0, chirp_hz=20e3)],
        [KeyedFrequency(offset_hz=0.0, cn0_dbhz=60.0)],
    ],
)
def test_what_is_no_burst_seldom_looks_like_one(interference: list[Interference]) -> None:
    silent = bursts(12, cn0_dbhz=-50.0, offset_hz=(-3e3, 3e3), apart_s=0.9)
    found = shares(silent, interference=interference)
    assert np.median(found) < MOST_OF_NOISE


def test_in_a_voice_most_lines_are_dropped_for_that_and_a_burst_beside_it_is_heard() -> None:
    heard = hear(bursts(2, cn0_dbhz=35.0, offset_hz=6e3), interference=[VOICE])
    assert len(heard.messages) == 2
    assert heard.rejections[Rejection.NO_BARE_CARRIER] > heard.rejections[Rejection.NO_SYNC]


def test_where_few_lines_are_none_is_dropped_unread() -> None:
    spurs = [Spur(offset_hz=hz, cn0_dbhz=50.0, period_s=1.3) for hz in (-5e3, 3e3)]
    heard = hear(bursts(2, cn0_dbhz=35.0, offset_hz=9e3), interference=spurs)
    assert len(heard.messages) == 2
    assert heard.rejections[Rejection.NO_BARE_CARRIER] == 0
