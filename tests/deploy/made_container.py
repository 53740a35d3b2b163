"""deploy/container as an operator has it after ./make-secrets, and its paths on this machine."""

import re
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
STATION = "hill"

Compose = dict[str, Any]


def compose() -> Compose:
    read: Compose = yaml.safe_load((DEPLOY / "container/compose.yaml").read_text())
    return read


def make_secrets(container: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [container / "make-secrets", *words], check=False, capture_output=True, text=True
    )


def made_container(folder: Path) -> Path:
    copy_deploy(folder)
    done = make_secrets(folder / "container", STATION)
    assert done.returncode == 0, done.stderr
    return folder / "container"


def copy_deploy(folder: Path) -> None:
    for name in ("container", "mosquitto", "prometheus", "grafana"):
        shutil.copytree(
            DEPLOY / name,
            folder / name,
            ignore=shutil.ignore_patterns("secrets", "state", ".env", "station.toml"),
        )


def mounts(service: str) -> dict[str, str]:
    """Paths in the container -> those beside compose.yaml."""
    volumes = [volume.split(":") for volume in compose()["services"][service]["volumes"]]
    return {inside: outside for outside, inside, *_ in volumes}


def as_mounted(text: str, service: str, container: Path) -> str:
    """A file of the service's container, for a program outside of it."""
    places = mounts(service)
    inside = "|".join(map(re.escape, sorted(places, key=len, reverse=True)))
    return re.sub(
        rf"(?<![\w/])({inside})(?!\w)",
        lambda found: str((container / places[found[0]]).resolve()),
        text,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
