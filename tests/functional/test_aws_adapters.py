"""Vault, documents and queue against moto: the calls are real, the answers are a copy of AWS."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from moto import mock_aws
from mypy_boto3_s3 import S3Client

from chalicelib import errors
from chalicelib.adapters.aws import AwsSession, make_session
from chalicelib.adapters.clock import SystemClock, elapsed, system_entropy
from chalicelib.adapters.data_keys import DataKeys
from chalicelib.adapters.documents import S3Documents
from chalicelib.adapters.queues import SqsQueues
from chalicelib.adapters.signer import KmsSigner
from tests.aws_stage import make_settings
from tests.fakes.documents import FakeDocuments
from tests.fakes.queues import FakeQueues
from tests.vaults import AANVRAAG, DOSSIER, OTHER, Bench, as_store

BUCKET = "documenten"


@pytest.fixture
def aws() -> Iterator[AwsSession]:
    with mock_aws():
        yield make_session(make_settings())


@pytest.fixture
def s3(aws: AwsSession) -> S3Client:
    aws.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    aws.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return aws.s3


@pytest.fixture(params=["s3", "fake"])
def documents(request: pytest.FixtureRequest, s3: S3Client) -> S3Documents | FakeDocuments:
    return S3Documents(s3, BUCKET) if request.param == "s3" else FakeDocuments()


def test_kms_unwraps_only_with_the_keys_own_context(aws: AwsSession) -> None:
    key_id = aws.kms.create_key()["KeyMetadata"]["KeyId"]
    keys = DataKeys(aws.kms, key_id, as_store(Bench().rows), elapsed)
    sleutel, plaintext_key = keys.generate(DOSSIER, "dossier")
    assert keys.unwrap(sleutel) == plaintext_key
    tampered = sleutel.verpakt[:-1] + bytes([sleutel.verpakt[-1] ^ 1])
    for moved in ({"id": OTHER}, {"eigenaar_soort": "account"}, {"verpakt": tampered}):
        with pytest.raises(errors.Undecryptable):
            keys.unwrap(sleutel.model_copy(update=moved))


def test_a_missing_kms_key_is_unavailable_not_undecryptable(aws: AwsSession) -> None:
    keys = DataKeys(aws.kms, "alias/bestaat-niet", as_store(Bench().rows), elapsed)
    with pytest.raises(errors.Unavailable, match="kms: NotFoundException"):
        keys.generate(DOSSIER, "dossier")


def test_a_document_comes_back_as_it_went(documents: S3Documents | FakeDocuments) -> None:
    documents.put(f"{DOSSIER}/a", b"one")
    documents.put(f"{DOSSIER}/a", b"two")
    assert documents.get(f"{DOSSIER}/a") == b"two"
    with pytest.raises(errors.NotFound):
        documents.get(f"{DOSSIER}/b")


def test_erasing_takes_all_versions_of_one_dossier(documents: S3Documents | FakeDocuments) -> None:
    documents.put(f"{DOSSIER}/a", b"one")
    documents.put(f"{DOSSIER}/a", b"two")
    documents.put(f"{OTHER}/a", b"stays")
    assert documents.erase(DOSSIER) == 2
    assert documents.erase(DOSSIER) == 0
    assert documents.get(f"{OTHER}/a") == b"stays"
    with pytest.raises(errors.NotFound):
        documents.get(f"{DOSSIER}/a")


def test_erasing_takes_delete_markers_in_batches_too(s3: S3Client) -> None:
    documents = S3Documents(s3, BUCKET, batch=5)
    for number in range(12):
        documents.put(f"{DOSSIER}/{number}", b"x")
    s3.delete_object(Bucket=BUCKET, Key=f"{DOSSIER}/0")
    assert documents.erase(DOSSIER) == 13
    left = s3.list_object_versions(Bucket=BUCKET)
    assert "Versions" not in left
    assert "DeleteMarkers" not in left


def test_a_bucket_that_does_not_answer_is_unavailable(aws: AwsSession) -> None:
    with pytest.raises(errors.Unavailable, match="s3: NoSuchBucket"):
        S3Documents(aws.s3, "bestaat-niet").put(f"{DOSSIER}/a", b"x")


def test_a_message_carries_the_id_and_nothing_else(aws: AwsSession) -> None:
    url = aws.sqs.create_queue(QueueName="verstrekkingen")["QueueUrl"]
    SqsQueues(aws.sqs, url, "").wake_dispatch(AANVRAAG)
    (message,) = aws.sqs.receive_message(QueueUrl=url)["Messages"]
    assert json.loads(message["Body"]) == {"aanvraag_id": AANVRAAG}


def test_dossiers_are_handed_over_by_id_alone(aws: AwsSession) -> None:
    url = aws.sqs.create_queue(QueueName="wissingen")["QueueUrl"]
    SqsQueues(aws.sqs, "", url).hand_over([DOSSIER], datetime(2027, 6, 1, 2, tzinfo=UTC))
    (message,) = aws.sqs.receive_message(QueueUrl=url)["Messages"]
    assert json.loads(message["Body"]) == {"dossiers": [DOSSIER], "tot": "2027-06-01T02:00:00+00:00"}


def test_a_delay_stays_within_what_the_queue_can(aws: AwsSession) -> None:
    url = aws.sqs.create_queue(QueueName="verstrekkingen")["QueueUrl"]
    queues, fake = SqsQueues(aws.sqs, url, ""), FakeQueues()
    for delay in (-5, 0, 900, 36_000):
        queues.wake_dispatch(AANVRAAG, delay)
        fake.wake_dispatch(AANVRAAG, delay)
    assert [seconds for _, seconds in fake.take()] == [0, 0, 900, 900]
    attributes = aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert attributes["ApproximateNumberOfMessagesDelayed"] == "2"


def test_a_queue_that_is_gone_is_unavailable(aws: AwsSession) -> None:
    url = aws.sqs.create_queue(QueueName="verstrekkingen")["QueueUrl"]
    aws.sqs.delete_queue(QueueUrl=url)
    with pytest.raises(errors.Unavailable):
        SqsQueues(aws.sqs, url, "").wake_dispatch(AANVRAAG)


def test_the_system_clock_is_aware_and_moves_forward() -> None:
    clock = SystemClock()
    before, count = clock.now(), elapsed()
    clock.pause(0)
    assert before.tzinfo is UTC
    assert clock.now() >= before
    assert elapsed() >= count
    assert len(system_entropy(16)) == 16
    assert system_entropy(16) != system_entropy(16)


def test_a_signing_key_that_is_gone_is_unavailable(aws: AwsSession) -> None:
    with pytest.raises(errors.Unavailable):
        KmsSigner(aws.kms, "alias/voorbeeld").sign(b"{}", "voorbeeld+jws")
