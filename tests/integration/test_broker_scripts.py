"""deploy/mosquitto's scripts: certificates that nobody overwrites, rights that nobody mistypes."""

import stat
import subprocess
from pathlib import Path

import pytest
from deployed_mosquitto import SHIPPED, run_shipped, shipped_script

CERTIFICATES = "make-certificates"


def refusal(name: str, *words: str, folder: Path) -> str:
    done = shipped_script(name, *words, folder=folder)
    assert done.returncode != 0
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    run_shipped(CERTIFICATES, "authority", folder=tmp_path)
    return tmp_path


def test_keys_are_for_their_owner_alone(authority: Path) -> None:
    run_shipped(CERTIFICATES, "server", "localhost", folder=authority)
    run_shipped(CERTIFICATES, "client", "hill", folder=authority)
    folder = authority / "certificates"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {
        f"{name}.{kind}": mode
        for name in ("authority", "server", "hill")
        for kind, mode in (("key", 0o600), ("crt", 0o644))
    }


@pytest.mark.parametrize("words", [["authority"], ["server", "other"], ["client", "hill"]])
@pytest.mark.parametrize("left", ["key", "crt"])
def test_nothing_is_ever_overwritten(authority: Path, words: list[str], left: str) -> None:
    run_shipped(CERTIFICATES, "server", "localhost", folder=authority)
    run_shipped(CERTIFICATES, "client", "hill", folder=authority)
    folder = authority / "certificates"
    name = "hill" if words[0] == "client" else words[0]
    (folder / f"{name}.{'crt' if left == 'key' else 'key'}").unlink()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert refusal(CERTIFICATES, *words, folder=authority).endswith(
        f"{name}.{left} exists: move it away first"
    )
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_each_certificate_serves_its_purpose_and_no_other(authority: Path) -> None:
    run_shipped(CERTIFICATES, "server", "broker.example.org", "::1", folder=authority)
    run_shipped(CERTIFICATES, "client", "Hütte 7", folder=authority)

    def good_for(purpose: str, name: str) -> bool:
        command = ["openssl", "verify", "-x509_strict", "-CAfile", "authority.crt"]
        done = subprocess.run(
            [*command, "-purpose", purpose, f"{name}.crt"],
            cwd=authority / "certificates",
            check=False,
            capture_output=True,
        )
        return done.returncode == 0

    assert good_for("sslserver", "server")
    assert not good_for("sslclient", "server")
    assert good_for("sslclient", "Hütte 7")
    assert not good_for("sslserver", "Hütte 7")


def test_certificates_that_end_soon_are_told(authority: Path) -> None:
    run_shipped(CERTIFICATES, "client", "hill", folder=authority)
    assert run_shipped(CERTIFICATES, "expiring", "60", folder=authority) == ""
    done = shipped_script(CERTIFICATES, "expiring", "800", folder=authority)
    assert done.returncode == 1
    assert done.stdout.startswith("hill.crt: notAfter=")
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("name", ["", "a/b", "a+b", "#", "a:b", "-x", "..", "a\nb", "x" * 65])
def test_a_name_that_cannot_be_a_user_gets_no_certificate(authority: Path, name: str) -> None:
    done = shipped_script(CERTIFICATES, "client", name, folder=authority)
    assert done.returncode == 1
    assert done.stderr.startswith("make-certificates: name '")
    assert len(list((authority / "certificates").iterdir())) == 2


def test_without_an_authority_the_first_step_is_named(tmp_path: Path) -> None:
    told = refusal(CERTIFICATES, "client", "hill", folder=tmp_path)
    assert told.endswith("authority.key is missing: make-certificates authority")


@pytest.mark.parametrize("days", ["", "soon", "-1"])
def test_days_must_be_a_number(authority: Path, days: str) -> None:
    assert "DAYS" in refusal(CERTIFICATES, "expiring", days, folder=authority)


@pytest.mark.parametrize(
    ("users", "told"),
    [
        ("station hill\nking anna", "users, line 2: no role king: the file roles has them"),
        ("station", "users, line 1: no name after the role station"),
        ("station a/b", "users, line 1: a name must not contain / + # : & \\"),
        ("# nobody\n", "no user: with an empty access list nobody may do anything"),
    ],
)
def test_a_mistyped_user_changes_no_rights(tmp_path: Path, users: str, told: str) -> None:
    (tmp_path / "users").write_text(users)
    assert refusal("make-acl", "users", folder=tmp_path) == f"make-acl: {told}"


def test_roles_add_up_and_names_may_have_spaces(tmp_path: Path) -> None:
    (tmp_path / "users").write_text("coordinator Hütte 7  \r\n\r\nobserver Hütte 7")
    made = run_shipped("make-acl", "users", folder=tmp_path)
    assert made.count("user Hütte 7\n") == 2
    assert "topic write beacon406/v1/+/ack/Hütte 7/distress/+\n" in made
    assert "topic read beacon406/v1/+/burst/self_test\n" in made
    assert "%u" not in made


def test_without_a_file_of_users_the_use_is_shown(tmp_path: Path) -> None:
    assert "make-acl users" in refusal("make-acl", "missing", folder=tmp_path)
    assert "make-acl users" in refusal("make-acl", folder=tmp_path)
    assert SHIPPED.joinpath("make-acl").stat().st_mode & stat.S_IXUSR
