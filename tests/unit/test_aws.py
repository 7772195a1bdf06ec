"""The AWS session: lazy, cached, counted, and silent about parameters."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from chalicelib import errors
from chalicelib.adapters.aws import AwsSession, CallCounter, aws_answers, make_session
from tests.aws_stage import make_settings


def test_making_a_session_needs_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    session = make_session(make_settings())
    assert isinstance(session, AwsSession)
    assert session._session is None


def test_a_client_is_made_once_and_bounded() -> None:
    with mock_aws():
        session = make_session(make_settings())
        assert session.kms is session.kms
        config: Any = session.kms.meta.config
    assert (config.connect_timeout, config.read_timeout) == (2, 5)
    assert config.retries == {"mode": "standard", "total_max_attempts": 3}


def test_calls_are_counted_per_service_and_operation() -> None:
    counter = CallCounter()
    with mock_aws():
        session = make_session(make_settings(), counter=counter)
        session.kms.list_keys()
        session.kms.list_keys()
        session.dynamodb.list_tables()
    assert counter.calls == {"kms.ListKeys": 2, "dynamodb.ListTables": 1}


def test_an_aws_error_keeps_its_code_and_loses_its_message() -> None:
    answer = ClientError({"Error": {"Code": "ThrottlingException", "Message": "Testpersoon"}}, "GetItem")
    with pytest.raises(errors.Unavailable) as refused, aws_answers("dynamodb"):
        raise answer
    assert str(refused.value) == "dynamodb: ThrottlingException"
    assert refused.value.__suppress_context__


def test_no_connection_is_unavailable_too() -> None:
    with pytest.raises(errors.Unavailable, match="kms: EndpointConnectionError"), aws_answers("kms"):
        raise EndpointConnectionError(endpoint_url="https://voorbeeld.example.com")


def test_our_own_errors_pass_untouched() -> None:
    with pytest.raises(errors.NotFound), aws_answers("s3"):
        raise errors.NotFound
