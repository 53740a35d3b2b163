"""Every bit of a message is explained once: the tables that decode it are what explains it."""

from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.event import event_from_message
from alerts.event_id import new_event_id
from decoder.hextext import HexTextError, read_hex
from station.web.explanation import Bits, explain

# Test protocol (standard location, made up): never a real beacon.
MESSAGE = "FFFE2F8E3EABCDE530A08DD7A03580200CDF"

FRAME = {
    *("bit_synchronization", "frame_synchronization", "format_flag", "protocol_flag"),
    *("bch_1", "bch_2", "bch"),
}

FIRST_LONG = st.integers(0, (1 << 120) - 1).map(lambda bits: f"FFFE2F{bits:030X}")
FIRST_SHORT = st.integers(0, (1 << 88) - 1).map(lambda bits: f"FFFE2F{bits:022X}")
FIRST_ID = st.integers(0, (1 << 60) - 1).map(lambda bits: f"{bits:015X}")
SECOND = st.integers(0, (1 << 250) - 1).map(lambda bits: f"{bits:063X}")
SECOND_ID = st.integers(0, (1 << 92) - 1).map(lambda bits: f"{bits:023X}")


def value(fields: Any, name: str) -> Any:
    for level in name.split("."):
        fields = fields[level]
    return fields


def is_whole(bits: tuple[Bits, ...], first: int, last: int) -> bool:
    ends = [(each.first, each.last) for each in bits]
    return (
        ends[0][0] == first
        and max(end for _, end in ends) == last
        and all(after[0] <= before[1] + 1 for before, after in pairwise(ends))
    )


@given(st.one_of(FIRST_LONG, FIRST_SHORT, FIRST_ID, SECOND, SECOND_ID))
def test_whatever_can_be_read_is_explained_as_it_was_decoded(text: str) -> None:
    try:
        message = read_hex(text)
    except HexTextError:
        return
    fields = event_from_message(message, event_id=new_event_id()).fields
    for each in explain(message):
        assert len(each.bits) == each.last - each.first + 1
        if each.name is not None and each.name not in FRAME:
            plain = msgspec.json.decode(msgspec.json.encode(each.value))
            assert plain == value(fields, each.name)


@given(st.one_of(FIRST_LONG, FIRST_SHORT, SECOND))
def test_no_bit_of_a_message_is_left_out(text: str) -> None:
    message = read_hex(text)
    bits = explain(message)
    last = 250 if message.generation == 2 else 4 * len(message.hex)
    assert is_whole(bits, 1, last)


@given(FIRST_ID)
def test_of_an_id_its_sixty_bits_are_explained(text: str) -> None:
    message = read_hex(text)
    if message.generation == 1:
        assert is_whole(explain(message), 26, 85)


@pytest.mark.parametrize(
    ("name", "first", "last"), [("country", 27, 36), ("bch_1", 86, 106), ("format_flag", 25, 25)]
)
def test_bits_have_the_numbers_of_the_standard(name: str, first: int, last: int) -> None:
    each = next(each for each in explain(read_hex(MESSAGE)) if each.name == name)
    whole = f"{int(MESSAGE, 16):0144b}"
    assert (each.first, each.last, each.bits) == (first, last, whole[first - 1 : last])
