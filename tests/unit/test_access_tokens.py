"""The check of an access token: only the pool's own, for us, for access, in time."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.adapters.identity import CognitoIdentity, Pool
from chalicelib.errors import Unauthenticated, Unavailable
from tests.fakes.clock import START, FakeClock

ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_voorbeeld"
POOL = Pool("eu-central-1_voorbeeld", "onze-client", ISSUER)
ACCOUNT = "acc_" + "b" * 26
KEY = generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = generate_private_key(public_exponent=65537, key_size=2048)


class Keys:
    """A key set with one key, under any name it is given."""

    def __init__(self, kid: str = "sleutel-1") -> None:
        self.kid = kid

    def get_signing_key(self, kid: str) -> jwt.PyJWK:
        if kid != self.kid:
            raise jwt.PyJWKClientError("unknown")
        return jwt.PyJWK({**jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "alg": "RS256"})


class NoKeys:
    def get_signing_key(self, kid: str) -> jwt.PyJWK:
        raise jwt.PyJWKClientConnectionError("no way there")


def claims(**changes: Any) -> dict[str, Any]:
    """As Cognito makes them for an access token; None leaves one out."""
    whole = {
        "sub": "d1491af5-0000-4000-8000-25188d35985e",
        "iss": ISSUER,
        "token_use": "access",
        "client_id": POOL.client,
        "iat": int(START.timestamp()),
        "exp": int((START + timedelta(hours=1)).timestamp()),
        "jti": "jti-1",
        "origin_jti": "sessie-1",
        "username": ACCOUNT,
        "scope": "aws.cognito.signin.user.admin",
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def sign(body: dict[str, Any], key: RSAPrivateKey = KEY, kid: str = "sleutel-1") -> str:
    return jwt.encode(body, key, algorithm="RS256", headers={"kid": kid})


def identity(clock: FakeClock | None = None, pool: Pool = POOL, kid: str = "sleutel-1") -> CognitoIdentity:
    unused: Any = None  # verifying calls nobody
    return CognitoIdentity(unused, pool, Keys(kid), clock or FakeClock())


def unsigned(body: dict[str, Any], header: dict[str, str]) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, body)]
    return f"{parts[0]}.{parts[1]}."


def test_a_token_of_the_pool_names_account_and_session() -> None:
    found = identity().verify(sign(claims()))
    assert (found.account_id, found.session) == (ACCOUNT, "sessie-1")


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": ISSUER + "x"},
        {"iss": None},
        {"client_id": "andere-client"},
        {"client_id": None},
        {"token_use": "id"},
        {"token_use": None},
        {"exp": None},
        {"exp": "9999999999"},
        {"exp": int(START.timestamp())},
        {"username": None},
        {"username": "iemand"},
        {"username": ["acc"]},
        {"origin_jti": None},
        {"origin_jti": ""},
        {"origin_jti": 7},
        {"aud": "andere-client"},
    ],
)
def test_a_claim_that_does_not_fit_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        identity().verify(sign(claims(**changes)))


def test_a_token_of_another_key_is_refused() -> None:
    with pytest.raises(Unauthenticated):
        identity().verify(sign(claims(), key=OTHER_KEY))


def test_an_unsigned_token_is_refused() -> None:
    for algorithm in ("none", "None", "RS256"):
        with pytest.raises(Unauthenticated):
            identity().verify(unsigned(claims(), {"alg": algorithm, "kid": "sleutel-1", "typ": "JWT"}))


def test_the_public_key_as_a_shared_secret_is_refused() -> None:
    """The classic confusion: HS256 with the published key as its secret."""
    header = {"alg": "HS256", "kid": "sleutel-1", "typ": "JWT"}
    message = unsigned(claims(), header).removesuffix(".")
    secret = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signature = base64.urlsafe_b64encode(hmac.digest(secret, message.encode(), hashlib.sha256)).rstrip(b"=").decode()
    with pytest.raises(Unauthenticated):
        identity().verify(f"{message}.{signature}")


def test_changed_content_under_an_old_signature_is_refused() -> None:
    header, _, signature = sign(claims()).split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims(username="acc_" + "c" * 26)).encode()).rstrip(b"=").decode()
    with pytest.raises(Unauthenticated):
        identity().verify(f"{header}.{body}.{signature}")


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "é.é.é", "....", "e30.e30.e30", "bnVsbA.bnVsbA.bnVsbA"])
def test_junk_is_refused_like_any_other_token(token: str) -> None:
    with pytest.raises(Unauthenticated):
        identity().verify(token)


def test_a_token_without_or_with_an_unknown_key_id_is_refused() -> None:
    with pytest.raises(Unauthenticated):
        identity().verify(sign(claims(), kid="sleutel-2"))
    with pytest.raises(Unauthenticated):
        identity().verify(jwt.encode(claims(), KEY, algorithm="RS256"))


def test_expiry_follows_the_clock_of_the_broker() -> None:
    clock = FakeClock()
    token = sign(claims())
    clock.advance(seconds=3599)
    assert identity(clock).verify(token)
    clock.advance(seconds=1)
    with pytest.raises(Unauthenticated):
        identity(clock).verify(token)


def test_the_well_known_key_of_moto_is_refused_outside_tests() -> None:
    """Moto signs with a key that anybody can download; its id alone is enough to say no."""
    token = sign(claims(), kid="dummy")
    with pytest.raises(Unauthenticated):
        identity(kid="dummy").verify(token)
    in_tests = Pool(POOL.pool, POOL.client, POOL.issuer, known_key=True)
    assert identity(pool=in_tests, kid="dummy").verify(token).account_id == ACCOUNT


def test_a_key_set_out_of_reach_is_no_verdict_on_the_token() -> None:
    unused: Any = None
    with pytest.raises(Unavailable):
        CognitoIdentity(unused, POOL, NoKeys(), FakeClock()).verify(sign(claims()))
