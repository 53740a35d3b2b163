"""Signed documents: what was signed is verified, and nothing else ever is."""

import json
from typing import Any

import jwt
import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given
from hypothesis import strategies as st

from alerts.signing import Signer, Verdict, verify
from alerts.signing_keys import read_jwk_set

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SIGNER = Signer(KEY)
KEYS = read_jwk_set(SIGNER.public_keys)
OTHER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(32)))

DOCUMENT = (
    '{"schema":"beacon406/alert/1","class":"distress","distance_m":5200.0,"country_name":"Nörd",'
    '"position":{"lat":-0.0,"lon":1e-07},"reasons":["one","two"],"valid":true,"burst":null}'
).encode()

text = st.text(st.characters(exclude_categories=("Cs",)))
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | numbers | text,
    lambda inner: st.lists(inner) | st.dictionaries(text, inner),
    max_leaves=30,
)
documents = st.dictionaries(text, values).map(lambda content: {**content, "schema": "made up"})


@given(documents)
def test_what_was_signed_is_verified_and_says_the_same(document: dict[str, Any]) -> None:
    assume("signature" not in document)
    signed = SIGNER.sign(json.dumps(document).encode())
    assert verify(signed, KEYS) is Verdict.VERIFIED
    content = json.loads(signed, parse_int=float)  # 4e16 is written without an exponent
    del content["signature"]
    assert content == document


def test_no_bit_of_a_signed_document_can_be_changed() -> None:
    signed = SIGNER.sign(DOCUMENT)
    for bit in range(8 * len(signed)):
        changed = bytearray(signed)
        changed[bit // 8] ^= 1 << bit % 8
        assert verify(bytes(changed), KEYS) is not Verdict.VERIFIED, bit


@given(documents, st.data())
def test_no_bit_of_any_signed_document_can_be_changed(
    document: dict[str, Any], data: st.DataObject
) -> None:
    changed = bytearray(SIGNER.sign(json.dumps(document).encode()))
    bit = data.draw(st.integers(0, 8 * len(changed) - 1))
    changed[bit // 8] ^= 1 << bit % 8
    assert verify(bytes(changed), KEYS) is not Verdict.VERIFIED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"valid":true', b'"valid":true,"valid":true'),
        (b'"valid":true', b'"valid": true'),
        (b'"distance_m":5200', b'"distance_m":5200.0'),
        (b'"lon":1e-7', b'"lon":1E-7'),
        (b'"one","two"', b'"two","one"'),
        (b'"distress"', b'"test"'),
        (b'"schema"', b'"new":1,"schema"'),
        (b'"reasons":["one","two"],', b""),
        ("Nörd".encode(), b"N\\u00f6rd"),
    ],
)
def test_nothing_is_verified_that_was_added_left_out_or_written_in_another_way(
    before: bytes, after: bytes
) -> None:
    signed = SIGNER.sign(DOCUMENT)
    changed = signed.replace(before, after)
    assert changed != signed
    assert verify(changed, KEYS) is Verdict.FORGED


def test_a_signature_in_another_spelling_of_base64_is_none() -> None:
    content = json.loads(SIGNER.sign(b'{"a":1}'))
    assert content["signature"][-1] in "AQgw"
    for end in ("=", "==", "\n", " "):
        document = rfc8785.dumps({**content, "signature": content["signature"] + end})
        assert verify(document, KEYS) is Verdict.FORGED


def test_a_document_without_a_signature_is_unsigned_and_one_of_a_stranger_is_told() -> None:
    assert verify(DOCUMENT, KEYS) is Verdict.UNSIGNED
    assert verify(OTHER.sign(DOCUMENT), KEYS) is Verdict.UNKNOWN_KEY


def test_a_stranger_cannot_use_the_id_of_a_known_key() -> None:
    stranger = Signer(Ed25519PrivateKey.generate())
    stranger.key_id = SIGNER.key_id
    assert verify(stranger.sign(DOCUMENT), KEYS) is Verdict.FORGED


def test_the_signature_of_one_document_is_none_of_another() -> None:
    signature = json.loads(SIGNER.sign(b'{"a":1}'))["signature"]
    forged = b'{"a":2,"signature":"%s"}' % signature.encode()
    assert verify(forged, KEYS) is Verdict.FORGED


@pytest.mark.parametrize(
    "signature",
    [None, 1, "", "..", [], {}, "a..b", f"e30..{86 * 'A'}", f"bnVsbA..{86 * 'A'}", 300_000 * "A"],
)
def test_no_nonsense_is_taken_for_a_signature(signature: object) -> None:
    document = json.dumps({"signature": signature}, separators=(",", ":")).encode()
    assert verify(document, KEYS) in {Verdict.FORGED, Verdict.UNKNOWN_KEY}


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_no_other_algorithm_is_accepted(algorithm: str) -> None:
    """A public key is known to all, so as the secret of an HMAC it would prove nothing."""
    jws = jwt.PyJWS().encode(
        b'{"a":1}',
        KEY.public_key().public_bytes_raw() if algorithm == "HS256" else "",
        algorithm=algorithm,
        headers={"kid": SIGNER.key_id},
        is_payload_detached=True,
    )
    document = b'{"a":1,"signature":"%s"}' % jws.encode()
    assert verify(document, KEYS) is Verdict.FORGED


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(document: bytes) -> None:
    assert verify(document, KEYS) is not Verdict.VERIFIED


@pytest.mark.parametrize(
    "document", [b"[" * 100_000, b'{"a":' * 100_000, b'{"signature":' + b"9" * 10_000 + b"}"]
)
def test_deep_and_long_documents_do_no_harm(document: bytes) -> None:
    assert verify(document, KEYS) is Verdict.FORGED


def test_what_a_double_would_change_goes_out_unsigned() -> None:
    document = b'{"number":9007199254740993}'
    assert SIGNER.sign(document) == document
    assert verify(document, KEYS) is Verdict.UNSIGNED


def test_a_document_that_is_signed_again_has_the_new_signature_only() -> None:
    assert SIGNER.sign(OTHER.sign(DOCUMENT)) == SIGNER.sign(DOCUMENT)
