"""Whether the station's own test bursts come out where alerts do. No clock: times are arguments."""

from collections.abc import Sequence


class Proof:
    """
    arrived_s   Unix time at which one was last seen at every place
    """

    def __init__(self, places: Sequence[str], within_s: float) -> None:
        self.arrived_s: float | None = None
        self._places = tuple(places)
        self._within_s = within_s
        self._sent_s: float | None = None
        self._missing: dict[str, float] = {}
        """Since when: the first burst that has not come."""

    def sent(self, now_s: float) -> None:
        """A burst has been mixed into the samples."""
        self._sent_s = now_s
        for place in self._places:
            self._missing.setdefault(place, now_s)

    def came(self, place: str, now_s: float) -> None:
        """One was seen there."""
        self._missing.pop(place, None)
        if self._sent_s is not None and not self._missing:
            self.arrived_s = now_s

    def problem(self, now_s: float) -> str | None:
        """Which place has waited for one for too long."""
        late = [
            place for place, since_s in self._missing.items() if now_s - since_s > self._within_s
        ]
        if not late:
            return None
        waited_s = now_s - min(self._missing[place] for place in late)
        return (
            f"a test burst mixed into the samples {waited_s:.0f} s ago has not come out at"
            f" {' and '.join(late)}: what is heard may not arrive"
        )
