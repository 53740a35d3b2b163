"""Shortened binary BCH codes of first-generation beacons: C/S T.001 Annex B, sections B1 and B2.

A correction that would fall on one of the zeros taken away by the shortening is no correction: such
a word is uncorrectable.
"""

from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Bits
from decoder.codes.cyclic import Cyclic


class ErrorPatterns(NamedTuple):
    """The correctable errors, one a row; the last row stands for every uncorrectable syndrome.

    row_of    (2**parity_bits,) the row of each syndrome
    bits      (rows, length) what to add to the word
    weight    (rows,) number of errors, -1 in the last row
    """

    row_of: NDArray[np.int32]
    bits: Bits
    weight: NDArray[np.int8]


class Bch(Cyclic):
    """A code short enough to look its errors up."""

    def __init__(self, length: int, data_bits: int, generator: int, correctable: int) -> None:
        super().__init__(length, data_bits, generator)
        self.correctable = correctable

    def correct(self, words: Bits) -> tuple[Bits, NDArray[np.int8]]:
        """The codeword within `correctable` errors, and how many; the word as it is, and -1.

        words    (..., length) uint8
        returns  (..., length) uint8, (...) int8
        """
        syndromes = self.syndromes(words)
        if not syndromes.any():  # the usual case on a good path, which needs no table
            return words.copy(), np.zeros(words.shape[:-1], dtype=np.int8)
        rows = self._patterns.row_of[syndromes]
        return words ^ self._patterns.bits[rows], self._patterns.weight[rows]

    def correct_text(self, word: str) -> tuple[str, int]:
        """The same of a single word in digits "0" and "1"."""
        syndrome = self.syndrome_of_text(word)
        if syndrome == 0:
            return word, 0
        row = self._patterns.row_of[syndrome]
        # The codes of the digits differ in the last bit alone: they are corrected as bits are.
        errors = int.from_bytes(self._patterns.bits[row].tobytes())
        corrected = int.from_bytes(word.encode()) ^ errors
        return corrected.to_bytes(self.length).decode(), int(self._patterns.weight[row])

    @cached_property
    def _patterns(self) -> ErrorPatterns:
        correctable = [self._errors(weight) for weight in range(self.correctable + 1)]
        bits = np.concatenate([*correctable, np.zeros((1, self.length), dtype=np.uint8)])
        weight = bits.sum(axis=1).astype(np.int8)
        weight[-1] = -1
        row_of = np.full(1 << self.parity_bits, len(bits) - 1, dtype=np.int32)
        row_of[self.syndromes(bits[:-1])] = np.arange(len(bits) - 1, dtype=np.int32)
        return ErrorPatterns(row_of, bits, weight)

    def _errors(self, weight: int) -> Bits:
        """Every word with so many ones. (words, length)"""
        places = np.array(list(combinations(range(self.length), weight)), dtype=np.intp)
        words = np.zeros((len(places), self.length), dtype=np.uint8)
        words[np.arange(len(places))[:, np.newaxis], places] = 1
        return words


BCH_1 = Bch(length=82, data_bits=61, generator=0x26D9E3, correctable=3)
"""First protected field, bits 25-106: generator of B1, shortened from (127, 106)."""

BCH_2 = Bch(length=38, data_bits=26, generator=0x1539, correctable=2)
"""Second protected field, bits 107-144: generator of B2, shortened from (63, 51)."""
