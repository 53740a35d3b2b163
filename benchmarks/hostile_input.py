"""Hostile input to all that reads topics; a crash, or anything believed, fails.

That is: the subscriber's inspection with a pinned key and with one that was seen first, the lines
and the board of the watch, and the reader of acknowledgements; with --broker also the subscriber
as a whole, through a real broker on which anybody may publish.

python benchmarks/hostile_input.py --minutes 10 [--broker mqtt://localhost]
"""

import argparse
import asyncio
import faulthandler
import time
from collections import Counter

from enemy import SIGNER, Enemy
from made_up_alerts import incoming, keys_message, status_message

from alerts.acknowledgement import parse_acknowledgement
from alerts.client.client import AlertClient
from alerts.client.inspection import Duplicate, Inspector
from alerts.client.items import Received, ReceivedAlert, Refused, StationContact, Withdrawn
from alerts.client.topics import Interest, Subject
from alerts.client.trust import Trust
from alerts.errors import AlertDeliveryError, BrokerUnreachableError
from alerts.mqtt.broker_url import BrokerUrl
from alerts.mqtt.connection import Connection, Incoming, open_connection
from alerts.outgoing import Outgoing
from alerts.refusal import RefusedError
from alerts.signing_keys import read_jwk_set
from alerts.status import State
from station.watch.board import Board, Key
from station.watch.words import line

EVERYTHING = Interest(subjects=(Subject.INCIDENT, Subject.ALERT, Subject.BURST))
HANG_S = 60.0
HUGE_EVERY = 500
BOARD_EVERY = 500
LAST_TIMEOUT_S = 60.0


class Reader:
    """One subscriber without a broker, with its watch."""

    def __init__(self, trust: Trust, enemy: Enemy) -> None:
        self.inspector = Inspector(EVERYTHING, trust)
        self._board = Board()
        for message in (keys_message(SIGNER), *enemy.recorded):
            self._give(incoming(message))
        kinds = {"keys", "alert", "incident", "burst"}
        assert self.inspector.counters.keys() == kinds, "a genuine one was refused"

    def attack(self, message: Outgoing) -> None:
        before = time.monotonic()
        item = self._give(incoming(message))
        assert not isinstance(item, Received | Withdrawn), f"believed: {message}"
        assert time.monotonic() - before < HANG_S

    def believes(self, message: Outgoing) -> bool:
        return isinstance(self._give(incoming(message)), ReceivedAlert)

    def new_board(self) -> None:
        """An enemy can make any number of stations, but a screen shows no more than fit."""
        self._board = Board()

    def _give(self, message: Incoming) -> object:
        now_s = time.time()
        item = self.inspector.inspect(message, now_s, time.monotonic())
        if item is not None and not isinstance(item, Duplicate):
            assert (line(item, self._board, now_s) or "").isprintable()
            self._board.take(item, now_s)
            self._board.press(Key.DOWN)
        return item


def answer_is_honest(message: Outgoing) -> None:
    """What an answer says of itself is true, or it is refused."""
    try:
        said = parse_acknowledgement(message.topic, message.payload)
    except RefusedError:
        return
    assert message.topic.split("/")[-3:] == [said.by, said.alert_class, said.incident_id]


def attack_here(minutes: float, seed: int) -> Counter[str]:
    """All readers without a broker; what was counted, by name."""
    enemy = Enemy(seed)
    pinned = Reader(Trust(read_jwk_set(SIGNER.public_keys)), enemy)
    readers = [pinned, Reader(Trust(), enemy)]
    end_s, number = time.monotonic() + 60 * minutes, 0
    while time.monotonic() < end_s:
        faulthandler.dump_traceback_later(HANG_S, exit=True)
        number += 1
        message = enemy.huge() if number % HUGE_EVERY == 0 else enemy.message()
        for reader in readers:
            reader.attack(message)
            if number % BOARD_EVERY == 0:
                reader.new_board()
        answer_is_honest(message)
    faulthandler.cancel_dump_traceback_later()
    assert all(reader.believes(enemy.genuine) for reader in readers)
    return pinned.inspector.counters + Counter(messages=number)


async def attack_subscriber(url: BrokerUrl, minutes: float, seed: int) -> Counter[str]:
    """A subscriber at a broker; after all, the one genuine alert must be the one it gives."""
    enemy = Enemy(seed)
    async with AlertClient(url, interest=EVERYTHING, name="anna") as client:
        connection = await open_connection(url)
        for message in (keys_message(SIGNER), *enemy.recorded):
            await connection.publish(message)
        given = asyncio.create_task(_given(client))
        end_s, number = time.monotonic() + 60 * minutes, 0
        while time.monotonic() < end_s:
            number += 1
            message = enemy.huge() if number % HUGE_EVERY == 0 else enemy.message()
            connection = await _sent(url, connection, message)
        await connection.publish(enemy.genuine)
        await connection.publish(status_message(State.STOPPED, "the end"))
        items = await asyncio.wait_for(given, LAST_TIMEOUT_S)
        await connection.close()
    assert [incoming(message).topic for message in (*enemy.recorded, enemy.genuine)] == items
    return client.counters + Counter(messages=number)


async def _given(client: AlertClient) -> list[str]:
    """Topics of the documents that were believed, until the station says that it stops."""
    topics = []
    async for item in client.received():
        if isinstance(item, StationContact) and item.reason == "the end":
            break
        if not isinstance(item, Refused | StationContact):
            topics.append(item.topic if isinstance(item, Received) else str(item))
    return topics


async def _sent(url: BrokerUrl, connection: Connection, message: Outgoing) -> Connection:
    """What the broker itself does not take costs the enemy his connection."""
    try:
        await connection.publish(message)
    except BrokerUnreachableError:
        await connection.close()
        return await open_connection(url)
    except (AlertDeliveryError, ValueError):
        pass
    return connection


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--broker", type=BrokerUrl.parse, help="one on which anybody may publish")
    arguments = parser.parse_args()
    if arguments.broker:
        counted = asyncio.run(
            attack_subscriber(arguments.broker, arguments.minutes, arguments.seed)
        )
    else:
        counted = attack_here(arguments.minutes, arguments.seed)
    for name, number in counted.most_common():
        print(f"{number:10} {name}")


if __name__ == "__main__":
    main()
