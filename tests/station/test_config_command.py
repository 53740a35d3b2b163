"""`beacon406 config`: every mistake named at once, the whole shown, a beginning that works."""

import sys
from pathlib import Path

import pytest

from alerts.store.store import Store
from station.config.config import read_config
from station.main import main
from station.web.settings import TokenSettings

RTL_SDR = '[[sources]]\nkind = "rtl_sdr"\n'
LEAST = f'store = "alerts.db"\n{RTL_SDR}'
PIPE = (
    LEAST
    + """
[[sources]]
kind = "pipe"
format = "cu8"
rate_hz = 250e3
center_hz = 406.05e6
{}
"""
)
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
        ("store = '.'\n" + RTL_SDR, "is a folder: name a file in it"),
        ("store = 'station.toml'\n" + RTL_SDR, "station.toml: holds something else, and is kept"),
        ("store = 'station.toml/a/alerts.db'\n" + RTL_SDR, "store: "),
        ("store = '/proc/no/alerts.db'\n" + RTL_SDR, "store: /proc: "),
        (f"signing_key = '/proc/no/key'\n{LEAST}", "signing_key: /proc: "),
        (f"{LEAST}[evidence]\nfolder = 'station.toml'", "station.toml: Not a directory: "),
        (PIPE.format('path = "/no"'), "source pipe: path /no: is not there: make it with mkfifo"),
        (PIPE.format('command = ["no-such"]'), "source pipe: program no-such: is not found: name"),
        (
            f"{LEAST}[[sources]]\nkind = 'rtl_tcp'\nhost = ''",
            "length >= 1 - at `$.sources[1].host`",
        ),
        (
            f"{LEAST}[[gateways]]\nkind = 'outbox'\nname = 'o'\nfolder = 'station.toml'",
            "station.toml: is a file: name a folder",
        ),
    ],
)
def test_a_station_that_could_not_run_is_refused(
    tmp_path: Path, capsys: Captured, text: str, complaint: str
) -> None:
    assert any(complaint in line for line in complaints(written(tmp_path, text), capsys))


def test_files_for_tls_that_are_not_there_are_all_told_at_once(
    tmp_path: Path, capsys: Captured
) -> None:
    files = "ca_file = '/no/ca'\ncertificate_file = '/no/own'\nkey_file = '/no/key'\n"
    broker = f"[[brokers]]\nurl = 'mqtts://b'\n{files}"
    gateway = f"[[gateways]]\nkind = 'cot'\nname = 'c'\nurl = 'tls://c'\n{files}"
    told = complaints(written(tmp_path, LEAST + broker + gateway), capsys)
    for what in ("broker broker", "gateway c"):
        for file in ("ca_file /no/ca", "certificate_file /no/own", "key_file /no/key"):
            assert any(line.startswith(f"{what}: {file}: is not there") for line in told), told
    assert len(told) == 6


@pytest.mark.parametrize(
    "named",
    [
        ("rtl_sdr", "rtlsdr", "pyrtlsdr is not installed"),
        ("soapy", "SoapySDR", "SoapySDR cannot be loaded"),
    ],
)
def test_a_library_that_a_receiver_needs_has_to_be_there(
    tmp_path: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    named: tuple[str, str, str],
) -> None:
    kind, module, reason = named
    monkeypatch.setitem(sys.modules, module, None)
    source = f"[[sources]]\nkind = '{kind}'\n" + "device = 'x'\n" * (kind == "soapy")
    (line,) = complaints(written(tmp_path, f"store = 'a.db'\n{source}"), capsys)
    assert f"source {kind}: {reason}" in line
    assert "install" in line


def test_a_program_that_records_sound_has_to_be_there(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/no")
    (line,) = complaints(written(tmp_path, "store = 'a.db'\n[[sources]]\nkind = 'audio'"), capsys)
    assert line == "source audio: program arecord: is not found: apt install alsa-utils"


def test_checking_changes_nothing(tmp_path: Path, capsys: Captured) -> None:
    paths = "store = 'new/a/alerts.db'\nsigning_key = 'new/b/key'\n"
    file = written(tmp_path, f"{paths}{RTL_SDR}[evidence]\nfolder = 'new/c'")
    assert main(["config", "check", str(file)]) == 0
    assert list(tmp_path.iterdir()) == [file]
    (tmp_path / "new/a").mkdir(parents=True)
    Store.open(tmp_path / "new/a/alerts.db").close()
    before = (tmp_path / "new/a/alerts.db").stat()
    assert main(["config", "check", str(file)]) == 0
    assert [each.name for each in (tmp_path / "new/a").iterdir()] == ["alerts.db"]
    assert (tmp_path / "new/a/alerts.db").stat() == before
    assert capsys.readouterr().err == ""


def test_a_correlator_needs_brokers_and_no_receiver(tmp_path: Path, capsys: Captured) -> None:
    file = written(tmp_path, "store = 'a.db'\n[[brokers]]\nurl = 'mqtts://b'\nname = 'north'")
    assert main(["config", "check", "--correlator", str(file)]) == 0
    said = capsys.readouterr().out
    assert "correlator local can run with it; it hears by north" in said
    assert "evidence" not in said
    assert "add [[sources]]" in complaints(file, capsys)[0]
    assert main(["config", "check", "--correlator", str(written(tmp_path, LEAST))]) == 1
    assert "add [[brokers]]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("[[sources]]\nkind = 'rtlsdr'", 'must be "rtl_sdr" or "rtl_tcp" or "soapy" or "network"'),
        ("[[sources]]\nname = 'roof'", '`kind` - at `$.sources[0]`: add it, "rtl_sdr" or '),
        ("[[sources]]\nkind = 'soapy'", "`device` - at `$.sources[0]`: add it"),
        (f"{RTL_SDR}gain_db = 'automatic'", 'gain_db`: must be -10 to 100 or "auto"'),
        ("generations = [3]", "must be 1 or 2"),
        ("[[routes]]\nname = 'x'\nclasses = ['distres']", 'must be "distress" or '),
        (f"{RTL_SDR}store = 'alerts.db'", "at `$.sources[0]`: put it above the first [section]"),
        ("[web]\nstation = 'hill'", "at `$.web`: put it above the first [section]"),
        ("store = 3", "must be a path in quotes, not 3"),
        ("[[brokers]]\nurl = 'mqtts://hill:secret@b'", "password_file"),
    ],
)
@pytest.mark.parametrize("command", ["config", "run"])
def test_a_mistake_is_told_with_what_to_write_instead(
    tmp_path: Path, capsys: Captured, command: str, text: str, remedy: str
) -> None:
    words = ["config", "check"] if command == "config" else ["run"]
    assert main([*words, str(written(tmp_path, text))]) == 1
    said = capsys.readouterr().err
    assert remedy in said
    assert said.count("\n") == 1
    assert "secret" not in said.replace("password_file", "")


def test_a_file_that_is_no_text_is_named_with_the_line(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "station.toml"
    file.write_bytes(b"# a\nstation = 'h\xfcgel'\n")
    (line,) = complaints(file, capsys)
    assert line == "line 2 is not UTF-8 text: save it as UTF-8, or rewrite the line"


@pytest.mark.parametrize("place", ["/proc/station.toml", "no/where/station.toml"])
def test_a_file_that_cannot_be_begun_is_one_line(
    tmp_path: Path, capsys: Captured, place: str
) -> None:
    assert main(["config", "init", str(tmp_path / place)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"beacon406: {tmp_path / place}: ")
    assert "Errno" not in said
    assert "write it as another user (sudo), or to a folder of yours" in said


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
