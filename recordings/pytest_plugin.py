"""The pytest fixture `replay`, there for everybody who has beacon406 installed.

docs/testing-with-recordings.md shows how to use it.
"""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from recordings.replay import Replay


@pytest.fixture(scope="session")
def replay() -> "Replay":
    """`replay("file or shipped name")` gives the detections in a recording as a list."""
    # Late: a test run that does not use it should not wait for numpy.
    from recordings.replay import replay as replay_recording  # noqa: PLC0415

    return replay_recording
