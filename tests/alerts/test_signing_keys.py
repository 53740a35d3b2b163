"""Keys in files and in JWK sets."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jwt.utils import base64url_decode

from alerts.errors import AlertSettingError
from alerts.signing import Signer
from alerts.signing_keys import jwk_set, read_jwk_set, read_pinned_keys, thumbprint

# RFC 8037 appendix A.2 and A.3.
PUBLISHED_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
PUBLISHED_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_the_thumbprint_is_the_one_that_the_rfc_prints() -> None:
    key = Ed25519PublicKey.from_public_bytes(base64url_decode(PUBLISHED_X))
    assert thumbprint(key) == PUBLISHED_THUMBPRINT
    assert json.loads(jwk_set([key]))["keys"] == [
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": PUBLISHED_X,
            "kid": PUBLISHED_THUMBPRINT,
            "alg": "EdDSA",
            "use": "sig",
        }
    ]


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "station.pem"
    assert Signer.open(path).key_id == Signer.open(path).key_id
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_many_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "station.pem"
    with ThreadPoolExecutor(8) as pool:
        signers = list(pool.map(Signer.open, 16 * [path]))
    assert len({signer.key_id for signer in signers}) == 1


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "station.pem"
    Signer.open(path)
    path.chmod(0o640)
    with pytest.raises(AlertSettingError, match=r"others may use it \(mode 640\): chmod 600"):
        Signer.open(path)


@pytest.mark.parametrize("kind", ["nothing", "text", "another curve", "encrypted"])
def test_what_is_no_key_is_told_with_the_remedy(tmp_path: Path, kind: str) -> None:
    def pem(encryption: serialization.KeySerializationEncryption) -> bytes:
        return ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        )

    contents = {
        "nothing": b"",
        "text": b"no key\n",
        "another curve": pem(serialization.NoEncryption()),
        "encrypted": pem(serialization.BestAvailableEncryption(b"made up")),
    }
    path = tmp_path / "station.pem"
    path.write_bytes(contents[kind])
    path.chmod(0o600)
    with pytest.raises(AlertSettingError, match="remove it to get a new one"):
        Signer.open(path)


def test_a_folder_in_the_place_of_a_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(AlertSettingError, match=f"signing key {tmp_path}: Is a directory"):
        Signer.open(tmp_path)


def test_keys_are_known_by_their_true_thumbprint_whatever_the_set_says() -> None:
    claimed = json.dumps({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": PUBLISHED_X, "kid": "x"}]})
    assert list(read_jwk_set(claimed.encode())) == [PUBLISHED_THUMBPRINT]


def test_keys_of_other_kinds_are_passed_over() -> None:
    assert read_jwk_set(b'{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}],"more":1}') == {}


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"keys":1}',
        b"[" * 100_000,
        b'{"keys":[{"kty":"OKP","crv":"Ed25519"}]}',
        b'{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA"}]}',
        '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"é"}]}'.encode(),
    ],
)
def test_what_is_no_set_is_a_value_error_and_never_more(document: bytes, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_jwk_set(document)
    path = tmp_path / "keys.json"
    path.write_bytes(document)
    with pytest.raises(AlertSettingError, match=f"trusted keys {path}: no JWK set: "):
        read_pinned_keys(path)


def test_a_file_without_a_key_or_none_at_all_is_told(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    with pytest.raises(AlertSettingError, match="No such file"):
        read_pinned_keys(path)
    path.write_bytes(b'{"keys":[]}')
    with pytest.raises(AlertSettingError, match="holds no Ed25519 key"):
        read_pinned_keys(path)


def test_a_published_set_can_be_pinned(tmp_path: Path) -> None:
    signer = Signer.open(tmp_path / "station.pem")
    path = tmp_path / "keys.json"
    path.write_bytes(signer.public_keys)
    assert list(read_pinned_keys(path)) == [signer.key_id]
