"""What hangs in a thread is told of at once, and ends the process when nothing else helps."""

import asyncio
import signal
import subprocess
import sys
import threading
from contextlib import nullcontext
from pathlib import Path

import pytest
from daemon_running import LIMIT_S, Beacons, config_of
from hypothesis import given
from hypothesis import strategies as st
from receiver_made_up import until

from decoder.receiver import Receiver
from sdr.live.settings import PlaySettings
from station.daemon import decoding, hang
from station.daemon.daemon import Daemon
from station.daemon.hang import ALONE_S, BESIDE_S, HangError, check_hangs


@given(st.dictionaries(st.sampled_from("abc"), st.floats(0, 2 * BESIDE_S)), st.booleans())
def test_others_that_hear_have_a_say_in_when_the_process_ends(
    hanging_s: dict[str, float], others_hear: bool
) -> None:
    longest_s = BESIDE_S if others_hear else ALONE_S
    is_the_end = any(for_s > longest_s for for_s in hanging_s.values())
    with pytest.raises(HangError) if is_the_end else nullcontext():
        check_hangs(hanging_s, others_hear=others_hear)


@pytest.fixture
def over(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Until it is set a decoder stands still at its fourth block."""
    real, over, blocks = Receiver.feed, threading.Event(), iter(range(3))

    def feed(self: Receiver, block: object) -> object:
        if next(blocks, None) is None:
            over.wait()
        return real(self, block)  # type: ignore[arg-type]

    monkeypatch.setattr(Receiver, "feed", feed)
    monkeypatch.setattr(decoding, "STANDSTILL_S", 0.5)
    return over


async def test_a_decoder_that_hangs_is_a_fault_and_then_the_end(
    over: threading.Event, few: Beacons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_of(tmp_path, sources=(PlaySettings(name="roof", path=few.path, loop=True),))
    daemon = Daemon(config, lambda _: None)
    running = asyncio.create_task(daemon.run())
    try:
        expected = "roof: the decoder has stood still"
        await until(lambda: running.done() or expected in (daemon.condition().fault or ""))
        async with asyncio.timeout(LIMIT_S):
            monkeypatch.setattr(hang, "ALONE_S", 1.0)
            monkeypatch.setattr("station.daemon.daemon.LET_GO_S", 0.5)
            with pytest.raises(HangError, match="receiver roof has hung for"):
                await running
        assert daemon.hangs
    finally:
        over.set()


HANGS = """
import sys, time
from decoder.receiver import Receiver
from station.daemon import daemon, decoding, hang
from station.main import main
feed, blocks = Receiver.feed, iter(range(3))
def stuck(self, block):
    while next(blocks, None) is None:
        print("hangs", flush=True)
        time.sleep(1000)
    return feed(self, block)
Receiver.feed = stuck
decoding.STANDSTILL_S, daemon.LET_GO_S, daemon.GOODBYE_S = 0.5, 0.5, 0.5
hang.ALONE_S = float(sys.argv[1])
sys.exit(main(["run", sys.argv[2]]))
"""


@pytest.mark.parametrize(("alone_s", "code"), [(1.0, 1), (1000.0, 0)])
def test_a_process_ends_though_a_thread_of_it_hangs(
    alone_s: float, code: int, few: Beacons, tmp_path: Path
) -> None:
    """By itself with 1, for its supervisor to start it again; with 0 when told to."""
    file = tmp_path / "station.toml"
    file.write_text(
        'store = "alerts.db"\ngenerations = [1]\n[[sources]]\nkind = "play"\n'
        f'path = "{few.path}"\nloop = true\nspeed = 1.0\n[test_burst]\nevery_s = 0\n'
    )
    station = subprocess.Popen(
        [sys.executable, "-c", HANGS, str(alone_s), str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert station.stdout is not None
        assert station.stdout.readline() == "hangs\n"
        if code == 0:
            station.send_signal(signal.SIGTERM)
        _, said = station.communicate(timeout=LIMIT_S)
    finally:
        station.kill()
    assert station.returncode == code
    assert ("only a new start helps" in said) is (code == 1)
    assert "Traceback" not in said
