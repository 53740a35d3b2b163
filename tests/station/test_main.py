"""What holds for every command: start-up, usage, exit codes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from station.main import main

HEAVY = ("numpy", "scipy", "rich", "aiomqtt", "paho", "amqtt", "asyncio")


@pytest.mark.parametrize("arguments", [["--help"], ["replay", "--help"], ["--version"]])
def test_help_and_version_wait_for_nothing_heavy(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "station.main", *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "beacon406" in done.stdout
    loaded = {line.split("|")[-1].strip() for line in done.stderr.splitlines()}
    assert "station.replay.arguments" in loaded
    assert not loaded & set(HEAVY)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["listen"],
        ["replay"],
        ["replay", "--rate", "fast", "x"],
        ["replay", "--format", "cu16", "x"],
        ["replay", "--center", "1e99", "x"],
        ["hex"],
        ["simulate"],
        ["simulate", "x.sigmf-meta", "--burst", "FF"],
        ["demo", "x"],
    ],
)
def test_a_wrong_command_line_is_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(arguments)
    assert exit_info.value.code == 2
    assert "usage: beacon406" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["hex"], ["hex", "--json"], ["--version"]])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_one_line_that_names_the_stream_and_the_remedy(
    message: str, arguments: list[str], unbuffered: str
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "station.main", *arguments, message],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            check=False,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("beacon406: standard output: No space left on device: make room")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("stream", ["0<&-", "1>&-", "2>&-"])
def test_a_closed_stream_is_no_traceback(stream: str, message: str) -> None:
    command = f"{sys.executable} -m station.main hex --json {message} {stream}"
    done = subprocess.run(["bash", "-c", command], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr


def test_a_terminal_without_the_degree_sign_gets_a_question_mark(message: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "station.main", "hex", message],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert "48?30.00'N 004?15.00'W" in done.stdout
