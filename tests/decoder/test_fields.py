"""Codecs and tables: no pattern of bits is lost, and values that do not fit are refused."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoder.fields import (
    UNWRITTEN,
    Bits,
    Codec,
    Field,
    FieldValueError,
    Fixed,
    Flag,
    Hexadecimal,
    OneOf,
    Part,
    Table,
    Unsigned,
    When,
)
from decoder.reasons import Reason
from decoder.t001.angles import AngleCodec, OffsetCodec
from decoder.t001.characters import BAUDOT, DECIMAL, FIGURES, LETTERS, SHORT_BAUDOT, readable

CODECS: list[tuple[Codec[object], int]] = [
    (Unsigned(1, 7), 9),
    (Bits(), 5),
    (Fixed("1101"), 4),
    (Flag("homing"), 1),
    (Hexadecimal(), 24),
    (OneOf({"00": "none", "01": "some"}), 2),
    (BAUDOT, 42),
    (SHORT_BAUDOT, 15),
    (DECIMAL, 12),
    (AngleCodec("NS", 15, default="0 111111111"), 10),
    (AngleCodec("EW", 2, default="0 11111111 00000"), 14),
    (AngleCodec("EW", 4, default="0 11111111 0000"), 13),
    (OffsetCodec(30), 10),
    (OffsetCodec(3), 7),
]  # type: ignore[list-item]


def words(width: int) -> st.SearchStrategy[str]:
    return st.integers(0, (1 << width) - 1).map(lambda number: f"{number:0{width}b}")


@given(st.data())
def test_every_codec_gives_every_pattern_of_bits_back(data: st.DataObject) -> None:
    codec, width = data.draw(st.sampled_from(CODECS))
    bits = data.draw(words(width))
    assert codec.encode(codec.decode(bits), width) == bits


@given(words(36))
def test_undefined_characters_show_as_question_marks_and_are_named(bits: str) -> None:
    text = BAUDOT.decode(bits)
    undefined = BAUDOT.doubt(bits) is Reason.BAUDOT_UNDEFINED
    assert ("?" in readable(text)) == undefined


@pytest.mark.parametrize(
    ("codec", "value", "width"),
    [
        (Unsigned(), 512, 9),
        (Unsigned(), -1, 9),
        (Bits(), "012", 3),
        (Bits(), "01", 3),
        (Hexadecimal(), "XYZ", 24),
        (Hexadecimal(), "1FFFFFF", 24),
        (OneOf({"00": "none"}), "all", 2),
        (BAUDOT, "abc", 18),
        (BAUDOT, "TOO LONG", 42),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    codec: Codec[object], value: object, width: int
) -> None:
    with pytest.raises(FieldValueError):
        codec.encode(value, width)


def test_short_text_is_padded_on_the_side_that_the_standard_says() -> None:
    assert BAUDOT.decode(BAUDOT.encode("OE-UDO", 42)) == " OE-UDO"
    assert DECIMAL.decode(DECIMAL.encode("12", 12)) == "12 "


def test_the_modified_baudot_code_is_that_of_table_a3() -> None:
    codes = [*LETTERS.values(), *FIGURES.values()]
    assert len(set(codes)) == len(codes) == 39
    assert all(code[0] == "1" for code in LETTERS.values())
    assert all(code[0] == "0" for code in FIGURES.values())
    bits = "110011" + "101100" + "101110" + "100100" + "001101" + "000011"
    assert BAUDOT.decode(bits) == "BIC 09"


class Plain(msgspec.Struct, frozen=True, tag="plain"):
    number: int


class Named(msgspec.Struct, frozen=True, tag="named"):
    name: str


class Whole(msgspec.Struct, frozen=True):
    kind: str
    part: Plain | Named | None = None


WHOLE = Table(
    Whole,
    When(1, 1, "1"),
    Field("kind", 2, 3, OneOf({"00": "plain", "01": "named"})),
    Part(
        "part",
        Table(Plain, When(2, 3, "00"), Field("number", 4, 9, Unsigned(1))),
        Table(Named, When(2, 3, "01"), Field("name", 4, 9, BAUDOT)),
    ),
)


def test_a_table_reads_and_writes_by_the_bit_numbers_of_the_standard() -> None:
    whole = WHOLE.decode("101111000")
    assert whole == Whole("named", Named("A"))
    bits = [UNWRITTEN] * 9
    WHOLE.write(whole, bits)
    assert "".join(bits) == "101111000"


class Sides(msgspec.Struct, frozen=True):
    narrow: int
    wide: int


@given(st.lists(words(24), min_size=2, max_size=5))
def test_nothing_of_one_message_stays_in_the_next(texts: list[str]) -> None:
    """Narrow fields are remembered, wide ones are not."""
    table = Table(
        Sides, Field("narrow", 1, 4, Unsigned(1)), Field("wide", 5, 24, Unsigned(0, 999999))
    )
    for text in (*texts, *texts):
        narrow, wide = int(text[:4], 2), int(text[4:], 2)
        out_of_range = [Reason.NUMBER_OUT_OF_RANGE] * ((narrow < 1) + (wide > 999999))
        assert table.read(text) == (Sides(narrow, wide), out_of_range)
        assert table.decode(text) == Sides(narrow, wide)
        assert list(table.doubts(text)) == out_of_range


def test_a_part_that_is_not_there_is_none() -> None:
    assert WHOLE.decode("101").part is None
    assert WHOLE.decode("111000000").part is None


def test_a_part_that_contradicts_the_rest_is_refused() -> None:
    with pytest.raises(FieldValueError, match="part"):
        WHOLE.write(Whole("plain", Named("A")), [UNWRITTEN] * 9)


def test_an_error_names_the_field() -> None:
    with pytest.raises(FieldValueError, match="number: 64 does not fit"):
        WHOLE.write(Whole("plain", Plain(64)), [UNWRITTEN] * 9)
    with pytest.raises(FieldValueError, match="number: None does not fit"):
        WHOLE.write(Whole("plain", Plain(None)), [UNWRITTEN] * 9)  # type: ignore[arg-type]


def test_doubts_are_told_for_the_table_and_its_parts() -> None:
    assert list(WHOLE.doubts("100000000")) == [Reason.NUMBER_OUT_OF_RANGE]
    assert list(WHOLE.doubts("111000000")) == [Reason.SPARE_CODE]
    assert list(WHOLE.doubts("101111000")) == []
