"""The message of second-generation beacons: C/S T.018 section 3, bits 1 to 202."""

import msgspec

from decoder.fields import Bits, Field, Flag, OneOf, Table, Unsigned
from decoder.message import MessageClass
from decoder.reasons import Reason
from decoder.t001.structure import Mid
from decoder.t018.cancellation import FIXED_BITS, Cancellation
from decoder.t018.location import LOCATION, Location, NoLocation
from decoder.t018.objective import Objective
from decoder.t018.return_link import ReturnLink
from decoder.t018.rotating import ROTATING, Rotating
from decoder.t018.vessel import VESSEL, NoVessel, SystemTesting, Vessel

BEACON_TACS = range(10000, 18000)
"""Appendix I."""
SYSTEM_TACS = range(65521, 65536)
"""Table 3.1: reference, calibration and quality monitoring beacons, simulators."""
SYSTEM_BEACON = "system beacon"
BEACON_TYPES = {"000": "ELT", "001": "EPIRB", "010": "PLB", "011": "ELT(DT)", "111": SYSTEM_BEACON}
SPARE_BITS = "1" * 14
CANCELLED_SPARE_BITS = "0" * 14


class Tac(Unsigned):
    """The number of a type approval certificate."""

    def __init__(self) -> None:
        super().__init__()
        self.meaning = "type approval certificate: 10000–17999; 65521–65535 system beacons"

    def doubt(self, bits: str) -> Reason | None:
        known = int(bits, 2) in BEACON_TACS or int(bits, 2) in SYSTEM_TACS
        return None if known else Reason.TAC_OUT_OF_RANGE


class SpareBits(Bits):
    meaning = "all 1; all 0 in a cancellation"


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """What a Hex ID is made of."""

    tac: int
    serial_number: int
    country: int
    test_protocol: bool = False

    @property
    def words(self) -> str:
        return f"type approval {self.tac}, serial number {self.serial_number}"

    @property
    def has_system_tac(self) -> bool:
        return self.tac in SYSTEM_TACS

    @property
    def message_class(self) -> MessageClass:
        """Unless it is a self-test. System beacons are flagged as tests too."""
        if self.has_system_tac:
            return MessageClass.CALIBRATION
        return MessageClass.TEST if self.test_protocol else MessageClass.DISTRESS

    @property
    def warnings(self) -> tuple[Reason, ...]:
        return ()


class NamedIdentity(Identity, frozen=True, kw_only=True):
    """With what it belongs to."""

    vessel: Vessel = NoVessel()

    @property
    def words(self) -> str:
        return ", ".join(filter(None, (self.vessel.words, super().words)))

    @property
    def warnings(self) -> tuple[Reason, ...]:
        unflagged = isinstance(self.vessel, SystemTesting) and not self.test_protocol
        return (Reason.SYSTEM_TESTING_UNFLAGGED,) if unflagged else ()


class SecondGeneration(NamedIdentity, frozen=True, kw_only=True, tag="second_generation"):
    """homing and return_link: the beacon has them, and they are not switched off."""

    homing: bool = False
    return_link: bool = False
    location: Location | NoLocation = NoLocation()
    beacon_type: str
    spare_bits: str = SPARE_BITS
    rotating_field: Rotating

    @property
    def spare_bits_right(self) -> bool:
        cancellation = isinstance(self.rotating_field, Cancellation)
        return self.spare_bits == (CANCELLED_SPARE_BITS if cancellation else SPARE_BITS)

    @property
    def cancelled(self) -> bool:
        """All 56 fixed bits say so: what ends an alert must not be a chance."""
        last = self.rotating_field
        fixed = isinstance(last, Cancellation) and last.fixed_bits == FIXED_BITS
        return fixed and self.spare_bits_right

    @property
    def message_class(self) -> MessageClass:
        coded = super().message_class
        if self.beacon_type == SYSTEM_BEACON:
            return MessageClass.CALIBRATION
        if coded is not MessageClass.DISTRESS:
            return coded
        if self.cancelled:
            return MessageClass.CANCELLATION
        tracking = self.beacon_type == "ELT(DT)"
        return MessageClass.DISTRESS_TRACKING if tracking else MessageClass.DISTRESS

    @property
    def warnings(self) -> tuple[Reason, ...]:
        last = self.rotating_field
        found = list(super().warnings)
        if not self.spare_bits_right:
            found.append(Reason.SPARE_BITS_WRONG)
        if isinstance(last, Cancellation):
            found.append(
                Reason.ALERT_CANCELLED if self.cancelled else Reason.CANCELLATION_UNCONFIRMED
            )
        if (self.beacon_type == SYSTEM_BEACON) != self.has_system_tac:
            found.append(Reason.SYSTEM_BEACON_CONTRADICTORY)
        return (*found, *(last.warnings if isinstance(last, ReturnLink) else ()))

    @property
    def hdop_most(self) -> float | None:
        last = self.rotating_field
        return last.hdop_most if isinstance(last, Objective) else None


IDENTITY = (
    Field("tac", 1, 16, Tac()),
    Field("serial_number", 17, 30, Unsigned()),
    Field("country", 31, 40, Mid()),
    Field("test_protocol", 43, 43, Flag("not operational")),
)
MESSAGE = Table(
    SecondGeneration,
    *IDENTITY,
    Field("homing", 41, 41, Flag("has a homing transmitter that works")),
    Field("return_link", 42, 42, Flag("return link service enabled")),
    LOCATION,
    VESSEL,
    Field("beacon_type", 138, 140, OneOf(BEACON_TYPES)),
    Field("spare_bits", 141, 154, SpareBits()),
    ROTATING,
    title="Message",
    section="3.2, Table 3.1",
)
