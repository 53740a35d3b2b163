"""Bursts that lost a part of their bare carrier, to a squelch or a gap, are still heard."""

import msgspec
import pytest
from scenes import RATE_HZ, as_cu8, assert_heard, bursts, in_blocks, receive, recorded

CARRIER_S = 0.160


@pytest.mark.parametrize("cn0_dbhz", [42.0, 60.0])
@pytest.mark.parametrize("left_s", [0.100, 0.120])
def test_five_eighths_of_the_carrier_are_enough(left_s: float, cn0_dbhz: float) -> None:
    sent = bursts(6, cn0_dbhz=cn0_dbhz)
    samples, silence = recorded(sent), recorded(sent, bursts=())
    for burst in sent:
        lost = slice(
            *(round(s * RATE_HZ) for s in (burst.start_s, burst.start_s + CARRIER_S - left_s))
        )
        samples[lost] = silence[lost]
    assert_heard(receive(in_blocks(as_cu8(samples), [50_000])), sent)


def test_the_time_of_day_is_taken_from_where_it_is_first_told() -> None:
    sent = bursts(3)
    blocks = list(in_blocks(recorded(sent), [50_000]))
    known = [
        msgspec.structs.replace(block, utc_s=1e9 + block.time_s, utc_uncertainty_s=0.01)
        if block.time_s > 1.5
        else block
        for block in blocks
    ]
    last = receive(known).detections[-1].burst
    assert last.utc_s == pytest.approx(1e9 + sent[-1].start_s, abs=1e-3)
    assert last.utc_uncertainty_s == 0.01
