"""Each shipped recording, decoded once for all tests."""

from functools import cache

import pytest

from decoder.detection import Detection
from recordings.replay import Replay


@pytest.fixture(scope="session")
def heard(replay: Replay) -> Replay:
    """`replay`, which remembers."""

    @cache
    def remembered(name: str) -> list[Detection]:
        return replay(name)

    return remembered
