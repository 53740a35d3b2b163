"""What a SIT 185 message says, paragraph by paragraph: alerts.formats.sit185 writes it."""

import re
from typing import Final

import msgspec

from alerts.timestamp import Timestamp

DISTANCE: Final = re.compile(
    r"THIS POSITION (\d{1,5}(?:\.\d{1,3})?) KILOMETRES FROM PREVIOUS ALERT"
)
NOT_STATED: Final = frozenset({"", "NIL", "NIL.", "UNKNOWN", "UKNOWN"})
"""Misspelt too, as messages were seen."""
MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
HUNDREDTHS: Final = 60 * 100
"""Positions are written to a hundredth of a minute."""


class SitPosition(msgspec.Struct, frozen=True):
    """Degrees, north and east positive, to a hundredth of a minute; null is not stated."""

    lat: float
    lon: float
    probability_percent: float | None = None
    accuracy_nm: float | None = None
    altitude_m: float | None = None


class Sit185(msgspec.Struct, frozen=True, kw_only=True):
    """All texts in capitals; null, or nothing, is what the message gives as NIL or not at all.

    number         message number; facility: who reports; destination: to whom; sent: when
    title          paragraph 1, up to the word ALERT; marking: what else stands there
    reference      2, with the number
    detected_at    3; detected_by: satellite or station
    frequency_mhz  4
    country        5, maritime identification digits
    user_class     6; identity: its lines
    emergency_code 7
    encoded        8, with the other kinds of positions; update_time of the encoded one
    provided_by    9
    expected       10, lines that are not NIL
    hex_id         11; homing
    activation     12
    beacon_number  13
    other          14, a sentence each
    operational    15
    remarks        16
    """

    number: int | None = None
    facility: str | None = None
    destination: str | None = None
    sent: Timestamp | None = None
    title: str | None = None
    marking: tuple[str, ...] = ()
    reference: str | None = None
    detected_at: Timestamp | None = None
    detected_by: str | None = None
    frequency_mhz: float | None = None
    country: int | None = None
    country_name: str | None = None
    user_class: str | None = None
    identity: tuple[str, ...] = ()
    emergency_code: str | None = None
    confirmed: SitPosition | None = None
    doppler_a: SitPosition | None = None
    doppler_b: SitPosition | None = None
    doa: SitPosition | None = None
    encoded: SitPosition | None = None
    update_time: str | None = None
    provided_by: str | None = None
    expected: tuple[str, ...] = ()
    hex_id: str | None = None
    homing: str | None = None
    activation: str | None = None
    beacon_number: str | None = None
    other: tuple[str, ...] = ()
    operational: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def distance_km(self) -> float | None:
        """Of the new position from the one told before."""
        found = DISTANCE.search(" ".join(self.remarks))
        return float(found[1]) if found else None
