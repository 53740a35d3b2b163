"""The example of a configuration, and a file to begin with that is made of it."""

from collections.abc import Iterator
from pathlib import Path

EXAMPLE = Path(__file__).with_name("beacon406.example.toml")

OF_OTHERS = ("[[brokers]]", "[[routes]]", "[[gateways]]", "[[web.tokens]]", "regions =")
"""What starts with this needs files or addresses that only the operator has."""


def begun(station: str, state: str) -> str:
    """It works as it is; what has still to be filled in is behind a #.

    state  folder of what the station writes
    """
    text = EXAMPLE.read_text(encoding="utf-8")
    text = text.replace('station = "hill" ', f'station = "{station}" ')
    return "\n".join(_with_gaps(text.replace('"state/', f'"{state}/'))) + "\n"


def _with_gaps(text: str) -> Iterator[str]:
    is_others = False
    for line in text.splitlines():
        if not line or line.startswith("["):
            is_others = line.startswith(OF_OTHERS)
        is_gap = (is_others or line.startswith(OF_OTHERS)) and line and not line.startswith("#")
        yield f"# {line}" if is_gap else line
