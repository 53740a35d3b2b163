"""The rotating field, one of sixteen a burst: C/S T.018 3.3, bits 155 to 202."""

import msgspec

from decoder.fields import Bits, Field, Part, Table, When
from decoder.t018.cancellation import CANCELLATION, Cancellation
from decoder.t018.codecs import NationalBits, SpareCode
from decoder.t018.in_flight import IN_FLIGHT, InFlight
from decoder.t018.objective import OBJECTIVE, Objective
from decoder.t018.return_link import RETURN_LINK, ReturnLink
from decoder.t018.two_way import TWO_WAY, TwoWay

SPARES = tuple(f"{identifier:04b}" for identifier in range(5, 15))


class NationalRotating(msgspec.Struct, frozen=True, tag="national_rotating"):
    data: str = "0" * 44


class SpareRotating(msgspec.Struct, frozen=True, tag="spare_rotating"):
    """A rotating field of a kind to come."""

    identifier: str
    data: str = "0" * 44


Rotating = (
    Objective | InFlight | ReturnLink | NationalRotating | TwoWay | SpareRotating | Cancellation
)
ROTATING = Part(
    "rotating_field",
    OBJECTIVE,
    IN_FLIGHT,
    RETURN_LINK,
    Table(
        NationalRotating,
        When(155, 158, "0011"),
        Field("data", 159, 202, NationalBits()),
        title="Rotating field 3, national use",
        section="Table 3.6",
    ),
    TWO_WAY,
    Table(
        SpareRotating,
        When(155, 158, *SPARES),
        Field("identifier", 155, 158, SpareCode()),
        Field("data", 159, 202, Bits()),
        title="Rotating fields 5 to 14, spare",
        section="Table 3.8",
    ),
    CANCELLATION,
)
