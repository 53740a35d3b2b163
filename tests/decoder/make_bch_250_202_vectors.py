"""Makes bch_250_202_vectors.json with galois, an independent implementation of BCH codes.

python -m venv /tmp/galois-venv && /tmp/galois-venv/bin/pip install galois
/tmp/galois-venv/bin/python tests/decoder/make_bch_250_202_vectors.py   # some minutes
"""

import json
from pathlib import Path

import galois
import numpy as np
from numpy.typing import NDArray

VECTORS = Path(__file__).with_name("bch_250_202_vectors.json")
SHORTENING = 5
CORRECTABLE = 6
EACH = 8
RANDOM_WORDS = 12000
REJECTED = 15
"""Of the random words that are within six errors of nothing, so many are kept."""

Words = NDArray[np.uint8]


def digits(word: Words) -> str:
    return f"{int(''.join(map(str, word.tolist())), 2):063X}"


def main() -> None:
    field = galois.GF(256, irreducible_poly="x^8 + x^4 + x^3 + x^2 + 1")
    code = galois.BCH(255, d=2 * CORRECTABLE + 1, extension_field=field)
    rng = np.random.default_rng(406)
    whole = np.zeros((EACH * (CORRECTABLE + 1), 255), np.uint8)
    data = rng.integers(0, 2, (len(whole), 202), dtype=np.uint8)
    whole[:, SHORTENING:] = np.asarray(code.encode(data))
    for number, word in enumerate(whole):
        errors = rng.choice(250, number // EACH, replace=False)
        word[SHORTENING + errors] ^= 1
    noise = np.zeros((RANDOM_WORDS, 255), np.uint8)
    noise[:, SHORTENING:] = rng.integers(0, 2, (RANDOM_WORDS, 250), dtype=np.uint8)
    found = read(code, whole) + read(code, noise)
    accepted = [word for word in found if word["errors"] is not None]
    rejected = [word for word in found if word["errors"] is None]
    vectors = {
        "galois": galois.__version__,
        "generator": int(code.generator_poly),
        "words": accepted + rejected[:REJECTED],
    }
    VECTORS.write_text(json.dumps(vectors, indent=1) + "\n")


def read(code: galois.BCH, words: Words) -> list[dict[str, str | int | None]]:
    """At full length, so that a correction of the zeros taken away is seen."""
    decoded, errors = code.decode(words, output="codeword", errors=True)
    codewords = np.asarray(decoded, dtype=np.uint8)
    usable = (errors >= 0) & ~codewords[:, :SHORTENING].any(axis=1)
    return [
        {
            "word": digits(word),
            "codeword": digits(codeword) if good else None,
            "errors": int(count) if good else None,
        }
        for word, codeword, count, good in zip(words, codewords, errors, usable, strict=True)
    ]


if __name__ == "__main__":
    main()
