"""Faint bursts of one beacon are read together; those of two are kept apart."""

from typing import TypeGuard

import numpy as np
import pytest
from made_up_beacons import EPIRB, changed, located
from scenes import LONG, hex_of

from decoder.combination import MOST_HELD, Combiner
from decoder.detection import Burst
from decoder.reasons import Reason, Rejection
from decoder.sighting import Sighting, SoftMessage
from decoder.soft_decision import Decided, decide
from decoder.t001 import encode_message, frame
from decoder.t001.identities import Mmsi

FAINT_DB = 0.0
"""Energy of a bit over noise density: 2 dB under what one burst needs."""
PERIOD_S = 50.0
NEXT_OF_SERIES = frame.to_text(located(changed(EPIRB, identification=Mmsi(123457, 1))))
MOVED = frame.to_text(encode_message(EPIRB, position=(60.01, 10.01)))


def burst(
    text: str, seed: int, *, time_s: float = 0.0, level_db: float = FAINT_DB, offset_hz: float = 1e3
) -> Sighting:
    """Its soft bits in white noise."""
    energy = 10 ** (level_db / 10)
    signs = np.array([1 if digit == "1" else -1 for digit in text])
    noise = np.random.default_rng(seed).standard_normal(signs.size)
    llr = (4 * energy * (signs + noise / np.sqrt(2 * energy))).clip(-8, 8).astype(np.float32)
    sync = (signs[:24] > 0).astype(np.uint8)
    soft = SoftMessage(llr, sync, 10.0)
    decided = decide(llr, sync, 10.0)
    return Sighting(heard_at(time_s, offset_hz), decided, power=1.0, rate_hz=250e3, soft=soft)


def is_valid(found: Decided | Rejection) -> TypeGuard[Decided]:
    return isinstance(found, Decided) and found.message.valid


def is_suspect(found: Decided | Rejection) -> bool:
    return isinstance(found, Decided) and Reason.FIRST_FIELD_SUSPECT in found.message.reasons


def agrees(found: Decided, text: str) -> bool:
    """In the first field, and in the second one where it claims to know it."""
    known = 36 if found.message.corrected_bits[-1] is not None else 26
    return found.message.hex[6:known] == hex_of(text)[6:known]


def heard_at(time_s: float, offset_hz: float) -> Burst:
    return Burst(
        time_s=time_s,
        utc_s=None,
        utc_uncertainty_s=None,
        frequency_hz=None,
        offset_hz=offset_hz,
        drift_hz_per_s=0.0,
        cn0_dbhz=28.0,
        modulation_index_rad=1.1,
        bit_rate_bps=400.0,
        phase_error_rad=0.0,
    )


def together(*bursts: Sighting) -> Decided | Rejection:
    """What is said of the last one."""
    combiner = Combiner()
    return [combiner.read(one) for one in bursts][-1]


def test_two_faint_bursts_are_read_where_one_is_not() -> None:
    alone = both = 0
    for seed in range(40):
        first, second = burst(LONG, seed), burst(LONG, 100 + seed, time_s=PERIOD_S)
        single, pair = second.decided, together(first, second)
        read_alone = isinstance(single, Decided) and single.message.valid
        alone += read_alone
        if isinstance(pair, Decided) and pair.message.valid:
            assert pair.message.hex[6:26] == hex_of(LONG)[6:26]
            assert read_alone or Reason.COMBINED_BURSTS in pair.message.reasons
            both += 1
    assert alone < 10
    assert both > 30


@pytest.mark.parametrize("apart_s", [5.0, 40.0, 57.0, 75.0, 600.0])
def test_bursts_at_no_beacon_s_interval_are_not_combined(apart_s: float) -> None:
    first, second = burst(LONG, 1), burst(LONG, 2, time_s=apart_s)
    assert isinstance(together(first, second), Rejection)


