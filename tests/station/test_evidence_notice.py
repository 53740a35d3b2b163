"""Whatever leaves the station alone, without the alert that it belongs to, says what it is not."""

import io
import json
import wave
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from evidence_made_up import heard, noise
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from alerts.event import NOTICE
from sdr.block import SignalKind
from sdr.recording import open_recording
from sdr.sigmf import META_SUFFIX
from station.evidence import axes
from station.evidence.band_ring import BandRing
from station.evidence.clips import write_clip
from station.evidence.picture import PLOT, SIZE, picture
from station.evidence.place import AUDIO, Place, place_of
from station.evidence.wav_comment import with_comment

CAPTION_ROWS = (PLOT[3] + 20, SIZE[1])
RATE_HZ = 48_000.0
SOUND: dict[str, Any] = {"kind": SignalKind.FM_AUDIO, "center_hz": None}


def drawn(**about: Any) -> bytes:
    ring = BandRing(60)
    ring.feed(noise(4.0, RATE_HZ if about else 12_500.0, **about))
    return picture(heard(1.0), ring.clip(-inf, inf))


def clipped(folder: Path, **about: Any) -> Place:
    ring = BandRing(60)
    ring.feed(noise(4.0, RATE_HZ if about else 12_500.0, **about))
    event = heard(1.0)
    place = place_of(folder, event, covert=False)
    assert place is not None
    place.day.mkdir(parents=True)
    write_clip(place, event, ring.clip(-inf, inf), "")
    return place


@pytest.mark.parametrize("about", [{}, SOUND], ids=["iq", "audio"])
def test_a_picture_says_it_to_programs(about: dict[str, Any]) -> None:
    assert getattr(Image.open(io.BytesIO(drawn(**about))), "text") == {"Comment": NOTICE}  # noqa: B009 of PNG alone


def test_a_picture_says_it_to_people(monkeypatch: pytest.MonkeyPatch) -> None:
    with_it = ink(drawn())
    monkeypatch.setattr(axes, "NOTICE", "")
    without = ink(drawn())
    columns = np.flatnonzero((with_it != without).any(axis=0))
    assert columns[-1] - columns[0] > 200
    assert columns[-1] <= PLOT[2]
    # It covers nothing: left of it is some paper, and then what was there before.
    beside = np.flatnonzero(without.any(axis=0))
    assert columns[0] - beside[-1] > 10
    assert (with_it | without).sum() == with_it.sum()


def ink(png: bytes) -> np.ndarray:
    """Where the rows of the caption are dark. (rows, columns)"""
    grey = np.asarray(Image.open(io.BytesIO(png)).convert("L"))
    return grey[slice(*CAPTION_ROWS)] < 128


def test_a_recording_says_it(tmp_path: Path) -> None:
    metadata = json.loads(clipped(tmp_path).file(META_SUFFIX).read_text())
    assert metadata["global"]["core:description"].endswith(NOTICE)


def test_a_sound_says_it_and_is_heard_as_before(tmp_path: Path) -> None:
    file = clipped(tmp_path, **SOUND).file(AUDIO)
    text = NOTICE.encode() + b"\0"
    size = len(text).to_bytes(4, "little")
    assert file.read_bytes().endswith(b"INFOICMT" + size + text)
    samples = round(4.0 * RATE_HZ)
    with wave.open(str(file)) as sound:
        assert sound.getnframes() == samples
    assert sum(each.samples.size for each in open_recording(str(file)).blocks()) == samples


@given(st.binary(max_size=50).map(lambda half: half + half), st.text(max_size=40))
def test_a_comment_of_any_length_leaves_the_sound_as_it_is(sound: bytes, comment: str) -> None:
    plain = io.BytesIO()
    with wave.open(plain, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(48_000)
        writer.writeframes(sound)
    commented = with_comment(plain.getvalue(), comment)
    assert int.from_bytes(commented[4:8], "little") == len(commented) - 8
    assert len(commented) % 2 == 0
    with wave.open(io.BytesIO(commented)) as reader:
        assert reader.readframes(reader.getnframes()) == sound
    assert comment.encode() + b"\0" in commented
