"""Frequencies and rates as people write them: 250k, 2.4M, 406.05M, 2.4e6."""

import math

MULTIPLES = {"k": 1e3, "M": 1e6, "G": 1e9}


def hertz(text: str) -> float:
    """Hz of a number with an optional k, M or G; ValueError for anything else."""
    number = text.strip().removesuffix("Hz").rstrip()
    multiple = MULTIPLES.get(number[-1:], 1.0)
    value = float(number[:-1] if multiple > 1 else number) * multiple
    if not math.isfinite(value):
        raise ValueError(text)
    return value
