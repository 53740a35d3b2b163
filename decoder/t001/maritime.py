"""Maritime and radio call sign user protocols: C/S T.001 A2.2 and A2.3."""

from decoder.fields import Field, Table, When
from decoder.t001.characters import BAUDOT, BAUDOT_LEFT, DECIMAL, readable
from decoder.t001.structure import COUNTRY, Encoded
from decoder.t001.user import (
    AT_SEA,
    AUXILIARY,
    SPARE_82_83,
    SecondFieldAtSea,
    UserFields,
    encoded_in,
)

BEACON_NUMBER = Field("beacon_number", 76, 81, BAUDOT)


class MaritimeUser(UserFields, frozen=True, kw_only=True, tag="maritime_user"):
    """An EPIRB; `ship` is a call sign, or six digits of an MMSI."""

    ship: str
    beacon_number: str = "0"
    spare_bits: str = "00"
    second_field: SecondFieldAtSea | None = None

    @property
    def identity(self) -> str:
        ship = readable(self.ship)
        is_mmsi = len(ship) == len(self.ship) and ship.isdecimal()
        name = f"MMSI {self.country:03d} {ship}" if is_mmsi else f"call sign {ship}"
        return f"{name}, beacon {readable(self.beacon_number)}"

    @property
    def beacon_type(self) -> str:
        return "EPIRB"

    @property
    def encoded(self) -> Encoded | None:
        return encoded_in(self.second_field)


class RadioCallSignUser(UserFields, frozen=True, kw_only=True, tag="radio_call_sign_user"):
    """An EPIRB with a call sign of up to seven characters, the last three of them digits."""

    call_sign_letters: str
    call_sign_digits: str
    beacon_number: str = "0"
    spare_bits: str = "00"
    second_field: SecondFieldAtSea | None = None

    @property
    def call_sign(self) -> str:
        return readable(self.call_sign_letters + self.call_sign_digits)

    @property
    def identity(self) -> str:
        return f"call sign {self.call_sign}, beacon {readable(self.beacon_number)}"

    @property
    def beacon_type(self) -> str:
        return "EPIRB"

    @property
    def encoded(self) -> Encoded | None:
        return encoded_in(self.second_field)


MARITIME_USER = Table(
    MaritimeUser,
    When(26, 26, "1"),
    COUNTRY,
    When(37, 39, "010"),
    Field("ship", 40, 75, BAUDOT),
    BEACON_NUMBER,
    SPARE_82_83,
    AUXILIARY,
    AT_SEA,
    title="Maritime user protocol",
    section="A2.2",
)
RADIO_CALL_SIGN_USER = Table(
    RadioCallSignUser,
    When(26, 26, "1"),
    COUNTRY,
    When(37, 39, "110"),
    Field("call_sign_letters", 40, 63, BAUDOT_LEFT),
    Field("call_sign_digits", 64, 75, DECIMAL),
    BEACON_NUMBER,
    SPARE_82_83,
    AUXILIARY,
    AT_SEA,
    title="Radio call sign user protocol",
    section="A2.3",
)
