"""A message in the queue, as those who deliver it see it."""

import msgspec

from alerts.outgoing import Outgoing


class Row(msgspec.Struct, frozen=True):
    """position orders the queue of all brokers, and is never used twice."""

    position: int
    outgoing: Outgoing
    created_s: float


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Of one broker: what waits, and what it never got, since it was first named."""

    pending: int
    expired: int
    refused: int
