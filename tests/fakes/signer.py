"""A signing key of a test's own, behind the two calls that KMS answers: the real signer runs on it."""

import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.adapters.signer import KmsSigner


class FakeSigningService:
    """What KMS does with a key of kind ECC_NIST_P256."""

    def __init__(self) -> None:
        self._key = generate_private_key(SECP256R1())

    def sign(self, *, KeyId: str, Message: bytes, MessageType: str, SigningAlgorithm: str) -> Mapping[str, Any]:  # noqa: N803
        assert (MessageType, SigningAlgorithm) == ("DIGEST", "ECDSA_SHA_256")
        assert len(Message) == hashlib.sha256().digest_size
        return {"KeyId": KeyId, "Signature": self._key.sign(Message, ECDSA(Prehashed(SHA256())))}

    def get_public_key(self, *, KeyId: str) -> Mapping[str, Any]:  # noqa: N803
        der = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return {"KeyId": KeyId, "PublicKey": der}


def fake_signer(*earlier: Mapping[str, str]) -> KmsSigner:
    return KmsSigner(FakeSigningService(), "test", earlier)
