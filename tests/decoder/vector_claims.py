"""What the sources of the test vectors claim, in their words, read from our Message."""

import re
from collections.abc import Callable
from typing import Any

from decoder.message import Message
from decoder.reasons import Reason
from decoder.t001.characters import readable
from decoder.t001.structure import T001Fields
from decoder.t001.user import NATURE_OF_DISTRESS

NOT_IN_A_MESSAGE = {
    "hexData": "repeats the text",
    "description": "prose",
    "fields": "compared as FIELD_CLAIMS",
    "errors": "prose of another decoder; the bits are compared instead",
    "crc16": "Annex B3: timing of GNSS receivers, which a listener does not need",
    "moffset": "Annex B3: timing of GNSS receivers, which a listener does not need",
    "beacon_no_in_table": "a row number",
    "bits25_84_hex": "tested in test_hextext.py",
    "reference_beacon": "compared as its text",
    "surveyed_lat": "known of the beacon, not sent by it",
    "surveyed_lon": "known of the beacon, not sent by it",
    "altitude_m": "known of the beacon, not sent by it",
    "frequency_mhz": "known of the beacon, not sent by it",
    "burst_repetition_s": "known of the beacon, not sent by it",
    "site": "known of the beacon, not sent by it",
    "user_class_text": "prose of a whole alert",
    "aircraft24BitAddressOctal": "the hexadecimal address in other digits",
    "aircraftCallsign": "the Australian register's mark for the address: no field",
    "note": "prose",
}

FAMILIES = {
    "standard_location": "Standard Location",
    "national_location": "National Location",
    "rls_location": "Return Link Service Location",
    "spare_location": "Location",
}
CODINGS = {
    "EPIRB, MMSI": "Maritime MMSI",
    "ELT, aircraft address": "Aircraft Address",
    "ELT, serial number": "ELT - Serial",
    "ELT, aircraft operator": "Aircraft Operator",
    "EPIRB, serial number": "EPIRB - Serial",
    "PLB, serial number": "PLB - Serial",
    "ship security, MMSI": "Ship Security MMSI",
    "test": "Test",
    "PLB": "Personal (PLB)",
    "spare 0000": "Reserved (orbitography)",
}
USERS = {
    "aviation_user": "Aviation",
    "maritime_user": "Maritime",
    "serial_user": "Serial",
    "radio_call_sign_user": "Radio Call Sign",
    "national_user": "National User",
    "spare_user": "Spare",
    "orbitography": "Orbitography",
}
SERIAL_TYPES = {
    "ELT, aircraft address": "Aircraft Address",
    "EPIRB, float-free": "Maritime (Float Free)",
    "EPIRB, non-float-free": "Maritime (Non-Float Free)",
    "PLB": "Personal",
    "spare 111": "Spare",
    "spare 101": "Spare",
    "ELT": "aviation",
}


def fields(message: Message) -> Any:
    assert isinstance(message.fields, T001Fields)
    return message.fields


def identification(message: Message) -> Any:
    return fields(message).identification


def second(message: Message) -> Any:
    return fields(message).second_field


def attribute(structs: tuple[Any, ...], *names: str) -> Any:
    """The first of these attributes that one of the Structs has."""
    for struct in structs:
        for name in names:
            if getattr(struct, name, None) is not None:
                return getattr(struct, name)
    return None


def one_of(*names: str) -> Callable[[Message], Any]:
    def read(message: Message) -> Any:
        structs = fields(message), getattr(fields(message), "identification", None)
        return attribute((*structs, second(message)), *names)

    return read


def bits(message: Message, first: int, last: int) -> str | None:
    """Of the message; None where it was only an ID."""
    if len(message.hex) == 15:
        return None
    return f"{int(message.hex, 16):0{4 * len(message.hex)}b}"[first - 1 : last]


def message_type(message: Message) -> str:
    forms = {15: "Format - Unknown", 28: "Short", 36: "Long"}
    form = forms[len(message.hex)]
    if message.protocol in FAMILIES:
        family = FAMILIES[message.protocol]
        return family if message.protocol == "rls_location" else f"{family} ({form})"
    return f"User Location ({form})" if form == "Long" else f"User ({form})"


