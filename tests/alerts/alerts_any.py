"""Alerts of every class and kind, as odd as a document from elsewhere can make them."""

from datetime import datetime

from hypothesis import strategies as st

from alerts.event import NOTICE, Event, event_from_message, undecodable_event
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Acknowledged, Closed, Fix, Incident, Reception
from alerts.incidents.kind import Kind, Phase
from alerts.timestamp import Timestamp, rfc3339
from decoder.hextext import HexTextError, read_hex
from decoder.message import MessageClass, Position, PositionSource
from decoder.reasons import Reason


def _timestamp(at: datetime) -> Timestamp:
    return f"{at.isoformat(timespec='milliseconds')}Z"


ours = st.integers(0, 5_000_000_000).map(lambda second: rfc3339(second / 3) or "")
times = ours | st.datetimes().map(_timestamp)
texts = st.sampled_from(["hill", "<&>\"'", "9. NIL", "\x00\x1b\x7f\ufffe", "NIL", "Å°–ß" * 30]) | (
    st.text(max_size=90)
)
maybe_text = st.none() | texts
lats = st.floats(-90, 90) | st.sampled_from([-90.0, -89.9999, 0.0, 59.99999, 89.9999, 90.0])
lons = st.floats(-180, 180) | st.sampled_from([-180.0, -179.9999, 0.0, 179.9999, 180.0])
radii = st.sampled_from([0.0, 50.0, 120.0, 4844.0]) | st.floats(0, 2.1e7)
places = st.builds(Position, lats, lons, radii, st.sampled_from(PositionSource))
nowhere = st.builds(
    Position,
    st.sampled_from([91.0, -1e300, 12.5]),
    st.sampled_from([181.0, 1e300]),
    st.sampled_from([-1.0, 1e300, 120.0]),
    st.sampled_from(PositionSource),
)
fixes = st.builds(Fix, places | places | places | nowhere, times)
finite = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.just(406_027_812.3)


@st.composite
def bursts(draw: st.DrawFn) -> Event:
    """What the decoder makes of any bits."""
    length = draw(st.sampled_from((15, 22, 23, 28, 30, 36, 51, 63)))
    digits = draw(st.text("0123456789ABCDEF", min_size=length, max_size=length))
    try:
        return event_from_message(read_hex(digits), event_id="burst", station=draw(maybe_text))
    except HexTextError as error:
        return undecodable_event(digits, (error.reason,), event_id="burst")


receptions = st.builds(
    Reception,
    station=texts,
    bursts=st.integers(1, 10**9),
    first_heard=times,
    last_heard=times,
    frequency_hz=finite,
    cn0_dbhz=finite,
)
incidents = st.builds(
    Incident,
    incident_id=st.from_regex(r"[0-9A-F]{15}\.[0-9]{8}T[0-9]{6}Z", fullmatch=True),
    alert_class=st.sampled_from(MessageClass),
    station=texts,
    phase=st.sampled_from(Phase),
    kind=st.sampled_from(Kind),
    seq=st.integers(1, 10**6),
    alert_id=st.just("alert"),
    alert_time=times,
    beacon_id=st.from_regex(r"[0-9A-Za-z]{1,63}", fullmatch=True),
    generation=st.none() | st.sampled_from([1, 2]),
    country=st.none() | st.integers(0, 1023),
    country_name=maybe_text,
    protocol=maybe_text,
    beacon_type=maybe_text | st.sampled_from(["EPIRB", "ELT", "PLB", "ELT(DT)"]),
    identity=maybe_text,
    homing=maybe_text,
    first_heard=times,
    last_heard=times,
    bursts=st.integers(1, 10**9),
    receptions=st.lists(receptions, max_size=3).map(tuple),
    identity_confirmed=st.booleans(),
    fixes=st.lists(fixes, max_size=3).map(tuple),
    conflict=st.none() | fixes,
    agreeing=st.just(0),
    returning=st.just(0),
    cancelling=st.just(0),
    acknowledged=st.lists(st.builds(Acknowledged, texts, times), max_size=2).map(tuple),
    closed=st.none() | st.builds(Closed, times, texts, maybe_text),
    region=maybe_text,
    hex=st.text("0123456789ABCDEF", max_size=63) | texts,
    wrong_probability=st.none() | st.floats(0, 1),
    reasons=st.lists(st.sampled_from(Reason).map(str), max_size=3).map(tuple),
    notice=st.just(NOTICE),
)
any_alerts = st.builds(
    Alert,
    event_id=st.uuids().map(str) | texts,
    kind=st.sampled_from(Kind),
    reason=texts,
    time=times,
    seq=st.integers(1, 10**6),
    previous=st.none() | st.uuids().map(str) | texts,
    previous_time=st.none() | times,
    distance_m=st.none() | st.floats(0, 2.1e7),
    notify_country=st.booleans(),
    incident=incidents,
    burst=st.none() | bursts(),
    notice=st.just(NOTICE),
)
