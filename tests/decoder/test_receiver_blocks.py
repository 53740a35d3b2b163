"""How a recording is cut into blocks changes nothing."""

from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenes import SHORT, Heard, assert_heard, bursts, in_blocks, receive, recorded

from decoder.arrays import Samples
from decoder.detection import Burst
from decoder.receiver import Receiver
from decoder.simulation.waveform import FgbBurst

RATE_HZ = 16e3
SAME = 1e-3
"""Of a measurement: the filters see a little more or less of what follows a burst."""


@cache
def scene() -> tuple[list[FgbBurst], Samples]:
    sent = bursts(2, offset_hz=(-4e3, 4e3)) + bursts(1, offset_hz=-6e3, bits=SHORT, seed=4)
    return sent, recorded(sent, rate_hz=RATE_HZ)


@cache
def whole() -> Heard:
    _, samples = scene()
    return receive(in_blocks(samples, [samples.size], RATE_HZ))


def measured(burst: Burst) -> dict[str, float]:
    values = msgspec.structs.asdict(burst)
    return {name: value for name, value in values.items() if value is not None}


def assert_same(heard: Heard) -> None:
    assert heard.messages == whole().messages
    for one, other in zip(heard.detections, whole().detections, strict=True):
        assert one.message == other.message
        assert measured(one.burst) == pytest.approx(measured(other.burst), abs=SAME, rel=SAME)


def test_all_bursts_are_heard_in_one_block() -> None:
    assert_heard(whole(), scene()[0])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 20_000), min_size=1, max_size=40))
def test_blocks_of_any_sizes_give_the_same_detections(sizes: list[int]) -> None:
    *some, last = sizes
    assert_same(receive(in_blocks(scene()[1], [*some, max(last, 200)], RATE_HZ)))


@pytest.mark.parametrize("size", [1, 7])
def test_blocks_of_hardly_a_sample_give_the_same_detections(size: int) -> None:
    assert_same(receive(in_blocks(scene()[1], [size], RATE_HZ)))


def test_detections_come_in_order_of_time_and_soon_after_their_bursts() -> None:
    _, samples = scene()
    latest_s = 2.5
    receiver = Receiver()
    times_s = []
    for block in in_blocks(samples, [800], RATE_HZ):
        for detection in receiver.feed(block):
            times_s.append(detection.burst.time_s)
            assert block.time_s - detection.burst.time_s < latest_s
    assert times_s == sorted(times_s)
    assert times_s