def protocol_type(message: Message) -> str:
    if message.protocol == "rls_location":
        return "Return Link Service"
    return CODINGS[fields(message).coding]


def beacon_type(message: Message) -> str | None:
    if message.protocol == "serial_user":
        return SERIAL_TYPES[fields(message).serial_type]
    kind = message.beacon_type
    return "Test" if kind is None else kind


def national_use(message: Message) -> str | None:
    if message.protocol == "orbitography":
        return second(message).fixed_bit + second(message).national_use
    if message.protocol == "serial_user":
        number = int(message.beacon_id or "", 16)
        last = 73 if fields(message).has_type_approval else 83
        return f"{number:060b}"[64 - 26 : last - 25]
    found: str | None = one_of("data", "bits", "national_use")(message)
    return found


def nature_of_distress(message: Message) -> str | None:
    if second(message) is None or not hasattr(second(message), "automatic_activation"):
        return None
    if not hasattr(second(message), "nature_of_distress"):
        return "0000"
    named = second(message).nature_of_distress.removeprefix("spare ")
    return {word: code for code, word in NATURE_OF_DISTRESS.items()}.get(named, named)


def additional_data(message: Message) -> str:
    words = {"Short": ("0 (Non-Spec)", "FIXED VALUE"), "Long": ("NATIONAL USE", "POSITION DATA")}
    short_or_long = "Short" if Reason.FORMAT_WITHDRAWN in message.reasons else "Long"
    return words[short_or_long][int(bits(message, 110, 110) or "")]


def coarse(axis: str) -> Callable[[Message], float]:
    def read(message: Message) -> float:
        angle = getattr(fields(message), axis)
        return float(angle.sign * angle.magnitude_s / 3600)

    return read


def offset(axis: str) -> Callable[[Message], float]:
    return lambda message: float(getattr(second(message), f"{axis}_offset").signed_s / 3600)


def position(axis: str) -> Callable[[Message], float | None]:
    return lambda message: getattr(message.position, axis) if message.position else None


def both(message: Message) -> list[float] | None:
    return [message.position.lat, message.position.lon] if message.position else None


def digits(*names: str) -> Callable[[Message], str]:
    """Six digits of an MMSI, as text or as a number."""
    return lambda message: str(one_of(*names)(message)).rjust(6, "0")


def activation(message: Message) -> str | None:
    words = {True: "Automatic and Manual", False: "Manual Activation Only", None: None}
    return words[one_of("automatic_activation")(message)]


