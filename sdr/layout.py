"""Which file holds the samples of a recording, and where in it."""

import msgspec

from sdr.capture import Capture


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """All that reading the samples takes; sha512 is of data_bytes from data_offset_bytes on."""

    data_path: str
    captures: tuple[Capture, ...]
    sha512: str | None = None
    data_offset_bytes: int = 0
    data_bytes: int | None = None
