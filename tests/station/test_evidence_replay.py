"""A clip gives the same message again: every shipped recording, and a dongle's 2.4 MS/s."""

from pathlib import Path

import pytest
import sigmf
from evidence_made_up import MESSAGE, in_pieces, keep

from alerts.event import Event
from alerts.timestamp import unix_s
from decoder.detection import Detection
from recordings.replay import replay
from recordings.shipped import shipped_recordings
from sdr.recording import open_recording
from sdr.sigmf import META_SUFFIX
from station.evidence.archive import Archive
from station.evidence.place import AUDIO
from station.main import main

SILENT = {"noise", "interference"}
SAME_TIME_S = 0.002
SAME_FREQUENCY_HZ = 2.0
SPREAD = "1193FFFF326C890C84C6D1625FD822055547FFF004010322458467765D70F0A"


def clip_of(folder: Path, event: Event) -> Path:
    place = Archive(folder).find(event.event_id)
    assert place is not None, event
    (clip,) = (file for file in place.files() if file.suffix in {META_SUFFIX, AUDIO})
    return clip


def same(again: list[Detection], event: Event) -> Detection:
    """The one of the same message, whose place in time and frequency is the same too."""
    alike = [each for each in again if each.message.hex == event.hex]
    assert alike, (event.hex, [each.message.hex for each in again])
    if event.time is not None:
        wanted_s = unix_s(event.time)
        alike.sort(key=lambda each: abs((each.burst.utc_s or 0.0) - wanted_s))
        assert alike[0].burst.utc_s == pytest.approx(wanted_s, abs=SAME_TIME_S)
    if event.frequency_hz is not None:
        assert alike[0].burst.frequency_hz == pytest.approx(
            event.frequency_hz, abs=SAME_FREQUENCY_HZ
        )
    return alike[0]


@pytest.mark.parametrize("name", sorted(shipped_recordings()))
async def test_the_clip_of_a_burst_replays_as_the_same_message(name: str, tmp_path: Path) -> None:
    events = await keep(tmp_path, open_recording(str(shipped_recordings()[name])).blocks())
    assert bool(events) == (name not in SILENT)
    for event in events:
        heard = same(replay(clip_of(tmp_path, event)), event)
        assert heard.message.corrected_bits == event.corrected_bits
        assert heard.message.valid


async def test_a_dongles_clip_is_the_band_and_replays_as_the_same_message(tmp_path: Path) -> None:
    whole = tmp_path / "wide.sigmf-meta"
    bursts = [
        f"--burst={MESSAGE},offset=-30k,cn0=40,at=1.2",
        f"--burst={MESSAGE},offset=41k,cn0=45,at=1.5",
        f"--burst={SPREAD},at=2.4,cn0=48",
    ]
    start = "--start=2026-01-02T03:04:05Z"
    typed = ["simulate", str(whole), *bursts, start, "--format=cu8", "--rate=2.4M", "--seconds=4.5"]
    assert main(typed) == 0
    pieces = (
        piece
        for block in open_recording(str(whole)).blocks()
        for piece in in_pieces(block, 131_072)
    )
    folder = tmp_path / "evidence"
    events = await keep(folder, pieces)
    assert sorted(event.hex for event in events) == sorted([MESSAGE, MESSAGE, SPREAD])
    for event in events:
        clip = clip_of(folder, event)
        assert open_recording(str(clip)).layout.captures[0].rate_hz == 300e3
        same(replay(clip), event)


@pytest.mark.parametrize("offset_hz", [-60, 0, 150, 20_000])
async def test_a_burst_on_a_receivers_own_spike_replays_as_the_same_message(
    offset_hz: int, tmp_path: Path
) -> None:
    """A clip is too short to tell the constant of a zero-IF receiver from a carrier."""
    whole = tmp_path / "spike.sigmf-meta"
    burst = f"--burst={MESSAGE},offset={offset_hz},cn0=38,at=5"
    typed = ["simulate", str(whole), burst, "--format=cu8", "--rate=250k", "--dc=0.1"]
    assert main([*typed, "--seconds=8"]) == 0
    blocks = open_recording(str(whole)).blocks()
    (event,) = await keep(tmp_path, (piece for each in blocks for piece in in_pieces(each, 65_536)))
    clip = clip_of(tmp_path, event)
    same(replay(clip), event)
    says_so = "less the receiver's constant of -2" in clip.read_text()
    assert says_so == (offset_hz != 20_000)


@pytest.mark.parametrize("name", ["both_generations", "lost_samples", "weak"])
async def test_the_sigmf_package_reads_a_clip_and_finds_the_burst_annotated(
    name: str, tmp_path: Path
) -> None:
    (event, *_) = await keep(tmp_path, open_recording(str(shipped_recordings()[name])).blocks())
    file = sigmf.fromfile(str(clip_of(tmp_path, event)))
    file.validate()
    (annotation,) = file.get_annotations()
    (low_hz, high_hz) = (annotation[f"core:freq_{edge}_edge"] for edge in ("lower", "upper"))
    assert low_hz < event.frequency_hz < high_hz
    assert event.time is not None
    first = file.get_capture_info(0)
    begin_s = annotation["core:sample_start"] / file.sample_rate
    clip_s = unix_s(first["core:datetime"][:23] + "Z")
    assert clip_s + begin_s == pytest.approx(unix_s(event.time), abs=SAME_TIME_S)
    for said in (event.hex, event.beacon_id, event.event_id, f"class {event.alert_class}"):
        assert said in annotation["core:comment"]
    assert annotation["core:label"] == event.alert_class
