"""What the sources of the second-generation test vectors claim, in their words, read from our
Message. A claim inside another has both names: "rf.altitude_m"."""

from collections.abc import Callable, Iterator
from typing import Any

from decoder.message import Message
from decoder.reasons import Reason
from decoder.t001.characters import readable
from decoder.t018.cancellation import FIXED_BITS
from decoder.t018.hex_id import crc_16, is_hex_id, moffset_min
from decoder.t018.location import NoLocation, position_of

NOT_IN_A_MESSAGE = {
    "note": "prose",
    "tacDescription": "what a list of type approvals says",
    "rf.altitude_m_input": "before rounding",
    "bit_errors": "compared as the number of corrections",
    "pad": "the reading is compared",
    "bch": "compared as the number of corrections",
    "computed_parity_bits": "of what is not a codeword",
    "selftest": "compared as the first bit",
    "vessel.raw": "compared field by field, and by the encoder",
    "rf.spare": "compared by the encoder",
}

BEACON_TYPES = {"system beacon": "System", "ELT": "ELT_NOT_DT"}
VESSEL_TYPES = {
    "no_vessel": (0, None),
    "mmsi": (1, "MMSI"),
    "call_sign": (2, "RADIO_CALL_SIGN"),
    "registration": (3, "AIRCRAFT_REGISTRATION_MARKING"),
    "aircraft_address": (4, "AVIATION_24_BIT_ADDRESS"),
    "operated_aircraft": (4, "AVIATION_24_BIT_ADDRESS"),
    "operator": (5, "AIRCRAFT_OPERATOR_AND_SERIAL_NUMBER"),
    "spare_vessel": (6, None),
    "system_testing": (7, None),
}
ROTATING = {"objective": 0, "in_flight": 1, "return_link": 2, "national_rotating": 3, "two_way": 4}
ACTIVATIONS = ("manual, by the user", "automatic, by the beacon", "automatic, by external means")
TRIGGERS = {"manual, by the crew": 1, "automatic, by avionics or triggering system": 8}
GNSS = ("no fix", "2D", "3D")
METHODS = {"manual, by the user": 2}
PROVIDERS = {"Galileo": 1}
FULL = {"75–100 %": ">75", "over 66 %": ">66", "spare 110": "reserved"}


def fields(message: Message) -> Any:
    return message.fields


def vessel(message: Message) -> Any:
    return fields(message).vessel


def rotating(message: Message) -> Any:
    return fields(message).rotating_field


def tag(struct: Any) -> str:
    return str(struct.__struct_config__.tag)


def flag(name: str) -> Callable[[Message], int]:
    return lambda message: int(getattr(fields(message), name))


def field(name: str) -> Callable[[Message], Any]:
    return lambda message: getattr(fields(message), name)


def in_rotating(name: str) -> Callable[[Message], Any]:
    return lambda message: getattr(rotating(message), name)


def bits_in_rotating(name: str) -> Callable[[Message], int]:
    return lambda message: int(getattr(rotating(message), name))


def location(message: Message) -> str:
    encoded = fields(message).location
    if isinstance(encoded, NoLocation):
        return "no fix" if encoded.latitude == "none yet" else "not capable"
    _, reasons = position_of(encoded, None)
    words = {Reason.POSITION_OUT_OF_RANGE: "out of range", Reason.POSITION_INCOMPLETE: "incomplete"}
    return words[reasons[0]] if reasons else "ok"


def degrees(axis: str) -> Callable[[Message], float | None]:
    def read(message: Message) -> float | None:
        known = location(message) in {"ok", "out of range"}
        return getattr(fields(message).location, axis) if known else None

    return read


def spare_bits(message: Message) -> str:
    return {"1": "ones", "0": "zeros"}.get("".join(set(fields(message).spare_bits)), "mixed")


def comparison(name: str) -> Callable[[Message], str | None]:
    """ "1–2" in the words of the sources: ">1,<=2"."""

    def read(message: Message) -> str | None:
        words = getattr(rotating(message), name).removesuffix(" %")
        if f"{words} %" in FULL or words in FULL:
            return FULL.get(words) or FULL[f"{words} %"]
        if words == "not available":
            return None
        low, _, high = words.rpartition("–")
        return f">{low},<={high}" if low else words.replace("up to ", "<=").replace("over ", ">")

    return read


def fixed_bits_are_right(message: Message) -> bool:
    return Reason.FIXED_BITS_WRONG not in message.reasons


def identifier(message: Message) -> int:
    known = rotating(message)
    if tag(known) == "cancellation":
        return 15
    return ROTATING[tag(known)] if tag(known) in ROTATING else int(known.identifier[-4:], 2)


def ais(message: Message) -> int | str | None:
    """Digits 4 and 5 are not sent."""
    last = vessel(message).ais_last_digits
    return None if last is None else f"974xx{last:04d}"


def bound(name: str, end: str, what: str) -> Callable[[Message], int | bool]:
    """ "1–2" is over 1, and up to 2."""

    def read(message: Message) -> int | bool:
        least, _, most = getattr(rotating(message), name).removesuffix(" %").rpartition("–")
        if what == "exclusive":
            return end == "min" and bool(least)
        return int((least or 0) if end == "min" else most.removeprefix("up to "))

    return read


