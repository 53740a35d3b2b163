"""Rotating field 1, in-flight emergency of an ELT(DT): C/S T.018 Table 3.4."""

import msgspec

from decoder.fields import Field, Fixed, OneOf, Table, When
from decoder.t018.codecs import Altitude, OptionalNumber
from decoder.t018.objective import GNSS_STATES

NO_TIME = (1 << 17) - 1
TRIGGERS = {
    "0001": "manual, by the crew",
    "0100": "G-switch or deformation",
    "1000": "automatic, by avionics or triggering system",
}
BATTERIES = {"00": "up to 33 %", "01": "33–66 %", "10": "over 66 %", "11": "not available"}


class InFlight(msgspec.Struct, frozen=True, kw_only=True, tag="in_flight"):
    """location_utc_s counts the seconds of the UTC day in which the location was taken; None is
    also for one that is more than 24 hours old."""

    location_utc_s: int | None = None
    altitude_m: int | None = None
    trigger: str = TRIGGERS["0001"]
    gnss: str = "no fix"
    battery: str = "not available"
    spare_bits: str = "0" * 9


IN_FLIGHT = Table(
    InFlight,
    When(155, 158, "0001"),
    Field("location_utc_s", 159, 175, OptionalNumber(NO_TIME, 86399), "s"),
    Field("altitude_m", 176, 185, Altitude(), "m"),
    Field("trigger", 186, 189, OneOf(TRIGGERS)),
    Field("gnss", 190, 191, OneOf(GNSS_STATES)),
    Field("battery", 192, 193, OneOf(BATTERIES)),
    Field("spare_bits", 194, 202, Fixed("0" * 9)),
    title="Rotating field 1, in-flight emergency",
    section="Table 3.4",
)
