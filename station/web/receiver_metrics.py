"""What Prometheus is told of the receivers, the clock and the test burst."""

from collections.abc import Callable, Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from alerts.timestamp import unix_s
from station.web.health import ClockHealth, Health, SourceHealth, TestBurstHealth

Value = Callable[[SourceHealth], float | None]

GAUGES: tuple[tuple[str, str, Value], ...] = (
    ("beacon406_source_up", "0: no samples come", lambda one: float(one.problem is None)),
    ("beacon406_source_alarm", "1: beacons are, or may be, missed", lambda one: one.is_alarm),
    (
        "beacon406_source_last_sample_time_seconds",
        "Unix time",
        lambda one: None if one.last_sample is None else unix_s(one.last_sample),
    ),
    ("beacon406_noise_floor_dbfs_hz", "Noise density", lambda one: one.noise_dbfs_hz),
    ("beacon406_clipping_ratio", "Of the converter's readings", lambda one: one.clipped_fraction),
    ("beacon406_gain_db", "As set", lambda one: one.gain_db),
    ("beacon406_spurs", "Lines that stay", lambda one: len(one.spurs)),
    ("beacon406_frequency_error_ppm", "Of the crystal", lambda one: one.frequency_error_ppm),
)
COUNTERS: tuple[tuple[str, str, Value], ...] = (
    ("beacon406_samples", "That were received", lambda one: one.samples),
    ("beacon406_samples_dropped", "That were lost on the way", lambda one: one.samples_lost),
    ("beacon406_source_restarts", "Times that it was opened again", lambda one: one.restarts),
    ("beacon406_decode_cpu_seconds", "Processor time", lambda one: one.decoding_s),
    ("beacon406_evidence_missed", "Bursts of which none is kept", lambda one: one.evidence_missed),
)


def of_receivers(health: Health) -> Iterator[Metric]:
    """What is not known is left out."""
    for name, about, value in GAUGES:
        yield _filled(GaugeMetricFamily(name, about, labels=["source"]), health, value)
    for name, about, value in COUNTERS:
        yield _filled(CounterMetricFamily(name, about, labels=["source"]), health, value)
    yield _bursts(health)
    yield _rejections(health)
    if health.clock is not None:
        yield from _clock(health.clock)
    if health.test_burst is not None and health.test_burst.every_s > 0:
        yield from _test_burst(health, health.test_burst)


def _clock(clock: ClockHealth) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "beacon406_clock_poor", "1: nobody sets it, or it may be far off", value=clock.is_poor
    )
    if clock.error_s is not None:
        yield GaugeMetricFamily(
            "beacon406_clock_error_seconds", "At most, either way", value=clock.error_s
        )


def _test_burst(health: Health, test_burst: TestBurstHealth) -> Iterator[Metric]:
    came_s = unix_s(test_burst.arrived or health.since)
    yield GaugeMetricFamily(
        "beacon406_test_burst_age_seconds",
        "Since one came out at every broker, or since the start",
        value=unix_s(health.time) - came_s,
    )
    yield GaugeMetricFamily(
        "beacon406_test_burst_every_seconds", "As configured", value=test_burst.every_s
    )


def _filled(
    family: GaugeMetricFamily | CounterMetricFamily, health: Health, value: Value
) -> Metric:
    for one in health.sources:
        if (measured := value(one)) is not None:
            family.add_metric([one.name], measured)
    return family


def _bursts(health: Health) -> Metric:
    family = CounterMetricFamily(
        "beacon406_bursts", "That were decoded", labels=["source", "generation", "class"]
    )
    for one in health.sources:
        for what, count in one.bursts.items():
            family.add_metric([one.name, *what.split(" ", 1)], count)
    return family


def _rejections(health: Health) -> Metric:
    family = CounterMetricFamily(
        "beacon406_rejections", "What was looked at and dropped", labels=["source", "reason"]
    )
    for one in health.sources:
        for reason, count in one.rejections.items():
            family.add_metric([one.name, reason], count)
    return family
