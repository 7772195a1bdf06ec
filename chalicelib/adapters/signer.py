"""
Signatures by a key that never leaves KMS (ECC_NIST_P256): ES256 in compact form (RFC 7515, RFC 7518 § 3.4).

KMS answers in DER where JOSE wants the two numbers side by side; pyjwt, which the broker has for its tokens, turns the
one into the other and writes the public key as JWK. Its own signing wants a private key, so the three parts are put
together here.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any, Literal, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from jwt.algorithms import ECAlgorithm
from jwt.utils import der_to_raw_signature

from chalicelib.adapters.aws import aws_answers

ALGORITHM = "ES256"


class SigningService(Protocol):
    """The two calls of KMS that signing makes, with KMS's own names."""

    def sign(
        self,
        *,
        KeyId: str,  # noqa: N803 - KMS names it so
        Message: bytes,  # noqa: N803
        MessageType: Literal["DIGEST"],  # noqa: N803
        SigningAlgorithm: Literal["ECDSA_SHA_256"],  # noqa: N803
    ) -> Mapping[str, Any]: ...

    def get_public_key(self, *, KeyId: str) -> Mapping[str, Any]: ...  # noqa: N803


class KmsSigner:
    """
    The port `Signer`; raises Unavailable when KMS does not answer.

    `earlier`: public keys (JWK) that we signed with before. A statement is kept for years, and a checkpoint longer: a
    new key may not make them look forged. A broker with one that is no point on the curve does not start.
    """

    def __init__(self, kms: SigningService, key: str, earlier: Sequence[Mapping[str, str]] = ()) -> None:
        self._kms = kms
        self._key = key
        self._earlier = [_named(ECAlgorithm.from_jwk(dict(one))) for one in earlier]
        self._jwk: Mapping[str, str] | None = None
        self._lock = Lock()

    def sign(self, payload: bytes, typ: str) -> str:
        header = {"alg": ALGORITHM, "kid": self._public()["kid"], "typ": typ}
        signed = f"{_base64url(_compact(header))}.{_base64url(payload)}"
        with aws_answers("kms"):
            answer = self._kms.sign(
                KeyId=self._key,
                Message=hashlib.sha256(signed.encode()).digest(),
                MessageType="DIGEST",
                SigningAlgorithm="ECDSA_SHA_256",
            )
        return f"{signed}.{_base64url(der_to_raw_signature(answer['Signature'], SECP256R1()))}"

    def verify(self, jws: str, typ: str) -> bytes | None:
        try:
            named = jwt.get_unverified_header(jws).get("kid")
            [key] = [one for one in self.public_keys() if one["kid"] == named]
            found = jwt.api_jws.decode_complete(jws, jwt.PyJWK(dict(key), ALGORITHM), algorithms=[ALGORITHM])
        except (jwt.PyJWTError, ValueError):  # no key of that name is ours
            return None
        payload: bytes = found["payload"]
        return payload if found["header"].get("typ") == typ else None

    def public_keys(self) -> tuple[Mapping[str, str], ...]:
        """The one that signs now comes first."""
        return tuple({one["kid"]: one for one in (self._public(), *self._earlier)}.values())

    def _public(self) -> Mapping[str, str]:
        """Asked once per process: a key of KMS never changes its public half."""
        with self._lock:
            if self._jwk is None:
                with aws_answers("kms"):
                    answer = self._kms.get_public_key(KeyId=self._key)
                self._jwk = _named(load_der_public_key(answer["PublicKey"]))
            return self._jwk


def _named(key: object) -> Mapping[str, str]:
    """As JWK, under its thumbprint."""
    if not isinstance(key, EllipticCurvePublicKey):
        raise TypeError("the signing key is not on an elliptic curve")
    made = ECAlgorithm.to_jwk(key, as_dict=True)
    numbers = {name: made[name] for name in ("crv", "kty", "x", "y")}
    # The thumbprint of RFC 7638: whoever has the key can compute its name.
    kid = _base64url(hashlib.sha256(_compact(numbers)).digest())
    return {**numbers, "alg": ALGORITHM, "use": "sig", "kid": kid}


def _compact(fields: Mapping[str, str]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
