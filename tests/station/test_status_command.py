"""`beacon406 status`: what it prints of a station that is asked over HTTP, and its exit codes."""

import json
import subprocess
from argparse import Namespace
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from msgspec.structs import replace
from receivers_made_up import CLOCK, CONDITION, NOW_S, ROOF, TEST_BURST
from web_running import LOCAL, Running, running, tokens

from alerts.store.store import Store
from station.main import main
from station.status.command import run
from station.threads import in_thread
from station.web.health import Condition
from station.web.settings import Right, WebSettings

WELL = replace(CONDITION, fault=None, sources=(ROOF,))
Captured = pytest.CaptureFixture[str]


async def asked(
    condition: Condition,
    captured: Captured,
    settings: WebSettings = LOCAL,
    *,
    name: Callable[[Running], str] = lambda station: station.web.url,
    **options: object,
) -> tuple[int, str, str]:
    """Exit code, output, and what is complained of."""
    given = {"json": False, "token_file": None, "ca_file": None, **options}
    with Store(clock=lambda: NOW_S) as store:
        store.set_brokers(["primary"])
        async with running(
            store, settings, condition=lambda: condition, channels=["primary"]
        ) as station:
            arguments = Namespace(station=name(station), **given)
            code = await in_thread(lambda: run(arguments))
    said = captured.readouterr()
    return code, said.out, said.err


async def test_a_station_that_works_is_told_in_lines(capsys: Captured) -> None:
    code, out, err = await asked(WELL, capsys)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "hill is online: working"
    for part in (
        "roof (rtl_sdr): It hears: the noise floor is 0.3 dB above its usual.",
        "noise floor   -101.2 dBFS/Hz",
        "gain          32.8 dB",
        "lost          512 of 1024000512 samples",
        "opened again  2 times",
        "crystal       -1.25 ppm, within 0.2",
        "heard         3 distress, 1 self test",
        "primary  0      0        0        can be used",
        "clock       within 4 ms",
        "test burst  came out 1 h ago; one every 6 h",
    ):
        assert part in out, out


async def test_what_is_broken_comes_first_and_is_the_exit_code(capsys: Captured) -> None:
    code, out, _ = await asked(CONDITION, capsys)
    assert code == 1
    assert out.splitlines()[0].startswith("hill is degraded: receiver mast: ")
    assert "mast (rtl_tcp): mast: rtl_tcp 10.4.0.6" in out


async def test_what_is_not_known_is_said_so(capsys: Captured) -> None:
    clock = replace(CLOCK, error_s=None)
    late = replace(TEST_BURST, problem="a test burst has not come out at primary")
    _, out, _ = await asked(replace(WELL, clock=clock, test_burst=late), capsys)
    assert "clock       nobody sets it" in out
    assert "test burst  a test burst has not come out at primary" in out
    bare = replace(WELL, clock=None, test_burst=replace(TEST_BURST, every_s=0.0))
    _, out, _ = await asked(bare, capsys)
    assert "clock       not looked at" in out
    assert "test burst  off" in out


async def test_json_is_the_whole_document(capsys: Captured) -> None:
    code, out, _ = await asked(CONDITION, capsys, json=True)
    assert code == 1
    assert [each["name"] for each in json.loads(out)["sources"]] == ["roof", "mast"]


async def test_a_configuration_says_where_to_ask_and_with_which_token(
    tmp_path: Path, capsys: Captured
) -> None:
    people = tokens(tmp_path, anna=[Right.READ])
    settings = WebSettings(port=0, tokens=people, anonymous=False)
    code, _, err = await asked(WELL, capsys, settings)
    assert code == 3
    assert "the station refuses: this needs a token" in err

    def file_of(station: Running) -> str:
        file = tmp_path / "station.toml"
        port = station.web.url.rpartition(":")[2]
        text = f"station = 3\n[web]\nport = {port}\nanonymous = false\n"
        file.write_text(f"{text}[[web.tokens]]\nname = 'anna'\nfile = 'anna.token'\n")
        return str(file)

    assert (await asked(WELL, capsys, settings, name=file_of))[0] == 0
    assert (await asked(WELL, capsys, settings, token_file=people[0].file))[0] == 0


async def test_with_tls_the_station_s_own_certificate_is_enough(
    tmp_path: Path, capsys: Captured
) -> None:
    settings = WebSettings(
        host="0.0.0.0",
        port=0,
        tokens=tokens(tmp_path, anna=[Right.READ]),
        certificate_file=tmp_path / "hill.pem",
        key_file=tmp_path / "hill.key",
    )
    for name in ("other", "hill"):
        make_certificate(tmp_path, name)

    def told(certificate: str) -> Callable[[Running], str]:
        def file_of(station: Running) -> str:
            file = tmp_path / "station.toml"
            port = station.web.url.rpartition(":")[2]
            file.write_text(
                f"[web]\nhost = '0.0.0.0'\nport = {port}\ncertificate_file = '{certificate}.pem'\n"
                f"key_file = '{certificate}.key'\n"
                "[[web.tokens]]\nname = 'anna'\nfile = 'anna.token'\n"
            )
            return str(file)

        return file_of

    assert (await asked(WELL, capsys, settings, name=told("hill")))[0] == 0
    code, _, err = await asked(WELL, capsys, settings, name=told("other"))
    assert code == 3
    assert "certificate" in err


def make_certificate(folder: Path, name: str) -> None:
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    files = ["-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem")]
    subject = ["-subj", "/CN=station.example.org"]
    subprocess.run([*command.split(), *subject, *files], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("station", "complaint"),
    [
        ("http://127.0.0.1:1", "http://127.0.0.1:1: Connection refused: is the station running?"),
        ("ftp://127.0.0.1", "must be http://HOST:PORT"),
        ("http://127.0.0.1:99999", "must be http://HOST:PORT"),
        ("/no/station.toml", "/no/station.toml: No such file or directory"),
        ("{folder}/bare.toml", "has no [web]"),
        ("{folder}/any.toml", "web port 0 is any"),
        ("{folder}/secret.toml", "web token anna {folder}/no: No such file or directory"),
        ("{folder}/systemd.toml", "none is in a file: give --token-file"),
    ],
)
def test_where_nobody_can_be_asked_it_is_one_line_and_nobody_knows(
    tmp_path: Path, capsys: Captured, station: str, complaint: str
) -> None:
    token = "anonymous = false\n[[web.tokens]]\nname = 'anna'"
    for name, text in (
        ("bare", ""),
        ("any", "[web]\nport = 0"),
        ("secret", f"[web]\n{token}\nfile = 'no'"),
        ("systemd", f"[web]\n{token}\ncredential = 'anna'"),
    ):
        (tmp_path / f"{name}.toml").write_text(text)
    assert main(["status", station.format(folder=tmp_path)]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert complaint.format(folder=tmp_path) in said.err
    assert said.err.count("\n") == 1


def test_what_answers_may_speak_no_tls(capsys: Captured) -> None:
    class Other(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing of the server's belongs among our output."""

    with HTTPServer(("127.0.0.1", 0), Other) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        place = f"127.0.0.1:{server.server_port}"
        assert main(["status", f"https://{place}"]) == 3
        thread.join()
    said = capsys.readouterr().err
    assert said == f"beacon406: https://{place}: does not speak TLS: ask http://{place}\n"


def test_what_answers_may_be_no_station(capsys: Captured) -> None:
    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>")

    with HTTPServer(("127.0.0.1", 0), Other) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        assert main(["status", f"http://127.0.0.1:{server.server_port}"]) == 3
        thread.join()
    assert "this is no station of this version" in capsys.readouterr().err
