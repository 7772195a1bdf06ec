"""
The user pool of Cognito: it keeps passwords under opaque names and signs tokens; sessions and codes are ours.

Access tokens are checked here in every stage (the gateway's authorizer does nothing locally), by PyJWT.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import jwt
from botocore.exceptions import ClientError

from chalicelib.adapters.aws import RegionError, RegionGuard, aws_answers, error_code
from chalicelib.domain.ids import is_id
from chalicelib.errors import InvalidInput, Unauthenticated, Unavailable
from chalicelib.settings import Settings
from chalicelib.usecases.ports.clock import Clock
from chalicelib.usecases.ports.identity import Claims, Tokens

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AuthenticationResultTypeTypeDef

PLAIN_STAGES = frozenset({"local", "test"})  # where the key set may come over http, from loopback
KEYS_TIMEOUT = 3.0  # seconds
KEYS_LIFESPAN = 3600.0  # a key that the pool withdraws is refused within the hour
KEYS_COOLDOWN = 60.0  # unknown key ids make us look again at most once a minute
KNOWN_TO_ALL = "dummy"  # moto signs with a published key under this id
_ACCESS = "access"
_REQUIRED = ["exp", "iat", "iss", "client_id", "token_use", "username", "origin_jti"]
_WRONG = frozenset(
    {
        "InvalidParameterException",
        "NotAuthorizedException",
        "PasswordResetRequiredException",
        "UserNotConfirmedException",
        "UserNotFoundException",
    }
)
_REFUSED_PASSWORD = frozenset({"InvalidParameterException", "InvalidPasswordException"})
_PRESENT = frozenset({"UsernameExistsException"})
_GONE = frozenset({"UserNotFoundException"})
_NOTHING_TO_REVOKE = frozenset(
    {"InvalidParameterException", "NotAuthorizedException", "UnauthorizedException", "UnsupportedTokenTypeException"}
)


class KeySet(Protocol):
    """The pool's public keys by key id, as PyJWT's client has them."""

    def get_signing_key(self, kid: str) -> jwt.PyJWK: ...


@dataclass(frozen=True)
class Pool:
    """Which tokens are ours: the pool, its one client, who signs, and whether moto's known key may."""

    pool: str
    client: str
    issuer: str
    known_key: bool = False


def pool_of(settings: Settings) -> Pool:
    return Pool(
        settings.user_pool, settings.user_pool_client, settings.token_issuer, known_key=settings.stage == "test"
    )


def token_keys(settings: Settings) -> jwt.PyJWKClient:
    """
    The key set at its own URL, apart from the issuer; nothing is fetched before the first token.

    Raises RegionError unless the URL is https in the region, or http at the local AWS in stage local or test.
    """
    url = settings.token_keys_url
    guard = RegionGuard(frozenset({settings.region}), settings.endpoint_url)
    plain = not url.startswith("https://")
    if not guard.allows(url) or (plain and settings.stage not in PLAIN_STAGES):
        raise RegionError("the key set of the pool must come over https from an allowed region")
    return jwt.PyJWKClient(url, lifespan=KEYS_LIFESPAN, timeout=KEYS_TIMEOUT, cooldown_duration=KEYS_COOLDOWN)


