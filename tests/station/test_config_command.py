"""`beacon406 config`: every mistake named at once, the whole shown, a beginning that works."""

from pathlib import Path

import pytest

from station.config.config import read_config
from station.main import main
from station.web.settings import TokenSettings

LEAST = 'store = "alerts.db"\n[[sources]]\nkind = "rtl_sdr"\n'
WRONG = """
statoin = 'x'
carrier_error_hz = 1e9
[web]
prot = 80
[deafness]
fall_db = 0.5
[[sources]]
kind = 'rtl_sdr'
rate_hz = 3.0
[[brokers]]
url = 'mqtt://far.example.org'
"""
WEBHOOK = """
[[gateways]]
kind = "webhook"
name = "w"
url = "https://w/"
secret_file = "/no"
"""
Captured = pytest.CaptureFixture[str]


def written(folder: Path, text: str) -> Path:
    file = folder / "station.toml"
    file.write_text(text)
    return file


def complaints(file: Path, captured: Captured) -> list[str]:
    """Of check, without what each line begins with."""
    assert main(["config", "check", str(file)]) == 1
    lines = captured.readouterr().err.splitlines()
    begin = f"beacon406: {file}: "
    assert all(line.startswith(begin) for line in lines), lines
    return [line.removeprefix(begin) for line in lines]


def test_what_is_begun_is_accepted(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "station.toml"
    assert main(["config", "init", str(file)]) == 0
    assert main(["config", "check", str(file)]) == 0
    said = capsys.readouterr()
    assert "can run with it; it hears by roof" in said.out
    assert "no broker and no gateway" in said.out
    assert said.err == ""


def test_a_file_that_is_there_is_kept(tmp_path: Path, capsys: Captured) -> None:
    file = written(tmp_path, "mine")
    assert main(["config", "init", str(file)]) == 1
    assert file.read_text() == "mine"
    assert f"{file}: is there already, and is kept" in capsys.readouterr().err


def test_every_mistake_is_named_with_its_key_and_a_remedy(tmp_path: Path, capsys: Captured) -> None:
    unknown, error_hz, prot, fall, rate, broker = complaints(written(tmp_path, WRONG), capsys)
    assert "`statoin`: did you mean `station`" in unknown
    assert "carrier_error_hz" in error_hz
    assert "`prot` - at `$.web`: did you mean" in prot
    assert "`port`" in prot
    assert "fall_db is 0.5: it must be over hysteresis_db" in fall
    assert "sources[0].rate_hz" in rate
    assert "use mqtts://far.example.org" in broker


def test_an_unknown_key_like_no_other_is_to_be_removed(tmp_path: Path, capsys: Captured) -> None:
    assert complaints(written(tmp_path, "zzzzzz = 1"), capsys)[0].endswith("remove it")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "add [[sources]]"),
        ("[[sources]]\nkind = 'rtl_sdr'", "add store ="),
        (f"regions = 'no.geojson'\n{LEAST}", "no.geojson"),
        (f"{LEAST}[[routes]]\nname = 'x'\nbrokers = ['no']", "no"),
        (f"{LEAST}[[sources]]\nkind = 'play'\npath = 'no.wav'", "no.wav: is not there"),
        (f"{LEAST}[[brokers]]\nurl = 'mqtts://me@b'\npassword_file = '/no'", "password_file /no"),
        (f"{LEAST}[[brokers]]\nurl = 'mqtts://b'\nca_file = '/no'", "ca_file /no"),
        (
            f"{LEAST}[[gateways]]\nkind = 'ntfy'\nname = 'n'\nurl = 'https://n/t'\nca_file = '/no'",
            "gateway n: ca_file /no",
        ),
        (
            LEAST + WEBHOOK,
            "gateway w: secret_file",
        ),
        (
            f"{LEAST}[[gateways]]\nkind = 'outbox'\nname = 'o'\nfolder = '/no/where'",
            "gateway o: folder /no/where: is not there",
        ),
        (f"{LEAST}[web]\n[[web.tokens]]\nname = 'anna'\nfile = '/no'", "web token anna"),
        (f"{LEAST}[web]\ncertificate_file = '/no'\nkey_file = '/no'", "web: certificate_file /no"),
    ],
)
def test_a_station_that_could_not_run_is_refused(
    tmp_path: Path, capsys: Captured, text: str, complaint: str
) -> None:
    assert any(complaint in line for line in complaints(written(tmp_path, text), capsys))


def test_a_file_that_is_no_toml_or_is_not_there_is_one_line(
    tmp_path: Path, capsys: Captured
) -> None:
    assert len(complaints(written(tmp_path, "station ="), capsys)) == 1
    assert complaints(tmp_path / "none.toml", capsys) == ["No such file or directory"]


def test_a_key_that_signs_has_to_be_one(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "signing.pem").write_text("no key")
    (line,) = complaints(written(tmp_path, f'signing_key = "signing.pem"\n{LEAST}'), capsys)
    assert "signing.pem" in line


def test_what_only_systemd_can_read_is_said_to_be_unseen(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    token = "[web]\n[[web.tokens]]\nname = 'anna'\ncredential = 'secret_anna'"
    file = written(tmp_path, LEAST + token)
    assert main(["config", "check", str(file)]) == 0
    assert "credentials are systemd's" in capsys.readouterr().out
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert "secret_anna" in complaints(file, capsys)[0]


def test_what_is_shown_is_the_same_configuration(tmp_path: Path, capsys: Captured) -> None:
    text = (
        f"{LEAST}gain_db = 20\n[web]\nhosts = ['hill \"7\"']\n[[web.tokens]]\nname = 'anna'\n"
        "file = 'anna.token'\nrights = ['acknowledge']\n[gain]\nmost_clipped = 1e-5\n"
        "[[routes]]\nname = 'north'\ncountries = [201]\n"
    )
    (tmp_path / "anna.token").write_text("a-token-that-nobody-may-see\n")
    file = written(tmp_path, text)
    assert main(["config", "show", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "a-token-that" not in shown
    assert "# signing_key is not set" in shown
    assert "test_burst" in shown
    again = tmp_path / "elsewhere" / "shown.toml"
    again.parent.mkdir()
    again.write_text(shown)
    config = read_config(file)
    assert read_config(again) == config
    assert config.web is not None
    assert isinstance(config.web.tokens[0], TokenSettings)


def test_of_a_gateway_the_path_is_not_shown(tmp_path: Path, capsys: Captured) -> None:
    gateway = "[[gateways]]\nkind = 'ntfy'\nname = 'n'\nurl = 'https://ntfy.example.org/unguessed'"
    assert main(["config", "show", str(written(tmp_path, LEAST + gateway))]) == 0
    shown = capsys.readouterr().out
    assert "unguessed" not in shown
    assert "https://ntfy.example.org:443/..." in shown
