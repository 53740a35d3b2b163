"""Which of two WAV channels carries FM audio, and how to tell FM audio from IQ."""

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.float32]


def is_same_in_both(frames: Frames) -> bool:
    """Whether two channels carry one signal, as a receiver's mono audio saved as stereo does.

    I and Q of any real signal differ. Silence is no evidence: a receiver that is just starting
    gives zeros in both.
    """
    left, right = frames[:, 0], frames[:, -1]
    return len(frames) > 1 and bool(np.ptp(left) > 0) and np.array_equal(left, right)


class AudioChannel:
    """Picks the channel that varies more, left if both do alike; the first that is heard stays."""

    def __init__(self) -> None:
        self._channel: int | None = None

    def pick(self, frames: Frames) -> NDArray[np.float32]:
        if self._channel is None:
            variances = np.var(frames, axis=0, dtype=np.float64)
            if variances.max() > 0:
                self._channel = int(np.argmax(variances))
        return frames[:, self._channel or 0]
