"""The user pool and the mailbox against moto: the calls are real, the answers are a copy of AWS."""

import json
import re
from collections.abc import Iterator
from typing import Any, cast

import jwt
import pytest
import requests
from botocore.stub import Stubber
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from chalicelib.adapters.aws import AwsSession, make_session
from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.identity import CognitoIdentity, Pool
from chalicelib.adapters.mail import CODES, NOTICES, SesMail
from chalicelib.errors import InvalidInput, Unauthenticated, Unavailable
from tests.aws_stage import HOME, make_settings

ACCOUNT = "acc_" + "b" * 26
PASSWORD = "een lang wachtwoord"
NEW_PASSWORD = "een heel nieuw wachtwoord"
POLICY = {
    "MinimumLength": 12,
    "RequireUppercase": False,
    "RequireLowercase": False,
    "RequireNumbers": False,
    "RequireSymbols": False,
}


class MotoKeys:
    """The key set that moto publishes."""

    def __init__(self, url: str) -> None:
        self._keys = jwt.PyJWKSet.from_dict(json.loads(requests.get(url, timeout=5).content))

    def get_signing_key(self, kid: str) -> jwt.PyJWK:
        return self._keys[kid]


@pytest.fixture
def aws() -> Iterator[AwsSession]:
    with mock_aws():
        yield make_session(make_settings())


@pytest.fixture
def pool(aws: AwsSession) -> Pool:
    made = aws.cognito_idp.create_user_pool(PoolName="voorbeeld", Policies={"PasswordPolicy": cast("Any", POLICY)})
    pool_id = made["UserPool"]["Id"]
    client = aws.cognito_idp.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="voorbeeld",
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )
    issuer = f"https://cognito-idp.{HOME}.amazonaws.com/{pool_id}"
    return Pool(pool_id, client["UserPoolClient"]["ClientId"], issuer, known_key=True)


@pytest.fixture
def identity(aws: AwsSession, pool: Pool) -> CognitoIdentity:
    keys = MotoKeys(f"{pool.issuer}/.well-known/jwks.json")
    return CognitoIdentity(aws.cognito_idp, pool, keys, SystemClock())


def test_a_login_gives_a_token_that_verifies(identity: CognitoIdentity) -> None:
    identity.create(ACCOUNT, PASSWORD)
    tokens = identity.login(ACCOUNT, PASSWORD)
    claims = identity.verify(tokens.access_token)
    assert (claims.account_id, claims.session) == (ACCOUNT, tokens.session)


def test_a_refresh_stays_in_the_same_session(identity: CognitoIdentity) -> None:
    identity.create(ACCOUNT, PASSWORD)
    tokens = identity.login(ACCOUNT, PASSWORD)
    again = identity.refresh(tokens.refresh_token)
    assert (again.session, again.refresh_token) == (tokens.session, tokens.refresh_token)
    assert again.access_token != tokens.access_token
    assert identity.verify(again.access_token).session == tokens.session


def test_wrong_and_unknown_are_one_refusal(identity: CognitoIdentity) -> None:
    identity.create(ACCOUNT, PASSWORD)
    for account_id, password in ((ACCOUNT, NEW_PASSWORD), ("acc_" + "c" * 26, PASSWORD)):
        with pytest.raises(Unauthenticated) as refused:
            identity.login(account_id, password)
        assert str(refused.value) == ""


def test_a_refused_password_leaves_no_user(identity: CognitoIdentity, aws: AwsSession, pool: Pool) -> None:
    with pytest.raises(InvalidInput) as error:
        identity.create(ACCOUNT, "kort")
    assert error.value.faults[0].code == "wachtwoord.eisen"
    assert aws.cognito_idp.list_users(UserPoolId=pool.pool)["Users"] == []


def test_the_pool_learns_no_address(identity: CognitoIdentity, aws: AwsSession, pool: Pool) -> None:
    identity.create(ACCOUNT, PASSWORD)
    user = aws.cognito_idp.list_users(UserPoolId=pool.pool)["Users"][0]
    assert user["Username"] == ACCOUNT
    assert {attribute["Name"] for attribute in user["Attributes"]} <= {"sub"}


def test_a_new_password_replaces_the_old(identity: CognitoIdentity) -> None:
    identity.create(ACCOUNT, PASSWORD)
    identity.set_password(ACCOUNT, NEW_PASSWORD)
    assert identity.login(ACCOUNT, NEW_PASSWORD)
    with pytest.raises(Unauthenticated):
        identity.login(ACCOUNT, PASSWORD)


