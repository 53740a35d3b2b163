"""Every field of C/S T.018: the tables cover the message, and encoding gives the bits back."""

from collections.abc import Iterator
from itertools import product
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from made_up_sgb import SHIP, changed

from decoder.fields import UNWRITTEN, Codec, FieldValueError, Table
from decoder.reasons import Reason
from decoder.t018 import SecondGeneration, decode_hard, encode_message
from decoder.t018.codecs import Altitude, Degrees, OptionalNumber
from decoder.t018.location import LOCATION, Location, NoLocation
from decoder.t018.message import MESSAGE
from decoder.t018.rotating import ROTATING, Rotating
from decoder.t018.vessel import VESSEL, Vessel

Path = tuple[Table[Any], ...]
PATHS: list[Path] = [
    (MESSAGE, *parts) for parts in product(LOCATION.tables, VESSEL.tables, ROTATING.tables)
]
EVERY_TABLE = [*LOCATION.tables, *VESSEL.tables, *ROTATING.tables]
texts = st.binary(min_size=26, max_size=26).map(lambda b: f"{int.from_bytes(b):0208b}"[:202])


def covered(path: Path) -> Iterator[int]:
    for table in path:
        places = {(item.first, item.last) for item in (*table.fields, *table.whens)}
        for first, last in places:
            yield from range(first, last + 1)


def forced(text: str, tables: Path, data: st.DataObject) -> str:
    """The same bits with the codes that the tables ask for."""
    for when in (when for table in tables for when in table.whens):
        text = text[: when.first - 1] + data.draw(st.sampled_from(when.codes)) + text[when.last :]
    return text


def written(fields: SecondGeneration) -> str:
    bits = [UNWRITTEN] * 202
    MESSAGE.write(fields, bits)
    return "".join(bits)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ", ".join(t.title for t in path[1:]))
def test_the_tables_cover_every_bit_once(path: Path) -> None:
    assert sorted(covered(path)) == [*range(1, 203)]


@pytest.mark.parametrize("table", EVERY_TABLE, ids=lambda table: table.title)
@settings(max_examples=60)
@given(text=texts, data=st.data())
def test_encoding_gives_back_the_bits_of_every_kind_of_field(
    table: Table[Any], text: str, data: st.DataObject
) -> None:
    text = forced(text, (table,), data)
    fields = MESSAGE.decode(text)
    # An operator of 20 zeros is none: the table before reads it.
    assume(table.struct in map(type, msgspec.structs.astuple(fields)))
    assert written(fields) == text


@settings(max_examples=300)
@given(texts)
def test_a_whole_message_survives_encoding_and_decoding(text: str) -> None:
    fields = MESSAGE.decode(text)
    message = decode_hard(encode_message(fields), self_test=False)
    assert message.corrected_bits == (0,)
    assert message.fields == fields
    assert int(message.hex, 16) >> 48 == int(text, 2)


@given(texts)
def test_fields_go_through_json(text: str) -> None:
    fields = MESSAGE.decode(text)
    assert msgspec.json.decode(msgspec.json.encode(fields), type=SecondGeneration) == fields


def test_the_unions_of_types_are_those_of_the_tables() -> None:
    assert set(get_args(Vessel)) == {table.struct for table in VESSEL.tables}
    assert set(get_args(Rotating)) == {table.struct for table in ROTATING.tables}
    assert {Location, NoLocation} == {table.struct for table in LOCATION.tables}


CODECS: list[tuple[Codec[Any], int]] = [
    (Altitude(), 10),
    (Degrees("N", "S"), 23),
    (Degrees("E", "W"), 24),
    (OptionalNumber(2047, 2046), 11),
    (OptionalNumber(10922, 9999), 14),
]


@pytest.mark.parametrize(("codec", "width"), CODECS)
@given(data=st.data())
def test_no_pattern_of_bits_is_lost(codec: Codec[Any], width: int, data: st.DataObject) -> None:
    bits = f"{data.draw(st.integers(0, (1 << width) - 1)):0{width}b}"
    assert codec.encode(codec.decode(bits), width) == bits


@given(st.floats(-90, 90))
def test_a_latitude_is_rounded_to_the_nearest_step(degrees: float) -> None:
    codec = Degrees("N", "S")
    assert abs(codec.decode(codec.encode(degrees, 23)) - degrees) <= 2**-16


def test_parts_that_round_up_to_a_degree_are_one() -> None:
    assert Degrees("N", "S").encode(35.99999, 23) == "0" + "0100100" + "0" * 15


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 128.0, "60"])
def test_what_is_no_latitude_is_refused_by_name(value: Any) -> None:
    fields = changed(SHIP, location=Location(value, 10.0))
    with pytest.raises(FieldValueError, match=r"^latitude: "):
        encode_message(fields)


@pytest.mark.parametrize("position", [(90.1, 0.0), (0.0, -180.1), (float("nan"), 0.0)])
def test_a_position_that_is_no_place_is_not_sent(position: tuple[float, float]) -> None:
    with pytest.raises(FieldValueError, match="no place"):
        encode_message(SHIP, position=position)


@pytest.mark.parametrize(
    ("altitude_m", "bits"),
    [
        (-1000, "0000000000"),
        (-400, "0000000000"),
        (-384, "0000000001"),
        (0, "0000011001"),
        (7.9, "0000011001"),
        (8, "0000011010"),
        (15952, "1111111110"),
        (20000, "1111111110"),
        (None, "1111111111"),
    ],
)
def test_altitudes_are_those_of_table_3_3(altitude_m: float | None, bits: str) -> None:
    assert Altitude().encode(altitude_m, 10) == bits


def test_numbers_beyond_their_range_are_doubted_and_the_absent_one_is_not() -> None:
    codec = OptionalNumber(10922, 9999)
    assert codec.doubt(f"{9999:014b}") is None
    assert codec.doubt(f"{10922:014b}") is None
    assert codec.doubt(f"{10000:014b}") is Reason.NUMBER_OUT_OF_RANGE