class CognitoIdentity:
    """The port `Identity`."""

    def __init__(self, client: "CognitoIdentityProviderClient", pool: Pool, keys: KeySet, clock: Clock) -> None:
        self._client = client
        self._pool = pool
        self._keys = keys
        self._clock = clock

    def create(self, account_id: str, password: str) -> None:
        """See the port. Without an address and without a message from the pool; refused, nothing is left."""
        with aws_answers("cognito"), _unless(_PRESENT):
            self._client.admin_create_user(UserPoolId=self._pool.pool, Username=account_id, MessageAction="SUPPRESS")
        try:
            self.set_password(account_id, password)
        except InvalidInput:
            self.remove(account_id)
            raise

    def set_password(self, account_id: str, password: str) -> None:
        """Permanent. Raises InvalidInput `wachtwoord.eisen` when the pool refuses it."""
        with aws_answers("cognito"):
            try:
                self._client.admin_set_user_password(
                    UserPoolId=self._pool.pool, Username=account_id, Password=password, Permanent=True
                )
            except ClientError as error:
                if error_code(error) in _REFUSED_PASSWORD:
                    raise InvalidInput.one("wachtwoord", "wachtwoord.eisen") from None
                raise

    def remove(self, account_id: str) -> None:
        """The user with its password; one that is gone already is gone."""
        with aws_answers("cognito"), _unless(_GONE):
            self._client.admin_delete_user(UserPoolId=self._pool.pool, Username=account_id)

    def login(self, account_id: str, password: str) -> Tokens:
        result = self._authenticate("ADMIN_USER_PASSWORD_AUTH", {"USERNAME": account_id, "PASSWORD": password})
        return _tokens(result, result["RefreshToken"])

    def refresh(self, refresh_token: str) -> Tokens:
        """See the port; the refresh token stays the same one."""
        result = self._authenticate("REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": refresh_token})
        return _tokens(result, refresh_token)

    def revoke(self, refresh_token: str) -> None:
        """What is no refresh token of ours has nothing to revoke."""
        with aws_answers("cognito"), _unless(_NOTHING_TO_REVOKE):
            self._client.revoke_token(Token=refresh_token, ClientId=self._pool.client)

    def sign_out(self, account_id: str) -> None:
        with aws_answers("cognito"), _unless(_GONE):
            self._client.admin_user_global_sign_out(UserPoolId=self._pool.pool, Username=account_id)

    def verify(self, access_token: str) -> Claims:
        """See the port. Raises Unavailable when the key set cannot be reached."""
        try:
            claims = self._decode(access_token)
        except jwt.PyJWKClientConnectionError:
            raise Unavailable("the key set of the pool") from None
        except jwt.PyJWTError:
            raise Unauthenticated from None
        account_id, session = claims["username"], claims["origin_jti"]
        if not self._fits(claims) or not (isinstance(session, str) and session):
            raise Unauthenticated
        return Claims(account_id, session)

    def _decode(self, access_token: str) -> dict[str, Any]:
        """Signature, issuer and the presence of what we need; times are ours to judge, by the broker's clock."""
        kid = jwt.get_unverified_header(access_token).get("kid")
        if not isinstance(kid, str) or (kid == KNOWN_TO_ALL and not self._pool.known_key):
            raise Unauthenticated
        return jwt.decode(
            access_token,
            self._keys.get_signing_key(kid),
            algorithms=["RS256"],
            issuer=self._pool.issuer,
            options={"require": _REQUIRED, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )

    def _fits(self, claims: dict[str, Any]) -> bool:
        expires, account_id = claims["exp"], claims["username"]
        return (
            claims["token_use"] == _ACCESS
            and claims["client_id"] == self._pool.client
            and isinstance(expires, int)
            and self._clock.now().timestamp() < expires
            and isinstance(account_id, str)
            and is_id("acc", account_id)
        )

    def _authenticate(self, flow: Any, parameters: dict[str, str]) -> "AuthenticationResultTypeTypeDef":
        with aws_answers("cognito"):
            try:
                answer = self._client.admin_initiate_auth(
                    UserPoolId=self._pool.pool,
                    ClientId=self._pool.client,
                    AuthFlow=flow,
                    AuthParameters=parameters,
                )
            except ClientError as error:
                if error_code(error) in _WRONG:
                    raise Unauthenticated from None
                raise
        if "AuthenticationResult" not in answer:
            raise Unauthenticated  # a challenge: no user of ours has one
        return answer["AuthenticationResult"]


def _tokens(result: "AuthenticationResultTypeTypeDef", refresh_token: str) -> Tokens:
    """The token came from the pool over our own signed call, so its session is read without checking it again."""
    claims = jwt.decode(result["AccessToken"], options={"verify_signature": False})
    return Tokens(result["AccessToken"], refresh_token, result["ExpiresIn"], claims["origin_jti"])


@contextmanager
def _unless(codes: frozenset[str]) -> Iterator[None]:
    """Passes over an answer that says there is nothing to do."""
    try:
        yield
    except ClientError as error:
        if error_code(error) not in codes:
            raise
