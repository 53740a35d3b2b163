"""Unique names for events that also sort by time: UUID version 7, RFC 9562 section 5.7."""

import os
import time
from uuid import UUID


def uuid7(unix_ms: int, random_bits: int) -> UUID:
    """Bits 0-47 the time, 48-51 the version, 64-65 the variant, the other 74 random."""
    random_a, random_b = divmod(random_bits & ((1 << 74) - 1), 1 << 62)
    return UUID(int=unix_ms % (1 << 48) << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b)


def new_event_id() -> str:
    return str(uuid7(time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10))))
