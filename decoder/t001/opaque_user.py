"""Test and national user protocols, and the code that first-generation beacons do not use:
C/S T.001 A2.6, A2.8 and Table A2-A."""

import msgspec

from decoder.fields import Bits, Field, Part, Table, When
from decoder.message import MessageClass
from decoder.reasons import Reason
from decoder.t001.structure import COUNTRY, Encoded, T001Fields
from decoder.t001.user import LONG, SHORT, USER_LOCATION, UserLocation, encoded_in


class ShortData(msgspec.Struct, frozen=True, tag="short_data"):
    bits: str = "000000"


class LongData(msgspec.Struct, frozen=True, tag="long_data"):
    bits: str


class TestUser(T001Fields, frozen=True, kw_only=True, tag="test_user"):
    """Demonstrations, type approval, national tests, exercises."""

    __test__ = False  # not one of pytest's

    data: str
    second_field: ShortData | UserLocation | None = None

    @property
    def identity(self) -> str:
        return f"test data {self.data}"

    @property
    def message_class(self) -> MessageClass:
        return MessageClass.TEST

    @property
    def encoded(self) -> Encoded | None:
        return encoded_in(self.second_field)


class NationalUser(T001Fields, frozen=True, kw_only=True, tag="national_user"):
    """Passed on as it is: only the administration can interpret it."""

    data: str
    second_field: ShortData | LongData | None = None

    @property
    def identity(self) -> str:
        return f"national data {self.data}"

    @property
    def warnings(self) -> tuple[Reason, ...]:
        return (Reason.NATIONAL_MEANING,)


class SpareUser(T001Fields, frozen=True, kw_only=True, tag="spare_user"):
    """Code 101, which belongs to second-generation beacons and is never transmitted."""

    data: str
    second_field: ShortData | LongData | None = None

    @property
    def identity(self) -> str:
        return f"data {self.data}"

    @property
    def warnings(self) -> tuple[Reason, ...]:
        return (Reason.PROTOCOL_SPARE,)


DATA = Field("data", 40, 85, Bits())
SHORT_DATA = Table(
    ShortData,
    SHORT,
    Field("bits", 107, 112, Bits()),
    title="Short message",
    section="A2.8",
)
LONG_DATA = Table(
    LongData,
    LONG,
    Field("bits", 107, 132, Bits()),
    title="Long message",
    section="A2.8",
)

TEST_USER = Table(
    TestUser,
    When(26, 26, "1"),
    COUNTRY,
    When(37, 39, "111"),
    DATA,
    Part("second_field", SHORT_DATA, USER_LOCATION),
    title="Test user protocol",
    section="A2.6",
)
NATIONAL_USER = Table(
    NationalUser,
    When(26, 26, "1"),
    COUNTRY,
    When(37, 39, "100"),
    DATA,
    Part("second_field", SHORT_DATA, LONG_DATA),
    title="National user protocol",
    section="A2.8",
)
SPARE_USER = Table(
    SpareUser,
    When(26, 26, "1"),
    COUNTRY,
    When(37, 39, "101"),
    DATA,
    Part("second_field", SHORT_DATA, LONG_DATA),
    title="Spare user protocol code",
    section="Table A2-A",
)
