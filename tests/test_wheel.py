"""The wheel, in an environment where nothing of the checkout can be found: what a user installs."""

import importlib.metadata
import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("sdr", "decoder", "alerts", "station", "recordings")
# Test protocol (standard location, made up): never a real beacon.
MESSAGE = "FFFE2F8E3EABCDE530A08DD7A03580200CDF"


def run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd="/",
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", ROOT, "--no-deps", "--quiet", "--wheel-dir", folder)
    return next(folder.glob("beacon406-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scripts of a new environment with the wheel; its dependencies are lent by this one."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    scripts = folder / "bin"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        scripts / "python",
        "install",
        "--no-deps",
        "--quiet",
        wheel,
    )
    return scripts


@pytest.fixture(scope="module")
def dependencies(tmp_path_factory: pytest.TempPathFactory) -> str:
    """This environment's packages without its editable beacon406, which would be found first."""
    folder = tmp_path_factory.mktemp("dependencies")
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "beacon406" not in entry.name and entry.suffix != ".pth":
            (folder / entry.name).symlink_to(entry)
    return str(folder)


def test_the_wheel_carries_types_schema_and_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"{package}/py.typed" for package in PACKAGES} <= names
    assert {"alerts/event.schema.json", "alerts/alert.schema.json"} <= names
    assert any(name.startswith("recordings/") and name.endswith(".sigmf-meta") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    example = ROOT / "deploy/beacon406.example.toml"
    packed = zipfile.ZipFile(wheel).read("station/config/beacon406.example.toml")
    assert packed == example.read_bytes()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == set(PACKAGES)


def test_the_installed_packages_are_those_of_the_wheel(installed: Path, dependencies: str) -> None:
    script = f"import {', '.join(PACKAGES)}; print({', '.join(p + '.__file__' for p in PACKAGES)})"
    files = run(installed / "python", "-c", script, PYTHONPATH=dependencies).split()
    assert all(Path(file).is_relative_to(installed.parent) for file in files), files


def test_the_command_knows_its_version(installed: Path, dependencies: str) -> None:
    shown = run(installed / "beacon406", "--version", PYTHONPATH=dependencies)
    assert shown == f"beacon406 {importlib.metadata.version('beacon406')}\n"


def test_a_configuration_can_be_begun_without_the_checkout(
    installed: Path, dependencies: str, tmp_path: Path
) -> None:
    file = tmp_path / "station.toml"
    for action in ("init", "check"):
        run(installed / "beacon406", "config", action, file, PYTHONPATH=dependencies)


def test_the_command_decodes_a_message(installed: Path, dependencies: str) -> None:
    line = run(installed / "beacon406", "hex", "--json", MESSAGE, PYTHONPATH=dependencies)
    event = json.loads(line)
    assert event["hex"] == MESSAGE
    assert event["class"] == "test"
