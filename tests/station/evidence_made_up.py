"""A station's evidence of recordings: blocks are decoded and kept as in a live station."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from alerts.event import Event, event_from_detection
from alerts.event_id import new_event_id
from decoder.detection import Burst, Detection
from decoder.hextext import read_hex
from decoder.message import MessageClass
from decoder.receiver import Receiver
from sdr.block import SampleBlock
from station.evidence import keeper as keeping
from station.evidence.archive import Archive, Held
from station.evidence.keeper import Keeper, evidence
from station.evidence.settings import EvidenceSettings
from station.replay.decoding import events_of

STATION = "hill"
MESSAGE = "FFFE2F8E3EABCDE530A08DD7A03580200CDF"
"""Test protocol, made up."""
UTC_S = 1_767_225_600.0
RATE_HZ = 12_500.0
PATIENCE_S = 120.0
"""Of a machine that does many other things besides."""

Report = Callable[[str], None]


@asynccontextmanager
async def patiently(folder: Path, report: Report = print, **settings: Any) -> AsyncIterator[Keeper]:
    """All evidence is written when it ends, however busy the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping, "GOODBYE_S", PATIENCE_S)
        async with evidence(EvidenceSettings(folder=folder, **settings), report) as keeper:
            yield keeper


async def keep(folder: Path, blocks: Iterable[SampleBlock]) -> list[Event]:
    """What was heard in them."""
    receiver = Receiver()
    heard: list[Event] = []
    async with patiently(folder) as keeper:
        for block in blocks:
            keeper.feed(block)
            events = events_of(receiver.feed(block), STATION)
            keeper.keep(events)
            heard += events
        events = events_of(receiver.flush(), STATION)
        keeper.keep(events)
    return heard + events


def noise(
    seconds: float, rate_hz: float = RATE_HZ, *, from_s: float = 0.0, **about: Any
) -> SampleBlock:
    """What an 8-bit dongle gives of it."""
    rng = np.random.default_rng(round(from_s * 1000))
    stored = rng.integers(0, 256, (round(seconds * rate_hz), 2))
    parts = ((stored - 127.5) / 127.5 / 4).astype(np.float32)
    known = {"center_hz": 406.05e6, "time_s": from_s, "utc_s": UTC_S + from_s, **about}
    return SampleBlock(samples=parts.view(np.complex64)[:, 0], rate_hz=rate_hz, **known)


def in_pieces(block: SampleBlock, samples: int) -> Iterator[SampleBlock]:
    """As they come from a dongle."""
    for first in range(0, block.samples.size, samples):
        later_s = first / block.rate_hz
        yield SampleBlock(
            samples=block.samples[first : first + samples],
            rate_hz=block.rate_hz,
            center_hz=block.center_hz,
            time_s=block.time_s + later_s,
            utc_s=None if block.utc_s is None else block.utc_s + later_s,
            gap_before=block.gap_before and first == 0,
            kind=block.kind,
        )


def heard(at_s: float, alert_class: MessageClass = MessageClass.TEST, **changes: Any) -> Event:
    """A burst of a made-up beacon, whether or not the samples hold it."""
    burst = Burst(
        time_s=at_s,
        utc_s=UTC_S + at_s,
        utc_uncertainty_s=0.01,
        frequency_hz=406.05e6,
        offset_hz=0.0,
        drift_hz_per_s=0.0,
        cn0_dbhz=40.0,
        modulation_index_rad=1.1,
        bit_rate_bps=400.0,
        phase_error_rad=0.1,
    )
    event = event_from_detection(
        Detection(burst, read_hex(MESSAGE), 1e-9), station=STATION, event_id=new_event_id()
    )
    return replace(event, alert_class=alert_class, **changes)


def all_held(archive: Archive) -> list[Held]:
    days = [day for root in archive.roots for day in archive.days(root)]
    return [each for day in days for each in archive.held_on(day)]


async def kept(folder: Path, *events: Event, **settings: Any) -> Archive:
    """Of eight seconds of noise."""
    async with patiently(folder, **settings) as keeper:
        keeper.feed(noise(8.0))
        keeper.keep(events)
    return Archive(folder)
