"""Values as people type them after an option: 250k, 2.4M, 406.05M, 2026-01-02T03:04:05Z."""

import math
from argparse import ArgumentTypeError
from datetime import datetime

MULTIPLES = {"k": 1e3, "M": 1e6, "G": 1e9}


def hertz(text: str) -> float:
    """Hz of a number with an optional k, M or G; ValueError for anything else."""
    number = text.strip().removesuffix("Hz").rstrip()
    multiple = MULTIPLES.get(number[-1:], 1.0)
    value = float(number[:-1] if multiple > 1 else number) * multiple
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def positive(text: str) -> float:
    """The same for what must be above zero, as an argparse type."""
    try:
        value = hertz(text)
    except ValueError:
        value = 0.0
    if value <= 0:
        raise ArgumentTypeError(f"{text!r} is no number above 0, such as 250k or 2.4M")
    return value


def natural(text: str) -> int:
    """0, 1, 2, ... as an argparse type."""
    if not (text.isascii() and text.isdecimal()):
        raise ArgumentTypeError(f"{text!r} is no whole number from 0 up")
    return int(text)


def utc(text: str) -> datetime:
    """An ISO 8601 time with its zone, as an argparse type."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no time such as 2026-01-02T03:04:05Z") from None
    if time.tzinfo is None:
        raise ArgumentTypeError(f"{text!r} names no zone; end a time of UTC in Z")
    return time
