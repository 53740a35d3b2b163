"""Who asks, and what he may see and do.

A program sends its token (RFC 6750, `Authorization: Bearer`). A browser exchanges it once for a
cookie, because an EventSource cannot send a header; the cookie is made from the token and is good
until the token is changed.
"""

import hmac
import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from alerts.errors import AlertSettingError
from alerts.mqtt.broker_settings import CREDENTIALS_DIRECTORY
from alerts.mqtt.broker_url import read_password_file
from decoder.message import MessageClass
from station.web.settings import Right, TokenSettings

TOKEN_LENGTH_MIN = 20
COVERT = MessageClass.SHIP_SECURITY


class Caller(msgspec.Struct, frozen=True):
    """Without a name: nobody known, who may read from this machine or nothing."""

    name: str | None = None
    rights: frozenset[Right] = frozenset()

    @property
    def sees(self) -> frozenset[MessageClass]:
        """The classes that exist for him."""
        if Right.READ not in self.rights:
            return frozenset()
        return frozenset(MessageClass) - ({COVERT} - self._covert)

    @property
    def _covert(self) -> frozenset[MessageClass]:
        return frozenset({COVERT}) if Right.SHIP_SECURITY in self.rights else frozenset()


class Token(msgspec.Struct, frozen=True):
    secret: bytes
    caller: Caller

    @property
    def session(self) -> str:
        """What stands for it in a cookie, and is no use as a token."""
        return hmac.digest(self.secret, b"beacon406 session", sha256).hex()


class Access:
    """Read once, at the start."""

    def __init__(self, settings: Sequence[TokenSettings], environment: Mapping[str, str]) -> None:
        self._tokens = [_read(each, environment) for each in settings]
        if len({token.secret for token in self._tokens}) < len(self._tokens):
            raise AlertSettingError("web tokens: two are the same: give each person their own")

    @property
    def has_overview(self) -> bool:
        return any(Right.OVERVIEW in token.caller.rights for token in self._tokens)

    def by_token(self, secret: str) -> Token | None:
        """Every comparison takes as long, whether it is right at first or at last."""
        given = secret.encode()
        matches = [each for each in self._tokens if hmac.compare_digest(each.secret, given)]
        return matches[0] if matches else None

    def by_session(self, session: str) -> Token | None:
        given = session.encode()
        matches = [
            each for each in self._tokens if hmac.compare_digest(each.session.encode(), given)
        ]
        return matches[0] if matches else None


def read_access(settings: Sequence[TokenSettings]) -> Access:
    return Access(settings, os.environ)


def _read(settings: TokenSettings, environment: Mapping[str, str]) -> Token:
    what = f"web token {settings.name}"
    secret = read_password_file(_path(settings, environment), what).strip()
    if len(secret) < TOKEN_LENGTH_MIN or not secret.isascii() or not secret.isprintable():
        raise AlertSettingError(
            f"{what}: must be {TOKEN_LENGTH_MIN} or more plain characters:"
            " make one with: openssl rand -hex 32"
        )
    return Token(secret.encode(), Caller(settings.name, _rights(settings)))


def _rights(settings: TokenSettings) -> frozenset[Right]:
    """Who may acknowledge or see covert alerts has to see what he does."""
    given = frozenset(settings.rights)
    return given if given == {Right.OVERVIEW} else given | {Right.READ}


def _path(settings: TokenSettings, environment: Mapping[str, str]) -> Path:
    if settings.file is not None:
        return settings.file
    assert settings.credential is not None
    if CREDENTIALS_DIRECTORY not in environment:
        raise AlertSettingError(
            f"web token {settings.name}: credential {settings.credential!r}: systemd gave none:"
            f" add LoadCredential={settings.credential}:FILE to the unit"
        )
    return Path(environment[CREDENTIALS_DIRECTORY]) / settings.credential
