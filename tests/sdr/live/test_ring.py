"""The ring between a source and the decoder loses nothing uncounted, and keeps the order."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdr.live.piece import Piece
from sdr.live.ring import Ring

SAMPLE_BYTES = 2


def piece(number: int, samples: int = 1, *, lost: int = 0) -> Piece:
    data = number.to_bytes(SAMPLE_BYTES, "big") * samples
    return Piece(data=data, utc_s=0.0, monotonic_s=0.0, gap_before=lost > 0, samples_lost=lost)


def drained(ring: Ring) -> list[Piece]:
    return list(iter(lambda: ring.take(0.0), None))


STEPS = st.lists(st.one_of(st.none(), st.tuples(st.integers(1, 6), st.integers(0, 3))), max_size=60)


@given(STEPS, st.integers(2, 30))
def test_every_sample_is_taken_or_counted_as_lost_in_its_place(
    steps: list[tuple[int, int] | None], capacity_bytes: int
) -> None:
    ring = Ring(capacity_bytes, sample_bytes=SAMPLE_BYTES)
    put: list[Piece] = []
    taken: list[Piece] = []
    for number, step in enumerate(steps):
        if step is None:
            taken += [one for one in [ring.take(0.0)] if one]
        else:
            put.append(piece(number, step[0], lost=step[1]))
            ring.put(put[-1])
    taken += drained(ring)

    # Positions on one axis of samples, lost ones included: each piece lies where it was put.
    places: dict[bytes, int] = {}
    at = 0
    for one in put:
        at += one.samples_lost
        places[one.data] = at
        at += len(one.data) // SAMPLE_BYTES
    now = 0
    for one in taken:
        now += one.samples_lost
        assert one.samples_lost == 0 or one.gap_before
        assert places[one.data] == now
        now += len(one.data) // SAMPLE_BYTES
    assert now == at

    counts = ring.counts
    samples_taken = sum(len(one.data) for one in taken) // SAMPLE_BYTES
    assert counts.received == sum(len(one.data) for one in put) // SAMPLE_BYTES
    assert counts.received == samples_taken + counts.dropped
    assert counts.waiting == 0


def test_a_full_ring_drops_its_oldest_half_as_one_gap() -> None:
    ring = Ring(20, sample_bytes=SAMPLE_BYTES)
    for number in range(11):
        ring.put(piece(number))
    taken = drained(ring)
    assert [one.data[-1] for one in taken] == [6, 7, 8, 9, 10]
    assert [(one.gap_before, one.samples_lost) for one in taken] == [(True, 6)] + [(False, 0)] * 4
    assert ring.counts.dropped == 6
    assert ring.counts.high_water_bytes == 20


def test_a_piece_larger_than_the_ring_is_kept_alone() -> None:
    ring = Ring(4, sample_bytes=SAMPLE_BYTES)
    ring.put(piece(1))
    ring.put(piece(2, 100))
    (only,) = drained(ring)
    assert (len(only.data), only.samples_lost) == (200, 1)


def test_a_gap_of_unknown_size_stays_one_when_its_piece_is_dropped() -> None:
    ring = Ring(4, sample_bytes=SAMPLE_BYTES)
    unknown = Piece(data=b"\0\0", utc_s=0.0, monotonic_s=0.0, gap_before=True)
    for one in (unknown, piece(1, 1), piece(2, 1)):
        ring.put(one)
    assert drained(ring)[0].gap_before


def test_take_waits_for_a_piece_from_another_thread() -> None:
    ring = Ring(100, sample_bytes=SAMPLE_BYTES)
    threading.Timer(0.05, ring.put, [piece(7)]).start()
    taken = ring.take(30.0)
    assert taken is not None
    assert taken.data[-1] == 7


def test_take_gives_up_in_time() -> None:
    began_s = time.monotonic()
    assert Ring(100, sample_bytes=SAMPLE_BYTES).take(0.05) is None
    assert time.monotonic() - began_s >= 0.05


def test_threads_that_put_and_take_lose_nothing_uncounted() -> None:
    ring = Ring(64, sample_bytes=SAMPLE_BYTES)
    count = 5000

    def put_all() -> None:
        for number in range(count):
            ring.put(piece(number))

    producer = threading.Thread(target=put_all)
    producer.start()
    taken: list[Piece] = []
    while producer.is_alive() or ring.counts.waiting:
        if one := ring.take(0.01):
            taken.append(one)
    producer.join()
    numbers = [int.from_bytes(one.data, "big") for one in taken]
    assert numbers == sorted(numbers)
    assert len(taken) + sum(one.samples_lost for one in taken) == numbers[-1] + 1 == count


def test_a_ring_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="capacity_bytes 0"):
        Ring(0, sample_bytes=SAMPLE_BYTES)
