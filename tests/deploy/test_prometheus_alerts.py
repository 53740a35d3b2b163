"""The rules of deploy/prometheus/alerts.yml, each seen quiet and firing by promtool.

https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/; one sample a minute.
"""

import json
import subprocess
from pathlib import Path

import msgspec
import pytest
import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = DEPLOY / "prometheus/alerts.yml"


class Case(msgspec.Struct, frozen=True):
    """series: name and labels -> values; quiet_min and firing_min: when it is looked at."""

    alert: str
    series: dict[str, str]
    quiet_min: int
    firing_min: int | None

    def __str__(self) -> str:
        return self.alert + ("" if self.firing_min else "_stays_quiet")


def flips(name: str, good: float, bad: float, *, alert: str, after_min: int) -> Case:
    """Good for an hour, then bad; it fires `after_min` minutes later."""
    return Case(alert, {name: f"{good}+0x60 {bad}+0x120"}, 60, 61 + after_min)


def counts_on(name: str, *, alert: str, times: int) -> Case:
    """Stands still for an hour, then counts so often in one minute."""
    return Case(alert, {name: f"7+0x60 {7 + times}+0x60"}, 60, 62)


def no_more_test_bursts(every_s: int, quiet_min: int, firing_min: int) -> Case:
    series = {
        'beacon406_test_burst_age_seconds{instance="hill"}': "0+60x800",
        'beacon406_test_burst_every_seconds{instance="hill"}': f"{every_s}+0x800",
    }
    return Case("TestBurstAbsent", series, quiet_min, firing_min)


CASES = (
    flips('up{job="beacon406",instance="hill"}', 1, 0, alert="StationUnreachable", after_min=1),
    Case("StationUnreachable", {'up{job="beacon406",instance="hill"}': "1+0x60"}, 60, None),
    Case("StationUnreachable", {'up{job="beacon406"}': "1+0x60 _x60"}, 60, 70),
    Case("StationDeaf", {"beacon406_last_sample_time_seconds": "0+60x60 3600+0x60"}, 60, 61),
    flips('beacon406_source_up{source="roof"}', 1, 0, alert="SourceDown", after_min=1),
    flips('beacon406_source_alarm{source="roof"}', 0, 1, alert="SourceInAlarm", after_min=1),
    counts_on("beacon406_source_restarts_total", alert="SourceUnsteady", times=7),
    counts_on("beacon406_samples_dropped_total", alert="SamplesDropped", times=1),
    Case(
        "NoiseFloorChanged",
        {
            'beacon406_noise_floor_dbfs_hz{source="roof"}': "-120+0x120 -128+0x60",
            'beacon406_gain_db{source="roof"}': "30+0x180",
        },
        120,
        135,
    ),
    Case(  # what came with a new gain did not come from the antenna
        "NoiseFloorChanged",
        {
            'beacon406_noise_floor_dbfs_hz{source="roof"}': "-120+0x120 -100+0x60",
            'beacon406_gain_db{source="roof"}': "30+0x120 50+0x60",
        },
        135,
        None,
    ),
    Case(  # a scanner's audio has no gain
        "NoiseFloorChanged", {"beacon406_noise_floor_dbfs_hz": "-60+0x120 -50+0x60"}, 120, 135
    ),
    flips("beacon406_clipping_ratio", 0.0001, 0.002, alert="Clipping", after_min=5),
    no_more_test_bursts(every_s=21600, quiet_min=730, firing_min=731),
    no_more_test_bursts(every_s=600, quiet_min=30, firing_min=31),
    Case(  # nobody knows how often they are due: they are switched off, or there is only audio
        "TestBurstAbsent", {"beacon406_test_burst_age_seconds": "0+60x800"}, 790, None
    ),
    Case(
        "NothingGetsOut",
        {
            'beacon406_channel_usable{channel="primary"}': "0+0x120",
            'beacon406_channel_usable{channel="secondary"}': "1+0x60 0+0x60",
        },
        60,
        62,
    ),
    flips(
        'beacon406_channel_usable{channel="primary"}', 1, 0, alert="BrokerUnreachable", after_min=5
    ),
    counts_on("beacon406_channel_expired_total", alert="MessagesLost", times=1),
    counts_on("beacon406_channel_refused_total", alert="MessagesLost", times=1),
    flips("beacon406_store_usable", 1, 0, alert="StoreFault", after_min=1),
    flips("beacon406_online", 1, 0, alert="StationDegraded", after_min=2),
    flips('beacon406_clock_poor{instance="hill"}', 0, 1, alert="ClockPoor", after_min=2),
    Case(
        "ClockPoor",
        {
            "beacon406_clock_poor": "0+0x60 _x60",
            "beacon406_last_sample_time_seconds": "0+60x120",
        },
        60,
        70,
    ),
    flips(
        'beacon406_incidents_unacknowledged{class="distress_tracking"}',
        0,
        1,
        alert="DistressUnacknowledged",
        after_min=5,
    ),
    Case(
        "DistressUnacknowledged",
        {'beacon406_incidents_unacknowledged{class="self_test"}': "1+0x60"},
        60,
        None,
    ),
)


def expectation(case: Case, minute: int, *, fires: bool) -> dict[str, object]:
    firing = f'count(ALERTS{{alertname="{case.alert}",alertstate="firing"}})'
    samples = [{"labels": "{}", "value": 1}] if fires else []
    return {"expr": firing, "eval_time": f"{minute}m", "exp_samples": samples}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_fires_when_it_should_and_not_before(case: Case, tmp_path: Path) -> None:
    expected = [expectation(case, case.quiet_min, fires=False)]
    if case.firing_min is not None:
        expected.append(expectation(case, case.firing_min, fires=True))
    test = {
        "rule_files": [str(RULES)],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": k, "values": v} for k, v in case.series.items()],
                "promql_expr_test": expected,
            }
        ],
    }
    file = tmp_path / "test.yml"
    file.write_text(json.dumps(test))  # JSON is YAML
    said = subprocess.run(
        ["promtool", "test", "rules", file], check=False, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stdout + said.stderr


def alerts() -> list[dict[str, dict[str, str]]]:
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"] if "alert" in rule]


def test_every_rule_is_seen_to_fire() -> None:
    fired = {case.alert for case in CASES if case.firing_min is not None}
    assert {str(rule["alert"]) for rule in alerts()} == fired


def test_every_rule_says_how_bad_it_is_and_what_to_do() -> None:
    for rule in alerts():
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert set(rule["annotations"]) == {"summary", "remedy"}


def test_promtool_takes_the_rules_and_the_configuration() -> None:
    for command in (["rules", RULES], ["config", DEPLOY / "prometheus/prometheus.yml"]):
        said = subprocess.run(
            ["promtool", "check", *command], check=False, capture_output=True, text=True
        )
        assert said.returncode == 0, said.stderr
