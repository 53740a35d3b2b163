"""Calls of a receiver's driver, each in a thread of its own: none may hold the station up."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from sdr.live import threads
from sdr.live.patience import Patience
from sdr.live.source import SourceError

Receiver = TypeVar("Receiver")


async def opened(open_receiver: Callable[[], Receiver], label: str, patience: Patience) -> Receiver:
    """What a driver opens after all, when nobody waits any more, is closed when it is forgotten."""
    opening = threads.start(open_receiver, f"{label}: opening")
    try:
        return await asyncio.wait_for(opening, patience.open_s)
    except TimeoutError:
        reason = f"the driver has not answered for {patience.open_s:g} s"
        raise SourceError(label, reason, "plug the receiver anew") from None


async def change_gain(
    set_gain: Callable[[float], object], label: str, patience: Patience, gain_db: float
) -> None:
    setting = threads.start(partial(set_gain, gain_db), f"{label}: gain")
    try:
        await asyncio.wait_for(setting, patience.close_s)
    except (OSError, RuntimeError, TimeoutError) as error:
        reason = f"does not take a gain of {gain_db:g} dB ({error})"
        raise SourceError(label, reason, "it is opened again") from None