CLAIMS: dict[str, Callable[[Message], Any]] = {
    "additionalDataFlag": additional_data,
    "additionalEltNumbers": one_of("elt_number"),
    "activationType": activation,
    "aircraft24BitAddressHex": one_of("aircraft_address"),
    "icao24": one_of("aircraft_address"),
    "icao": one_of("aircraft_address"),
    "aircraftOperator": one_of("designator"),
    "oper": one_of("designator"),
    "three_ld": lambda message: second(message).designator,
    "aircraftRegistrationMarking": one_of("registration"),
    "aircraftSerialNumber": one_of("serial_number"),
    "auxiliaryRadioLocatingDevice": lambda m: fields(m).auxiliary_device.replace("none", "None"),
    "aux": lambda message: fields(message).auxiliary_device,
    "beaconSerialNumber": one_of("serial_number"),
    "serial": one_of("serial_number"),
    "beaconType": beacon_type,
    "btype": lambda message: message.beacon_type or "test",
    "callsign": lambda message: message.identity.split("call sign ")[1].split(",")[0],
    "radioCallsign": lambda message: message.identity.split("call sign ")[1].split(",")[0],
    "mmsi_or_cs": one_of("ship"),
    "coarse": lambda message: [coarse("latitude")(message), coarse("longitude")(message)],
    "coarsePositionLatitude": coarse("latitude"),
    "coarsePositionLongitude": coarse("longitude"),
    "country": lambda message: message.country,
    "countryCode": lambda message: message.country,
    "country_text": lambda message: (message.country_name or "").upper(),
    "cSCertNumberPresent": one_of("has_type_approval"),
    "cSTypeApproval": one_of("type_approval"),
    "cSTypeApprovalNumber": one_of("type_approval"),
    "tac": one_of("type_approval"),
    "emergencyCodePresent": lambda message: bits(message, 107, 107) == "1",
    "encodedPositionSource": lambda message: second(message).source.upper(),
    "error": lambda message: None if message.valid else "rejected",
    "errorCorrectingCode1": lambda message: bits(message, 86, 106),
    "bch1": lambda message: bits(message, 86, 106),
    "errorCorrectingCode2": lambda message: bits(message, 133, 144),
    "fixedBits": lambda message: identification(message).fixed_bits,
    "hexId": lambda message: message.beacon_id,
    "id15": lambda message: message.beacon_id,
    "homing121_5MHz": one_of("homing_121_5_mhz"),
    "idPosition": lambda message: fields(message).data,
    "isLongMessageDefault": lambda message: Reason.SECOND_FIELD_FILL in message.reasons,
    "lat": position("lat"),
    "lon": position("lon"),
    "latitude": position("lat"),
    "longitude": position("lon"),
    "position": both,
    "messageType": message_type,
    "mmsi6": digits("mmsi_digits"),
    "nationalUse": national_use,
    "natureOfDistress": nature_of_distress,
    "offsetPositionLatitudeDiff": offset("latitude"),
    "offsetPositionLongitudeDiff": offset("longitude"),
    "orbitographyData": lambda message: f"{int(message.beacon_id or '', 16):060b}"[14:],
    "orbitographyId": one_of("text"),
    "reference_beacon": one_of("text"),
    "protocolCode": lambda message: int(bits(message, 37, 40) or "", 2),
    "protocolType": protocol_type,
    "protocol_flag": lambda message: "user" if bits(message, 26, 26) == "1" else "location",
    "reliable": lambda message: message.valid,
    "rlmCapabilityType1Auto": one_of("accepts_automatic"),
    "rlmCapabilityType2Manual": one_of("accepts_manual"),
    "rlmReceivedType1Auto": one_of("received_automatic"),
    "rlmReceivedType2Manual": one_of("received_manual"),
    "rlsProviderId": one_of("provider"),
    "rlsId": one_of("serial_number"),
    "rlsMmsiLast6Digits": digits("mmsi_digits"),
    "rlsTac": one_of("type_approval"),
    "rlsTacNumber": lambda message: str(one_of("type_approval")(message)),
    "serialNumber": one_of("serial_number"),
    "shipMmsi": one_of("mmsi_digits"),
    "shipMmsiLast6Digits": one_of("ship"),
    "shipSecurityMmsi": one_of("mmsi_digits"),
    "specificBeaconNumber": lambda message: str(one_of("beacon_number")(message)),
    "beacon_no": one_of("beacon_number"),
    "specificEltNumber": one_of("elt_number"),
    "supplementaryData": lambda message: second(message).bits,
    "uSManufacturerId": one_of("manufacturer"),
    "us_manufacturer_id": one_of("manufacturer"),
    "us_manufacturer": one_of("manufacturer"),
    "uSSequenceNumber": one_of("sequence_number"),
    "us_sequence": one_of("sequence_number"),
    "uSModelId": one_of("model"),
    "us_model": one_of("model"),
    "uSRunNumber": one_of("production_run"),
    "us_run": one_of("production_run"),
    "uSNationalUse": lambda message: identification(message).national_use,
    "us_national_use": lambda message: identification(message).national_use,
    "userProtocolType": lambda message: USERS[message.protocol],
    "cancellation": lambda message: fields(message).cancelled,
    "test": lambda message: fields(message).is_test,
    "freshness": lambda message: bits(message, 113, 114),
    "altitude": lambda message: bits(message, 109, 112),
}


