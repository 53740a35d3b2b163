"""Ed25519 keys: the station's own in a file, everybody's public ones as a JWK set.

RFC 7517 (JWK), RFC 8037 (Ed25519 in it), RFC 7638 (a key's thumbprint, which is its ID here).
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from jwt.utils import base64url_decode, base64url_encode

from alerts.errors import AlertSettingError
from alerts.secret_file import make_secret, read_secret

PublicKeys = dict[str, Ed25519PublicKey]
"""By thumbprint."""

KEY_BYTES = 32


class Jwk(msgspec.Struct, frozen=True, kw_only=True):
    """One public key; members that are not ours are passed over, as RFC 7517 section 4 asks."""

    kty: str
    crv: str | None = None
    x: str | None = None
    kid: str | None = None
    alg: str = "EdDSA"
    use: Literal["sig"] = "sig"


class JwkSet(msgspec.Struct, frozen=True):
    keys: tuple[Jwk, ...]


def thumbprint(key: Ed25519PublicKey) -> str:
    """RFC 7638: SHA-256 of the members that RFC 8037 section 2 requires, in their order."""
    canonical = b'{"crv":"Ed25519","kty":"OKP","x":"%s"}' % base64url_encode(_raw(key))
    return base64url_encode(hashlib.sha256(canonical).digest()).decode()


def jwk_set(keys: Iterable[Ed25519PublicKey]) -> bytes:
    """The document on a station's topic `keys`, and the file that a coordinator pins."""
    return msgspec.json.encode(
        JwkSet(
            tuple(
                Jwk(
                    kty="OKP",
                    crv="Ed25519",
                    x=base64url_encode(_raw(key)).decode(),
                    kid=thumbprint(key),
                )
                for key in keys
            )
        )
    )


def read_jwk_set(document: bytes) -> PublicKeys:
    """The Ed25519 keys of a set, under their true thumbprints; ValueError where it is none."""
    try:
        keys = msgspec.json.decode(document, type=JwkSet).keys
    except RecursionError:
        raise ValueError("nested too deep") from None
    ours = [_public_key(key.x) for key in keys if (key.kty, key.crv) == ("OKP", "Ed25519")]
    return {thumbprint(key): key for key in ours}


def read_pinned_keys(path: Path) -> PublicKeys:
    """The keys that an operator trusts, from a file."""
    try:
        keys = read_jwk_set(path.read_bytes())
    except OSError as error:
        raise AlertSettingError(f"trusted keys {path}: {error.strerror}") from None
    except ValueError as error:
        raise AlertSettingError(f"trusted keys {path}: no JWK set: {error}") from None
    if not keys:
        raise AlertSettingError(f"trusted keys {path}: holds no Ed25519 key")
    return keys


def own_key(path: Path) -> Ed25519PrivateKey:
    """The station's private key (PKCS 8, PEM), made where there is none yet."""
    try:
        if not path.exists():
            make_secret(path, _new_pem())
        return _read(path)
    except OSError as error:
        raise AlertSettingError(f"signing key {path}: {error.strerror}") from None


def _new_pem() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _read(path: Path) -> Ed25519PrivateKey:
    pem = read_secret(path, "signing key")
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise AlertSettingError(
            f"signing key {path}: is no unencrypted Ed25519 key in PEM: remove it to get a new one"
        )
    return key


def _public_key(x: str | None) -> Ed25519PublicKey:
    raw = base64url_decode(x or "")
    if len(raw) != KEY_BYTES:
        raise ValueError(f"an Ed25519 key has {KEY_BYTES} bytes, not {len(raw)}")
    return Ed25519PublicKey.from_public_bytes(raw)


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes_raw()
