"""deploy/install, run below a folder instead of on the machine."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[2]
INSTALL = ROOT / "deploy/install"


def build_wheel(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
    subprocess.run([*command, str(folder), str(ROOT)], check=True)
    return next(folder.glob("beacon406-*.whl"))


def lend_dependencies(folder: Path) -> Path:
    """This environment's packages without beacon406, to spare each installation their download."""
    folder.mkdir(exist_ok=True)
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "beacon406" not in entry.name and entry.suffix != ".pth":
            (folder / entry.name).symlink_to(entry)
    return folder


def install(*words: str | Path, lent: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PIP_NO_DEPS": "1", "PYTHONPATH": str(lent or "")}
    command = [str(INSTALL), *map(str, words)]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env=environment, cwd="/"
    )


def files_below(folder: Path) -> set[str]:
    """All but what is in the releases."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    return {str(path) for path in paths if path.parts[:2] != ("opt", "beacon406")}


def releases(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "opt/beacon406").glob("2*Z"))
