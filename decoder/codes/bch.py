"""Shortened binary BCH codes of first-generation beacons: C/S T.001 Annex B, sections B1 and B2.

Words are arrays of bits, shape (..., length) and type uint8, in the order of transmission: the
first bit is the highest power of X. A correction that would fall on one of the zeros taken away by
the shortening is no correction: such a word is uncorrectable.
"""

from functools import cached_property, reduce
from itertools import combinations
from operator import getitem, xor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]


class ErrorPatterns(NamedTuple):
    """The correctable errors, one a row; the last row stands for every uncorrectable syndrome.

    row_of    (2**parity_bits,) the row of each syndrome
    bits      (rows, length) what to add to the word
    weight    (rows,) number of errors, -1 in the last row
    """

    row_of: NDArray[np.int32]
    bits: Bits
    weight: NDArray[np.int8]


class Bch:
    """A systematic code: `data_bits` of data, then the remainder of data * X**parity_bits."""

    def __init__(self, length: int, data_bits: int, generator: int, correctable: int) -> None:
        self.length = length
        self.data_bits = data_bits
        self.parity_bits = length - data_bits
        self.generator = generator
        self.correctable = correctable

    @cached_property
    def powers(self) -> NDArray[np.int32]:
        """The syndrome of an error in bit i: X**(length - 1 - i) modulo the generator. (length,)"""
        remainders = [1]
        for _ in range(self.length - 1):
            shifted = remainders[-1] << 1
            reduced = shifted ^ self.generator  # the smaller one where the top bit was set
            remainders.append(min(shifted, reduced))
        return np.array(remainders[::-1], dtype=np.int32)

    @cached_property
    def generator_matrix(self) -> Bits:
        """Rows are codewords with one data bit set. (data_bits, length)."""
        return self.encode(np.eye(self.data_bits, dtype=np.uint8))

    def encode(self, data: Bits) -> Bits:
        """(..., data_bits) to (..., length)."""
        padded = np.zeros((*data.shape[:-1], self.length), dtype=np.uint8)
        padded[..., : self.data_bits] = data
        parity = self.syndromes(padded)[..., np.newaxis]
        shifts = np.arange(self.parity_bits - 1, -1, -1, dtype=np.int32)
        padded[..., self.data_bits :] = (parity >> shifts) & 1
        return padded

    def syndromes(self, words: Bits) -> NDArray[np.int32]:
        """Each word modulo the generator; 0 for a codeword. (..., length) to (...)."""
        octets = np.packbits(words, axis=-1)
        of_octets = self._octet_syndromes[np.arange(octets.shape[-1]), octets]
        syndromes: NDArray[np.int32] = np.bitwise_xor.reduce(of_octets, axis=-1)
        return syndromes

    def is_codeword(self, word: str) -> bool:
        """Of a single word, as text of "0" and "1": ten times as fast as with arrays."""
        octets = len(self._octet_rows)
        packed = int(word.ljust(8 * octets, "0"), 2).to_bytes(octets)
        return reduce(xor, map(getitem, self._octet_rows, packed)) == 0

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

    @cached_property
    def _octet_syndromes(self) -> NDArray[np.int32]:
        """Syndrome of every value of every octet of a packed word: eight bits a step, not one."""
        values = np.unpackbits(np.arange(256, dtype=np.uint8)[:, np.newaxis], axis=1).astype(bool)
        octets = -(-self.length // 8)
        powers = np.zeros(octets * 8, dtype=np.int32)
        powers[: self.length] = self.powers
        terms = np.where(values, powers.reshape(octets, 1, 8), 0)
        syndromes: NDArray[np.int32] = np.bitwise_xor.reduce(terms, axis=-1)
        return syndromes

    @cached_property
    def _octet_rows(self) -> list[list[int]]:
        rows: list[list[int]] = self._octet_syndromes.tolist()
        return rows

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
