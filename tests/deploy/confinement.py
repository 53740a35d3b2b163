"""What a unit does not allow, put on a process without systemd: systemd.exec(5)."""

import ctypes
import platform
import re
import subprocess
from pathlib import Path

# prctl(2): no page may ever become executable that was not so from the first. It is what the
# kernel knows of MemoryDenyWriteExecute=, which systemd 252 itself does by system call filters.
PR_SET_MDWE = 65
PR_GET_MDWE = 66
PR_MDWE_REFUSE_EXEC_GAIN = 1
KNOWS_MDWE = tuple(int(number) for number in platform.release().split(".")[:2]) >= (6, 3)

ALLOW = 0x7FFF0000
REFUSE = 0x00050001
"""SCMP_ACT_ALLOW, and SCMP_ACT_ERRNO(EPERM) of <seccomp.h>."""


def deny_write_execute() -> None:
    if ctypes.CDLL(None).prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) != 0:
        raise OSError("the kernel does not take it")


def members(word: str) -> set[str]:
    """Of a set such as @system-service, and of those within it."""
    if not word.startswith("@"):
        return {word}
    listed = subprocess.run(
        ["systemd-analyze", "syscall-filter", word], check=True, capture_output=True, text=True
    ).stdout.split("\n")[1:]
    inside = [line.strip() for line in listed if line.strip() and not line.strip().startswith("#")]
    return set[str]().union(*map(members, inside))


def allowed_calls(unit: Path) -> set[str]:
    """Its first line allows; later ones add, or take away with a ~."""
    allowed = members("@default")
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit.read_text(), re.MULTILINE):
        named = set[str]().union(*map(members, line.removeprefix("~").split()))
        allowed = allowed - named if line.startswith("~") else allowed | named
    return allowed


class Filter:
    """Made before a fork and put on after it, for good."""

    def __init__(self, allowed: set[str]) -> None:
        self._library = ctypes.CDLL("libseccomp.so.2")
        self._library.seccomp_init.restype = ctypes.c_void_p
        self._context = ctypes.c_void_p(self._library.seccomp_init(REFUSE))
        for name in allowed:
            number = self._library.seccomp_syscall_resolve_name(name.encode())
            if number >= 0:  # others are of other machines
                assert self._library.seccomp_rule_add(self._context, ALLOW, number, 0) == 0

    def put_on(self) -> None:
        if self._library.seccomp_load(self._context) != 0:
            raise OSError("the kernel takes no system call filter")
