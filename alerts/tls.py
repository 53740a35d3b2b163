"""TLS 1.2 at least; as a client the other side's certificate and name are always verified."""

import ssl
from pathlib import Path

from alerts.errors import AlertSettingError

File = Path | str | None


def client_context(
    what: str, *, ca_file: File, certificate_file: File, key_file: File
) -> ssl.SSLContext:
    """`what` is named in errors.

    ca_file           of the authority that vouches for the other side, if not a public one
    certificate_file  our own, where the other side wants one
    key_file          and its key, not encrypted
    """
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise AlertSettingError(f"{what}: ca_file {ca_file}: {_reason(error)}") from None
    if certificate_file is not None and key_file is not None:
        _load(context, what, certificate_file, key_file)
    return context


def server_context(
    what: str, *, certificate_file: Path | str, key_file: Path | str
) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    _load(context, what, certificate_file, key_file)
    return context


def _load(
    context: ssl.SSLContext, what: str, certificate_file: Path | str, key_file: Path | str
) -> None:
    try:
        # Else OpenSSL would ask at the terminal for the password of an encrypted key.
        context.load_cert_chain(certificate_file, key_file, password="")
    except OSError as error:
        raise AlertSettingError(
            f"{what}: certificate_file {certificate_file}, key_file {key_file}: {_reason(error)}"
        ) from None


def _reason(error: OSError) -> str:
    """OpenSSL's own word, or else the system's: an SSLError is an OSError too."""
    if isinstance(error, ssl.SSLError):
        return (
            (error.reason or "is no certificate, or the key is encrypted").replace("_", " ").lower()
        )
    return error.strerror or str(error)
