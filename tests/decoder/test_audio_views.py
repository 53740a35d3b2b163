"""Whatever an audio chain did, one of the views of it has the bits as they were sent."""

import numpy as np
import pytest
from scenes import LONG, recorded

from decoder.arrays import Reals
from decoder.signal.audio_views import RATE_HZ, audio_views
from decoder.signal.pulse import at_times
from decoder.simulation.fm_audio import AudioChain, fm_audio
from decoder.simulation.waveform import CARRIER_S, FgbBurst

START_S = 0.3


def bits_in(view: Reals) -> Reals:
    places = (START_S + CARRIER_S + np.arange(144) / 400) * RATE_HZ
    return at_times(view, places)


@pytest.mark.parametrize("rate_hz", [11025.0, 22050.0, 48e3])
@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("phase", {}),
        ("plain", {"de_emphasis_s": 530e-6}),
        ("pulses", {"high_pass_hz": 300.0}),
        ("pulses", {"high_pass_hz": 600.0, "de_emphasis_s": 75e-6}),
    ],
)
def test_the_view_made_for_a_chain_has_the_bits(
    rate_hz: float, name: str, chain: dict[str, float]
) -> None:
    burst = FgbBurst(bits=LONG, start_s=START_S, cn0_dbhz=60.0)
    audio = fm_audio(recorded([burst], rate_hz=48e3), 48e3, AudioChain(rate_hz=rate_hz, **chain))
    views = {view.name: view.bits for view in audio_views(audio, rate_hz)}
    assert {view.size for view in views.values()} == {round(audio.size / rate_hz * RATE_HZ)}
    sent = np.array([1 if bit == "1" else -1 for bit in LONG])
    agreement = float((np.sign(bits_in(views[name])) * sent).mean())
    assert agreement == pytest.approx(1.0, abs=0.03)


def test_silence_gives_silence() -> None:
    for view in audio_views(np.zeros(22050, np.float32), 22050.0):
        assert not view.bits.any()
