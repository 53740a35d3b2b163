"""What is said again and again with other figures is one and the same."""

import re


def without_figures(text: str) -> str:
    """Digits of a name, as in hill2, are none."""
    return re.sub(r"\b\d+([.,]\d+)?", "0", text)
