"""Pieces of a source to blocks: no sample lost or in another place, and when each was taken."""

import math
from collections.abc import Sequence

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdr.block import SampleBlock, SignalKind
from sdr.live.piece import Piece, Stream
from sdr.sample_format import DONGLE_UINT8, FLOAT32
from station.daemon.blocks import LATENESS_S, LATENESS_WINDOW_S, SHORT_S, Blocks

RATE_HZ = 8000.0
FROM_S = 17.25
STREAM = Stream(encoding=FLOAT32, rate_hz=RATE_HZ, center_hz=406.05e6)
EPOCH_S, BOOTED_S = 1.8e9, 4000.0
"""Of the clock that may be set and of the one that is never, when the first sample was taken."""

Cut = tuple[int, bool, int]
"""Samples in a piece, whether some are missing before it, and how many are known to be."""
CUTS = st.lists(
    st.tuples(st.integers(1, 3000), st.booleans(), st.integers(0, 5000)).map(
        lambda cut: cut if cut[1] else (cut[0], False, 0)
    ),
    min_size=1,
    max_size=40,
)


def numbered(first: int, count: int) -> bytes:
    """Each sample is the number of its place."""
    return (np.arange(first, first + count) + 0j).astype(np.complex64).tobytes()


def pieces_of(cuts: Sequence[Cut]) -> list[Piece]:
    """In time, from a clock that is right; a loss of unknown length is of none."""
    made, at = [], 0
    for count, gap_before, lost in cuts:
        at += lost
        taken_s = (at + count) / RATE_HZ
        made.append(
            Piece(
                data=numbered(at, count),
                utc_s=EPOCH_S + taken_s,
                monotonic_s=BOOTED_S + taken_s,
                gap_before=gap_before,
                samples_lost=lost,
            )
        )
        at += count
    return made


def blocks_of(pieces: Sequence[Piece], stream: Stream = STREAM) -> list[SampleBlock]:
    blocks = Blocks(stream, FROM_S)
    made = [block for piece in pieces for block in blocks.take(piece)]
    return [*made, *blocks.rest()]


def is_short(cut: Cut) -> bool:
    _, _, lost = cut
    return 0 < lost <= SHORT_S * RATE_HZ


@given(CUTS)
def test_samples_are_neither_lost_nor_reordered_and_each_has_its_time(cuts: list[Cut]) -> None:
    """And where few are missing there are zeros."""
    pieces = pieces_of(cuts)
    made = blocks_of(pieces)
    samples = b"".join(block.samples.tobytes() for block in made)
    zeros = [bytes(8 * cut[2] if is_short(cut) else 0) for cut in cuts]
    assert samples == b"".join(zero + piece.data for zero, piece in zip(zeros, pieces, strict=True))
    for block in made:
        at = np.flatnonzero(block.samples)
        if not at.size:
            continue
        places = block.samples.real[at]
        begins = places[0] - at[0]
        assert np.array_equal(places, at + begins)
        assert block.time_s == FROM_S + float(begins) / RATE_HZ
        assert block.utc_s == pytest.approx(EPOCH_S + float(begins) / RATE_HZ, abs=1e-6)


@given(CUTS)
def test_a_block_begins_where_many_samples_are_missing_and_all_are_counted(
    cuts: list[Cut],
) -> None:
    made = blocks_of(pieces_of(cuts))
    assert sum(block.gap_before for block in made) == sum(
        gap_before and not is_short((count, gap_before, lost)) for count, gap_before, lost in cuts
    )
    assert sum(block.samples_lost for block in made) == sum(lost for _, _, lost in cuts)


def test_where_a_source_ends_is_known_for_the_next_time_it_is_opened() -> None:
    blocks = Blocks(STREAM, FROM_S)
    for piece in pieces_of([(1000, False, 0), (500, True, 2500)]):
        blocks.take(piece)
    blocks.rest()
    assert blocks.end_s == FROM_S + 4000 / RATE_HZ


