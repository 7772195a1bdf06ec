"""The two calls of KMS that the vault makes, under a key of its own: the real vault runs on it without AWS."""

import json
import os
from collections.abc import Mapping
from typing import Any, Literal

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class FakeKms:
    """Wraps under AES-256-GCM with key id and context as associated data. `calls` names each call, in order."""

    def __init__(self, calls: list[str] | None = None) -> None:
        self.calls: list[str] = [] if calls is None else calls
        self._root = AESGCM(os.urandom(32))

    def generate_data_key(
        self,
        *,
        KeyId: str,  # noqa: N803 - KMS names it so
        KeySpec: Literal["AES_256"],  # noqa: N803
        EncryptionContext: Mapping[str, str],  # noqa: N803
    ) -> Mapping[str, Any]:
        self.calls.append("kms.generate_data_key")
        key = os.urandom(32)
        return {
            "KeyId": KeyId,
            "Plaintext": key,
            "CiphertextBlob": self.wrap(key, EncryptionContext, KeyId),
        }

    def decrypt(
        self,
        *,
        KeyId: str,  # noqa: N803
        CiphertextBlob: bytes,  # noqa: N803
        EncryptionContext: Mapping[str, str],  # noqa: N803
    ) -> Mapping[str, Any]:
        self.calls.append("kms.decrypt")
        nonce, wrapped = CiphertextBlob[:NONCE], CiphertextBlob[NONCE:]
        try:
            key = self._root.decrypt(nonce, wrapped, _bound(KeyId, EncryptionContext))
        except (InvalidTag, ValueError):
            raise ClientError({"Error": {"Code": "InvalidCiphertextException"}}, "Decrypt") from None
        return {"KeyId": KeyId, "Plaintext": key}

    def wrap(self, key: bytes, context: Mapping[str, str], key_id: str = "test") -> bytes:
        """Wrapped bytes of a given key, for tests that bring their own."""
        nonce = os.urandom(NONCE)
        return nonce + self._root.encrypt(nonce, key, _bound(key_id, context))


def _bound(key_id: str, context: Mapping[str, str]) -> bytes:
    return json.dumps([key_id, dict(context)], sort_keys=True).encode()
