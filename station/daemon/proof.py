"""Whether the station's own test bursts come out where alerts do. No clock: times are arguments."""

from collections.abc import Collection, Sequence


class Proof:
    """For each receiver and each place by itself: one that works does not speak for another.

    Waiting is counted by the clock that is never set. Any thread may ask how it is.
    """

    def __init__(self, places: Sequence[str], within_s: float) -> None:
        self._places = tuple(places)
        self._within_s = within_s
        self._missing: dict[tuple[str, str], float] = {}
        """By receiver and place, since when: the first burst that has not come."""
        self._proven_utc_s: dict[str, float] = {}

    def moved(self, places: Sequence[str], within_s: float, receivers: Sequence[str]) -> "Proof":
        """The same with other settings: what is missing stays so where it can still come."""
        proof = Proof(places, within_s)
        proof._proven_utc_s = {
            receiver: utc_s
            for receiver, utc_s in self._proven_utc_s.items()
            if receiver in receivers
        }
        proof._missing = {
            (receiver, place): since_s
            for (receiver, place), since_s in self._missing.items()
            if receiver in receivers and place in places
        }
        return proof

    def sent(self, receiver: str, now_s: float) -> None:
        """A burst has been mixed into its samples."""
        for place in self._places:
            self._missing.setdefault((receiver, place), now_s)

    def came(self, receiver: str, place: str, utc_s: float) -> None:
        """That receiver's was seen there."""
        waited = self._missing.pop((receiver, place), None)
        if waited is not None and not any(each == receiver for each, _ in self._missing):
            self._proven_utc_s[receiver] = utc_s

    def proven_utc_s(self, receivers: Collection[str]) -> float | None:
        """Since when at the least all of these work: the earliest of their last proofs; None where
        one never gave any."""
        times = [self._proven_utc_s.get(receiver) for receiver in receivers]
        known = [each for each in times if each is not None]
        return min(known) if known and len(known) == len(times) else None

    def late(self, now_s: float) -> dict[tuple[str, str], float]:
        """Receivers and places that have waited for too long, and since when."""
        return {
            pair: since_s
            for pair, since_s in dict(self._missing).items()
            if now_s - since_s > self._within_s
        }

    def problem(self, now_s: float) -> str | None:
        """In a sentence."""
        late = self.late(now_s)
        if not late:
            return None
        receivers = " and ".join(dict.fromkeys(receiver for receiver, _ in late))
        places = " and ".join(dict.fromkeys(place for _, place in late))
        return (
            f"a test burst mixed into the samples of {receivers} {now_s - min(late.values()):.0f} s"
            f" ago has not come out at {places}: what is heard may not arrive"
        )