def live(
    lateness_s: Sequence[float], *, set_by_s: float = 0.0, set_at: int = 0, ppm: float = 0.0
) -> list[Piece]:
    """Quarters of a second, each late by so much; the clock is set at one of them."""
    count = round(0.25 * RATE_HZ)
    made = []
    for number, late_s in enumerate(lateness_s):
        came_s = (number + 1) * 0.25 * (1 - ppm * 1e-6) + late_s
        off_s = set_by_s if number >= set_at else 0.0
        data = numbered(0, count)
        made.append(Piece(data=data, utc_s=EPOCH_S + came_s + off_s, monotonic_s=BOOTED_S + came_s))
    return made


def errors_s(blocks: Sequence[SampleBlock]) -> list[float]:
    """Of each block's UTC."""
    return [(block.utc_s or math.nan) - EPOCH_S - (block.time_s - FROM_S) for block in blocks]


@given(st.lists(st.floats(0, 3), min_size=1, max_size=200))
def test_the_earliest_piece_tells_the_time_however_late_others_come(
    lateness_s: list[float],
) -> None:
    """Three seconds is as long as a source may stall before it is given up."""
    found = errors_s(blocks_of(live(lateness_s)))
    for number, error_s in enumerate(found):
        assert error_s == pytest.approx(min(lateness_s[: number + 1]), abs=1e-6)


@given(st.floats(-1e6, 1e6), st.integers(0, 20), st.lists(st.floats(0, 3), min_size=21))
def test_a_clock_that_is_set_is_followed_at_once(
    set_by_s: float, set_at: int, lateness_s: list[float]
) -> None:
    found = errors_s(blocks_of(live(lateness_s, set_by_s=set_by_s, set_at=set_at)))
    for number, error_s in enumerate(found):
        off_s = set_by_s if number >= set_at else 0.0
        assert error_s == pytest.approx(off_s + min(lateness_s[: number + 1]), abs=1e-5)


@pytest.mark.parametrize("ppm", [-100.0, 100.0])
def test_a_crystal_that_is_wrong_moves_the_time_by_no_more_than_is_said(ppm: float) -> None:
    """By a dongle's worst crystal two windows are off by 12 ms."""
    pieces = live([0.02] * 2400, ppm=ppm)
    for block, piece in zip(blocks_of(pieces), pieces, strict=True):
        began_s = piece.utc_s - 0.02 - 0.25
        assert abs((block.utc_s or math.nan) - began_s) < 2.5 * LATENESS_WINDOW_S * 100e-6 + 0.02
        assert block.utc_uncertainty_s == LATENESS_S


def test_a_loss_of_unknown_length_is_measured_by_the_clock() -> None:
    before, after = live([0.0] * 5), live([10.0] * 5)
    after[0] = msgspec.structs.replace(after[0], gap_before=True)
    blocks = blocks_of([*before, *after])
    assert errors_s(blocks) == pytest.approx([0.0] * 10, abs=1e-6)
    assert blocks[5].samples_lost == pytest.approx((10.0 - 5 * 0.25) * RATE_HZ, abs=1)
    assert sum(block.samples_lost for block in blocks) == blocks[5].samples_lost


def test_how_far_the_clock_may_be_off_is_part_of_the_uncertainty() -> None:
    blocks = Blocks(STREAM, 0.0)
    blocks.error_s = 2.5
    (block,) = blocks.take(live([0.0])[0])
    assert block.utc_uncertainty_s == 2.5 + LATENESS_S


def test_a_dongles_bytes_become_samples() -> None:
    stream = Stream(encoding=DONGLE_UINT8, rate_hz=RATE_HZ, center_hz=406.05e6)
    (block,) = blocks_of([Piece(data=bytes([255, 0]), utc_s=1.0, monotonic_s=1.0)], stream)
    assert block.samples[0] == pytest.approx(1 - 1j, abs=0.01)


def test_of_audio_in_stereo_the_first_channel_is_heard() -> None:
    stream = Stream(
        encoding=FLOAT32,
        rate_hz=RATE_HZ,
        center_hz=None,
        channels=2,
        kind=SignalKind.FM_AUDIO,
    )
    data = np.array([0.5, -1.0, 0.25, 1.0], np.float32).tobytes()
    (block,) = blocks_of([Piece(data=data, utc_s=1.0, monotonic_s=1.0)], stream)
    assert block.samples.tolist() == [0.5, 0.25]
    assert block.kind is SignalKind.FM_AUDIO
