"""The field of 256 elements with x^8 + x^4 + x^3 + x^2 + 1, by logarithms to base x: C/S T.018."""

import numpy as np

PRIMITIVE = 0x11D
ORDER = 255
"""Of the powers of x."""


def _powers() -> list[int]:
    powers = [1]
    for _ in range(ORDER - 1):
        shifted = powers[-1] << 1
        powers.append(shifted ^ PRIMITIVE if shifted > ORDER else shifted)
    return powers


POWER = _powers() * 2
"""x to the i, for i from 0 to 509: of a sum of two logarithms too."""
LOG = [0] * 256
for _log, _element in enumerate(POWER[:ORDER]):
    LOG[_element] = _log
POWERS = np.array(POWER[:ORDER], dtype=np.uint8)


def multiply(one: int, other: int) -> int:
    return POWER[LOG[one] + LOG[other]] if one and other else 0


def divide(one: int, other: int) -> int:
    """`other` is not 0."""
    return POWER[LOG[one] - LOG[other] + ORDER] if one else 0