SHORT_NAMES = {
    "serial_user": "serial user",
    "maritime_user": "maritime user",
    "radio_call_sign_user": "radio call sign user",
    "national_user": "national user",
    "test_user": "test user",
    "rls_location": "RLS",
    "eltdt_location": "ELT(DT)",
}
SHORT_CODINGS = {
    "EPIRB, MMSI": "std EPIRB MMSI",
    "ELT, aircraft address": "std ELT 24bit",
    "ELT, serial number": "std ELT serial",
    "EPIRB, serial number": "std EPIRB serial",
    "PLB, serial number": "std PLB serial",
    "test": "std test",
    "ship security, MMSI": "ship security",
}
SHORT_SERIAL_TYPES = {
    "PLB": "PLB",
    "ELT, aircraft address": "ELT 24bit",
    "ELT, aircraft operator": "ELT operator",
}


def short_name(message: Message) -> str:
    """The vocabulary of the calculated vectors."""
    coding = getattr(fields(message), "coding", "")
    match message.protocol:
        case "standard_location":
            return SHORT_CODINGS[coding]
        case "national_location":
            return f"nat {coding}"
        case "serial_user":
            return f"serial user {SHORT_SERIAL_TYPES[fields(message).serial_type]}"
    return SHORT_NAMES[message.protocol]


def protocol(message: Message) -> str:
    """Sources call the same protocol by a longer or a shorter name."""
    return SHORT_NAMES.get(message.protocol) or f"standard location {fields(message).coding}"


def user_class(message: Message) -> str:
    names = {"national_location": "national location PLB", "rls_location": "PLB (return link)"}
    return names.get(message.protocol) or SHORT_CODINGS[fields(message).coding]


def signed(axis: str) -> Callable[[Message], str | None]:
    def read(message: Message) -> str | None:
        found = position(axis)(message)
        return None if found is None else f"{found:.3f}"

    return read


CLAIMS |= {
    "proto": short_name,
    "protocol": protocol,
    "user_class": user_class,
    "user_protocol": lambda message: USERS[message.protocol].lower(),
    "beacon_type": lambda message: fields(message).serial_type,
    "beacon": beacon_type,
    "message": lambda message: "short" if len(message.hex) == 28 else "long",
    "sync": lambda message: "self-test" if message.self_test else "normal",
    "orbitography4Bits": lambda message: fields(message).fixed_bits,
    "elt_no": one_of("elt_number"),
    "emergency": lambda message: second(message).nature_of_distress,
    "emergency_code": lambda m: "used" if bits(m, 107, 107) == "1" else "not used",
    "activation": lambda m: bits(m, 107, 108) if m.protocol == "eltdt_location" else activation(m),
    "location": lambda message: [signed("lat")(message), signed("lon")(message)],
}

PROTOCOLS = {
    "RLS location": "RLS",
    "test user (derived from bits)": "test user",
    "standard location EPIRB MMSI": "standard location EPIRB, MMSI",
    "serial": "serial user",
}
WORDS = {
    "float free EPIRB": "EPIRB, float-free",
    "automatic or manual": "Automatic and Manual",
    "Fire/explosion": "fire or explosion",
}


def claimed(key: str, value: Any) -> Any:
    """The same claim in the words in which we give it."""
    match key:
        case "protocol":
            return PROTOCOLS.get(value, value)
        case "natureOfDistress" | "orbitography4Bits":
            return value[-4:] if value[-4:].isdigit() else re.findall("[01]{4}", value)[0]
        case "error":
            return "rejected"
        case "location":
            return [None if axis.lower() == "na" else axis for axis in value]
    return WORDS.get(value, value) if isinstance(value, str) else value


FIELD_CLAIMS: dict[str, Callable[[Message], Any]] = {
    "25": lambda m: "Long Message" if bits(m, 25, 25) == "1" else "Short Message",
    "27-36": lambda message: f"{message.country_name} - {message.country}",
    "40-75": one_of("ship"),
    "43-57": lambda message: readable(identification(message).designator),
    "44-67": lambda m: f"{(a := identification(m).aircraft_address)} hex ({int(a, 16)} decimal)",
    "58-66": lambda message: str(identification(message).serial_number),
    "68-73": lambda message: str(identification(message).elt_number),
    "74-83": lambda message: str(identification(message).type_approval),
    "76-81": lambda message: str(fields(message).beacon_number),
    "118-132": lambda message: second(message).designator,
}
"""Of the decoder whose fields are named by their bits, those that are not prose."""
