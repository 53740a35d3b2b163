"""Where samples are missing, the tuning changes, or the recording begins or ends in a burst."""

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from scenes import (
    CENTER_HZ,
    LONG,
    RATE_HZ,
    SHORT,
    assert_heard,
    bursts,
    hear,
    hex_of,
    in_blocks,
    receive,
    recorded,
)

from decoder.arrays import Samples
from decoder.simulation.waveform import FgbBurst
from sdr.block import SampleBlock


def with_a_hole(samples: Samples, first_s: float, last_s: float) -> Iterator[SampleBlock]:
    """The samples without those between two times, which the block after them admits."""
    first, last = round(first_s * RATE_HZ), round(last_s * RATE_HZ)
    yield from in_blocks(samples[:first], [40000])
    for i, block in enumerate(in_blocks(samples[last:], [40000])):
        yield msgspec.structs.replace(
            block, time_s=block.time_s + last_s, gap_before=i == 0, samples_lost=last - first
        )


def test_bursts_on_both_sides_of_a_gap_are_heard() -> None:
    sent = bursts(4, apart_s=0.8)
    gap_s = sent[2].start_s - 0.1
    assert_heard(receive(with_a_hole(recorded(sent), gap_s - 0.05, gap_s)), sent)


@pytest.mark.parametrize("into_s", np.arange(-0.02, 0.54, 0.04).round(2))
@pytest.mark.parametrize("lost_s", [0.0002, 0.05, 0.7])
def test_a_burst_with_a_gap_in_it_gives_nothing_wrong(into_s: float, lost_s: float) -> None:
    sent = bursts(1, cn0_dbhz=55.0, offset_hz=8e3)
    gap_s = sent[0].start_s + into_s
    samples = recorded(sent, duration_s=1.8)
    heard = receive(with_a_hole(samples, gap_s, gap_s + lost_s))
    trusted = [d.message.hex for d in heard.detections if d.message.valid]
    assert [digits[6:26] for digits in trusted] in ([], [hex_of(LONG)[6:26]])


@pytest.mark.parametrize(
    "change", [{"center_hz": 406.03e6}, {"rate_hz": 240e3}, {"kind": "fm-audio"}], ids=str
)
def test_a_change_of_tuning_starts_afresh(change: dict[str, object]) -> None:
    sent = bursts(1, offset_hz=0.0)
    first = list(in_blocks(recorded(sent), [40000]))
    after = [
        msgspec.structs.replace(block, **({"time_s": block.time_s + 10.0} | change))
        for block in in_blocks(recorded([], duration_s=1.0), [40000])
    ]
    assert_heard(receive(first + after), sent)


def test_frequencies_are_from_the_centre_of_their_own_block() -> None:
    sent = bursts(1, offset_hz=10e3)
    before = list(in_blocks(recorded(sent), [40000]))
    after = [
        msgspec.structs.replace(block, time_s=block.time_s + 1.0, center_hz=CENTER_HZ - 20e3)
        for block in before
    ]
    found = [d.burst.frequency_hz for d in receive(before + after).detections]
    assert found == pytest.approx([CENTER_HZ + 10e3, CENTER_HZ - 10e3], abs=2)


@pytest.mark.parametrize("missing_s", [0.0, 0.03, 0.06, 0.08])
def test_a_burst_that_began_before_the_recording_is_heard_if_some_carrier_is_left(
    missing_s: float,
) -> None:
    sent = [FgbBurst(bits=LONG, start_s=-missing_s, offset_hz=5e3, cn0_dbhz=45.0)]
    assert_heard(hear(sent), sent)


@pytest.mark.parametrize("bits", [LONG, SHORT], ids=["long", "short"])
def test_a_burst_that_ends_with_the_recording_is_heard(bits: str) -> None:
    sent = [FgbBurst(bits=bits, start_s=0.4, offset_hz=5e3, cn0_dbhz=45.0)]
    assert_heard(hear(sent, duration_s=0.4 + sent[0].duration_s), sent)


@pytest.mark.parametrize("kept_s", [0.1, 0.2, 0.3, 0.38])
def test_a_burst_without_its_first_field_s_end_is_not_trusted(kept_s: float) -> None:
    sent = [FgbBurst(bits=LONG, start_s=0.4, offset_hz=5e3, cn0_dbhz=60.0)]
    heard = hear(sent, duration_s=0.4 + kept_s)
    assert not any(detection.message.valid for detection in heard.detections)


def test_a_long_burst_that_the_recording_cuts_after_bit_112_keeps_its_first_field() -> None:
    sent = [FgbBurst(bits=LONG, start_s=0.4, offset_hz=5e3, cn0_dbhz=50.0)]
    (detection,) = hear(sent, duration_s=0.4 + 0.16 + 118 / 400).detections
    assert detection.message.hex == hex_of(LONG[:112])
    assert detection.message.valid
    assert "second_field_missing" in detection.message.reasons


def test_an_empty_recording_gives_nothing() -> None:
    assert receive([]).detections == []
    empty = SampleBlock(
        samples=np.zeros(0, np.complex64), rate_hz=RATE_HZ, center_hz=None, time_s=0
    )
    assert receive([empty]).detections == []
