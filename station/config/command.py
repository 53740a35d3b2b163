"""`beacon406 config`: check a station's configuration file, show all of it, or begin one."""

import re
import socket
from argparse import Namespace
from pathlib import Path

from alerts.errors import AlertSettingError
from station.config.check import problems, remarks
from station.config.config import Config, read_config
from station.config.example import begun
from station.config.text import lines_of
from station.report import complain

SYSTEM, SYSTEM_STATE = Path("/etc"), "/var/lib/beacon406"
"""A service may not write beside its configuration."""


def run(arguments: Namespace) -> int:
    path: Path = arguments.path
    match arguments.action:
        case "check":
            return _check(path)
        case "show":
            print("\n".join(lines_of(read_config(path.absolute()))))
        case "init":
            _init(path)
    return 0


def _check(path: Path) -> int:
    found = problems(path)
    for problem in found:
        complain(problem)
    if found:
        return 1
    config = read_config(path)
    print(f"{path}: {_summary(config)}")
    for remark in remarks(config):
        print(f"  {remark}")
    return 0


def _summary(config: Config) -> str:
    receivers = ", ".join(source.label for source in config.sources)
    return f"station {config.station} can run with it; it hears by {receivers}"


def _init(path: Path) -> None:
    state = SYSTEM_STATE if path.resolve().is_relative_to(SYSTEM) else "state"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(begun(_own_name(), state))
    except FileExistsError:
        raise AlertSettingError(f"{path}: is there already, and is kept: give another") from None
    print(f"{path}: written; name the receiver and the broker in it, then: config check {path}")


def _own_name() -> str:
    """The machine's, as far as it can be a station's."""
    name = socket.gethostname().partition(".")[0]
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)[:40] or "station"
