"""Threads that hang: Python can end none, only the process can, which its supervisor then starts
anew. It costs the other receivers seconds, so they have a say in when."""

from collections.abc import Mapping

ALONE_S = 60.0
"""Nothing is heard anyway."""
BESIDE_S = 3600.0
"""Others hear: somebody may come and pull the plug."""


class HangError(Exception):
    """The process has to be started anew."""


def check_hangs(hanging_s: Mapping[str, float], *, others_hear: bool) -> None:
    """HangError where one of those, by its name, has hung for too long."""
    longest_s = BESIDE_S if others_hear else ALONE_S
    for name, for_s in hanging_s.items():
        if for_s > longest_s:
            raise HangError(
                f"receiver {name} has hung for {for_s:.0f} s: only a new start helps: whatever"
                " runs the station (systemd, a container) does that"
            )
