"""The gateways of a station: what its store keeps goes to each, whatever becomes of the others.

    async with Gateways(store, settings, report=report) as gateways:
        desk.take(event, now_s)
        gateways.wake()

They have places in the same queue as the brokers, so whoever names those to the store
(`Books.set_brokers`) has to name these too.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from alerts.delivery.queue import Queue
from alerts.formats import FORMATS
from alerts.gateways.kinds import AnyGateway
from alerts.gateways.opening import Formats, open_channel
from alerts.gateways.sender import Sender
from alerts.store.books import Books


class Gateways:
    """Open from entering to leaving; leaving does not wait for what is not sent yet.

    report  takes a sentence for the operator, each time something changes
    """

    def __init__(
        self,
        store: Books,
        settings: Sequence[AnyGateway],
        *,
        report: Callable[[str], None],
        formats: Formats = FORMATS,
    ) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="gateways")
        self._senders = [
            Sender(
                each,
                open_channel(each, formats, report),
                Queue(store, each.name, self._thread),
                report,
            )
            for each in settings
        ]

    async def __aenter__(self) -> Self:
        for sender in self._senders:
            sender.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.gather(*(sender.stop() for sender in self._senders))
        self._thread.shutdown()

    def wake(self) -> None:
        """There are new rows in the store."""
        for sender in self._senders:
            sender.wake()

    @property
    def troubles(self) -> dict[str, str]:
        """By name, why something waits."""
        return {sender.name: sender.trouble for sender in self._senders if sender.trouble}
