"""Text in the characters that every teleprinter, fax and terminal of a rescue centre can show.

Capital letters, digits and the punctuation of the ITU-T S.1 (ITA2) alphabet; no word is longer than
a line of SIT 185 holds.
"""

import re
import unicodedata

WORD_MAX = 63
"""A second-generation message has so many digits; with the deepest indent it fits a line."""
SPELT_OUT = {
    "°": " DEG ",
    "%": " PERCENT",
    "±": "+/-",
    "×": "X",
    "–": "-",
    "—": "-",
    "−": "-",
    "_": " ",
    ";": ",",
    "&": "+",
    "@": "(AT)",
    '"': "'",
    "‘": "'",
    "’": "'",
}
SPELLING = str.maketrans(SPELT_OUT)
OTHERS = re.compile(r"[^A-Z0-9 \-?:().,'=/+]")
LONG_WORD = re.compile(rf"(\S{{{WORD_MAX}}})(?=\S)")


def legible(text: str) -> str:
    """One line of words; what has no place in the alphabet is a question mark."""
    plain = unicodedata.normalize("NFKD", text.translate(SPELLING)).upper()
    base = "".join(letter for letter in plain if not unicodedata.combining(letter))
    spaced = " ".join(base.split())
    return " ".join(LONG_WORD.sub(r"\1 ", OTHERS.sub("?", spaced)).split())
