"""`beacon406 demo` and `replay --mqtt`, each with a broker inside the test."""

import asyncio
import io
import re
import sys
from pathlib import Path

import pytest
from rich.console import Console

from alerts.client.subscriber import subscribe
from alerts.mqtt.embedded_broker import embedded_broker
from alerts.topics import Topics
from recordings.shipped import shipped_recordings
from station.demo import command as demo
from station.demo.command import demonstrate
from station.demo.live import live
from station.main import main


def test_the_demo_shows_what_arrived(recording: Path) -> None:
    console = Console(file=io.StringIO(), width=132, record=True)
    assert demonstrate([str(recording)], console) == 0
    text = console.export_text()
    assert text.count("48°30.00'N") == text.count("TIME") == 1
    assert "1 incident, 1 alert: what changes nothing is not told again" in text
    assert "2 bursts decoded and published; 2 arrived over MQTT, 2 of them located" in text


def test_a_demo_without_recordings_is_no_success() -> None:
    assert demonstrate([], Console(file=io.StringIO())) == 1


def test_the_demo_as_it_is_typed_loses_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "live", lambda _: 0)
    assert main(["demo"]) == 0
    lines = capsys.readouterr().out.splitlines()
    summary = next(line for line in lines if "arrived over MQTT" in line)
    recordings, published, arrived, located = map(int, re.findall(r"\d+", summary))
    assert recordings == len(shipped_recordings())
    assert published == arrived > located > 0


def test_the_demo_ends_with_one_incident_from_its_first_burst_until_it_is_closed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert live(Console(file=sys.stdout, width=200)) == 0
    text = capsys.readouterr().out
    kinds = ("initial unlocated", "position update", "silent", "closed")
    places = [text.index(f"test 193D555554FFBFF  {kind}") for kind in kinds]
    assert places == sorted(places)


async def test_each_replayed_burst_is_published_once(
    recording: Path, capsys: pytest.CaptureFixture[str], message: str
) -> None:
    async with (
        embedded_broker() as url,
        subscribe(url, Topics("hill").all_bursts) as arriving,
    ):
        arguments = ["replay", "--mqtt", str(url), "--station", "hill", str(recording)]
        assert await asyncio.to_thread(main, arguments) == 0
        arrived = [await asyncio.wait_for(anext(arriving), 5) for _ in range(2)]
        assert [event.hex for event in arrived] == [message, message]
        assert arrived[0].event_id != arrived[1].event_id
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(arriving), 0.3)
    assert capsys.readouterr().out.count("48°30.00'N") == 2
