"""Whether two WAV channels are IQ or FM audio, and which of the two then carries it."""

import numpy as np
from numpy.typing import NDArray

from sdr.block import SignalKind
from sdr.byte_source import ByteSource
from sdr.capture import Capture
from sdr.frames import Frames, block_bytes, good_frames


def settled_kind(source: ByteSource, capture: Capture) -> SignalKind:
    """Audio, if two channels that may be so cannot be IQ; the source stays where it is.

    Silence is no evidence, so a file is read ahead to the first block in which anything is heard
    (a squelch may have been closed until then). A pipe is judged by its first block.
    """
    if not capture.perhaps_audio:
        return capture.kind
    size_bytes = block_bytes(capture)
    if source.size_bytes is None:
        frames = good_frames(source.peek(size_bytes), capture)
    else:
        while len(frames := good_frames(source.read(size_bytes), capture)) and _is_silent(frames):
            pass
        source.skip_to(capture.offset_bytes)
    if len(frames) and not _is_silent(frames) and _is_one_signal(frames):
        return SignalKind.FM_AUDIO
    return capture.kind


def _is_one_signal(frames: Frames) -> bool:
    """A receiver's audio, in both channels or in one; I and Q both vary and are never alike."""
    left, right = frames[:, 0], frames[:, 1]
    return np.array_equal(left, right) or _is_silent(left) or _is_silent(right)


def _is_silent(values: NDArray[np.float32]) -> bool:
    """Whether frames, or the values of one channel, never change."""
    return bool((values == values[0]).all())


class AudioChannel:
    """Picks the channel that varies more, left if both do alike; the first that is heard stays."""

    def __init__(self) -> None:
        self._channel: int | None = None

    def pick(self, frames: Frames) -> NDArray[np.float32]:
        if self._channel is None and len(frames) and not _is_silent(frames):
            self._channel = int(np.argmax(np.var(frames, axis=0, dtype=np.float64)))
        return frames[:, self._channel or 0]
