"""How a receiver can tell who posts: Standard Webhooks 1.0.0, symmetric signatures.

It has ready-made verifiers in most languages. The key signs identifier, time and body, so that
nobody can change or repeat one of them alone.
"""

import base64
import binascii
import hashlib
import hmac

from alerts.errors import AlertSettingError

PREFIX = "whsec_"
KEY_BYTES = range(24, 65)


def signature_headers(secret: str, event_id: str, now_s: int, body: bytes) -> dict[str, str]:
    """The identifier is the same each time the same alert is sent."""
    signed = b".".join((event_id.encode(), b"%d" % now_s, body))
    digest = hmac.digest(_key(secret), signed, hashlib.sha256)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": f"{now_s}",
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or len(key) not in KEY_BYTES:
        raise AlertSettingError(
            f"the secret must be {PREFIX} and 24 to 64 bytes in base64: make one with"
            f' echo "{PREFIX}$(openssl rand -base64 32)"'
        )
    return key
