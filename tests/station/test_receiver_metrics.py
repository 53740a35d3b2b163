"""What Prometheus is told of receivers, read back by prometheus_client's own parser."""

from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families
from receivers_made_up import CLOCK, CONDITION, NOW_S, TEST_BURST
from web_running import API, running

from alerts.store.store import Store
from station.timings import BURST_TO_BROKER, DECODING
from station.web.health import Condition

Series = dict[tuple[str, frozenset[tuple[str, str]]], float]


async def measured(condition: Condition) -> Series:
    async with running(Store(clock=lambda: NOW_S), condition=lambda: condition) as station:
        answer = await station.client.get(f"{API}/metrics")
        answer.raise_for_status()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def of(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return f"beacon406_{name}", frozenset(labels.items())


async def test_each_receiver_is_measured_by_its_name() -> None:
    found = await measured(CONDITION)
    assert found[of("source_up", source="roof")] == 1.0
    assert found[of("source_up", source="mast")] == 0.0
    assert found[of("source_alarm", source="mast")] == 1.0
    assert found[of("source_last_sample_time_seconds", source="roof")] == NOW_S - 0.2
    assert found[of("noise_floor_dbfs_hz", source="roof")] == -101.25
    assert found[of("clipping_ratio", source="roof")] == 0.00002
    assert found[of("gain_db", source="roof")] == 32.8
    assert found[of("spurs", source="roof")] == 1.0
    assert found[of("frequency_error_ppm", source="roof")] == -1.25
    assert found[of("samples_total", source="roof")] == 1_024_000_000
    assert found[of("samples_dropped_total", source="roof")] == 512
    assert found[of("source_restarts_total", source="mast")] == 9
    assert found[of("decode_cpu_seconds_total", source="roof")] == 61.5
    assert found[of("evidence_missed_total", source="roof")] == 4
    assert found[of("evidence_missed_total", source="mast")] == 0


async def test_bursts_and_what_was_dropped_are_counted_by_what_they_were() -> None:
    found = await measured(CONDITION)
    bursts = {"source": "roof", "generation": "2", "class": "self_test"}
    assert found[of("bursts_total", **bursts)] == 1
    assert found[of("rejections_total", source="roof", reason="not_a_beacon")] == 17


async def test_what_is_not_known_is_left_out() -> None:
    found = await measured(CONDITION)
    assert of("noise_floor_dbfs_hz", source="mast") not in found
    assert of("gain_db", source="mast") not in found
    unset = replace(CONDITION, clock=replace(CLOCK, error_s=None))
    assert of("clock_error_seconds") in found
    assert of("clock_error_seconds") not in await measured(unset)


async def test_the_clock_is_poor_where_the_station_finds_it_so() -> None:
    assert (await measured(CONDITION))[of("clock_poor")] == 0.0
    unset = replace(CONDITION, clock=replace(CLOCK, is_poor=True, error_s=None))
    assert (await measured(unset))[of("clock_poor")] == 1.0


async def test_the_test_burst_has_an_age_from_the_start_on_beside_how_often_it_is_due() -> None:
    found = await measured(CONDITION)
    assert found[of("test_burst_age_seconds")] == 3600
    assert found[of("test_burst_every_seconds")] == 21600
    never = replace(CONDITION, test_burst=replace(TEST_BURST, arrived=None))
    assert (await measured(never))[of("test_burst_age_seconds")] == 0


async def test_where_no_receiver_can_have_a_test_burst_none_is_missed() -> None:
    none = replace(CONDITION, test_burst=replace(TEST_BURST, arrived=None, every_s=0.0))
    found = await measured(none)
    assert not [name for name, _ in found if name.startswith("beacon406_test_burst")]


async def test_times_are_histograms() -> None:
    DECODING.labels("roof").observe(0.03)
    BURST_TO_BROKER.labels("primary").observe(0.6)
    found = await measured(Condition())
    assert found[of("decode_seconds_bucket", source="roof", le="0.05")] >= 1
    assert found[of("burst_to_broker_seconds_bucket", broker="primary", le="0.7")] >= 1
    assert found[of("burst_to_broker_seconds_sum", broker="primary")] >= 0.6
