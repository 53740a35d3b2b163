"""What a beacon said: the same typed, frozen value for every protocol and both generations."""

from enum import StrEnum

import msgspec

from decoder.reasons import Reason


class MessageClass(StrEnum):
    """What an alert is about; the last part of every MQTT topic, so that an ACL can part them."""

    DISTRESS = "distress"
    SHIP_SECURITY = "ship_security"
    DISTRESS_TRACKING = "distress_tracking"
    CANCELLATION = "cancellation"
    """The user takes an alert back: for whoever got the alert."""
    SELF_TEST = "self_test"
    TEST = "test"
    EXERCISE = "exercise"
    """Outside 406.0-406.1 MHz: set by alerts, which knows the frequency, never by a message."""
    CALIBRATION = "calibration"
    UNRELIABLE = "unreliable"


class FieldTrust(StrEnum):
    """How far a protected field may be trusted after error correction (decoder.policy decides)."""

    TRUSTED = "trusted"
    SUSPECT = "suspect"
    UNDECODED = "undecoded"
    """No codeword found: the bits are as received."""


class PositionSource(StrEnum):
    """Where the beacon got its position from, as it says itself."""

    INTERNAL = "encoded_internal"
    EXTERNAL = "encoded_external"
    UNSTATED = "encoded"


class Position(msgspec.Struct, frozen=True):
    """WGS-84 degrees, north and east positive; radius_95_m is the radius of the 95 % circle."""

    lat: float
    lon: float
    radius_95_m: float
    source: PositionSource


class Message(msgspec.Struct, frozen=True):
    """One decoded message.

    hex             the whole corrected message as transmitted (36 digits long, 28 short; 63 second
                    generation, after two bits 00, or 10 in a self-test), or the text as given
                    where it was only an ID
    beacon_id       15 Hex ID with position bits at default (23 Hex ID: second generation)
    message_class   from the message's own bits alone
    corrected_bits  one number per protected field; None for a field that could not be decoded,
                    whose bits in `hex` are then as received
    valid           False for what is reported but not to be trusted
    reasons         warnings and causes, from the documented set; a valid message may have some
    identity        who it is, in words ("EPIRB, MMSI 227 006600, beacon 0")
    fields          every decoded field, one Struct type per protocol family
    """

    generation: int
    hex: str
    beacon_id: str | None
    message_class: MessageClass
    self_test: bool
    country: int | None
    country_name: str | None
    protocol: str
    beacon_type: str | None
    identity: str
    position: Position | None
    homing: str | None
    corrected_bits: tuple[int | None, ...]
    valid: bool
    reasons: tuple[Reason, ...]
    fields: msgspec.Struct | None
