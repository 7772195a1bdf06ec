"""The search for plaintext finds it: in every kind of place, and however it is written."""

import base64
import json
import urllib.parse
import zlib
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from chalicelib.settings import Settings
from infra.local.deploy import Deployment, client
from tests.functional.plaintext_scan import Place, kept, needles, seen

WORD = "Kenmërk qzvxkwortel"


@pytest.fixture
def marker() -> str:
    return f"Kenmërk {uuid4().hex}"


@pytest.fixture
def row(local_aws: Settings, marker: str) -> Iterator[None]:
    """Deep in a row, compressed: the way in which a forgotten encryption would leave it."""
    dynamodb = client("dynamodb", str(local_aws.endpoint_url))
    key = {"pk": {"S": f"ZOEK#{uuid4().hex}"}, "sk": {"S": "ZOEK"}}
    packed = zlib.compress(json.dumps({"naam": marker}).encode())
    item = {**key, "soort": {"S": "zoek"}, "delen": {"L": [{"M": {"inhoud": {"B": packed}}}]}}
    dynamodb.put_item(TableName=local_aws.table_bewijs, Item=item)
    yield
    dynamodb.delete_item(TableName=local_aws.table_bewijs, Key=key)


@pytest.fixture(params=["wissingen", "wissingen-dlq"])
def message(request: pytest.FixtureRequest, local_deployment: Deployment, marker: str) -> Iterator[None]:
    url = local_deployment.queues["wissingen"].replace("wissingen", request.param)
    sqs = client("sqs", str(local_deployment.settings.endpoint_url))
    body = base64.b64encode(marker.encode()).decode()
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"inhoud": body}))
    yield
    sqs.purge_queue(QueueUrl=url)


@pytest.fixture
def old_version(local_aws: Settings, marker: str) -> Iterator[None]:
    """Overwritten and deleted, and still there for who asks for it."""
    s3, bucket, key = client("s3", str(local_aws.endpoint_url)), local_aws.bucket_documenten, f"zoek/{uuid4().hex}"
    made = [s3.put_object(Bucket=bucket, Key=key, Body=body)["VersionId"] for body in (marker.encode(), b"niets")]
    made.append(s3.delete_object(Bucket=bucket, Key=key)["VersionId"])
    yield
    for version in made:
        s3.delete_object(Bucket=bucket, Key=key, VersionId=version)


def _found_in(settings: Settings, marker: str) -> list[str]:
    return [place.split()[0] for _, place in seen({"naam": [marker]}, kept(settings))]


@pytest.mark.usefixtures("row")
def test_it_looks_into_every_row(local_aws: Settings, marker: str) -> None:
    assert _found_in(local_aws, marker) == ["table"]


@pytest.mark.usefixtures("message")
def test_it_looks_into_every_queue(local_aws: Settings, marker: str) -> None:
    assert _found_in(local_aws, marker) == ["queue"]


@pytest.mark.usefixtures("old_version")
def test_it_looks_into_every_version(local_aws: Settings, marker: str) -> None:
    assert _found_in(local_aws, marker) == ["object"]


def test_it_finds_nothing_where_nothing_is(local_aws: Settings, marker: str) -> None:
    assert _found_in(local_aws, marker) == []


def _in_base64(before: int) -> Callable[[str], str]:
    return lambda text: base64.b64encode(b"\xfb" * before + text.encode() + b"\xfb").decode()


FORMS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "escaped": json.dumps,
    "escaped twice": lambda text: json.dumps(json.dumps(text)),
    "base64 0": _in_base64(0),
    "base64 1": _in_base64(1),
    "base64 2": _in_base64(2),
    "base64 of an address": lambda text: base64.urlsafe_b64encode(b"\xff" + text.encode()).decode(),
    "base64 of escaped": lambda text: base64.b64encode(json.dumps(text).encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "hex in capitals": lambda text: text.encode().hex().upper(),
    "turned": lambda text: text[::-1],
    "escaped and turned": lambda text: json.dumps(text)[::-1],
    "in an address": urllib.parse.quote,
}


@pytest.mark.parametrize("form", FORMS)
def test_it_knows_every_form(form: str) -> None:
    place = Place("hier", f"voor {FORMS[form](WORD)} na".encode())
    assert seen({"naam": [WORD]}, [Place("elders", b"niets"), place]) == [("naam", "hier")]


@pytest.mark.parametrize("text", ['{"looptijd_maanden":57}', '{"a": {"looptijd_maanden": 57, "b": 1}}'])
def test_a_short_number_is_found_by_its_name(text: str) -> None:
    wanted = {"looptijd": needles("financiering.looptijd_maanden", 57)}
    assert seen(wanted, [Place("hier", text.encode())]) == [("looptijd", "hier")]
    assert seen(wanted, [Place("hier", b'{"seconden": 57}')]) == []
