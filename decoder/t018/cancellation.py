"""Rotating field 15, cancellation of the alert: C/S T.018 Table 3.9 and 4.5.7."""

import msgspec

from decoder.fields import Field, Fixed, OneOf, Table, When

FIXED_BITS = "1" * 42


class Cancellation(msgspec.Struct, frozen=True, kw_only=True, tag="cancellation"):
    """The alert is cancelled, if bits 141 to 154 say so too."""

    fixed_bits: str = FIXED_BITS
    method: str = "manual, by the user"


CANCELLATION = Table(
    Cancellation,
    When(155, 158, "1111"),
    Field("fixed_bits", 159, 200, Fixed(FIXED_BITS)),
    Field(
        "method",
        201,
        202,
        OneOf({"10": "manual, by the user", "01": "automatic, by external means"}),
    ),
    title="Rotating field 15, cancellation",
    section="Table 3.9",
)
