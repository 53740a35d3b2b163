"""The code of second-generation beacons, BCH(250, 202), six errors: C/S T.018 Appendix B.

Shortened from (255, 207): the five bits taken away are the highest powers. Its roots are alpha to
alpha^12. Up to six errors are found by Berlekamp and Massey's algorithm and Chien's search; one of
random words in 860 is within six errors of a codeword.
"""

import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Bits
from decoder.codes.cyclic import Cyclic
from decoder.codes.gf256 import LOG, ORDER, POWERS, divide, multiply

CORRECTABLE = 6
BCH_250_202 = Cyclic(length=250, data_bits=202, generator=0x1C7EB85DF3C97)

_POWER_OF_BIT = np.arange(BCH_250_202.length - 1, -1, -1)
_ROOTS = np.arange(1, 2 * CORRECTABLE + 1)
_AT_ROOTS = POWERS[np.outer(_POWER_OF_BIT, _ROOTS) % ORDER]
"""What a one in each bit adds to the word's value at each root. (250, 12)."""


def decode_hard(word: Bits) -> tuple[Bits, int] | None:
    """The codeword within six errors and how many they are, or None if there is none.

    word   (250,) uint8, which is not changed
    """
    if BCH_250_202.syndromes(word) == 0:
        return word.copy(), 0
    values = np.bitwise_xor.reduce(_AT_ROOTS[word == 1], axis=0)
    locator = _locator(values.tolist())
    if locator is None:
        return None
    places = _places(locator)
    if places.size < len(locator) - 1 or places[-1] >= BCH_250_202.length:
        return None  # some of the errors are nowhere, or among the bits taken away
    corrected = word.copy()
    corrected[BCH_250_202.length - 1 - places] ^= 1
    return corrected, places.size


def _locator(values: list[int]) -> list[int] | None:
    """Berlekamp-Massey: the shortest register that gives the values at the roots.

    Its coefficients from the constant one on; the inverses of its roots are the errors' places.
    A binary word's values need only every second step (Blahut, Theory and Practice of Error
    Control Codes, 1983, 7.6). None where the register is longer than its polynomial, or than 6.
    """
    locator, length = [1], 0
    before, gap, last = [1], 1, 1
    for step in range(0, len(values), 2):
        discrepancy = 0
        for back, coefficient in enumerate(locator):
            discrepancy ^= multiply(coefficient, values[step - back]) if back <= step else 0
        if discrepancy:
            changed = _add(locator, [0] * gap + _scaled(before, divide(discrepancy, last)))
            if 2 * length <= step:
                before, last, gap = locator, discrepancy, 0
                length = step + 1 - length
            locator = changed
        gap += 2
    return locator if length == len(locator) - 1 <= CORRECTABLE else None


def _scaled(polynomial: list[int], factor: int) -> list[int]:
    return [multiply(coefficient, factor) for coefficient in polynomial]


def _add(one: list[int], other: list[int]) -> list[int]:
    size = max(len(one), len(other))
    padded = (one + [0] * (size - len(one)), other + [0] * (size - len(other)))
    total = [a ^ b for a, b in zip(*padded, strict=True)]
    while total[-1] == 0:
        total.pop()
    return total


def _places(locator: list[int]) -> NDArray[np.intp]:
    """Chien's search: which powers of alpha are inverses of roots, in rising order."""
    logs = np.array([LOG[coefficient] for coefficient in locator])
    present = np.array(locator) != 0
    powers = np.arange(ORDER)[:, None] * np.arange(len(locator))
    terms = np.where(present, POWERS[(logs - powers) % ORDER], 0)
    return np.flatnonzero(np.bitwise_xor.reduce(terms, axis=1) == 0)
