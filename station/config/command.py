"""`beacon406 config`: check a station's configuration file, show all of it, or begin one."""

import re
import socket
from argparse import Namespace
from pathlib import Path

from alerts.errors import AlertSettingError
from station.config.check import problems, remarks
from station.config.config import read_config
from station.config.example import begun
from station.config.text import lines_of
from station.report import complain

SYSTEM, SYSTEM_STATE = Path("/etc"), "/var/lib/beacon406"
"""A service may not write beside its configuration."""


def run(arguments: Namespace) -> int:
    path: Path = arguments.path
    match arguments.action:
        case "check":
            return _check(path, is_correlator=arguments.correlator)
        case "show":
            print("\n".join(lines_of(read_config(path.absolute()))))
        case "init":
            _init(path)
    return 0


def _check(path: Path, *, is_correlator: bool) -> int:
    found = problems(path, is_correlator=is_correlator)
    for problem in found:
        complain(problem)
    if found:
        return 1
    config = read_config(path)
    if is_correlator:
        who, by = "correlator", [broker.name for broker in config.brokers]
    else:
        who, by = "station", [source.label for source in config.sources]
    print(f"{path}: {who} {config.station} can run with it; it hears by {', '.join(by)}")
    for remark in remarks(config, is_correlator=is_correlator):
        print(f"  {remark}")
    return 0


def _init(path: Path) -> None:
    state = SYSTEM_STATE if path.resolve().is_relative_to(SYSTEM) else "state"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(begun(_own_name(), state))
    except FileExistsError:
        raise AlertSettingError(f"{path}: is there already, and is kept: give another") from None
    except OSError as error:
        remedy = "write it as another user (sudo), or to a folder of yours that is there"
        raise AlertSettingError(f"{path}: {error.strerror}: {remedy}") from None
    print(f"{path}: written; name the receiver and the broker in it, then: config check {path}")


def _own_name() -> str:
    """The machine's, as far as it can be a station's."""
    name = socket.gethostname().partition(".")[0]
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)[:40] or "station"
