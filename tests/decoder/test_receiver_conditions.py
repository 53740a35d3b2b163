"""Bursts as beacons send them, at the ends of what the standard allows and a little beyond.

C/S T.001 2.2.4 (bit rate), 2.3.5 (rise time), 2.3.6 (modulation index).
"""

from typing import Any

import pytest
from scenes import EDGE_HZ, LONG, SELF_TEST, SHORT, assert_heard, bursts, hear, hex_of

WEAK_DBHZ = 37.0
"""Four decibels above where one long message in twenty is lost."""


@pytest.mark.parametrize("bits", [LONG, SHORT], ids=["long", "short"])
@pytest.mark.parametrize(
    "traits",
    [
        {"bit_rate_bps": 392.0},
        {"bit_rate_bps": 408.0},
        {"modulation_index_rad": 0.9},
        {"modulation_index_rad": 1.3},
        {"drift_hz_per_s": 50.0},
        {"drift_hz_per_s": -50.0},
        {"rise_s": 50e-6},
        {"rise_s": 250e-6},
        {"cn0_dbhz": 80.0},
        {"offset_hz": EDGE_HZ},
        {"offset_hz": 0.0},
    ],
    ids=str,
)
def test_one_property_at_its_end_costs_nothing(bits: str, traits: dict[str, Any]) -> None:
    sent = bursts(3, bits=bits, **({"cn0_dbhz": WEAK_DBHZ} | traits))
    assert_heard(hear(sent), sent)


def test_a_slow_power_amplifier_costs_no_long_message() -> None:
    """C/S T.001 2.3.2 allows 5 ms: the last two bits fade, which the second field's code mends."""
    sent = bursts(3, power_rise_s=5e-3)
    assert_heard(hear(sent), sent)


def test_all_properties_may_be_off_at_once() -> None:
    sent = bursts(
        8,
        cn0_dbhz=38.0,
        drift_hz_per_s=(-50.0, 50.0),
        bit_rate_bps=(392.0, 408.0),
        modulation_index_rad=(0.9, 1.3),
        rise_s=(50e-6, 250e-6),
    )
    assert_heard(hear(sent), sent)


@pytest.mark.parametrize("bits", [LONG, SELF_TEST], ids=["distress", "self-test"])
@pytest.mark.parametrize("cn0_dbhz", [33.0, 45.0])
@pytest.mark.parametrize("bit_rate_bps", [392.0, 408.0])
def test_distress_is_never_taken_for_a_self_test_nor_the_other_way_round(
    bits: str, cn0_dbhz: float, bit_rate_bps: float
) -> None:
    sent = bursts(10, bits=bits, bit_rate_bps=bit_rate_bps, cn0_dbhz=cn0_dbhz, apart_s=0.65)
    heard = hear(sent)
    assert {digits[:6] for digits in heard.messages} == {hex_of(bits)[:6]}
    assert len(heard.messages) >= 9


@pytest.mark.parametrize("cn0_dbhz", [60.0, 100.0])
def test_a_recording_without_noise_is_no_harder(cn0_dbhz: float) -> None:
    sent = bursts(2, cn0_dbhz=cn0_dbhz)
    scale = 10 ** (-cn0_dbhz / 20) * 250e3**0.5 * 0.5
    assert_heard(hear(sent, noise_rms=scale), sent)


def test_nineteen_of_twenty_long_messages_are_read_at_33_db_hz() -> None:
    sent = bursts(40, cn0_dbhz=33.0, apart_s=0.65)
    heard = hear(sent)
    right = [d for d in heard.detections if d.message.valid and d.message.hex == hex_of(LONG)]
    assert len(right) >= 38
    assert {digits[6:26] for digits in heard.messages} == {hex_of(LONG)[6:26]}
