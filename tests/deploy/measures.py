"""Names of measures: those that the code gives, and those that a PromQL expression asks for."""

import ast
import re
from pathlib import Path

STATION = Path(__file__).parents[2] / "station"
NAME = re.compile(r"\bbeacon406_[a-z0-9_]+")
SUFFIX = re.compile(r"_(total|bucket|sum|count)$")


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
