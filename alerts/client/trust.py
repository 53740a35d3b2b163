"""Whose signature counts: pinned keys, or those that each station showed first.

With pinned keys only what they verify is believed. Without, a station that has never shown a key
is believed as it is (and said to be unsigned); from the first key on that is seen of it, only what
that key verifies. To trust another one, start again: as with ssh, somebody should look why.
"""

from pathlib import Path
from typing import Self

from alerts.client.items import Origin
from alerts.refusal import Refusal, RefusedError
from alerts.signing import Verdict, verify
from alerts.signing_keys import PublicKeys, read_jwk_set, read_pinned_keys

STATIONS_MAX = 10_000

REFUSALS = {
    Verdict.UNSIGNED: Refusal.UNSIGNED,
    Verdict.UNKNOWN_KEY: Refusal.UNKNOWN_KEY,
    Verdict.FORGED: Refusal.FORGED,
}


class Trust:
    """On first use, unless keys are pinned."""

    def __init__(self, pinned: PublicKeys | None = None) -> None:
        self._pinned = pinned
        self._seen: dict[str, PublicKeys] = {}

    @classmethod
    def in_file(cls, path: Path) -> Self:
        """A JWK set, such as a station publishes on its topic `keys`."""
        return cls(read_pinned_keys(path))

    @property
    def is_pinned(self) -> bool:
        return self._pinned is not None

    def learn(self, station: str, document: bytes) -> None:
        """What a station shows on its topic `keys`."""
        try:
            shown = read_jwk_set(document)
        except ValueError as error:
            raise RefusedError(Refusal.MALFORMED, str(error)) from None
        if not shown or self.is_pinned:
            return
        seen = self._seen.get(station)
        if seen is None and len(self._seen) < STATIONS_MAX:
            self._seen[station] = shown
        elif seen is None or seen.keys() != shown.keys():
            raise RefusedError(Refusal.KEYS_CHANGED, station)

    def judge(self, station: str, document: bytes) -> Origin:
        """RefusedError where a key is known and this was not signed with it."""
        keys = self._pinned if self._pinned is not None else self._seen.get(station)
        verdict = verify(document, keys or {})
        if verdict in REFUSALS and (keys is not None or verdict is Verdict.FORGED):
            raise RefusedError(REFUSALS[verdict], station)
        return Origin(verdict, self.is_pinned)
