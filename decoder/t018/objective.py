"""Rotating field 0, the objective requirements of C/S G.008: C/S T.018 Table 3.3."""

from itertools import pairwise

import msgspec

from decoder.fields import Field, Fixed, OneOf, Table, Unsigned, When
from decoder.t018.codecs import Altitude, OptionalNumber

DOP_STEPS = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 50)
DOP_OVER = "over 50"
DOP_MOST = 100.0
"""What "over 50" is taken for: the largest that receivers report."""
DILUTIONS = {
    "0000": "up to 1",
    **{
        f"{code:04b}": f"{low}–{high}"
        for code, (low, high) in enumerate(pairwise(DOP_STEPS), start=1)
    },
    "1110": DOP_OVER,
    "1111": "not available",
}
ACTIVATIONS = {
    "00": "manual, by the user",
    "01": "automatic, by the beacon",
    "10": "automatic, by external means",
}
BATTERIES = {
    "000": "up to 5 %",
    "001": "5–10 %",
    "010": "10–25 %",
    "011": "25–50 %",
    "100": "50–75 %",
    "101": "75–100 %",
    "111": "not available",
}
GNSS_STATES = {"00": "no fix", "01": "2D", "10": "3D"}

HDOP_MOST = {
    **{DILUTIONS[f"{code:04b}"]: float(most) for code, most in enumerate(DOP_STEPS)},
    DOP_OVER: DOP_MOST,
}


class Objective(msgspec.Struct, frozen=True, kw_only=True, tag="objective"):
    """hours_since_activation 63 and minutes_since_location 2046 stand for that or more."""

    hours_since_activation: int = 0
    minutes_since_location: int | None = None
    altitude_m: int | None = None
    hdop: str = "not available"
    vdop: str = "not available"
    activation: str = ACTIVATIONS["00"]
    battery: str = "not available"
    gnss: str = "no fix"
    spare_bits: str = "00"

    @property
    def hdop_most(self) -> float | None:
        return HDOP_MOST.get(self.hdop)


OBJECTIVE = Table(
    Objective,
    When(155, 158, "0000"),
    Field("hours_since_activation", 159, 164, Unsigned(), "h"),
    Field("minutes_since_location", 165, 175, OptionalNumber(2047, 2046), "min"),
    Field("altitude_m", 176, 185, Altitude(), "m"),
    Field("hdop", 186, 189, OneOf(DILUTIONS)),
    Field("vdop", 190, 193, OneOf(DILUTIONS)),
    Field("activation", 194, 195, OneOf(ACTIVATIONS)),
    Field("battery", 196, 198, OneOf(BATTERIES)),
    Field("gnss", 199, 200, OneOf(GNSS_STATES)),
    Field("spare_bits", 201, 202, Fixed("00")),
    title="Rotating field 0, objective requirements",
    section="Table 3.3",
)
