"""Answers in JSON; what went wrong is one sentence in `error`."""

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alerts.store.errors import StoreError

JSON = "application/json"


class Problem(msgspec.Struct, frozen=True):
    error: str


def answer(document: msgspec.Struct, status: int = 200) -> Response:
    return Response(msgspec.json.encode(document), status, media_type=JSON)


async def refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = answer(Problem(_sentence(error)), error.status_code)
    response.headers.update(error.headers or {})
    if error.status_code == 401:
        response.headers["www-authenticate"] = 'Bearer realm="beacon406"'
    return response


async def store_failed(_: Request, error: Exception) -> Response:
    assert isinstance(error, StoreError)
    return answer(Problem("the store cannot be read now: try again"), 503)


def _sentence(error: HTTPException) -> str:
    """Starlette's own are a word or two."""
    own = {404: "there is nothing here", 405: "this cannot be done here"}
    is_own = error.detail in ("Not Found", "Method Not Allowed")
    return own[error.status_code] if is_own else error.detail
