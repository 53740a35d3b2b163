"""Second-generation bursts through the whole receiver, from a dongle's samples to messages."""

from collections.abc import Sequence

import msgspec
import numpy as np
import pytest
from scenes import CENTER_HZ, LONG, RATE_HZ, as_cu8, hex_of, in_blocks, receive
from spread_scenes import spread_bits, spread_burst, spread_hex, stream

from decoder.arrays import Samples
from decoder.detection import Burst, Detection
from decoder.receiver import Receiver
from decoder.simulation.spread import SgbBurst
from decoder.simulation.waveform import FgbBurst
from decoder.spread.receiver import NARROW_REACH_HZ, WIDE_REACH_HZ
from decoder.spread.waveform import Pulse

FAINT_DBHZ = 30.0
SPACING_S = 1.4
MILLISECOND_S = 1e-3
ROUNDING = 1e-5


def recorded(bursts: Sequence[SgbBurst | FgbBurst], duration_s: float = 0.0) -> Samples:
    ends_s = [burst.start_s + burst.duration_s + 0.3 for burst in bursts]
    return as_cu8(stream(bursts, max([duration_s, *ends_s]), rate_hz=RATE_HZ))


def heard(
    bursts: Sequence[SgbBurst | FgbBurst],
    duration_s: float = 0.0,
    reach_hz: float = NARROW_REACH_HZ,
) -> list[Detection]:
    """Valid messages and others, in order of time."""
    receiver = Receiver(reach_hz)
    samples = recorded(bursts, duration_s)
    found = [
        detection
        for block in in_blocks(samples, [round(RATE_HZ / 4)], center_hz=CENTER_HZ)
        for detection in receiver.feed(block)
    ]
    return found + receiver.flush()


def row(count: int, **traits: object) -> list[SgbBurst]:
    """One after the other, in both modes by turns, begun between samples, each its own message."""
    random = np.random.default_rng(406)
    return [
        spread_burst(
            bits=spread_bits(number),
            start_s=0.3 + SPACING_S * number + random.uniform(0, 0.2),
            self_test=bool(number % 2),
            phase_rad=random.uniform(0, 2 * np.pi),
            **({"offset_hz": random.uniform(-1200, 1200)} | traits),
        )
        for number in range(count)
    ]


def assert_all_read(found: list[Detection], sent: Sequence[SgbBurst]) -> None:
    assert [one.message.hex for one in found] == [spread_hex(burst) for burst in sent]
    for one, burst in zip(found, sent, strict=True):
        assert one.message.valid
        assert one.message.generation == 2
        assert one.message.self_test == burst.self_test
        assert abs(one.burst.time_s - burst.start_s) < MILLISECOND_S


def measured(burst: Burst) -> dict[str, float]:
    values = msgspec.structs.asdict(burst)
    return {name: value for name, value in values.items() if value is not None}


def test_faint_bursts_of_both_modes_are_read() -> None:
    sent = row(4)
    assert_all_read(heard(sent), sent)


def test_an_inverted_spectrum_is_read_as_any_other() -> None:
    sent = row(2, inverted=True)
    assert_all_read(heard(sent), sent)


@pytest.mark.parametrize("clock_ppm", [-60.0, 60.0])
def test_the_most_drift_and_clock_error_together_are_followed(clock_ppm: float) -> None:
    sent = row(2, chip_rate_ppm=clock_ppm, drift_hz_per_s=18.0, cn0_dbhz=33.0)
    assert_all_read(heard(sent), sent)


def test_every_pulse_is_read() -> None:
    sent = [
        spread_burst(bits=spread_bits(number), start_s=0.3 + 1.3 * number, pulse=pulse)
        for number, pulse in enumerate(Pulse)
    ]
    assert_all_read(heard(sent), sent)


@pytest.mark.parametrize("stronger_db", [20.0, 35.0])
def test_a_stronger_first_generation_burst_over_it_leaves_both_to_be_read(
    stronger_db: float,
) -> None:
    below = spread_burst(cn0_dbhz=FAINT_DBHZ)
    over = FgbBurst(bits=LONG, start_s=0.6, offset_hz=1000.0, cn0_dbhz=FAINT_DBHZ + stronger_db)
    found = heard([below, over])
    assert {one.message.hex for one in found} == {spread_hex(below), hex_of(LONG)}
    assert len(found) == 2
    assert all(one.message.valid for one in found)


def test_two_equal_bursts_over_each_other_are_both_read() -> None:
    first = spread_burst(bits=spread_bits(1), start_s=0.3)
    second = spread_burst(bits=spread_bits(2), start_s=0.6)
    assert_all_read(heard([first, second]), [first, second])


@pytest.mark.parametrize("offset_hz", [-20e3, 20e3])
def test_a_carrier_a_plain_dongle_away_is_read_with_a_wide_reach(offset_hz: float) -> None:
    sent = row(1, offset_hz=offset_hz)
    assert_all_read(heard(sent, reach_hz=WIDE_REACH_HZ), sent)


def test_a_burst_that_fills_the_recording_is_read() -> None:
    burst = spread_burst(start_s=0.0, cn0_dbhz=35.0)
    samples = recorded([burst])[: round(burst.duration_s * RATE_HZ)]
    assert receive(in_blocks(samples, [samples.size])).messages == [spread_hex(burst)]


def test_blocks_of_any_size_give_the_same() -> None:
    samples = recorded(row(2))
    whole, *others = (
        receive(in_blocks(samples, sizes)).detections
        for sizes in ([samples.size], [25_000] * 100, [1, 99_999, 7, 333_333])
    )
    assert len(whole) == 2
    for other in others:
        assert [one.message for one in other] == [one.message for one in whole]
        for one, two in zip(other, whole, strict=True):
            assert measured(one.burst) == pytest.approx(measured(two.burst), rel=ROUNDING)


def test_noise_gives_nothing() -> None:
    assert heard([], duration_s=8.0) == []


@pytest.mark.parametrize(("cn0_dbhz", "drift_hz_per_s"), [(32.0, 0.0), (45.0, -12.0)])
def test_a_burst_is_measured_as_it_was_sent(cn0_dbhz: float, drift_hz_per_s: float) -> None:
    sent = spread_burst(
        start_s=0.40001, offset_hz=777.0, cn0_dbhz=cn0_dbhz, drift_hz_per_s=drift_hz_per_s
    )
    (found,) = heard([sent])
    burst = found.burst
    assert burst.time_s == pytest.approx(sent.start_s, abs=5e-6)
    assert burst.offset_hz == pytest.approx(sent.offset_hz, abs=1.0)
    assert burst.frequency_hz == pytest.approx(CENTER_HZ + sent.offset_hz, abs=1.0)
    assert burst.cn0_dbhz == pytest.approx(cn0_dbhz, abs=0.7)
    assert burst.drift_hz_per_s == pytest.approx(drift_hz_per_s, abs=1.5)
    assert burst.bit_rate_bps == pytest.approx(300.0, abs=0.01)
    assert burst.modulation_index_rad is None