def test_a_removed_user_is_gone_and_stays_gone(identity: CognitoIdentity) -> None:
    identity.create(ACCOUNT, PASSWORD)
    identity.remove(ACCOUNT)
    identity.remove(ACCOUNT)
    identity.sign_out(ACCOUNT)
    with pytest.raises(Unauthenticated):
        identity.login(ACCOUNT, PASSWORD)


def test_the_same_token_is_refused_outside_stage_test(identity: CognitoIdentity, aws: AwsSession, pool: Pool) -> None:
    """Moto signs every token with one published key: outside tests that key opens nothing."""
    identity.create(ACCOUNT, PASSWORD)
    token = identity.login(ACCOUNT, PASSWORD).access_token
    elsewhere = Pool(pool.pool, pool.client, pool.issuer)
    keys = MotoKeys(f"{pool.issuer}/.well-known/jwks.json")
    with pytest.raises(Unauthenticated):
        CognitoIdentity(aws.cognito_idp, elsewhere, keys, SystemClock()).verify(token)


@pytest.mark.parametrize("code", ["InvalidParameterException", "UnsupportedTokenTypeException"])
def test_revoking_what_is_no_token_does_nothing(identity: CognitoIdentity, aws: AwsSession, code: str) -> None:
    with Stubber(aws.cognito_idp) as stub:
        stub.add_client_error("revoke_token", code)
        identity.revoke("geen token")
        stub.assert_no_pending_responses()


def test_a_token_is_revoked_at_our_client(identity: CognitoIdentity, aws: AwsSession, pool: Pool) -> None:
    with Stubber(aws.cognito_idp) as stub:
        stub.add_response("revoke_token", {}, {"Token": "verversing", "ClientId": pool.client})
        identity.revoke("verversing")
        stub.assert_no_pending_responses()


@pytest.mark.parametrize("code", ["NotAuthorizedException", "InvalidParameterException"])
def test_a_refused_refresh_is_unauthenticated(identity: CognitoIdentity, aws: AwsSession, code: str) -> None:
    with Stubber(aws.cognito_idp) as stub:
        stub.add_client_error("admin_initiate_auth", code)
        with pytest.raises(Unauthenticated):
            identity.refresh("verlopen")


def test_a_challenge_is_no_login(identity: CognitoIdentity, aws: AwsSession) -> None:
    with Stubber(aws.cognito_idp) as stub:
        stub.add_response("admin_initiate_auth", {"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "s" * 20})
        with pytest.raises(Unauthenticated):
            identity.login(ACCOUNT, PASSWORD)


def test_a_pool_that_is_too_busy_is_unavailable(identity: CognitoIdentity, aws: AwsSession) -> None:
    """Not 401: the password may well be right; and nothing that was sent stands in the error."""
    with Stubber(aws.cognito_idp) as stub:
        stub.add_client_error("admin_initiate_auth", "TooManyRequestsException", f"for {ACCOUNT}")
        with pytest.raises(Unavailable) as error:
            identity.login(ACCOUNT, PASSWORD)
    assert ACCOUNT not in str(error.value)


def test_a_code_is_the_only_six_digits_of_its_mail(aws: AwsSession) -> None:
    aws.ses.verify_email_identity(EmailAddress="noreply@example.com")
    mail = SesMail(aws.ses, "noreply@example.com")
    for soort in CODES:
        mail.send_code("testpersoon@example.com", soort, "012345")
    sent = ses_backends[DEFAULT_ACCOUNT_ID][HOME].sent_messages
    assert len(sent) == len(CODES)
    for message in sent:
        assert message.destinations["ToAddresses"] == ["testpersoon@example.com"]
        assert re.findall(r"\d{6,}", f"{message.subject}\n{message.body}") == ["012345"]


def test_a_notice_holds_no_code_and_no_open_place(aws: AwsSession) -> None:
    aws.ses.verify_email_identity(EmailAddress="noreply@example.com")
    for soort in NOTICES:
        SesMail(aws.ses, "noreply@example.com").send_notice("testpersoon@example.com", soort)
    for message in ses_backends[DEFAULT_ACCOUNT_ID][HOME].sent_messages:
        assert not re.search(r"\d{6}|[{}]", message.body)


def test_a_mail_that_fails_names_no_address(aws: AwsSession) -> None:
    """The sender is not verified, and SES's own message would repeat the address."""
    with pytest.raises(Unavailable) as error:
        SesMail(aws.ses, "noreply@example.com").send_code("testpersoon@example.com", "herstel", "012345")
    assert "example.com" not in str(error.value)
