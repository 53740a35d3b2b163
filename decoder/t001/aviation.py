"""Aviation user protocol: C/S T.001 A2.4."""

from decoder.fields import Field, Table, Unsigned, When
from decoder.t001.characters import BAUDOT, readable
from decoder.t001.structure import COUNTRY, Encoded
from decoder.t001.user import (
    AUXILIARY,
    ELSEWHERE,
    SecondFieldElsewhere,
    UserFields,
    encoded_in,
)


class AviationUser(UserFields, frozen=True, kw_only=True, tag="aviation_user"):
    """An ELT; elt_number tells several in one aircraft apart (effective 1 November 2011)."""

    registration: str
    elt_number: int = 0
    second_field: SecondFieldElsewhere | None = None

    @property
    def identity(self) -> str:
        return f"aircraft {readable(self.registration)}, ELT {self.elt_number}"

    @property
    def beacon_type(self) -> str:
        return "ELT"

    @property
    def encoded(self) -> Encoded | None:
        return encoded_in(self.second_field)


AVIATION_USER = Table(
    AviationUser,
    When(26, 26, "1"),
    COUNTRY,
    When(37, 39, "001"),
    Field("registration", 40, 81, BAUDOT),
    Field("elt_number", 82, 83, Unsigned()),
    AUXILIARY,
    ELSEWHERE,
    title="Aviation user protocol",
    section="A2.4",
)
