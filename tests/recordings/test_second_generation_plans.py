"""The second generation's recordings hold what is expected of them, read with all but the bits
known: carrier, time, chip rate and pulse are the plan's."""

import numpy as np
import pytest

from decoder.arrays import Llr
from decoder.message import MessageClass
from decoder.soft_decision import Decided
from decoder.spread.decision import decide
from decoder.spread.prn import CHIPS_PER_BIT, PREAMBLE_CHIPS
from decoder.spread.waveform import modulated
from recordings.catalogue import SECOND_GENERATION
from recordings.expected import expected_detections
from recordings.plan import Plan
from recordings.second_generation import SgbTransmission

SENT = [
    pytest.param(plan, transmission, id=f"{plan.name}-{number}")
    for plan in SECOND_GENERATION
    for number, transmission in enumerate(plan.transmissions)
    if isinstance(transmission, SgbTransmission)
]
PAIRS = 125


def despread(plan: Plan, transmission: SgbTransmission) -> Llr:
    """(250,) scaled by their own spread: of two signs, both sides of it are noise."""
    samples = np.concatenate(list(plan.scene.blocks()))
    burst = transmission.burst
    since_s = np.arange(samples.size) / plan.rate_hz - burst.start_s
    carrier = burst.offset_hz * since_s + burst.drift_hz_per_s * since_s**2 / 2
    baseband = samples * np.exp(-2j * np.pi * carrier)
    time_chips = since_s * burst.chip_rate_hz
    zeros = modulated(np.zeros(2 * PAIRS, np.uint8), burst.mode, burst.pulse, time_chips)
    pair = np.floor((time_chips - PREAMBLE_CHIPS) / CHIPS_PER_BIT).astype(np.intp)
    inside = (pair >= 0) & (pair < PAIRS)
    sums = np.stack(
        [
            np.bincount(pair[inside], weights=(one * other)[inside])
            for one, other in ((baseband.real, zeros.real), (baseband.imag, zeros.imag))
        ],
        axis=1,
    ).ravel()
    level = np.abs(sums).mean()
    return (-2 * sums * level / np.var(np.abs(sums))).astype(np.float32)


@pytest.mark.parametrize(("plan", "transmission"), SENT)
def test_what_was_put_in_can_be_read(plan: Plan, transmission: SgbTransmission) -> None:
    found = decide(despread(plan, transmission), transmission.burst.mode, odds_of_no_beacon=1.0)
    assert isinstance(found, Decided)
    expected = expected_detections(plan)[plan.transmissions.index(transmission)]
    message = found.message
    assert message.hex == expected.hex
    assert message.beacon_id == expected.beacon_id
    assert message.protocol == expected.protocol
    assert message.message_class is expected.alert_class
    assert message.valid
    position = (message.position.lat, message.position.lon) if message.position else None
    assert position == pytest.approx(transmission.position, abs=2e-5)


@pytest.mark.parametrize("plan", SECOND_GENERATION, ids=lambda plan: plan.name)
def test_none_can_raise_an_alarm(plan: Plan) -> None:
    classes = {expected.alert_class for expected in expected_detections(plan)}
    assert classes <= {MessageClass.TEST, MessageClass.SELF_TEST}
