"""The one JSON document of beacon406: `replay --json`, `hex --json` and MQTT all carry an Event.

Its JSON Schema is alerts/event.schema.json, written by `python -m alerts.schema`.
"""

import math
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from alerts.classify import FREQUENCY_UNCERTAINTY_PPM, classify
from alerts.timestamp import Timestamp, rfc3339
from decoder.detection import Burst, Detection
from decoder.message import Message, MessageClass, Position
from decoder.reasons import Reason

SCHEMA: Final = "beacon406/event/1"
NOTICE: Final = "unverified, not a Cospas-Sarsat message"

NOT_HEARD = Burst(
    time_s=math.nan,
    utc_s=None,
    utc_uncertainty_s=None,
    frequency_hz=None,
    offset_hz=None,
    drift_hz_per_s=None,
    cn0_dbhz=None,
    modulation_index_rad=None,
    bit_rate_bps=math.nan,
    phase_error_rad=None,
)

# Plain words on the wire, so that a reader of today understands an event of tomorrow.
Word = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$")]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One burst, or one message given as hex text. Every key is always there; null is unknown.

    time                  start of the burst, RFC 3339, UTC
    time_s                the same in seconds from the recording's start
    frequency_hz          of the carrier at the burst's start, absolute
    cn0_dbhz              carrier power over noise density
    generation            1 or 2
    hex                   the whole corrected message as transmitted, or the text as given
    beacon_id             15 or 23 Hex ID, position bits at default
    class                 what the event is about; also the last part of its MQTT topic
    corrected_bits        one number per protected field; null for a field beyond correction
    country               maritime identification digits (MID)
    position              as the beacon encoded it; WGS-84, radius of the 95 % circle
    valid                 false for what is reported but not to be trusted
    reasons               warnings and causes, from the documented set
    event_id              UUID version 7; the same event sent twice has the same
    identity              who it is, in words
    fields                every decoded field of the beacon's protocol
    time_uncertainty_s    how far `time` may be off
    frequency_uncertainty_hz  how far frequency_hz may be off, with 95 % probability; null while the
                          receiver is not calibrated
    offset_hz             carrier from the recording's centre
    modulation_index_rad  peak phase deviation
    phase_error_rad       rms of the carrier phase around its fit
    wrong_probability     the decoder's own estimate that the message is wrong
    received_at           when the station decoded it, by its own clock, where it was live
    """

    time: Timestamp | None
    time_s: float | None
    frequency_hz: float | None
    cn0_dbhz: float | None
    generation: int | None
    hex: str
    beacon_id: str | None
    alert_class: MessageClass = msgspec.field(name="class")
    self_test: bool
    corrected_bits: tuple[int | None, ...]
    country: int | None
    protocol: str | None
    position: Position | None
    valid: bool
    reasons: tuple[Word, ...]
    event_id: str
    schema: Literal["beacon406/event/1"]
    station: str | None
    country_name: str | None
    beacon_type: str | None
    identity: str | None
    homing: str | None
    fields: dict[str, Any] | None
    time_uncertainty_s: float | None
    frequency_uncertainty_hz: float | None
    offset_hz: float | None
    drift_hz_per_s: float | None
    modulation_index_rad: float | None
    bit_rate_bps: float | None
    phase_error_rad: float | None
    wrong_probability: float | None
    received_at: Timestamp | None
    notice: Literal["unverified, not a Cospas-Sarsat message"]


def event_from_detection(
    detection: Detection,
    *,
    station: str | None,
    event_id: str,
    frequency_uncertainty_ppm: float = FREQUENCY_UNCERTAINTY_PPM,
    frequency_uncertainty_hz: float | None = None,
    received_utc_s: float | None = None,
) -> Event:
    """The event of a burst that was heard; how far off its frequency may be decides its class,
    in ppm where that is taken on trust, and is told in Hz where it was measured."""
    burst, message = detection.burst, detection.message
    position = message.position
    frequency_hz = _finite(burst.frequency_hz)
    return Event(
        time=rfc3339(burst.utc_s),
        time_s=_finite(burst.time_s),
        frequency_hz=frequency_hz,
        cn0_dbhz=_finite(burst.cn0_dbhz),
        generation=message.generation or None,
        hex=_unicode(message.hex),
        beacon_id=message.beacon_id,
        alert_class=classify(message, frequency_hz, frequency_uncertainty_ppm),
        self_test=message.self_test,
        corrected_bits=message.corrected_bits,
        country=message.country,
        protocol=message.protocol or None,
        position=position if position and _is_finite(position) else None,
        valid=message.valid,
        reasons=tuple(str(reason) for reason in message.reasons),
        event_id=event_id,
        schema=SCHEMA,
        station=station,
        country_name=message.country_name,
        beacon_type=message.beacon_type,
        identity=message.identity or None,
        homing=message.homing,
        fields=_plain(message.fields),
        time_uncertainty_s=_finite(burst.utc_uncertainty_s),
        frequency_uncertainty_hz=_finite(frequency_uncertainty_hz),
        offset_hz=_finite(burst.offset_hz),
        drift_hz_per_s=_finite(burst.drift_hz_per_s),
        modulation_index_rad=_finite(burst.modulation_index_rad),
        bit_rate_bps=_finite(burst.bit_rate_bps),
        phase_error_rad=_finite(burst.phase_error_rad),
        wrong_probability=_finite(detection.wrong_probability),
        received_at=rfc3339(received_utc_s),
        notice=NOTICE,
    )


def event_from_message(message: Message, *, event_id: str, station: str | None = None) -> Event:
    """The event of a message given as text: nothing was measured, so the class is the message's."""
    unheard = Detection(burst=NOT_HEARD, message=message, wrong_probability=math.nan)
    return event_from_detection(unheard, station=station, event_id=event_id)


def undecodable_event(text: str, reasons: Sequence[Reason], *, event_id: str) -> Event:
    """The event of a text that is no beacon message, so that a list of them has no holes."""
    nothing = Message(
        generation=0,
        hex=text,
        beacon_id=None,
        message_class=MessageClass.UNRELIABLE,
        self_test=False,
        country=None,
        country_name=None,
        protocol="",
        beacon_type=None,
        identity="",
        position=None,
        homing=None,
        corrected_bits=(),
        valid=False,
        reasons=tuple(reasons),
        fields=None,
    )
    return event_from_message(nothing, event_id=event_id)


def _finite(value: float | None) -> float | None:
    """JSON has no NaN and no infinity: what is not a number is not known."""
    return float(value) if value is not None and math.isfinite(value) else None


def _is_finite(position: Position) -> bool:
    return all(map(math.isfinite, (position.lat, position.lon, position.radius_95_m)))


def _unicode(text: str) -> str:
    """Bytes of a command line that were no UTF-8 arrive as lone surrogates, unknown to JSON."""
    return text.encode("utf-8", "replace").decode()


def _plain(fields: msgspec.Struct | None) -> dict[str, Any] | None:
    """A family's own Struct as JSON has it (msgspec writes NaN and infinity as null)."""
    return None if fields is None else msgspec.json.decode(msgspec.json.encode(fields), type=dict)
