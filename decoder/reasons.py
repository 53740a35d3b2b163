"""The documented set of words that say why something is doubtful, or was dropped."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a message carries a warning, or is not to be trusted (docs/reasons.md is made from this)."""

    FIRST_FIELD_SUSPECT = "first_field_suspect"
    FIRST_FIELD_UNDECODABLE = "first_field_undecodable"
    FIRST_FIELD_ALL_ZERO = "first_field_all_zero"
    SECOND_FIELD_SUSPECT = "second_field_suspect"
    SECOND_FIELD_UNDECODABLE = "second_field_undecodable"
    SECOND_FIELD_FILL = "second_field_fill"
    SECOND_FIELD_ALL_ZERO = "second_field_all_zero"


class Rejection(StrEnum):
    """Why a burst that was looked at gave no detection; each is counted."""

    NO_SYNC = "no_sync"
    TRUNCATED = "truncated"
    FIRST_FIELD_UNDECODABLE = "first_field_undecodable"
    LOW_CONFIDENCE = "low_confidence"
    DUPLICATE = "duplicate"