CLAIMS: dict[str, Callable[[Message], Any]] = {
    "tac": field("tac"),
    "serial": field("serial_number"),
    "country": lambda message: message.country,
    "homing": flag("homing"),
    "rls": flag("return_link"),
    "test": flag("test_protocol"),
    "lat": degrees("latitude"),
    "lon": degrees("longitude"),
    "location": location,
    "beacon_type": lambda m: "System" if m.beacon_type == "system beacon" else m.beacon_type,
    "spare14": spare_bits,
    "fixed_ok": lambda message: is_hex_id(message.hex),
    "hex23": lambda message: message.beacon_id,
    "hex15": lambda message: (message.beacon_id or "")[:15],
    "parity_hex": lambda message: message.hex[-12:],
    "crc16": lambda message: f"{crc_16(message.hex):04X}",
    "moffset": lambda message: moffset_min(message.hex),
    "vessel.type": lambda message: VESSEL_TYPES[tag(vessel(message))][0],
    "vessel.mmsi": lambda m: None if vessel(m).mmsi is None else f"{vessel(m).mmsi:09d}",
    "vessel.epirb_ais_last4": lambda message: (ais(message) or "")[5:] or None,
    "vessel.epirb_ais": lambda message: vessel(message).ais_last_digits,
    "vessel.text": lambda m: readable(
        getattr(vessel(m), "call_sign", "") or vessel(m).registration
    ),
    "vessel.address": lambda message: vessel(message).aircraft_address,
    "vessel.operator": lambda message: readable(vessel(message).designator),
    "vessel.serial": lambda message: vessel(message).operator_serial_number,
    "vessel.spare_ok": fixed_bits_are_right,
    "rf.id": identifier,
    "rf.elapsed_h": in_rotating("hours_since_activation"),
    "rf.last_loc_min": in_rotating("minutes_since_location"),
    "rf.altitude_m": in_rotating("altitude_m"),
    "rf.altitude": in_rotating("altitude_m"),
    "rf.hdop": comparison("hdop"),
    "rf.vdop": comparison("vdop"),
    "rf.battery_pct": comparison("battery"),
    "rf.activation": lambda message: ACTIVATIONS.index(rotating(message).activation),
    "rf.gnss": lambda message: GNSS.index(rotating(message).gnss),
    "rf.time_s": in_rotating("location_utc_s"),
    "rf.time": in_rotating("location_utc_s"),
    "rf.trigger": lambda message: TRIGGERS[rotating(message).trigger],
    "rf.unassigned": in_rotating("unassigned"),
    "rf.type1_capable": bits_in_rotating("accepts_automatic"),
    "rf.type2_capable": bits_in_rotating("accepts_manual"),
    "rf.reserved": in_rotating("reserved"),
    "rf.provider": lambda message: PROVIDERS[rotating(message).provider],
    "rf.type1_received": bits_in_rotating("received_automatic"),
    "rf.type2_received": bits_in_rotating("received_manual"),
    "rf.rlm": in_rotating("rlm"),
    "rf.unassigned2": in_rotating("unassigned_end"),
    "rf.raw": in_rotating("data"),
    "rf.fixed_ok": lambda message: rotating(message).fixed_bits == FIXED_BITS,
    "rf.method": lambda message: METHODS[rotating(message).method],
}
AMSA_ACTIVATIONS = {ACTIVATIONS[0]: "MANUAL_ACTIVATION_BY_USER"}
AMSA_RANGES = {
    "dilutionPrecisionHdop": "hdop",
    "dilutionPrecisionVdop": "vdop",
    "remainingBatteryCapacityPercent": "battery",
}
CLAIMS |= {
    f"rotatingField.{theirs}.{end}.{what}": bound(ours, end, what)
    for theirs, ours in AMSA_RANGES.items()
    for end in ("min", "max")
    for what in ("value", "exclusive")
}
CLAIMS |= {
    "vessel_type": CLAIMS["vessel.type"],
    "moffset_min": CLAIMS["moffset"],
    "serialNo": CLAIMS["serial"],
    "serialNumber": CLAIMS["serial"],
    "countryCode": CLAIMS["country"],
    "hasAtLeastOneEnabledHomingSignal": CLAIMS["homing"],
    "hasEnabledRls": CLAIMS["rls"],
    "testProtocolMessage": CLAIMS["test"],
    "testProtocolFlag": CLAIMS["test"],
    "encodedGnssPosition.lat": CLAIMS["lat"],
    "encodedGnssPosition.lon": CLAIMS["lon"],
    "vesselId.vesselIdType": lambda message: VESSEL_TYPES[tag(vessel(message))][1],
    "vesselId.mmsi": lambda message: vessel(message).mmsi,
    "vesselId.epirbMmsi": ais,
    "vesselId.addressHex": CLAIMS["vessel.address"],
    "vesselId.value": CLAIMS["vessel.text"],
    "vesselId.aircraftOperatorDesignator": CLAIMS["vessel.operator"],
    "vesselId.serialNumber": CLAIMS["vessel.serial"],
    "beaconType": lambda message: BEACON_TYPES[message.beacon_type or ""],
    "beacon23HexId": CLAIMS["hex23"],
    "beacon15HexId": CLAIMS["hex15"],
    "rotatingField.rotatingFieldType": lambda m: f"{tag(rotating(m))}_requirements".upper(),
    "rotatingField.elapsedTimeSinceActivationHours": CLAIMS["rf.elapsed_h"],
    "rotatingField.timeSinceLastEncodedLocationMinutes": CLAIMS["rf.last_loc_min"],
    "rotatingField.altitudeEncodedLocationMetres": CLAIMS["rf.altitude_m"],
    "rotatingField.activationMethod": lambda m: AMSA_ACTIVATIONS[rotating(m).activation],
    "rotatingField.gnssStatus": lambda message: f"LOCATION_{rotating(message).gnss}",
}


def flat(claims: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in claims.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value
