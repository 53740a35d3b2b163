"""deploy/backup below a folder: a store that is written to meanwhile comes back whole."""

import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from alerts.store.store import Store
from station.main import main

BACKUP = Path(__file__).parents[2] / "deploy/backup"
BEACON406 = Path(sys.executable).with_name("beacon406")


def backup(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([BACKUP, *words], check=False, capture_output=True, text=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A machine with a station, by the files that matter."""
    root = tmp_path / "root"
    for name, text in {
        "etc/beacon406/station.toml": 'station = "hill"\n',
        "etc/beacon406/secrets/primary": "made up",
        "var/lib/beacon406/signing.pem": "a key",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    command = root / "opt/beacon406/current/bin/beacon406"
    command.parent.mkdir(parents=True)
    command.symlink_to(BEACON406)
    return root


def store_of(root: Path) -> Path:
    return root / "var/lib/beacon406/alerts.db"


def written(path: Path) -> list[str]:
    """Of what its audit says."""
    with Store(path) as store:
        return [row[0] for row in store.read(lambda db: db.execute(AUDIT).fetchall())]


AUDIT = "SELECT action FROM audit WHERE action LIKE 'made up%' ORDER BY number"


def test_what_a_running_station_has_written_is_restored(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "hill.tar"
    with Store(store_of(root)) as store:
        store.write(lambda books: books.audit("made up 1", "store", "in the log still"))
        done = backup("--root", root, file)
        assert (done.returncode, done.stderr) == (0, "")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        store.write(lambda books: books.audit("made up 2", "store", "after it"))
    (root / "etc/beacon406/station.toml").unlink()

    done = backup("--root", root, "--restore", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert (root / "etc/beacon406/station.toml").read_text() == 'station = "hill"\n'
    assert (root / "etc/beacon406/secrets/primary").read_text() == "made up"
    assert main(["store", "check", str(store_of(root))]) == 0
    assert written(store_of(root)) == ["made up 1"]
    (aside,) = root.glob("var/lib/beacon406.before-restore-*")
    assert written(aside / "alerts.db") == ["made up 1", "made up 2"]


def test_nothing_but_the_file_is_left(root: Path, tmp_path: Path) -> None:
    Store(store_of(root)).close()
    file = tmp_path / "hill.tar"
    assert backup("--root", root, file).returncode == 0
    assert set(tmp_path.iterdir()) == {root, file}
    with tarfile.open(file) as tar:
        names = [name for name in tar.getnames() if not (root / name).is_dir()]
    assert sorted(names) == [
        "etc/beacon406/secrets/primary",
        "etc/beacon406/station.toml",
        "var/lib/beacon406/alerts.db",
        "var/lib/beacon406/signing.pem",
    ]


def test_a_damaged_file_restores_nothing(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "hill.tar"
    assert backup("--root", root, file).returncode == 0
    whole = file.read_bytes()
    file.write_bytes(b"x" * 1000 + whole[1000:])
    before = sorted(root.rglob("*"))
    done = backup("--root", root, "--restore", file)
    assert done.returncode == 1
    assert done.stderr.endswith(f"{file} is damaged: nothing has changed\n")
    assert sorted(root.rglob("*")) == before


def test_a_machine_without_a_station_has_nothing_to_back_up(tmp_path: Path) -> None:
    done = backup("--root", tmp_path, tmp_path / "hill.tar")
    assert done.returncode == 1
    assert done.stderr.startswith("backup: nothing of beacon406 is in ")


@pytest.mark.parametrize("words", [[], ["--restore"], ["a.tar", "b.tar"], ["--all", "a.tar"]])
def test_a_wrong_command_line_is_told_how_it_goes(words: list[str]) -> None:
    done = backup(*words)
    assert done.returncode == 2
    assert "backup --restore FILE.tar" in done.stderr
