"""What names a beacon in the location protocols: C/S T.001 A3.3.5.2, A3.3.7.1 and A3.3.8.1.

Each Struct says in words what the fields mean; the bit numbers are with the protocols.
"""

import msgspec

from decoder.t001.characters import readable


class Mmsi(msgspec.Struct, frozen=True, tag="mmsi"):
    """A ship: the country code and these digits are its MMSI."""

    mmsi_digits: int
    beacon_number: int = 0

    def words(self, country: int) -> str:
        return f"MMSI {country:03d} {self.mmsi_digits:06d}, beacon {self.beacon_number}"


class AircraftAddress(msgspec.Struct, frozen=True, tag="aircraft_address"):
    """The 24-bit address that ICAO gives an aircraft, as its transponder sends it."""

    aircraft_address: str

    def words(self, country: int) -> str:
        del country
        return f"aircraft address {self.aircraft_address}"


class TypeApproved(msgspec.Struct, frozen=True, tag="type_approved"):
    """A serial number of one type approval certificate (TAC)."""

    type_approval: int
    serial_number: int

    def words(self, country: int) -> str:
        del country
        return f"type approval {self.type_approval}, serial number {self.serial_number}"


class Operator(msgspec.Struct, frozen=True, tag="operator"):
    """An aircraft operator's three-letter designator (ICAO 8585) and its own serial number."""

    designator: str
    serial_number: int

    def words(self, country: int) -> str:
        del country
        return f"operator {readable(self.designator)}, serial number {self.serial_number}"


class Opaque(msgspec.Struct, frozen=True, tag="opaque"):
    """Bits that only the beacon's owner or administration can read."""

    bits: str

    def words(self, country: int) -> str:
        del country
        return f"identification {int(self.bits, 2):0{len(self.bits) // 4}X}"

    @property
    def all_equal(self) -> bool:
        return len(set(self.bits)) == 1
