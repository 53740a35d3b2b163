"""A recording as a live source gives the samples that it gives as a file."""

from pathlib import Path

import numpy as np
import pytest
from live_sources import LIMIT_S, hear

from sdr.block import SignalKind
from sdr.live.opening import open_source
from sdr.live.settings import PlaySettings
from sdr.recording import open_recording

SHIPPED = Path(__file__).parents[3] / "recordings" / "shipped"
FAST = 200.0


@pytest.mark.parametrize("name", ["user.sigmf-meta", "lost_samples.sigmf-meta", "fm_audio.wav"])
async def test_every_sample_and_every_gap_is_that_of_the_file(name: str) -> None:
    path = SHIPPED / name
    blocks = list(open_recording(str(path)).blocks())
    heard = await hear(PlaySettings(path=path, speed=FAST), samples=1e12)
    assert "has been played: set loop = true" in str(heard.error)
    assert heard.error is not None
    assert heard.error.is_final
    samples = np.concatenate([block.samples for block in blocks])
    if blocks[0].kind is SignalKind.FM_AUDIO:
        assert heard.data == samples.real.tobytes()
    else:
        assert heard.data == samples.tobytes()
    assert heard.samples_lost == sum(block.samples_lost for block in blocks)
    assert len(heard.gaps) == sum(block.gap_before for block in blocks)


async def test_in_a_loop_each_turn_begins_with_a_gap() -> None:
    path = SHIPPED / "user.sigmf-meta"
    (first,) = (sum(len(one.samples) for one in open_recording(str(path)).blocks()),)
    heard = await hear(PlaySettings(path=path, speed=FAST, loop=True), samples=2.5 * first)
    assert heard.error is None
    ahead = 0
    starts = []
    for piece in heard.pieces:
        if piece.gap_before:
            starts.append(ahead)
        ahead += len(piece.data) // 8
    assert starts == [first, 2 * first]


async def test_it_takes_as_long_as_it_is_said_to() -> None:
    settings = PlaySettings(path=SHIPPED / "user.sigmf-meta", speed=10.0)
    heard = await hear(settings, samples=1e12)
    duration_s = heard.pieces[-1].monotonic_s - heard.pieces[0].monotonic_s
    expected_s = (open_recording(str(settings.path)).duration_s or 0.0) / 10.0
    assert expected_s - 0.1 < duration_s < expected_s + LIMIT_S


@pytest.mark.parametrize(
    ("name", "words"),
    [("nothing.wav", "does not exist"), ("nothing.sigmf-meta", "nothing.sigmf-meta")],
)
async def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, name: str, words: str) -> None:
    heard = await hear(PlaySettings(path=tmp_path / name), samples=1)
    assert words in str(heard.error)
    assert heard.error is not None
    assert heard.error.is_final


async def test_it_says_what_the_samples_are() -> None:
    async with open_source(PlaySettings(path=SHIPPED / "user.sigmf-meta")) as source:
        assert (
            source.stream.center_hz
            == open_recording(str(SHIPPED / "user.sigmf-meta")).layout.captures[0].center_hz
        )
        assert source.gains_db == ()
