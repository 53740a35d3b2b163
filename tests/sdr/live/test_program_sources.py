"""Samples out of pipes, programs, and arecord, here a script that does as arecord does."""

import asyncio
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from live_sources import PATIENT, Heard, hear, read

from sdr.block import SignalKind
from sdr.live.opening import open_source
from sdr.live.settings import AudioSettings, PipeSettings
from sdr.sample_format import SampleFormat

RATE_HZ = 48e3
PIECE_BYTES = round(0.025 * RATE_HZ) * 2


def pipe(**more: Any) -> PipeSettings:
    known = {"format": SampleFormat.CS16, "rate_hz": RATE_HZ, "fm_audio": True}
    return PipeSettings(**{**known, **more})


def program(script: str) -> tuple[str, ...]:
    return (sys.executable, "-c", script)


async def test_the_output_of_a_program_is_heard_and_its_end_told_with_its_last_words() -> None:
    script = (
        "import sys; sys.stdout.buffer.write(bytes(range(200)) * 120);"
        "sys.stdout.flush(); print('device lost', file=sys.stderr)"
    )
    heard = await hear(pipe(command=program(script)), samples=1e9)
    assert heard.data == bytes(range(200)) * 120
    assert "has ended (device lost): it is started again" in str(heard.error)


async def test_what_comes_in_odd_numbers_of_bytes_is_whole_samples() -> None:
    script = (
        "import os, time\n"
        "data = bytes(range(200)) * 60\n"
        "for start in range(0, len(data), 999):\n"
        "    os.write(1, data[start : start + 999])\n"
        "    time.sleep(1e-3)\n"
    )
    heard = await hear(pipe(command=program(script)), samples=6000)
    assert heard.data == bytes(range(200)) * 60


@pytest.mark.parametrize(
    ("said", "last"),
    [
        (r"'device lost\n\n'", "device lost"),
        (r"'progress 10%\r' * 60_000", "progress 10%"),
        (r"'device lost\r\n' + '\r' * 10_000", "device lost"),
        (r"'x' * 3_000_000 + 'end'", "x" * 197 + "end"),
        (r"'\x1b[31mred\x07\n'", r"\x1b[31mred\x07"),
    ],
)
async def test_of_its_last_words_no_more_is_told_than_can_be_read(said: str, last: str) -> None:
    script = f"import sys; sys.stderr.write({said})"
    heard = await hear(pipe(command=program(script)), samples=1e9)
    assert f"has ended ({last}): it is" in str(heard.error)


async def test_a_program_that_is_not_there_is_one_sentence() -> None:
    heard = await hear(pipe(command=("/no/such/program",)), samples=1)
    assert str(heard.error) == (
        "pipe: /no/such/program cannot be started (No such file or directory):"
        " install it, or correct command"
    )
    assert heard.error is not None
    assert heard.error.is_final


async def test_a_program_that_does_not_want_to_end_is_killed(tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    script = (
        "import os, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"open({str(marker)!r}, 'w').write(str(os.getpid()));"
        f"sys.stdout.buffer.write(bytes({PIECE_BYTES})); sys.stdout.flush(); time.sleep(1000)"
    )
    heard = await hear(pipe(command=program(script)), samples=1)
    assert heard.error is None
    with pytest.raises(ProcessLookupError):
        os.kill(int(marker.read_text()), 0)


async def test_a_named_pipe_is_heard_until_its_writer_ends(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    data = os.urandom(3 * PIECE_BYTES)
    writer = threading.Thread(target=path.write_bytes, args=[data], daemon=True)
    heard = Heard()
    async with open_source(pipe(path=str(path)), PATIENT) as source:
        writer.start()
        await read(source, heard, samples=3 * PIECE_BYTES // 2)
        assert source.stream.kind is SignalKind.FM_AUDIO
    assert heard.data == data


async def test_a_named_pipe_that_ends_may_be_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    threading.Thread(target=path.write_bytes, args=[bytes(PIECE_BYTES)], daemon=True).start()
    heard = await hear(pipe(path=str(path)), samples=1e9)
    assert heard.error is not None
    assert f"{path} has ended" in str(heard.error)
    assert not heard.error.is_final


@pytest.mark.parametrize("name", ["file", ""])
async def test_what_is_no_pipe_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"1234")
    heard = await hear(pipe(path=str(tmp_path / name)), samples=1)
    assert 'is no pipe: use kind = "play"' in str(heard.error)


async def test_a_path_that_does_not_exist_is_one_sentence(tmp_path: Path) -> None:
    heard = await hear(pipe(path=str(tmp_path / "nothing")), samples=1)
    assert "cannot be opened (" in str(heard.error)


def put_arecord(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    arecord = folder / "arecord"
    arecord.write_text(f"#!{sys.executable}\nimport sys, time\n{script}\n")
    arecord.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


async def test_a_sound_card_is_asked_for_what_the_decoder_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "print(*sys.argv[1:], file=sys.stderr)"
    put_arecord(tmp_path, script, monkeypatch)
    heard = await hear(AudioSettings(device="hw:1", rate_hz=22050.0), samples=1)
    assert (
        "--quiet --device=hw:1 --file-type=raw --format=S16_LE --channels=1 --rate=22050"
    ) in str(heard.error)


async def test_what_a_sound_card_has_lost_is_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        f"sys.stdout.buffer.write(bytes({2 * PIECE_BYTES})); sys.stdout.flush(); time.sleep(0.5)\n"
        "print('overrun!!! (at least 12.345 ms long)', file=sys.stderr, flush=True)\n"
        f"time.sleep(0.5); sys.stdout.buffer.write(bytes({2 * PIECE_BYTES}))"
    )
    put_arecord(tmp_path, script, monkeypatch)
    heard = await hear(AudioSettings(), samples=1e9)
    assert [piece.gap_before for piece in heard.pieces] == [False, False, True, False]


async def test_without_arecord_the_remedy_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    heard = await hear(AudioSettings(), samples=1)
    assert str(heard.error) == (
        "audio: arecord cannot be started (No such file or directory): apt install alsa-utils"
    )


async def test_standard_input_is_over_when_it_ends() -> None:
    script = (
        "import asyncio\n"
        "from sdr.live.opening import open_source\n"
        "from sdr.live.settings import PipeSettings\n"
        "async def main():\n"
        "    settings = PipeSettings(path='-', format='cs16', rate_hz=48e3, fm_audio=True)\n"
        "    async with open_source(settings) as source:\n"
        "        try:\n"
        "            async for piece in source.pieces(): print(len(piece.data))\n"
        "        except Exception as error: print(error, error.is_final)\n"
        "asyncio.run(main())"
    )
    process = await asyncio.create_subprocess_exec(
        *program(script), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate(bytes(PIECE_BYTES))
    assert said.decode().splitlines() == [
        str(PIECE_BYTES),
        "pipe: standard input has ended: start it again True",
    ]
