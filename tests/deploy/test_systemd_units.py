"""The units as systemd reads them, and as exposed as promised (systemd-analyze(1), security)."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from confinement import (
    KNOWS_MDWE,
    PR_GET_MDWE,
    PR_MDWE_REFUSE_EXEC_GAIN,
    Filter,
    allowed_calls,
    deny_write_execute,
)

from station.main import build_parser

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))
STATION = ROOT / "deploy/systemd/beacon406.service"
DAEMONS = [unit for unit in UNITS if "test-alert" not in unit.stem]
EXPOSURE_MAX = 3.0
COMMAND = "/opt/beacon406/current/bin/beacon406"
RECORDING = next((ROOT / "recordings/shipped").glob("*.sigmf-meta"))


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command], check=False, capture_output=True, text=True
    )


def settings(unit: Path, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", unit.read_text(), re.MULTILINE)


def test_there_are_a_station_a_correlator_and_a_test_alert() -> None:
    names = ["beacon406-correlator", "beacon406-test-alert", "beacon406"]
    assert [unit.stem for unit in UNITS] == names


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_is_understood_by_systemd(unit: Path, tmp_path: Path) -> None:
    """Of a copy whose command is there, as it has to be; where all is well, nothing is said."""
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text().replace(COMMAND, sys.executable))
    said = run("systemd-analyze", "verify", "--man=no", copy)
    assert said.returncode == 0, said.stderr
    assert unit.stem not in said.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_exposes_little(unit: Path) -> None:
    said = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit)
    exposure = re.search(r"Overall exposure level for .*: ([0-9.]+)", said.stdout)
    assert exposure is not None, said.stderr
    assert float(exposure[1]) <= EXPOSURE_MAX


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_command_that_there_is(unit: Path) -> None:
    (line,) = settings(unit, "ExecStart")
    command, *words = line.split()
    assert command == COMMAND
    assert build_parser().parse_args(words).config.is_relative_to("/etc/beacon406")


def test_the_test_alert_has_its_day() -> None:
    timer = STATION.with_name("beacon406-test-alert.timer")
    assert run("systemd-analyze", "verify", "--man=no", timer).stderr == ""
    (when,) = settings(timer, "OnCalendar")
    assert run("systemd-analyze", "calendar", when).returncode == 0


@pytest.mark.parametrize("unit", DAEMONS, ids=lambda unit: unit.stem)
def test_a_unit_is_started_again_for_ever(unit: Path) -> None:
    assert settings(unit, "Restart") == ["always"]
    assert settings(unit, "StartLimitIntervalSec") == ["0"]


def test_the_station_is_watched_and_not_delayed_by_the_network() -> None:
    assert settings(STATION, "Type") == ["notify"]
    assert int(settings(STATION, "WatchdogSec")[0]) <= 30
    assert "network-online.target" not in " ".join(settings(STATION, "(?:After|Wants|Requires)"))


def hides_dongles(unit: str) -> list[str]:
    """Why a service so confined could not open one: systemd.exec(5), systemd.resource-control(5).

    It is a character device of USB that udev gives to plugdev, and libusb learns of it by netlink.
    """

    def words(key: str) -> list[str]:
        return " ".join(re.findall(rf"^{key}=(.*)$", unit, re.MULTILINE)).split()

    wrong = {
        "DeviceAllow": re.search(r"^DeviceAllow=char-usb_device rw$", unit, re.MULTILINE) is None,
        "RestrictAddressFamilies": "AF_NETLINK" not in words("RestrictAddressFamilies"),
        "SupplementaryGroups": "plugdev" not in words("SupplementaryGroups"),
    }
    for key in ("PrivateDevices", "PrivateUsers", "PrivateNetwork"):
        wrong[key] = words(key)[-1:] not in ([], ["no"])
    return [key for key, is_wrong in wrong.items() if is_wrong]


def test_the_station_can_open_a_dongle() -> None:
    assert hides_dongles(STATION.read_text()) == []
    rules = (ROOT / "deploy/udev").glob("*.rules")
    groups = set(re.findall(r'GROUP="(\w+)"', "".join(each.read_text() for each in rules)))
    assert groups == {"plugdev"}


@pytest.mark.parametrize(
    ("there", "instead", "key"),
    [
        ("DeviceAllow=char-usb_device rw\n", "", "DeviceAllow"),
        ("DeviceAllow=char-usb_device rw\n", "DeviceAllow=char-usb_device r\n", "DeviceAllow"),
        (" AF_NETLINK", "", "RestrictAddressFamilies"),
        ("SupplementaryGroups=plugdev audio", "SupplementaryGroups=audio", "SupplementaryGroups"),
        ("PrivateTmp=yes", "PrivateTmp=yes\nPrivateDevices=yes", "PrivateDevices"),
        ("PrivateTmp=yes", "PrivateTmp=yes\nPrivateUsers=yes", "PrivateUsers"),
        ("PrivateTmp=yes", "PrivateTmp=yes\nPrivateNetwork=yes", "PrivateNetwork"),
    ],
)
def test_a_unit_that_hides_dongles_is_noticed(there: str, instead: str, key: str) -> None:
    unit = STATION.read_text()
    assert there in unit
    assert hides_dongles(unit.replace(there, instead)) == [key]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_the_system_calls_of_a_unit_are_known(unit: Path) -> None:
    """systemd drops a name that it does not know with a warning that nobody reads."""
    for word in " ".join(settings(unit, "SystemCallFilter")).replace("~", "").split():
        listed = run("systemd-analyze", "syscall-filter", word if word[0] == "@" else "@known")
        assert listed.returncode == 0, listed.stderr
        assert word in listed.stdout.split()


@pytest.mark.skipif(not KNOWS_MDWE, reason="this kernel cannot deny writable code by prctl")
def test_decoding_and_callbacks_from_c_need_no_writable_code() -> None:
    """ctypes calls back for librtlsdr, as qsort does here; decoding is what numpy and scipy do."""
    script = f"""
import ctypes
from station.main import main
c = ctypes.CDLL(None)
assert c.prctl({PR_GET_MDWE}, 0, 0, 0, 0) == {PR_MDWE_REFUSE_EXEC_GAIN}
number = ctypes.POINTER(ctypes.c_int)
compare = ctypes.CFUNCTYPE(ctypes.c_int, number, number)(lambda a, b: a[0] - b[0])
numbers = (ctypes.c_int * 3)(3, 1, 2)
c.qsort(numbers, 3, 4, compare)
assert list(numbers) == [1, 2, 3]
raise SystemExit(main(["replay", {str(RECORDING)!r}]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        preexec_fn=deny_write_execute,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_the_station_lives_within_its_system_calls() -> None:
    """Decoding, a store on disk, a socket, the clock's quality; it cannot set the clock."""
    script = f"""
import socket, tempfile, time
from pathlib import Path
from alerts.store.store import Store
from station.clock_quality import clock_quality
from station.main import main
assert main(["replay", {str(RECORDING)!r}]) == 0
with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "alerts.db") as store:
    store.set_brokers(["primary"])
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname()).close()
assert "not tell" not in clock_quality().source, clock_quality()
try:
    time.clock_settime(time.CLOCK_REALTIME, time.time())
except PermissionError:
    raise SystemExit(0)
raise SystemExit("the clock can be set")
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        preexec_fn=Filter(allowed_calls(STATION)).put_on,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
