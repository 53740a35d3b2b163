"""Names of measures: those that the code gives, and those that a PromQL expression asks for."""

import ast
import re
from pathlib import Path

STATION = Path(__file__).parents[2] / "station"
NAME = re.compile(r"\bbeacon406_[a-z0-9_]+")
SUFFIX = re.compile(r"_(total|bucket|sum|count)$")

OF_THE_DAEMON = frozenset(
    {
        "beacon406_burst_to_broker_seconds",
        "beacon406_bursts",
        "beacon406_clipping_ratio",
        "beacon406_clock_error_seconds",
        "beacon406_decode_seconds",
        "beacon406_frequency_error_ppm",
        "beacon406_gain_db",
        "beacon406_noise_floor_dbfs_hz",
        "beacon406_rejections",
        "beacon406_samples",
        "beacon406_samples_dropped",
        "beacon406_source_restarts",
        "beacon406_source_up",
        "beacon406_test_burst_age_seconds",
    }
)
"""Agreed on before `beacon406 run` was there to give them: each goes once the code has its name."""


def given() -> frozenset[str]:
    """Whole string literals in station/, as prometheus_client takes them."""
    texts = (
        node.value
        for file in STATION.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return frozenset(SUFFIX.sub("", text) for text in texts if NAME.fullmatch(text))


def asked_for(expression: str) -> frozenset[str]:
    """prometheus_client appends the suffixes itself; `beacon406:x` is recorded, not measured."""
    return frozenset(SUFFIX.sub("", name) for name in NAME.findall(expression))
