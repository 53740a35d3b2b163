"""The fakes play what they are given, and fail when they are told to."""

import asyncio
import re
import sys
from itertools import islice, pairwise
from math import inf
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_sources import LIMIT_S, PATIENT, Heard, read

from sdr.fakes.faults import Fault, FaultKind, fault, random_faults, read_fault
from sdr.fakes.player import Chunk, Player
from sdr.fakes.tape import noise_tape, tape_of
from sdr.live.opening import open_source
from sdr.live.settings import RtlTcpSettings
from sdr.recording import open_recording
from sdr.sample_format import DONGLE_UINT8, bytes_from_components

SHIPPED = Path(__file__).parents[3] / "recordings" / "shipped"
RATE_HZ = 250e3
CHUNK = 2500  # 10 ms


def played(*faults: Fault, chunks: int = 200) -> list[Chunk | Fault]:
    return list(islice(Player(noise_tape(RATE_HZ), faults).chunks(CHUNK), chunks))


def due_s(chunks: list[Chunk | Fault]) -> list[float]:
    return [chunk.due_s for chunk in chunks if isinstance(chunk, Chunk)]


def longest_pause_s(times_s: list[float]) -> float:
    return max(late - early for early, late in pairwise(times_s))


@given(
    st.sampled_from(sorted(FaultKind)),
    st.floats(0.0, 1e6),
    st.floats(0.0, 1e3),
    st.floats(-10.0, 10.0),
)
def test_a_fault_is_read_as_it_is_written(
    kind: FaultKind, at_s: float, duration_s: float, value: float
) -> None:
    text = f"{kind}@{at_s}:{duration_s}:{value}"
    assert read_fault(text) == Fault(kind, at_s, duration_s, value)


def test_what_is_not_given_is_as_usual() -> None:
    assert read_fault("stall@5") == Fault(FaultKind.STALL, 5.0, inf)
    assert read_fault("wrong_rate@5") == Fault(FaultKind.WRONG_RATE, 5.0, inf, 0.875)


@pytest.mark.parametrize("text", ["", "stall", "stall@", "stall@x", "fire@5", "stall@1:2:3:4"])
def test_what_is_no_fault_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"fault {text!r}: write KIND@AT")):
        read_fault(text)


def test_a_plan_of_faults_is_the_same_for_the_same_seed() -> None:
    kinds = sorted(FaultKind)
    plan = random_faults(1, 3600.0, 60.0, kinds)
    assert plan == random_faults(1, 3600.0, 60.0, kinds) != random_faults(2, 3600.0, 60.0, kinds)
    assert 30 < len(plan) < 90


def test_samples_come_when_they_have_been_taken() -> None:
    times_s = due_s(played())
    assert all(late - early == pytest.approx(0.01) for early, late in pairwise(times_s))


def test_drift_and_a_wrong_rate_change_when() -> None:
    for one, factor in [
        (fault(FaultKind.DRIFT, 0.0, inf, 500.0), 1.0005),
        (fault(FaultKind.WRONG_RATE, 0.0, inf, 0.5), 0.5),
    ]:
        times_s = due_s(played(one))
        assert (times_s[-1] - times_s[0]) * factor == pytest.approx(199 * 0.01)


def test_a_dropout_is_not_played_and_a_stall_is_played_late() -> None:
    times_s = due_s(played(fault(FaultKind.DROPOUT, 0.505, 0.2), chunks=100))
    assert longest_pause_s(times_s) == pytest.approx(0.21, abs=0.011)
    times_s = due_s(played(fault(FaultKind.STALL, 0.505, 0.2)))
    assert 19 <= times_s.count(0.505 + 0.2) <= 20
    assert longest_pause_s(times_s) == pytest.approx(0.2, abs=0.011)


@pytest.mark.parametrize("kind", [FaultKind.DISCONNECT, FaultKind.USB_ERROR])
def test_after_an_end_nothing_is_played(kind: FaultKind) -> None:
    chunks = played(fault(kind, 0.5))
    assert chunks[-1] == fault(kind, 0.5)
    assert len(chunks) < 60


def test_a_recording_of_a_dongle_is_played_byte_for_byte(tmp_path: Path) -> None:
    data = bytes(range(256)) * 4000
    path = tmp_path / "g001_406.05M_250k.cu8"
    path.write_bytes(data)
    tape = tape_of(open_recording(str(path)))
    assert (tape.rate_hz, tape.center_hz) == (250e3, 406.05e6)
    assert tape.read(700_000) == (data * 2)[:1_400_000]


def test_other_recordings_are_rounded_to_a_dongle() -> None:
    recording = open_recording(str(SHIPPED / "user.sigmf-meta"))
    samples = np.concatenate([block.samples for block in recording.blocks()])
    expected = bytes_from_components(samples.view(np.float32), DONGLE_UINT8)
    assert tape_of(recording).read(len(samples)) == expected


def test_audio_is_no_tape_of_a_dongle() -> None:
    with pytest.raises(ValueError, match="holds audio"):
        tape_of(open_recording(str(SHIPPED / "fm_audio.wav")))


async def test_the_developer_tool_serves_a_recording(tmp_path: Path) -> None:
    path = tmp_path / "g001_406.05M_250k.cu8"
    path.write_bytes(noise_tape(RATE_HZ).read(200_000))
    arguments = (str(path), "--port", "0", "--fault", "disconnect@9999")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sdr.fakes", *arguments), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(LIMIT_S):
            said = (await process.stdout.readline()).decode()
            known = re.fullmatch(
                r"127\.0\.0\.1:(\d+): rate_hz = 250000, center_hz = 406050000\n", said
            )
            assert known, said
            settings = RtlTcpSettings(port=int(known[1]), rate_hz=250e3, center_hz=406.05e6)
            heard = Heard()
            async with open_source(settings, PATIENT) as source:
                await read(source, heard, samples=1000)
            assert heard.pieces
    finally:
        process.kill()
        await process.wait()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["/nothing.wav"], "fakes: /nothing.wav: does not exist: check the path"),
        (["noise", "--fault", "fire@1"], "fakes: fault 'fire@1': write KIND@AT"),
    ],
)
async def test_the_developer_tool_says_what_is_wrong(arguments: list[str], words: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sdr.fakes", *arguments), stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert (process.returncode, said.decode().startswith(words)) == (1, True), said
