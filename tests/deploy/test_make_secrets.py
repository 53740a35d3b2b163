"""deploy/container/make-secrets: all that compose.yaml mounts is there, nobody else's to read."""

import stat
from pathlib import Path

import pytest
from made_container import STATION, compose, copy_deploy, made_container, make_secrets, mounts

from station.config.config import read_config


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_container(tmp_path_factory.mktemp("deploy"))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("service", sorted(compose()["services"]))
def test_whatever_a_service_mounts_is_there(container: Path, service: str) -> None:
    for outside in mounts(service).values():
        assert (container / outside).exists(), outside


def test_nobody_else_can_read_a_secret(container: Path) -> None:
    for path in (container / "secrets", *(container / "secrets").rglob("*")):
        certificate = path.suffix == ".crt"
        assert certificate or stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_the_containers_run_as_the_owner_of_the_secrets_and_never_as_root(container: Path) -> None:
    name, _, user = (container / ".env").read_text().strip().partition("=")
    assert name == "BEACON406_USER"
    assert "0" not in user.split(":")
    for path in (*files(container / "secrets"), *(container / "state").iterdir()):
        assert f"{path.stat().st_uid}:{path.stat().st_gid}" == user


def test_the_authoritys_key_is_mounted_nowhere(container: Path) -> None:
    key = container / "secrets/authority/certificates/authority.key"
    assert key.exists()
    for service in compose()["services"]:
        for outside in mounts(service).values():
            assert not key.resolve().is_relative_to((container / outside).resolve())


def test_the_station_is_configured_under_its_name(container: Path) -> None:
    config = read_config(container / "station.toml")
    assert config.station == STATION
    assert config.sources
    assert config.store is not None
    assert config.web is not None
    inside = [config.web.certificate_file, config.web.key_file]
    inside += [token.file for token in config.web.tokens]
    for path in [*map(str, inside), *(str(broker.key_file) for broker in config.brokers)]:
        place = path.replace("/etc/beacon406/secrets", str(container / "secrets/station"))
        assert Path(place).is_file()


def test_no_two_operators_have_the_same_secrets(container: Path, tmp_path: Path) -> None:
    other = made_container(tmp_path)
    for path in files(container / "secrets"):
        twin = other / path.relative_to(container)
        is_secret = path.suffix in (".key", ".crt", ".token") or path.name in (
            "token",
            "admin-password",
        )
        assert (path.read_bytes() != twin.read_bytes()) == is_secret, path


def test_secrets_are_never_overwritten(container: Path) -> None:
    before = {path: path.read_bytes() for path in files(container)}
    again = make_secrets(container, STATION)
    assert again.returncode == 1
    assert again.stderr.startswith("make-secrets: secrets exists: move it away first")
    assert {path: path.read_bytes() for path in files(container)} == before


@pytest.mark.parametrize("name", ["", "a b", "a/b", "+", 'a"', "-x", ".x", "coordinator", "a\nb"])
def test_a_name_that_a_topic_or_file_cannot_have_is_refused(name: str, tmp_path: Path) -> None:
    copy_deploy(tmp_path)
    before = set((tmp_path / "container").iterdir())
    done = make_secrets(tmp_path / "container", name)
    assert done.returncode == 1
    assert done.stderr.startswith("make-secrets: station '")
    assert set((tmp_path / "container").iterdir()) == before
