"""ELT(DT) location protocol, for aircraft in distress in flight: C/S T.001 A3.3.8, Figure A11."""

from typing import ClassVar

import msgspec

from decoder.fields import Bits, Field, Hexadecimal, OneOf, Part, Table, Unsigned, When
from decoder.message import MessageClass
from decoder.reasons import Reason
from decoder.t001.angles import Angle, AngleCodec, OffsetCodec
from decoder.t001.characters import SHORT_BAUDOT
from decoder.t001.identities import AircraftAddress, Opaque, Operator, TypeApproved
from decoder.t001.location import LocationFields, Offsets
from decoder.t001.structure import COUNTRY, TYPE_APPROVAL, Encoded
from decoder.t001.user import LONG

ACTIVATIONS = {
    "00": "manual",
    "01": "automatic, by the beacon",
    "10": "automatic, by external means",
}
ALTITUDES = dict(
    zip(
        (f"{code:04b}" for code in range(16)),
        (
            "up to 400 m", "400–800 m", "800–1200 m", "1200–1600 m", "1600–2200 m", "2200–2800 m",
            "2800–3400 m", "3400–4000 m", "4000–4800 m", "4800–5600 m", "5600–6600 m",
            "6600–7600 m", "7600–8800 m", "8800–10000 m", "over 10000 m", "not available",
        ),
        strict=True,
    )
)  # fmt: skip
FRESHNESS = {"01": "older than 60 s, or none", "10": "2–60 s", "11": "up to 2 s"}
IDENTITY_TYPES = {
    "00": "aircraft address",
    "01": "aircraft operator",
    "10": "type approval",
}
CANCELLED_LATITUDE = Angle("S", 125, 0)
CANCELLED_LONGITUDE = Angle("W", 253, 0)
"""A3.3.8.5: bits 67 to 85 are 1 11111010 1 111111010, which as a position is no place."""


class EltDtOffsets(Offsets, frozen=True, kw_only=True, tag="eltdt_offsets"):
    activation: str
    altitude: str
    freshness: str


class EltDtOperator(msgspec.Struct, frozen=True, kw_only=True, tag="eltdt_operator"):
    """The rotating field in place of the offsets; ZGA where the operator has no designator."""

    activation: str
    altitude: str
    designator: str = "ZGA"


class EltDtRotating(msgspec.Struct, frozen=True, kw_only=True, tag="eltdt_rotating"):
    """A rotating field of a type to come."""

    activation: str
    altitude: str
    rotating_type: str
    data: str


class EltDtCancellation(msgspec.Struct, frozen=True, tag="eltdt_cancellation"):
    """The alert is cancelled, if the position in the first field says so too."""


class EltDtSupplement(msgspec.Struct, frozen=True, kw_only=True, tag="eltdt_supplement"):
    """Bits 107 to 112 alone, without error correction."""

    activation: str
    altitude: str


class EltDt(LocationFields, frozen=True, kw_only=True, tag="eltdt_location"):
    identity_type: str
    identification: AircraftAddress | Operator | TypeApproved | Opaque
    second_field: (
        EltDtOffsets | EltDtOperator | EltDtRotating | EltDtCancellation | EltDtSupplement | None
    ) = None

    minute_step: ClassVar[int] = 30
    coarse_error_min: ClassVar[float] = 15
    permitted_error_m: ClassVar[float] = 200
    """4.5.5.6, for a beacon that does not move: nothing is added for the flight since the fix."""

    @property
    def identity(self) -> str:
        return self.identification.words(self.country)

    @property
    def beacon_type(self) -> str:
        return "ELT(DT)"

    @property
    def is_test(self) -> bool:
        """A3.3.8.1: identification bits all 0 or all 1."""
        return isinstance(self.identification, Opaque) and self.identification.all_equal

    @property
    def message_class(self) -> MessageClass:
        if self.is_test:
            return MessageClass.TEST
        return MessageClass.CANCELLATION if self.cancelled else MessageClass.DISTRESS_TRACKING

    @property
    def cancelled(self) -> bool:
        """Both fields say so."""
        return self._position_cancelled and isinstance(self.second_field, EltDtCancellation)

    @property
    def encoded(self) -> Encoded | None:
        return None if self._position_cancelled else super().encoded

    @property
    def warnings(self) -> tuple[Reason, ...]:
        found = []
        if isinstance(self.identification, Opaque) and not self.is_test:
            found.append(Reason.IDENTITY_RESERVED)
        second_cancelled = isinstance(self.second_field, EltDtCancellation)
        if self.cancelled:
            found.append(Reason.ALERT_CANCELLED)
        elif second_cancelled or self._position_cancelled:
            found.append(Reason.CANCELLATION_UNCONFIRMED)
        return tuple(found)

    @property
    def _position_cancelled(self) -> bool:
        return (self.latitude, self.longitude) == (CANCELLED_LATITUDE, CANCELLED_LONGITUDE)


