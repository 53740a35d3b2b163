"""udev(7) rules and modprobe.d(5), which Debian 12 has no program to verify (udevadm: from 254)."""

import re
import subprocess
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = DEPLOY / "udev/60-beacon406-rtlsdr.rules"
MATCHES = {"ACTION", "SUBSYSTEM", "ENV{DEVTYPE}", "ATTR{idVendor}", "ATTR{idProduct}"}
ASSIGNMENTS = {"GOTO", "LABEL", "MODE", "GROUP", "TAG"}
PART = re.compile(r'([A-Z]+(?:\{\w+\})?)(==|!=|\+=|=)"([^"]*)"')


def rules() -> list[list[tuple[str, str, str]]]:
    lines = [line for line in RULES.read_text().splitlines() if line and line[0] != "#"]
    parsed = [[PART.fullmatch(part) for part in line.split(", ")] for line in lines]
    return [[(m[1], m[2], m[3]) for m in line if m is not None] for line in parsed if all(line)]


def test_each_line_is_a_rule() -> None:
    lines = [line for line in RULES.read_text().splitlines() if line and line[0] != "#"]
    assert len(rules()) == len(lines)
    for rule in rules():
        for key, operator, _ in rule:
            assert key in (MATCHES if operator in ("==", "!=") else ASSIGNMENTS)


def test_udevadm_finds_nothing_wrong_where_it_can_tell() -> None:
    said = subprocess.run(
        ["udevadm", "verify", str(RULES)], check=False, capture_output=True, text=True
    )
    assert said.returncode == 0 or "Unknown command verb" in said.stderr, said.stderr


def test_dongles_are_for_the_group_and_for_who_sits_there_and_nobody_else() -> None:
    given = [rule for rule in rules() if ("ATTR{idVendor}", "==", "0bda") in rule]
    products = {value for rule in given for key, _, value in rule if key == "ATTR{idProduct}"}
    assert products == {"2832", "2838"}
    for rule in given:
        assert {("MODE", "=", "0660"), ("GROUP", "=", "plugdev"), ("TAG", "+=", "uaccess")} <= {
            *rule
        }


def test_every_jump_lands() -> None:
    labels = {value for rule in rules() for key, _, value in rule if key == "LABEL"}
    assert {value for rule in rules() for key, _, value in rule if key == "GOTO"} == labels


def test_the_kernel_leaves_the_dongle_alone() -> None:
    lines = (DEPLOY / "modprobe/beacon406-rtlsdr.conf").read_text().splitlines()
    assert [line for line in lines if line[0] != "#"] == ["blacklist dvb_usb_rtl28xxu"]
