"""The container file and compose file: what can be judged without an engine to run them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from made_container import DEPLOY, compose

CONTAINER = DEPLOY / "container"
SCRIPTS = Path(sys.executable).parent
SERVICES = sorted(compose()["services"])


def run(*command: str | Path) -> None:
    said = subprocess.run(command, check=False, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout + said.stderr


def test_hadolint_finds_nothing_in_the_container_file() -> None:
    run(SCRIPTS / "hadolint", CONTAINER / "Containerfile")


def test_the_compose_files_keep_to_the_compose_specification() -> None:
    files = [CONTAINER / "compose.yaml", CONTAINER / "compose.usb.yaml"]
    run(SCRIPTS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", *files)


def test_the_image_is_not_roots_and_tells_whether_it_works() -> None:
    last_stage = (CONTAINER / "Containerfile").read_text().split("\nFROM ")[-1]
    user = re.search(r"^USER (\d+):(\d+)$", last_stage, re.MULTILINE)
    assert user is not None
    assert "0" not in user.groups()
    assert re.search(r'^HEALTHCHECK [^C]*CMD \["beacon406", "status"', last_stage, re.MULTILINE)


def test_the_image_is_built_of_nothing_else_than_the_packages() -> None:
    """What would be missing, and what must not be in reach of a COPY."""
    ignored = (CONTAINER / "Containerfile.dockerignore").read_text().splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    build = (CONTAINER / "Containerfile").read_text()
    copied = re.findall(r"^COPY (?!--)(.*) \S+$", build, re.MULTILINE)
    assert {name for line in copied for name in line.split()} == let_in
    assert all((DEPLOY.parent / name).exists() for name in let_in)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_can_do_little(name: str) -> None:
    service = compose()["services"][name]
    assert service["user"].startswith("${BEACON406_USER:?")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_reached_from_this_machine_only(name: str) -> None:
    for port in compose()["services"][name]["ports"]:
        assert port.startswith("127.0.0.1:")


@pytest.mark.parametrize("name", SERVICES)
def test_no_password_is_written_down(name: str) -> None:
    for key, value in compose()["services"][name].get("environment", {}).items():
        assert "PASSWORD" not in key or key.endswith("__FILE")
        assert "secret" not in value or value.startswith("/")


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_not_whatever_is_latest(name: str) -> None:
    service = compose()["services"][name]
    assert "build" in service or re.search(r":v?\d+\.\d+\.\d+$", service["image"])
