"""Signed documents: who made an alert can be told, whoever carried it.

A document gets a key "signature": a JWS (RFC 7515, Ed25519 of RFC 8037) whose payload is detached
and not encoded (RFC 7797): the document without that key, as canonical JSON (RFC 8785). A signed
document is itself sent in that form, so nothing in it can be changed, not even what means the same.

    signed = Signer.open(Path("station.pem")).sign(document)
    verdict = verify(signed, read_jwk_set(keys))
"""

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt import PyJWS
from jwt.exceptions import InvalidTokenError

from alerts.signing_keys import PublicKeys, jwk_set, own_key, thumbprint

ALGORITHM = "EdDSA"
MEMBER = "signature"

# 64 bytes in base64url: of the last digit four bits say nothing, and must be zero.
COMPACT = re.compile(r"[\w-]{1,200}\.\.[\w-]{85}[AQgw]", re.ASCII)


class Verdict(StrEnum):
    VERIFIED = "verified"
    """Signed by one of the keys given, and unchanged."""
    UNSIGNED = "unsigned"
    UNKNOWN_KEY = "unknown_key"
    """Signed, with a key that is not among those given."""
    FORGED = "forged"
    """The signature is not of this document, or not in the form that this module writes."""


class Signer:
    """Signs with one private key; `key_id` says which."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.key_id = thumbprint(key.public_key())
        self.public_keys = jwk_set([key.public_key()])
        """The JWK set to publish."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """With the key in this file, which is made where there is none."""
        return cls(own_key(path))

    def sign(self, document: bytes) -> bytes:
        """The JSON object with its signature; as it was where RFC 8785 cannot write it.

        That is one with a whole number beyond 2^53, which a double would change. An alert without
        a signature is better than none.
        """
        try:
            content = json.loads(document)
            content.pop(MEMBER, None)
            payload = rfc8785.dumps(content)
        except rfc8785.CanonicalizationError:
            return document
        signature = PyJWS().encode(
            payload,
            self._key,
            algorithm=ALGORITHM,
            headers={"kid": self.key_id, "typ": None},
            is_payload_detached=True,
        )
        return rfc8785.dumps({**content, MEMBER: signature})


def verify(document: bytes, keys: PublicKeys) -> Verdict:
    """Who is believed is up to the caller: these keys, and no other."""
    try:
        content = json.loads(document, parse_int=float, parse_constant=_no_json)
        if not isinstance(content, dict) or MEMBER not in content:
            return Verdict.UNSIGNED
        # Duplicate keys, blanks and other spellings of a number end here.
        if rfc8785.dumps(content) != document:
            return Verdict.FORGED
        signature = content.pop(MEMBER)
        if not isinstance(signature, str) or not COMPACT.fullmatch(signature):
            return Verdict.FORGED
        return _judge(signature, rfc8785.dumps(content), keys)
    except (ValueError, RecursionError):
        return Verdict.FORGED


def _judge(signature: str, payload: bytes, keys: PublicKeys) -> Verdict:
    jws = PyJWS()
    try:
        key_id = jws.get_unverified_header(signature).get("kid")
        key = keys.get(key_id) if isinstance(key_id, str) else None
        if key is None:
            return Verdict.UNKNOWN_KEY
        jws.decode(signature, key, algorithms=[ALGORITHM], detached_payload=payload)
    except InvalidTokenError:
        return Verdict.FORGED
    return Verdict.VERIFIED


def _no_json(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
