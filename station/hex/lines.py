"""Lines of a byte stream in bounded memory, whatever the bytes are."""

from collections.abc import Iterator
from typing import BinaryIO

LONGEST_LINE = 4096
CUT = "…"  # no message contains it, so a line that was cut is never taken for one


def bounded_lines(stream: BinaryIO) -> Iterator[str]:
    """Each line without its end; one over 4096 bytes is cut there and ends in an ellipsis."""
    while line := stream.readline(LONGEST_LINE):
        text = line.decode("utf-8", errors="replace")
        if line.endswith(b"\n"):
            yield text.rstrip("\r\n")
        elif rest := stream.readline(LONGEST_LINE):
            while rest and not rest.endswith(b"\n"):
                rest = stream.readline(LONGEST_LINE)
            yield text + CUT
        else:
            yield text