IDENTIFICATION = Part(
    "identification",
    Table(
        Opaque,
        When(43, 66, "0" * 24, "1" * 24),
        Field("bits", 43, 66, Bits()),
        title="Test",
        section="A3.3.8.1",
    ),
    Table(
        AircraftAddress,
        When(41, 42, "00"),
        Field("aircraft_address", 43, 66, Hexadecimal()),
        title="Aircraft address",
        section="A3.3.8.1",
    ),
    Table(
        Operator,
        When(41, 42, "01"),
        Field("designator", 43, 57, SHORT_BAUDOT),
        Field("serial_number", 58, 66, Unsigned(1, 511)),
        title="Aircraft operator",
        section="A3.3.8.1",
    ),
    Table(
        TypeApproved,
        When(41, 42, "10"),
        Field("type_approval", 43, 52, TYPE_APPROVAL),
        Field("serial_number", 53, 66, Unsigned(1, 16383)),
        title="Type approval and serial number",
        section="A3.3.8.1",
    ),
    Table(
        Opaque,
        When(41, 42, "11"),
        Field("bits", 43, 66, Bits()),
        title="Reserved",
        section="A3.3.8.1",
    ),
)
SUPPLEMENT = (
    Field("activation", 107, 108, OneOf(ACTIVATIONS)),
    Field("altitude", 109, 112, OneOf(ALTITUDES)),
)
ELTDT_LOCATION = Table(
    EltDt,
    When(26, 26, "0"),
    COUNTRY,
    When(37, 40, "1001"),
    Field("identity_type", 41, 42, OneOf(IDENTITY_TYPES)),
    IDENTIFICATION,
    Field("latitude", 67, 75, AngleCodec("NS", 30, default="0 11111111")),
    Field("longitude", 76, 85, AngleCodec("EW", 30, default="0 111111111")),
    Part(
        "second_field",
        Table(
            EltDtCancellation,
            LONG,
            When(107, 132, "00111100" + "011110000" + "011110000"),
            title="Cancellation",
            section="A3.3.8.5",
        ),
        Table(
            EltDtOperator,
            LONG,
            *SUPPLEMENT,
            When(113, 114, "00"),
            When(115, 117, "000"),
            Field("designator", 118, 132, SHORT_BAUDOT),
            title="Rotating field, aircraft operator",
            section="A3.3.8.3 f) g)",
        ),
        Table(
            EltDtRotating,
            LONG,
            *SUPPLEMENT,
            When(113, 114, "00"),
            Field("rotating_type", 115, 117, OneOf({"000": "aircraft operator"})),
            Field("data", 118, 132, Bits()),
            title="Rotating field, spare",
            section="A3.3.8.3 f)",
        ),
        Table(
            EltDtOffsets,
            LONG,
            *SUPPLEMENT,
            When(113, 114, *FRESHNESS),
            Field("freshness", 113, 114, OneOf(FRESHNESS)),
            Field("latitude_offset", 115, 123, OffsetCodec(15)),
            Field("longitude_offset", 124, 132, OffsetCodec(15)),
            title="Long message, position",
            section="A3.3.8.3",
        ),
        Table(
            EltDtSupplement,
            *SUPPLEMENT,
            title="Bits 113 to 144 missing, or a short message",
            section="A3.3.2",
        ),
    ),
    title="ELT(DT) location protocol",
    section="A3.3.8",
)
