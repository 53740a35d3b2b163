"""Messages and detections for these tests: made up, of no real beacon, and as odd as can be."""

import msgspec
from hypothesis import strategies as st

from decoder.detection import Burst, Detection
from decoder.message import Message, MessageClass, Position, PositionSource
from decoder.reasons import Reason


class MadeUpFields(msgspec.Struct, frozen=True):
    """Stands for the Struct of a protocol family."""

    serial_number: int
    height_m: float
    homing: tuple[str, ...]


any_text = st.text(max_size=20)
any_float = st.floats()  # NaN and infinity included: a measurement may be a division by zero
maybe_float = st.none() | any_float

positions = st.builds(Position, any_float, any_float, any_float, st.sampled_from(PositionSource))

messages = st.builds(
    Message,
    generation=st.sampled_from([1, 2]),
    hex=st.text(alphabet="0123456789ABCDEF", max_size=36) | st.text(st.characters(), max_size=9),
    beacon_id=st.none() | any_text,
    message_class=st.sampled_from(MessageClass),
    self_test=st.booleans(),
    country=st.none() | st.integers(0, 1023),
    country_name=st.none() | any_text,
    protocol=any_text,
    beacon_type=st.none() | any_text,
    identity=any_text,
    position=st.none() | positions,
    homing=st.none() | any_text,
    corrected_bits=st.lists(st.none() | st.integers(0, 6), max_size=2).map(tuple),
    valid=st.booleans(),
    reasons=st.lists(st.sampled_from(Reason), max_size=3).map(tuple),
    fields=st.none()
    | st.builds(MadeUpFields, st.integers(0, 2**40), any_float, st.tuples(any_text)),
)

bursts = st.builds(
    Burst,
    time_s=any_float,
    utc_s=maybe_float,
    utc_uncertainty_s=maybe_float,
    frequency_hz=maybe_float,
    offset_hz=maybe_float,
    drift_hz_per_s=maybe_float,
    cn0_dbhz=maybe_float,
    modulation_index_rad=maybe_float,
    bit_rate_bps=any_float,
    phase_error_rad=maybe_float,
)

detections = st.builds(Detection, bursts, messages, any_float)


def message(message_class: MessageClass = MessageClass.DISTRESS, **changes: object) -> Message:
    """A plausible one, with what a test wants to be different."""
    plain = Message(
        generation=1,
        hex="FFFE2F" + 3 * "0123456789",
        beacon_id="0123456789ABCDE",
        message_class=message_class,
        self_test=False,
        country=999,
        country_name="Nowhere",
        protocol="standard_location_test",
        beacon_type="ELT",
        identity="made up",
        position=Position(32.733333, -117.2, 4844.0, PositionSource.EXTERNAL),
        homing="121.5 MHz",
        corrected_bits=(0, None),
        valid=True,
        reasons=(),
        fields=MadeUpFields(serial_number=12, height_m=3.5, homing=("121.5",)),
    )
    return msgspec.structs.replace(plain, **changes)


def burst(**changes: object) -> Burst:
    plain = Burst(
        time_s=1.25,
        utc_s=1767225600.0004,
        utc_uncertainty_s=0.5,
        frequency_hz=406_027_800.0,
        offset_hz=2_800.0,
        drift_hz_per_s=-0.5,
        cn0_dbhz=41.0,
        modulation_index_rad=1.1,
        bit_rate_bps=400.1,
        phase_error_rad=0.2,
    )
    return msgspec.structs.replace(plain, **changes)
