"""A message on its way to the brokers: what the store keeps until it is delivered."""

import msgspec

JSON = "application/json"


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A message to publish; expiry and properties are left out where MQTT 3.1.1 is spoken.

    event_id  of an event; None for a state, of which only the last one counts
    brokers   the names of those it is for; empty is all
    receipt   a coordinator's program says that it has arrived, where coordinators do so at all
    """

    topic: str
    payload: bytes
    retain: bool = False
    expiry_s: int | None = None
    content_type: str = JSON
    user_properties: tuple[tuple[str, str], ...] = ()
    event_id: str | None = None
    brokers: tuple[str, ...] = ()
    receipt: bool = False
