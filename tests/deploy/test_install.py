"""deploy/install below a folder: what it puts there, again and again, and what it leaves behind."""

import os
import stat
import subprocess
from pathlib import Path

import pytest
from installing import build_wheel, files_below, install, lend_dependencies, releases

COMMAND = "opt/beacon406/current/bin/beacon406"
LINK = "usr/local/bin/beacon406"
CONFIGURATION = "etc/beacon406/station.toml"
OURS = {
    "etc/modprobe.d/beacon406-rtlsdr.conf",
    "usr/local/lib/systemd/system/beacon406-correlator.service",
    "usr/local/lib/systemd/system/beacon406-test-alert.service",
    "usr/local/lib/systemd/system/beacon406-test-alert.timer",
    "usr/local/lib/systemd/system/beacon406.service",
    "usr/local/lib/sysusers.d/beacon406.conf",
    "usr/local/lib/tmpfiles.d/beacon406.conf",
    "usr/local/lib/udev/rules.d/60-beacon406-rtlsdr.rules",
}
USERS = {"etc/.pwd.lock", "etc/group", "etc/gshadow", "etc/passwd", "etc/shadow"}
OLDER = ("20250101T000000Z", "20260101T000000Z")
IS_ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def lent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lend_dependencies(tmp_path_factory.mktemp("lent"))


@pytest.fixture(scope="module")
def installed(wheel: Path, lent: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Over two releases of before; read only, for several tests share it."""
    root = tmp_path_factory.mktemp("root")
    for name in OLDER:
        (root / "opt/beacon406" / name).mkdir(parents=True)
    (root / "opt/beacon406/current").symlink_to(OLDER[-1])
    configure(root, 'station = "hill"\n')
    done = install("--root", root, "--from", wheel, lent=lent)
    assert done.returncode == 0, done.stderr
    return root


def configure(root: Path, text: str) -> None:
    (root / CONFIGURATION).parent.mkdir(parents=True)
    (root / CONFIGURATION).write_text(text)


def test_each_file_has_its_place_and_the_command_runs(installed: Path, lent: Path) -> None:
    assert files_below(installed) - USERS == OURS | {CONFIGURATION, LINK}
    assert (installed / LINK).readlink() == Path("/", COMMAND)
    said = subprocess.run(
        [installed / COMMAND, "--version"],
        env={**os.environ, "PYTHONPATH": str(lent)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert said.stdout.startswith("beacon406 ")


@pytest.mark.skipif(not IS_ROOT, reason="only root can give files away")
def test_the_secrets_are_roots_and_the_configuration_is_read_by_the_service(
    installed: Path,
) -> None:
    assert "\nbeacon406:x:" in "\n" + (installed / "etc/passwd").read_text()
    groups = (installed / "etc/group").read_text().splitlines()
    number = {line.split(":")[0]: int(line.split(":")[2]) for line in groups}
    configuration = (installed / "etc/beacon406").stat()
    assert (configuration.st_uid, configuration.st_gid) == (0, number["beacon406"])
    assert stat.S_IMODE(configuration.st_mode) == 0o750
    secrets = (installed / "etc/beacon406/secrets").stat()
    assert (secrets.st_uid, secrets.st_gid, stat.S_IMODE(secrets.st_mode)) == (0, 0, 0o700)


def test_installing_again_switches_over_and_keeps_the_release_before(installed: Path) -> None:
    release = (installed / "opt/beacon406/current").readlink()
    assert releases(installed) == [OLDER[-1], release.name]


def test_what_cannot_be_installed_leaves_everything_as_it_was(tmp_path: Path) -> None:
    no_wheel = tmp_path / "beacon406-9-py3-none-any.whl"
    no_wheel.write_bytes(b"")
    root = tmp_path / "root"
    root.mkdir()
    done = install("--root", root, "--from", no_wheel)
    assert done.returncode == 1
    assert done.stderr.endswith(f"could not install {no_wheel}: nothing has changed\n")
    assert files_below(root) == set()
    assert releases(root) == []


def test_a_version_that_does_not_take_the_configuration_replaces_none(
    wheel: Path, lent: Path, tmp_path: Path
) -> None:
    configure(tmp_path, 'staton = "hill"\n')
    done = install("--root", tmp_path, "--from", wheel, lent=lent)
    assert done.returncode == 1
    first, last = done.stderr.splitlines()
    assert first.startswith(f"beacon406: {tmp_path / CONFIGURATION}: ")
    assert "`staton`" in first
    assert last.endswith(f"does not take {tmp_path / CONFIGURATION}: nothing has changed")
    assert files_below(tmp_path) == {CONFIGURATION}
    assert releases(tmp_path) == []


def test_removing_leaves_configuration_and_state(tmp_path: Path) -> None:
    kept = {CONFIGURATION, "var/lib/beacon406/alerts.db"}
    for name in OURS | kept | {COMMAND}:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / LINK).parent.mkdir(parents=True)
    (tmp_path / LINK).symlink_to(Path("/", COMMAND))
    for _ in range(2):
        assert install("--root", tmp_path, "--remove").returncode == 0
        assert files_below(tmp_path) == kept
    assert not (tmp_path / "opt/beacon406").exists()


def test_another_command_of_that_name_is_kept(wheel: Path, lent: Path, tmp_path: Path) -> None:
    other = tmp_path / LINK
    other.parent.mkdir(parents=True)
    other.write_text("somebody else's")
    done = install("--root", tmp_path, "--from", wheel, lent=lent)
    assert done.returncode == 0
    assert f"install: /{LINK} is there already, and is kept" in done.stderr
    assert install("--root", tmp_path, "--remove").returncode == 0
    assert other.read_text() == "somebody else's"


@pytest.mark.parametrize("words", [["--rot"], ["--root"], ["--from"], ["upgrade"]])
def test_a_wrong_command_line_is_told_how_it_goes(words: list[str]) -> None:
    done = install(*words)
    assert done.returncode == 2
    assert "install --from WHEEL" in done.stderr
