"""The queue against a model of it, which is a list: nothing is lost, and order holds."""

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from store_made_up import Clock, event_id, outgoing, stamp, state

from alerts.outgoing import Outgoing
from alerts.store.store import Store

BROKERS = ("main", "spare", "ain")  # one of which is a part of another


class Expected(msgspec.Struct):
    message: Outgoing
    expires_s: float
    waiting: set[str]
    delivered: set[str] = msgspec.field(default_factory=set)
    receipted: bool = False
    superseded: bool = False

    def is_due(self, broker: str, now_s: float) -> bool:
        return not self.superseded and broker in self.waiting and now_s < self.expires_s

    def is_unreceipted(self, broker: str, now_s: float) -> bool:
        return (
            self.message.receipt
            and broker in self.delivered
            and not self.receipted
            and now_s < self.expires_s
        )


class Queue(RuleBasedStateMachine):
    @initialize(names=st.sets(st.sampled_from(BROKERS), min_size=1))
    def begin(self, names: set[str]) -> None:
        self.clock = Clock()
        self.store = Store(clock=self.clock)
        self.store.set_brokers(names)
        self.names = names
        self.rows: list[Expected] = []

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()

    def target(self, brokers: set[str]) -> set[str]:
        return (brokers or set(self.names)) & self.names

    def put(self, message: Outgoing, brokers: set[str]) -> None:
        message = msgspec.structs.replace(message, brokers=tuple(brokers))
        if message.retain:
            for row in self.rows:
                same = row.message.retain and row.message.topic == message.topic
                if same and (not brokers or set(row.message.brokers) == brokers):
                    row.superseded = True
        expiry_s = float("inf") if message.expiry_s is None else message.expiry_s
        self.rows.append(Expected(message, self.clock.now_s + expiry_s, self.target(brokers)))
        self.store.write(lambda books: books.enqueue(message))

    @rule(
        receipt=st.booleans(),
        brokers=st.sets(st.sampled_from(BROKERS), max_size=2),
        expiry_s=st.none() | st.integers(1, 99),
    )
    def enqueue_event(self, receipt: bool, brokers: set[str], expiry_s: int | None) -> None:
        number = len(self.rows)
        self.put(outgoing(number, receipt=receipt, expiry_s=expiry_s), brokers)

    @rule(topic=st.sampled_from("xyz"), brokers=st.sets(st.sampled_from(BROKERS), max_size=1))
    def enqueue_state(self, topic: str, brokers: set[str]) -> None:
        self.put(state(len(self.rows), topic), brokers)

    @rule(data=st.data(), broker=st.sampled_from(BROKERS))
    def deliver(self, data: st.DataObject, broker: str) -> None:
        waiting = self.store.pending(broker)
        if broker in self.names and waiting:
            some = data.draw(st.lists(st.sampled_from(waiting), min_size=1, max_size=4))
            self.store.delivered(broker, [row.position for row in some])
            for row in some:
                self.settle(broker, row.outgoing, delivered=True)

    @rule(data=st.data(), broker=st.sampled_from(BROKERS))
    def refuse(self, data: st.DataObject, broker: str) -> None:
        waiting = self.store.pending(broker)
        if broker in self.names and waiting:
            row = data.draw(st.sampled_from(waiting))
            self.store.refused(broker, row.position, "not allowed")
            self.settle(broker, row.outgoing, delivered=False)

    def settle(self, broker: str, message: Outgoing, *, delivered: bool) -> None:
        (row,) = [row for row in self.rows if row.message == message]
        row.waiting.discard(broker)
        if delivered:
            row.delivered.add(broker)

    @rule(data=st.data())
    @precondition(lambda self: self.rows)
    def receipt(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(0, len(self.rows) - 1))
        row = self.rows[number]
        known = self.store.write(
            lambda books: books.receipted(event_id(number), "rcc", stamp(self.clock.now_s))
        )
        row.receipted = row.receipted or known

    @rule(seconds=st.integers(1, 60))
    def wait(self, seconds: int) -> None:
        self.clock.now_s += seconds

    @invariant()
    def each_broker_is_owed_what_the_model_says(self) -> None:
        now_s = self.clock.now_s
        for broker in self.names:
            due = [row.message for row in self.rows if row.is_due(broker, now_s)]
            assert [row.outgoing for row in self.store.pending(broker, 999)] == due
            assert [row.outgoing for row in self.store.pending(broker, 2)] == due[:2]
            assert self.store.tally(broker).pending == len(due)
            owed = [row.message for row in self.rows if row.is_unreceipted(broker, now_s)]
            assert [row.outgoing for row in self.store.unreceipted(broker)] == owed

    @rule()
    def deliver_all(self) -> None:
        """Then nothing is kept that nobody waits for."""
        self.put(outgoing(len(self.rows)), set())
        for broker in self.names:
            rows = self.store.pending(broker, 999)
            self.store.delivered(broker, [row.position for row in rows])
            for row in rows:
                self.settle(broker, row.outgoing, delivered=True)
        kept = self.store.read(lambda db: db.execute("SELECT count(*) FROM outbox").fetchone()[0])
        alive = [row for row in self.rows if self.clock.now_s < row.expires_s]
        assert kept == sum(row.message.receipt and not row.receipted for row in alive)


TestQueue = Queue.TestCase
TestQueue.settings = settings(max_examples=60, stateful_step_count=30)
