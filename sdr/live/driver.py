"""Calls of a receiver's driver, each in a thread of its own: none may hold the station up."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Protocol, TypeVar

from sdr.live import threads
from sdr.live.patience import Patience
from sdr.live.source import HungError, SourceError
from sdr.live.threads import Call

log = logging.getLogger(__name__)


class Closable(Protocol):
    def close(self) -> None: ...


Receiver = TypeVar("Receiver", bound=Closable)


async def opened(open_receiver: Callable[[], Receiver], label: str, patience: Patience) -> Receiver:
    """What a driver opens after all, when nobody waits any more, is closed at once."""
    _refuse_while_hung(label)
    opening = Call(label, "opening", open_receiver)
    try:
        return await opening.result(patience.open_s)
    except BaseException as error:
        opening.outcome.add_done_callback(_close)
        if not isinstance(error, TimeoutError):
            raise
        reason = f"the driver has not answered for {patience.open_s:g} s"
        raise SourceError(label, reason, "plug the receiver anew") from None


async def change_gain(
    set_gain: Callable[[float], object], label: str, patience: Patience, gain_db: float
) -> None:
    setting = Call(label, "gain", partial(set_gain, gain_db))
    try:
        await setting.result(patience.close_s)
    except (OSError, RuntimeError) as error:
        why = str(error) or f"no answer for {patience.close_s:g} s"  # TimeoutError has no words
        reason = f"does not take a gain of {gain_db:g} dB ({why})"
        raise SourceError(label, reason, "it is opened again") from None


async def closed(
    end_reading: Callable[[], object],
    close: Callable[[], object],
    label: str,
    patience: Patience,
) -> None:
    """Once nothing calls it any more: soon, or when a driver that hangs lets go after all."""
    others = threads.running(label)

    def close_last() -> None:
        end_reading()
        for other in others:
            other.join()
        close()

    closing = Call(label, "closing", close_last)
    try:
        await closing.result(patience.close_s)
    except TimeoutError:
        log.warning("%s: its driver hangs: its threads are left behind", label)
    except (OSError, RuntimeError) as error:
        log.warning("%s: its driver does not close it: %s", label, error)


def _refuse_while_hung(label: str) -> None:
    """Another call would hang too, or be told that the receiver is in use, which is by us."""
    left_s = [call.left_s for call in threads.running(label) if call.left_s is not None]
    if left_s:
        reason = f"its driver has hung for {time.monotonic() - min(left_s):.0f} s"
        remedy = "unplug the receiver and plug it in again; the station starts itself anew"
        raise HungError(label, reason, remedy)


def _close(outcome: Future[Receiver]) -> None:
    if outcome.exception() is None:
        outcome.result().close()
