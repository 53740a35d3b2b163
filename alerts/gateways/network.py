"""What stands between a gateway and its server, in words.

Made from the system's and OpenSSL's reasons alone: what libraries write may quote a URL.
"""

import ssl
from collections.abc import Iterator


def trouble(error: BaseException) -> str:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                f"its certificate is not trusted: {cause.verify_message}"
                f" (ca_file may name the authority's certificate)"
            )
        if isinstance(cause, ssl.SSLError):
            return f"no TLS connection: {(cause.reason or 'failed').replace('_', ' ').lower()}"
        if isinstance(cause, OSError) and cause.strerror:
            return f"cannot be reached: {cause.strerror}"
    return "the connection was lost"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Innermost first; attempts at several addresses come as a group."""
    if error is None:
        return
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _causes(each)
    yield from _causes(error.__cause__ or error.__context__)
    yield error
