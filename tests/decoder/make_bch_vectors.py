"""Makes bch_vectors.json with galois, an independent implementation of BCH codes.

python -m venv /tmp/galois-venv && /tmp/galois-venv/bin/pip install galois
/tmp/galois-venv/bin/python tests/decoder/make_bch_vectors.py
"""

import json
from pathlib import Path
from typing import Any

import galois
import numpy as np
from numpy.typing import NDArray

VECTORS = Path(__file__).with_name("bch_vectors.json")
CODEWORDS = 40
DAMAGED = 40
RANDOM_WORDS = 120


def text(bits: NDArray[np.uint8]) -> str:
    return "".join(map(str, np.asarray(bits).tolist()))


def vectors(name: str, polynomial: str, designed: int, shortening: int) -> dict[str, Any]:
    """T.001 gives the polynomial of the field (B1: m1, B2: m1) and the number of errors."""
    rng = np.random.default_rng(406)
    field = galois.GF(2 ** galois.Poly.Str(polynomial).degree, irreducible_poly=polynomial)
    code = galois.BCH(field.order - 1, d=2 * designed + 1, extension_field=field)
    data_bits = code.k - shortening
    length = code.n - shortening
    words = []
    for errors in [0] * CODEWORDS + list(range(1, designed + 1)) * DAMAGED:
        data = rng.integers(0, 2, data_bits, dtype=np.uint8)
        codeword = code.encode(data)
        word = np.array(codeword, dtype=np.uint8)
        word[rng.choice(length, errors, replace=False)] ^= 1
        decoded, found = code.decode(word, output="codeword", errors=True)
        assert found == errors
        assert text(decoded) == text(codeword)
        words.append({"word": text(word), "codeword": text(codeword), "errors": errors})
    for _ in range(RANDOM_WORDS):
        word = rng.integers(0, 2, length, dtype=np.uint8)
        # Decoded at full length, so that a correction of the zeros taken away is seen.
        whole = np.concatenate([np.zeros(shortening, dtype=np.uint8), word])
        decoded, found = code.decode(whole, output="codeword", errors=True)
        if found < 0 or np.asarray(decoded)[:shortening].any():
            words.append({"word": text(word), "codeword": None, "errors": -1})
        else:
            codeword = text(np.asarray(decoded)[shortening:])
            words.append({"word": text(word), "codeword": codeword, "errors": int(found)})
    return {
        "name": name,
        "length": length,
        "data_bits": data_bits,
        "generator": int(code.generator_poly),
        "words": words,
    }


def main() -> None:
    codes = [
        vectors("BCH_1", "x^7 + x^3 + 1", 3, 45),
        vectors("BCH_2", "x^6 + x + 1", 2, 25),
    ]
    VECTORS.write_text(json.dumps({"galois": galois.__version__, "codes": codes}, indent=1) + "\n")


if __name__ == "__main__":
    main()
