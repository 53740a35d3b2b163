"""A station's evidence of recordings: blocks are decoded and kept as in a live station."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from alerts.event import Event
from decoder.receiver import Receiver
from sdr.block import SampleBlock
from station.decoding import events_of
from station.evidence import keeper as keeping
from station.evidence.keeper import evidence
from station.evidence.settings import EvidenceSettings

STATION = "hill"
UTC_S = 1_767_225_600.0
RATE_HZ = 12_500.0
PATIENCE_S = 120.0
"""Of a machine that does many other things besides."""

Report = Callable[[str], None]


async def keep(
    folder: Path, blocks: Iterable[SampleBlock], report: Report = print, **settings: Any
) -> list[Event]:
    """What was heard; when this returns, the evidence of it is written."""
    receiver = Receiver()
    heard: list[Event] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping, "GOODBYE_S", PATIENCE_S)
        async with evidence(EvidenceSettings(folder=folder, **settings), report) as keeper:
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
