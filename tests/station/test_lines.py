import io

from hypothesis import given
from hypothesis import strategies as st

from station.hex.lines import CUT, LONGEST_LINE, bounded_lines


def lines(data: bytes) -> list[str]:
    return list(bounded_lines(io.BytesIO(data)))


def test_lines_come_without_their_ends_and_blank_ones_count() -> None:
    assert lines(b"A\r\n\n B \nC") == ["A", "", " B ", "C"]


def test_a_line_of_the_greatest_length_is_whole_with_and_without_its_end() -> None:
    longest = b"A" * (LONGEST_LINE - 1)
    assert lines(longest + b"\nB") == [longest.decode(), "B"]
    assert lines(longest + b"A") == [longest.decode() + "A"]


def test_a_longer_line_is_cut_and_says_so() -> None:
    cut, following = lines(b"A" * 10_000_000 + b"\nB\n")
    assert (cut, following) == ("A" * LONGEST_LINE + CUT, "B")


def test_a_line_that_ends_just_after_the_limit_does_not_swallow_the_next() -> None:
    assert lines(b"A" * LONGEST_LINE + b"\nB") == ["A" * LONGEST_LINE + CUT, "B"]


@given(st.binary(max_size=200))
def test_any_bytes_give_one_text_per_line(data: bytes) -> None:
    ends = data.count(b"\n")
    assert len(lines(data)) == ends + (not data.endswith(b"\n") and data != b"")
