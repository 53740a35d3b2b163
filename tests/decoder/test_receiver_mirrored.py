"""Recordings with I and Q exchanged or one of them negated: the spectrum is mirrored."""

import numpy as np
import pytest
from scenes import assert_heard, bursts, in_blocks, receive, recorded

from decoder.arrays import Samples


def with_q_negated(samples: Samples) -> Samples:
    return samples.conj()


def with_i_and_q_exchanged(samples: Samples) -> Samples:
    exchanged: Samples = samples.imag + np.complex64(1j) * samples.real
    return exchanged


@pytest.mark.parametrize("spoil", [with_q_negated, with_i_and_q_exchanged])
@pytest.mark.parametrize("cn0_dbhz", [38.0, 60.0])
def test_a_mirrored_recording_gives_message_and_frequency_as_they_were(
    spoil: type[Samples], cn0_dbhz: float
) -> None:
    sent = bursts(3, cn0_dbhz=cn0_dbhz, drift_hz_per_s=30.0)
    heard = receive(in_blocks(spoil(recorded(sent)), [62500]))
    assert_heard(heard, sent)
    drifts = [detection.burst.drift_hz_per_s for detection in heard.detections]
    assert drifts == pytest.approx([30.0] * 3, abs=4)
