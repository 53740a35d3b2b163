"""Every protocol of C/S T.001: its table covers the message, and encoding gives the bits back."""

from collections.abc import Iterator
from itertools import product
from typing import Any, get_args

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decoder.fields import UNWRITTEN, Table, When
from decoder.t001 import AnyFields, decode_hard, encode_message, frame
from decoder.t001.orbitography import TimeOfYear
from decoder.t001.protocols import BY_CODE, BY_STRUCT, PROTOCOLS

Path = tuple[Table[Any], ...]


def paths() -> Iterator[Path]:
    """Every table of every protocol with every choice of its parts."""
    for table in PROTOCOLS:
        yield from ((table, *parts) for parts in product(*(part.tables for part in table.parts)))


def is_possible(path: Path) -> bool:
    """No two tables of the path ask for different codes in the same bits."""
    wanted: dict[tuple[int, int], set[str]] = {}
    for when in (when for table in path for when in table.whens if when.codes):
        place = (when.first, when.last)
        wanted[place] = wanted.get(place, set(when.codes)) & set(when.codes)
    return all(wanted.values())


PATHS = [path for path in paths() if is_possible(path)]


def name(path: Path) -> str:
    return ", ".join(table.title for table in path)


def covered(path: Path) -> list[int]:
    fields = [field for table in path for field in table.fields]
    places = {(item.first, item.last) for item in fields}
    places |= {
        (when.first, when.last)
        for table in path
        for when in table.whens
        if len(when.codes) == 1 and not any(f.first <= when.first <= f.last for f in fields)
    }
    return sorted(bit for first, last in places for bit in range(first, last + 1))


def forced(path: Path, bits: str, codes: st.DataObject) -> str:
    """The same bits with the codes that the path asks for."""
    for when in (when for table in path for when in table.whens):
        code = time_of_year() if isinstance(when, TimeOfYear) else codes.draw(choice(path, when))
        bits = bits[: when.first - 1] + code + bits[when.last :]
    return bits


def choice(path: Path, when: When) -> st.SearchStrategy[str]:
    others = [
        w for table in path for w in table.whens if (w.first, w.last) == (when.first, when.last)
    ]
    return st.sampled_from([c for c in when.codes if all(c in other.codes for other in others)])


def time_of_year() -> str:
    return f"{0x24710293:032b}"


@pytest.mark.parametrize("path", PATHS, ids=name)
def test_a_table_covers_every_bit_once(path: Path) -> None:
    first_field = [bit for bit in covered(path) if bit <= 85]
    assert first_field in ([*range(26, 86)], [*range(25, 86)])
    second_field = [bit for bit in covered(path) if bit > 85]
    last = max(second_field)
    assert last in (112, 132, 144)
    assert second_field == [*range(107, last + 1)]


@pytest.mark.parametrize("path", PATHS, ids=name)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_encoding_gives_back_the_bits_that_were_decoded(path: Path, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, (1 << 144) - 1))
    text = forced(path, f"{number:0144b}", data)
    if path[-1].last == 112:
        text = text[:24] + "0" + text[25:112]
    fields = path[0].decode(text)
    bits = [UNWRITTEN] * 144
    path[0].write(fields, bits)
    whole = "".join(bits).replace(UNWRITTEN, "0")
    end = max(covered(path)) if frame.is_long(text) else 112
    assert whole[24:85] == text[24:85]
    assert whole[106:end] == text[106:end]


@settings(deadline=None)
@given(st.integers(0, (1 << 120) - 1))
def test_a_whole_message_survives_decoding_and_encoding(number: int) -> None:
    text = frame.sync(self_test=False) + f"{number:0120b}"
    bits = frame.from_text(text if frame.is_long(text) else text[:112])
    table = BY_CODE[text[25] + text[36:40]]
    fields = table.decode(frame.to_text(bits))
    message = encode_message(fields)
    again = decode_hard(message)
    assert again.corrected_bits[0] == 0
    missing = frame.missing_second_field(frame.to_text(message))
    if missing is None:
        assert again.fields == fields
        assert (encode_message(fields) == message).all()


def test_every_code_has_a_protocol_and_every_protocol_a_struct_of_the_union() -> None:
    assert len(BY_CODE) == 32
    assert set(BY_CODE.values()) == set(PROTOCOLS)
    assert set(get_args(AnyFields)) == set(BY_STRUCT)


def test_the_union_of_all_fields_goes_through_json_and_has_a_schema() -> None:
    schema = msgspec.json.schema(AnyFields)
    assert len(schema["anyOf"]) == len(PROTOCOLS)
    rng = np.random.default_rng(406)
    for code, table in BY_CODE.items():
        text = "".join(map(str, rng.integers(0, 2, 144)))
        fields = table.decode(text[:25] + code[0] + text[26:36] + code[1:] + text[40:])
        assert msgspec.json.decode(msgspec.json.encode(fields), type=AnyFields) == fields
