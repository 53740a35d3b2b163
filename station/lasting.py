"""Ways out that cannot be used: for a moment that is nothing, for longer it is a fault."""

from collections.abc import Mapping

LASTING_S = 60.0


class Lasting:
    """Each trouble by the name of its broker or gateway; times by the clock that is never set."""

    def __init__(self) -> None:
        self._since_s: dict[str, float] = {}

    def faults(self, troubles: Mapping[str, str], now_s: float) -> list[str]:
        """Those of the troubles of now that have been there for long."""
        since_s = {name: self._since_s.get(name, now_s) for name in troubles}
        self._since_s = since_s
        return [trouble for name, trouble in troubles.items() if now_s - since_s[name] >= LASTING_S]
