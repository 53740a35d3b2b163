"""Every shell script under deploy/, judged by shellcheck (https://www.shellcheck.net/wiki/)."""

import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
SHELLCHECK = Path(sys.executable).with_name("shellcheck")
SCRIPTS = sorted(
    path
    for path in DEPLOY.rglob("*")
    if path.is_file() and path.read_bytes()[:2] == b"#!" and b"sh" in path.read_bytes()[:20]
)


def test_there_are_scripts() -> None:
    assert {"install", "make-acl", "make-certificates"} <= {path.name for path in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_has_no_known_fault(script: Path) -> None:
    said = subprocess.run(
        [SHELLCHECK, "--severity=warning", script], check=False, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stdout
