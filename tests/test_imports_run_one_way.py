"""The house stands on imports that run one way; here every import statement of it is read."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TYPES = frozenset({"decoder.message", "decoder.detection", "decoder.reasons"})

# What a package may import beside itself; the name of a package stands for all of it.
MAY_IMPORT = {
    "sdr": frozenset[str](),
    "decoder": frozenset[str](),
    "alerts": TYPES,
    "recordings": frozenset({"sdr", "decoder"}),
    "station": frozenset({"sdr", "decoder", "alerts", "recordings"}),
}


def imported(source: str) -> Iterator[str]:
    """Dotted names that the source imports anywhere, functions included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import hides where it goes"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, prefixes: frozenset[str]) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


def forbidden(package: str, source: str) -> list[str]:
    allowed = MAY_IMPORT[package] | {package}
    return [
        name
        for name in imported(source)
        if within(name, frozenset(MAY_IMPORT)) and not within(name, allowed)
    ]


def edges(wrong_in: dict[Path, list[str]]) -> str:
    return "; ".join(
        f"{path.relative_to(ROOT)} -> {name}" for path in wrong_in for name in wrong_in[path]
    )


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    wrong = {path: forbidden(package, path.read_text()) for path in files}
    assert not any(wrong.values()), edges(wrong)


def test_only_one_module_of_each_concern_knows_its_library() -> None:
    """Behind one port a library can be replaced; scipy.signal alone would cost over a second."""
    keepers = {
        "aiomqtt": {"alerts"},
        "amqtt": {"alerts"},
        "rich": {"station"},
        "scipy.signal": set(),
    }
    wrong: dict[Path, list[str]] = {}
    for package in MAY_IMPORT:
        for path in (ROOT / package).rglob("*.py"):
            names = list(imported(path.read_text()))
            wrong[path] = [
                library
                for library, packages in keepers.items()
                if package not in packages
                and any(within(name, frozenset({library})) for name in names)
            ]
    assert not any(wrong.values()), edges(wrong)


@pytest.mark.parametrize(
    ("package", "statement", "edge"),
    [
        ("sdr", "import decoder", "decoder"),
        ("decoder", "def late():\n    from sdr.block import SampleBlock", "sdr.block.SampleBlock"),
        ("alerts", "from decoder.receiver import Receiver", "decoder.receiver.Receiver"),
        ("alerts", "from decoder import receiver", "decoder.receiver"),
        ("recordings", "import alerts.event as event", "alerts.event"),
    ],
)
def test_a_forbidden_import_is_found_wherever_it_hides(
    package: str, statement: str, edge: str
) -> None:
    assert forbidden(package, statement) == [edge]
