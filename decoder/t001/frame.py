"""The frame around the fields: C/S T.001 2.2.4, 4.5.4 and Figures A1 and A2.

Here a message is text of "0" and "1", 112 or 144 digits, so that bits are slices of it.
"""

import numpy as np
from numpy.typing import NDArray

from decoder.reasons import Reason

BIT_SYNC = "1" * 15
NORMAL_SYNC = "000101111"
SELF_TEST_SYNC = "011010000"
SYNC_BITS_WRONG = 2
"""The two patterns differ in eight bits: with three wrong ones it would begin to be a guess."""

SHORT_BITS = 112
LONG_BITS = 144
FIRST_FIELD = slice(24, 106)
SECOND_FIELD = slice(106, 144)
FIRST_FIELD_DATA = slice(24, 85)
FILL = slice(112, 144)
"""Bits 113 to 144: where these were not received, ground stations write all 0 or all 1."""


def to_text(bits: NDArray[np.uint8]) -> str:
    return (bits + ord("0")).astype(np.uint8).tobytes().decode("ascii")


def from_text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("ascii"), dtype=np.uint8) - np.uint8(ord("0"))


def sync(*, self_test: bool) -> str:
    """Bits 1 to 24."""
    return BIT_SYNC + (SELF_TEST_SYNC if self_test else NORMAL_SYNC)


def classify_sync(text: str) -> tuple[bool, Reason | None]:
    """Whether it is a self-test, from bits 16 to 24 alone: the bits before are often damaged."""
    received = text[15:24]
    if received in (NORMAL_SYNC, SELF_TEST_SYNC):
        return received == SELF_TEST_SYNC, None
    wrong_normal = _distance(received, NORMAL_SYNC)
    wrong_self_test = _distance(received, SELF_TEST_SYNC)
    self_test = wrong_self_test < wrong_normal
    wrong = min(wrong_normal, wrong_self_test)
    if wrong > SYNC_BITS_WRONG:
        return self_test, Reason.FRAME_SYNC_UNKNOWN
    return self_test, Reason.FRAME_SYNC_DAMAGED


def is_long(text: str) -> bool:
    return text[24] == "1"


def is_user_protocol(text: str) -> bool:
    return text[25] == "1"


def is_orbitography(text: str) -> bool:
    return is_user_protocol(text) and text[36:39] == "000"


def missing_second_field(text: str) -> Reason | None:
    """Why a long message has no second field, though one was sent."""
    if not is_long(text) or is_orbitography(text):
        return None
    if len(text) == SHORT_BITS:
        return Reason.SECOND_FIELD_MISSING
    if "1" not in text[SECOND_FIELD]:
        return Reason.SECOND_FIELD_ALL_ZERO
    return Reason.SECOND_FIELD_FILL if len(set(text[FILL])) == 1 else None


def is_second_field_protected(text: str) -> bool:
    """To be asked before BCH-2: a short message has none, orbitography uses its bits for the time,
    and fill would be "corrected" into some nonsense, or be a codeword as it is."""
    return is_long(text) and not is_orbitography(text) and missing_second_field(text) is None


def _distance(left: str, right: str) -> int:
    return sum(a != b for a, b in zip(left, right, strict=True))
