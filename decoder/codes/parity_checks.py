"""Parity checks solved for the least reliable positions: which of them fail, and what follows.

After Gauss-Jordan elimination every check has a solved position to itself, so any bits of the
others make a codeword: where a check fails, its solved position gives way.
"""

from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Bits
from decoder.codes.cyclic import Cyclic

Indices = NDArray[np.intp]


class ReducedChecks(msgspec.Struct, frozen=True, eq=False):
    """rest     the positions that are not solved, least reliable first
    solved   (parity_bits,) the position that each check is solved for
    columns  (rest, parity_bits) which checks each of the rest is in
    mixture  (parity_bits, parity_bits) which bits of the code's own syndrome make each check
    """

    code: Cyclic
    rest: Indices
    solved: Indices
    columns: Bits
    mixture: Bits

    def failing(self, word: Bits) -> Bits:
        """(length,) to (parity_bits,)."""
        syndrome = int(self.code.syndromes(word))
        bits = np.array([syndrome >> r & 1 for r in range(self.code.parity_bits)], np.uint8)
        failing: Bits = np.bitwise_and(self.mixture @ bits, np.uint8(1))
        return failing

    def words(self, word: Bits, failing: Bits, places: Indices) -> Bits:
        """The codewords with other bits than `word` at these places among the rest.

        places   (words, some) indices into `rest`; its length stands for no place
        returns  (words, length)
        """
        length = self.code.length
        flips = np.zeros((len(places), length + 1), np.uint8)  # with a bit for no place
        flips[np.arange(len(places))[:, None], np.append(self.rest, length)[places]] = 1
        words: Bits = flips[:, :-1] ^ word
        columns = np.concatenate((self.columns, np.zeros((1, failing.size), np.uint8)))
        words[:, self.solved] ^= failing ^ np.bitwise_xor.reduce(columns[places], axis=1)
        return words


def reduced_checks(code: Cyclic, reliability: NDArray[np.float64]) -> ReducedChecks:
    """Solved for the least reliable positions whose columns are independent."""
    order = np.argsort(reliability, kind="stable")
    solved, rows = _eliminated(_check_rows(code), order.tolist())
    octets = -(-(code.length + code.parity_bits) // 8)
    packed = np.frombuffer(b"".join(row.to_bytes(octets, "little") for row in rows), np.uint8)
    bits = np.unpackbits(packed.reshape(-1, octets), axis=1, bitorder="little")
    free = np.ones(code.length, dtype=bool)
    free[solved] = False
    rest = order[free[order]]
    return ReducedChecks(
        code,
        rest=rest,
        solved=np.array(solved),
        columns=np.ascontiguousarray(bits[:, rest].T),
        mixture=bits[:, code.length : code.length + code.parity_bits],
    )


def _eliminated(rows: tuple[int, ...], order: list[int]) -> tuple[list[int], list[int]]:
    """Positions taken in this order, and the rows: integers are the quickest vectors of bits."""
    reduced = list(rows)
    solved: list[int] = []
    for position in order:
        done = len(solved)
        mask = 1 << position
        pivot = next((i for i in range(done, len(reduced)) if reduced[i] & mask), None)
        if pivot is None:
            continue
        reduced[done], reduced[pivot] = reduced[pivot], reduced[done]
        for i in range(len(reduced)):
            if i != done and reduced[i] & mask:
                reduced[i] ^= reduced[done]
        solved.append(position)
        if len(solved) == len(reduced):
            break
    return solved, reduced


@cache
def _check_rows(code: Cyclic) -> tuple[int, ...]:
    """Row r of the parity check matrix: position i is bit i, and bit length + r marks the row."""
    return tuple(
        sum(int(power >> r & 1) << i for i, power in enumerate(code.powers))
        | 1 << (code.length + r)
        for r in range(code.parity_bits)
    )