@pytest.mark.parametrize("periods", [1, 2, 3, 4])
def test_bursts_may_be_missing_between(periods: int) -> None:
    first, second = burst(LONG, 3), burst(LONG, 4, time_s=periods * 51.0)
    assert isinstance(together(first, second), Decided)


def test_bursts_on_two_frequencies_are_not_combined() -> None:
    first, second = burst(LONG, 1, offset_hz=1100.0), burst(LONG, 2, time_s=PERIOD_S)
    assert isinstance(together(first, second), Rejection)


def test_a_new_position_is_not_blurred_with_the_old_one() -> None:
    found = together(burst(LONG, 5, level_db=3.0), burst(MOVED, 6, time_s=PERIOD_S, level_db=3.0))
    assert isinstance(found, Decided)
    assert found.message.hex == hex_of(MOVED)


def test_a_faint_beacon_is_not_taken_for_the_clear_one_before_it_in_the_series() -> None:
    for seed in range(40):
        clear = burst(LONG, seed, level_db=9.0)
        other = burst(NEXT_OF_SERIES, 100 + seed, time_s=PERIOD_S)
        found = together(clear, other)
        wrong = isinstance(found, Decided) and found.message.hex[6:26] == hex_of(LONG)[6:26]
        assert not wrong


def test_four_bursts_are_read_where_two_are_not() -> None:
    """Each 4 dB fainter than one that is read alone."""
    two = four = 0
    for seed in range(20):
        bursts = [burst(LONG, 10 * seed + i, time_s=PERIOD_S * i, level_db=-2.5) for i in range(4)]
        two += is_valid(together(*bursts[:2]))
        four += is_valid(together(*bursts))
    assert two < 10
    assert four > 15


def test_many_old_messages_do_not_outvote_a_new_one() -> None:
    for seed in range(20):
        old = [burst(LONG, 10 * seed + i, time_s=PERIOD_S * i, level_db=-1.0) for i in range(3)]
        for text in (MOVED, NEXT_OF_SERIES):
            new = burst(text, 10 * seed + 9, time_s=3 * PERIOD_S, level_db=-1.0)
            found = together(*old, new)
            assert not is_valid(found) or agrees(found, text)


def test_one_earlier_burst_that_fits_badly_does_not_spoil_the_others() -> None:
    for seed in range(10):
        other = burst(NEXT_OF_SERIES, 10 * seed, level_db=6.0)
        rest = [burst(LONG, 10 * seed + i, time_s=PERIOD_S * i, level_db=1.0) for i in (1, 2, 3)]
        assert is_valid(found := together(other, *rest))
        assert agrees(found, LONG)


def test_a_second_sight_of_a_burst_is_no_second_burst() -> None:
    """Of a repeated one nothing new is learned: its noise would be believed."""
    read = 0
    for seed in range(20):
        first, second = burst(LONG, seed), burst(LONG, 100 + seed, time_s=PERIOD_S)
        once, twice = together(first, second), together(first, first, first, second)
        assert isinstance(once, Decided) == isinstance(twice, Decided)
        if isinstance(once, Decided) and isinstance(twice, Decided):
            assert once.wrong_probability == twice.wrong_probability
            read += 1
    assert read > 10


def test_a_suspect_message_becomes_valid_when_a_second_burst_agrees() -> None:
    confirmed = 0
    for seed in range(60):
        first, second = (
            burst(LONG, seed + 100 * i, time_s=PERIOD_S * i, level_db=1) for i in (0, 1)
        )
        if is_suspect(first.decided) and is_suspect(second.decided):
            assert is_valid(together(first, second))
            confirmed += 1
    assert confirmed > 0


def test_memory_is_bounded() -> None:
    combiner = Combiner()
    for _ in range(MOST_HELD + 10):
        combiner.read(burst(LONG, 1, level_db=9.0))
    assert len(combiner._held) <= MOST_HELD + 1
    combiner.read(burst(LONG, 1, level_db=9.0, time_s=1000.0))
    assert len(combiner._held) == 1
