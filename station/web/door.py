"""Who a request is from, and whether he may."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alerts.mqtt.broker_url import is_loopback
from station.web.access import Access, Caller, Token
from station.web.guard import name_of
from station.web.settings import Right, WebSettings

COOKIE = "beacon406"
COOKIE_S = 90 * 86400
PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "via")
"""Headers of a request that another machine sent, though it comes from this one."""


class Door:
    def __init__(self, settings: WebSettings, access: Access) -> None:
        self._settings = settings
        self._access = access

    def caller(self, request: Request, right: Right = Right.READ, *others: Right) -> Caller:
        """Who it is, if he has that right, or one of the others."""
        caller = self._known(request)
        if caller.rights & {right, *others}:
            return caller
        if caller.name is None:
            raise HTTPException(401, "this needs a token: Authorization: Bearer TOKEN")
        raise HTTPException(403, f"the token {caller.name} has no right to {right}")

    def token(self, request: Request) -> Token:
        """That a request brings, whatever its rights."""
        token = self._access.by_token(bearer(request) or "")
        if token is None:
            raise HTTPException(401, "no such token")
        return token

    def remember(self, response: Response, token: Token) -> None:
        response.set_cookie(
            COOKIE,
            token.session,
            max_age=COOKIE_S,
            secure=self._settings.has_tls,
            httponly=True,
            samesite="strict",
        )

    def forget(self, response: Response) -> None:
        response.delete_cookie(COOKIE, httponly=True, samesite="strict")

    def _known(self, request: Request) -> Caller:
        if bearer(request) is not None:
            return self.token(request).caller
        token = self._access.by_session(request.cookies.get(COOKIE, ""))
        return self._stranger(request) if token is None else token.caller

    def _stranger(self, request: Request) -> Caller:
        is_here = (
            self._settings.anonymous
            and self._settings.is_local
            and is_loopback(name_of(request.headers.get("host", "")) or "")
            and not any(name in request.headers for name in PROXIED)
        )
        return Caller(None, frozenset({Right.READ} if is_here else ()))


def bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
