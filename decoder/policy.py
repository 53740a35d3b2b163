"""What is believed: the one place that decides what is valid, and what is shown as a position.

Random bits pass for a first field with up to 0, 1, 2, 3 corrections in 4.8e-7, 4.0e-5, 1.6e-3,
4.4e-2 of cases, and for a second field with up to 0, 1, 2 in 2.4e-4, 9.5e-3, 0.18 (counted: the
number of correctable patterns over the number of syndromes). The last step of either code is
therefore worth a suspicion and no more. C/S T.001 says what the codes can correct, not what a
receiver may accept.
"""

from enum import Enum, auto
from typing import Literal

from decoder.message import FieldTrust, MessageClass
from decoder.reasons import Reason

ProtectedField = Literal[1, 2]

TRUSTED_CORRECTIONS: dict[ProtectedField, int] = {1: 2, 2: 1}
"""The most corrected bits with which a hard-decoded field is trusted."""

TRUSTED_WRONG_PROBABILITY = 8e-4
SUSPECT_WRONG_PROBABILITY = 0.1
"""Soft decoding: below the first a field is trusted, below the second a first field is suspect.

The first is the largest with which fewer than one message in 10 000 is expected to be trusted and
wrong at any C/N0: 9.5e-5 of long ones at 28.5 dB-Hz, the worst, by perfect soft bits of 4000.
"""

INVALIDATING = frozenset(
    {
        Reason.FIRST_FIELD_SUSPECT,
        Reason.FIRST_FIELD_UNDECODABLE,
        Reason.FIRST_FIELD_ALL_ZERO,
        Reason.FRAME_SYNC_UNKNOWN,
        Reason.SPARE_BITS_WRONG,
        Reason.COUNTRY_UNASSIGNED,
        Reason.PROTOCOL_SPARE,
        Reason.IDENTITY_RESERVED,
    }
)
"""Reasons not to trust a message; all others are warnings."""


class Detail(Enum):
    """How much of an encoded position may be shown."""

    NOTHING = auto()
    COARSE = auto()
    FULL = auto()


def trust_of_corrections(field: ProtectedField, corrected: int | None) -> FieldTrust:
    """Of a hard-decoded field; None where it could not be corrected."""
    if corrected is None:
        return FieldTrust.UNDECODED
    if corrected <= TRUSTED_CORRECTIONS[field]:
        return FieldTrust.TRUSTED
    return FieldTrust.SUSPECT


def trust_of_message(corrected: int | None) -> FieldTrust:
    """Of a hard-decoded second-generation message; None where it could not be corrected.

    Random words pass with up to six corrections in 1.2e-3 of cases, more rarely than for a first
    field of the first generation that is trusted, and their spare bits in 1 of 8000 of these.
    """
    return FieldTrust.UNDECODED if corrected is None else FieldTrust.TRUSTED


def trust_of_probability(field: ProtectedField, wrong_probability: float) -> FieldTrust:
    """Of a soft-decoded field. A second field that is only likely is not worth its risk."""
    if wrong_probability < TRUSTED_WRONG_PROBABILITY:
        return FieldTrust.TRUSTED
    if field == 1 and wrong_probability < SUSPECT_WRONG_PROBABILITY:
        return FieldTrust.SUSPECT
    return FieldTrust.UNDECODED


def field_reasons(first: FieldTrust, second: FieldTrust | None) -> tuple[Reason, ...]:
    """What to say about doubtful fields; second is None where no code protects it."""
    said = {
        (1, FieldTrust.SUSPECT): Reason.FIRST_FIELD_SUSPECT,
        (1, FieldTrust.UNDECODED): Reason.FIRST_FIELD_UNDECODABLE,
        (2, FieldTrust.SUSPECT): Reason.SECOND_FIELD_SUSPECT,
        (2, FieldTrust.UNDECODED): Reason.SECOND_FIELD_UNDECODABLE,
    }
    found = (said.get((1, first)), said.get((2, second)) if second else None)
    return tuple(reason for reason in found if reason is not None)


def position_detail(first: FieldTrust, second: FieldTrust | None) -> Detail:
    """A doubtful second field never takes the coarse position away."""
    if first is FieldTrust.UNDECODED:
        return Detail.NOTHING
    return Detail.FULL if second is FieldTrust.TRUSTED else Detail.COARSE


def is_valid(reasons: tuple[Reason, ...]) -> bool:
    return INVALIDATING.isdisjoint(reasons)


def message_class(of_protocol: MessageClass, *, self_test: bool, valid: bool) -> MessageClass:
    """Doubt comes first: an unreliable message is no alert, and no reassurance either."""
    if not valid:
        return MessageClass.UNRELIABLE
    return MessageClass.SELF_TEST if self_test else of_protocol
