"""SHA-512 of a data file, taken on the second core while the samples are read.

A thread of its own because it would otherwise cost a third of the whole receiver's time
(8 ms for each second of 2.4 MS/s); hashlib lets go of the interpreter while it works.
"""

import hashlib
import threading
from types import TracebackType
from typing import Self

from sdr.byte_source import open_file
from sdr.errors import RecordingError
from sdr.layout import Layout

_PIECE_BYTES = 1 << 20


class BackgroundSha512(threading.Thread):
    """Hashes the data of a layout; leaving the `with` block ends the work early."""

    def __init__(self, layout: Layout) -> None:
        super().__init__(name="sha512", daemon=True)
        self._layout = layout
        self._stopped = threading.Event()
        self._digest: str | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self.join()

    def run(self) -> None:
        sha512 = hashlib.sha512()
        rest = self._layout.data_bytes or 0
        try:
            with open_file(self._layout.data_path) as source:
                source.skip_to(self._layout.data_offset_bytes)
                while rest and not self._stopped.is_set():
                    piece = source.read(min(rest, _PIECE_BYTES))
                    if not piece:
                        return
                    sha512.update(piece)
                    rest -= len(piece)
        except RecordingError:
            return
        self._digest = sha512.hexdigest()

    def matches(self) -> bool:
        """Wait for it; False too where the file could not be read to its end."""
        self.join()
        return self._digest == (self._layout.sha512 or "").lower()
