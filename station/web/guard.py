"""What every request has to pass, and what every answer says to a browser.

A page of another site must not read here through the visitor's browser: so the Host has to be one
of ours (DNS rebinding), and what changes something has to come from our own page.
"""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from station.web.answer import Problem, answer
from station.web.settings import WebSettings

BODY_BYTES_MAX = 4096
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
TRANSPORT_SECURITY = "max-age=31536000"
SAFE = ("GET", "HEAD")


def name_of(host: str) -> str | None:
    """Of a Host header, without its port; None where it is none."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def netloc_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


class Guard:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self._app = app
        self._names = {"localhost", settings.host.lower(), *map(str.lower, settings.hosts)}
        self._headers = dict(HEADERS)
        if settings.has_tls:
            self._headers["strict-transport-security"] = TRANSPORT_SECURITY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        problem = self._problem(scope["method"], Headers(scope=scope))
        if problem is None:
            await self._app(scope, receive, send_with_headers)
        else:
            status, why = problem
            await answer(Problem(why), status)(scope, receive, send_with_headers)

    def _problem(self, method: str, headers: Headers) -> tuple[int, str] | None:
        if not is_ours(name_of(headers.get("host", "")), self._names):
            return 421, "this server has another name: name it in hosts of its configuration"
        return None if method in SAFE else _change_problem(headers)


def _change_problem(headers: Headers) -> tuple[int, str] | None:
    """What is wrong with a request that may change something."""
    if int(headers.get("content-length", "0")) > BODY_BYTES_MAX:
        return 413, f"more than {BODY_BYTES_MAX} bytes are not read"
    if "transfer-encoding" in headers:
        return 411, "say how long the body is: Content-Length"
    origin = headers.get("origin")
    if origin is None and "authorization" not in headers:
        return 403, "a program sends its token: Authorization: Bearer TOKEN"
    if origin is not None and netloc_of(origin) != headers.get("host"):
        return 403, "another site's page may change nothing here"
    return None


def is_ours(name: str | None, names: Collection[str]) -> bool:
    """An address is nobody's name, so that no other site can have it."""
    if name is None:
        return False
    try:
        ip_address(name)
    except ValueError:
        return name in names
    return True
