"""Bursts in the name of a station that somebody else has sent, or sent again."""

import pytest
from correlating import Correlators, broker, bursts, correlators, message, publish, send, until
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace
from real_mosquitto import Mosquitto

from alerts.outgoing import Outgoing
from alerts.signing import Signer
from alerts.topics import Topics

pytestmark = pytest.mark.broker
__all__ = ["broker", "correlators"]


def signer() -> Signer:
    return Signer(Ed25519PrivateKey.generate())


async def test_forged_and_replayed_bursts_are_not_counted_though_they_waited_for_a_new_process(
    broker: Mosquitto, correlators: Correlators
) -> None:
    hill, stranger = signer(), signer()
    keys = Outgoing(topic=Topics("hill").keys, payload=hill.public_keys, retain=True)
    genuine, unsigned, foreign, last = (bursts(1, 1)[0] for _ in range(4))
    changed = message(genuine, hill)
    changed = replace(changed, payload=changed.payload.replace(b'"country":999', b'"country":998'))
    await send(broker, [keys])
    (process,) = await correlators.start()
    process.kill()
    process.wait()
    await publish(broker, [unsigned])
    await publish(broker, [foreign], stranger)
    await send(broker, [changed])
    await publish(broker, [genuine, genuine], hill)
    (again,) = await correlators.start()
    await publish(broker, [genuine, last], hill)
    await until(lambda: correlators.known([last]) == 1)
    assert again.poll() is None
    assert correlators.counted() == {genuine.beacon_id: 2}
    assert correlators.known([unsigned, foreign]) == 0
    for refusal in ("unsigned", "unknown_key", "forged"):
        assert correlators.said().count(f"a burst was not believed: {refusal}") == 1
