"""The two location protocol codes that are spare: C/S T.001 Table A2-B, 0000 and 0001."""

from decoder.fields import Bits, Field, OneOf, Part, Table, When
from decoder.reasons import Reason
from decoder.t001.opaque_user import LONG_DATA, SHORT_DATA, LongData, ShortData
from decoder.t001.structure import COUNTRY, T001Fields

CODINGS = {"0000": "spare 0000", "0001": "spare 0001"}


class SpareLocation(T001Fields, frozen=True, kw_only=True, tag="spare_location"):
    coding: str
    data: str
    second_field: ShortData | LongData | None = None

    @property
    def identity(self) -> str:
        return f"data {self.data}"

    @property
    def warnings(self) -> tuple[Reason, ...]:
        return (Reason.PROTOCOL_SPARE,)


SPARE_LOCATION = Table(
    SpareLocation,
    When(26, 26, "0"),
    COUNTRY,
    When(37, 40, *CODINGS),
    Field("coding", 37, 40, OneOf(CODINGS)),
    Field("data", 41, 85, Bits()),
    Part("second_field", SHORT_DATA, LONG_DATA),
    title="Spare location protocol codes",
    section="Table A2-B",
)
