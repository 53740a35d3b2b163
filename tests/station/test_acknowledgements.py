"""What coordinators say is written down, whatever fails meanwhile."""

import asyncio

import pytest

from alerts.acknowledgement import Acknowledgement, Action
from alerts.store.errors import StoreError
from decoder.message import MessageClass
from station.acknowledgements import Acknowledgements


def ack(number: int) -> Acknowledgement:
    return Acknowledgement(
        action=Action.ACKNOWLEDGED,
        incident_id=f"BEACON.{number}",
        alert_class=MessageClass.DISTRESS,
        event_id=f"event {number}",
        by="mrcc",
        at="2026-01-01T00:00:00.000Z",
    )


class Desk:
    """Fails as it is told to, then writes down."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.written: list[str] = []
        self.told: list[str] = []
        self.said = Acknowledgements(self.write, self.told.append)

    async def write(self, said: Acknowledgement) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.written.append(said.event_id)


async def test_a_fault_of_ours_at_one_is_told_and_the_next_is_written_down() -> None:
    desk = Desk(ZeroDivisionError("once"))
    async with desk.said.written():
        for number in range(3):
            desk.said.put(ack(number))
    assert desk.written == ["event 1", "event 2"]
    assert desk.told == ["an acknowledgement could not be written down: ZeroDivisionError('once')"]


async def test_while_the_store_fails_they_wait_in_their_order() -> None:
    desk = Desk(*(StoreError("alerts.db: no space") for _ in range(3)))
    async with desk.said.written():
        for number in range(3):
            desk.said.put(ack(number))
        async with asyncio.timeout(20.0):
            while len(desk.written) < 3:
                await asyncio.sleep(0.01)
    assert desk.written == ["event 0", "event 1", "event 2"]
    assert desk.told == ["alerts.db: no space; an acknowledgement waits until it works"]


@pytest.mark.parametrize("failures", [1, 100])
async def test_the_end_tries_once_more_and_waits_for_no_disk(failures: int) -> None:
    desk = Desk(*(StoreError("alerts.db: no space") for _ in range(failures)))
    async with asyncio.timeout(20.0), desk.said.written():
        desk.said.put(ack(0))
        while not desk.told:
            await asyncio.sleep(0.01)
    assert desk.written == (["event 0"] if failures == 1 else [])
    lost = "an acknowledgement could not be written down: StoreError('alerts.db: no space')"
    assert (desk.told[-1] == lost) == (failures > 1)
