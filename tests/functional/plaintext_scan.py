"""Everything that the local AWS keeps for a broker, and a search in it for what should not be readable there."""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from chalicelib.settings import Settings
from infra.local.deploy import client
from infra.local.ministack import read_mails

# A shorter value, or a word of the trade, stands in other places too: it is looked for with the name of its field.
LONG_ENOUGH = 7
CHOICE = re.compile(r"[a-z_]+")
SEPARATORS = ((",", ":"), (", ", ": "))
ESCAPE = "veld_"


@dataclass(frozen=True)
class Place:
    """Where something is kept, and its bytes."""

    name: str
    content: bytes


def needles(path: str, value: object) -> list[str]:
    """What to look for: the value itself, or a short one or a choice as JSON would hold it."""
    text = str(value)
    if text.startswith("+"):
        return [text[3:]]  # the number itself, however its country is written
    if isinstance(value, str | int) and len(text) >= LONG_ENOUGH and not CHOICE.fullmatch(text):
        return [text]
    name = path.rpartition(".")[2]
    return [json.dumps({name: value}, separators=marks)[1:-1] for marks in SEPARATORS]


def forms(text: str) -> set[bytes]:
    """A text as it may be written: as it is, escaped, turned round, in hex, in base64 at any place."""
    escaped = json.dumps(text)[1:-1]
    written = {text, escaped, json.dumps(escaped)[1:-1], json.dumps(json.dumps(text, ensure_ascii=False))[3:-3]}
    plain = {one.encode() for one in written} | {quote(text, safe="").encode()}
    turned = {one[::-1].encode() for one in written}
    hexed = {form for one in plain for form in (one.hex().encode(), one.hex().upper().encode())}
    packed = {form for one in plain for form in _in_base64(one)}
    return plain | turned | hexed | packed


def seen(wanted: Mapping[str, Iterable[str]], places: Sequence[Place]) -> list[tuple[str, str]]:
    """(field, place) of everything that can be read."""
    whole = b"\n".join(place.content for place in places)
    found = []
    for field, texts in wanted.items():
        present = [form for text in texts for form in forms(text) if form in whole]
        found += [(field, place.name) for place in places if any(form in place.content for form in present)]
    return found


def kept(settings: Settings) -> list[Place]:
    """All rows of all tables, messages of all queues, versions of all objects, and the users of the pool."""
    return [*_tables(settings), *_queues(settings), *_objects(settings), *_users(settings)]


def mails(settings: Settings) -> list[Place]:
    box = read_mails(urlsplit(str(settings.endpoint_url)).port or 0)
    return [Place("mail", json.dumps(mail, ensure_ascii=False).encode()) for mail in box]


def sealed_models(settings: Settings) -> set[str]:
    """The kinds of content of which a ciphertext is stored."""
    items = _scan(client("dynamodb", str(settings.endpoint_url)), settings.table_broker)
    # Other tests of this worker may have left rows that are none of the broker's.
    return {item["model"]["S"] for item in items if item.get("soort", {}).get("S") == "inhoud"}


def _tables(settings: Settings) -> Iterator[Place]:
    dynamodb = client("dynamodb", str(settings.endpoint_url))
    for table in dynamodb.list_tables()["TableNames"]:
        for item in _scan(dynamodb, table):
            yield Place(f"table {table}, {item['pk']['S']}, {item['sk']['S']}", _readable(item))


def _scan(dynamodb: Any, table: str) -> Iterator[dict[str, Any]]:
    for page in dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def _queues(settings: Settings) -> Iterator[Place]:
    """A message that was looked at comes back when the test is over; nobody else takes any here."""
    sqs = client("sqs", str(settings.endpoint_url))
    for url in sqs.list_queues()["QueueUrls"]:
        while messages := sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"], MessageAttributeNames=["All"]
        ).get("Messages", []):
            for message in messages:
                yield Place(f"queue {url.rpartition('/')[2]}", json.dumps(message, ensure_ascii=False).encode())


def _objects(settings: Settings) -> Iterator[Place]:
    s3 = client("s3", str(settings.endpoint_url))
    for bucket in s3.list_buckets()["Buckets"]:
        name = bucket["Name"]
        for version in s3.list_object_versions(Bucket=name).get("Versions", []):
            key, number = version["Key"], version["VersionId"]
            content = s3.get_object(Bucket=name, Key=key, VersionId=number)["Body"].read()
            yield Place(f"object {name}/{key}, {number}", key.encode() + b"\n" + _opened(content))


def _users(settings: Settings) -> Iterator[Place]:
    pool = client("cognito-idp", str(settings.endpoint_url))
    for user in pool.list_users(UserPoolId=settings.user_pool)["Users"]:
        yield Place("pool", json.dumps(user, default=str, ensure_ascii=False).encode())


def _readable(item: Mapping[str, Any]) -> bytes:
    """A row as JSON, and beside it each of its bytes values as it is and unpacked."""
    blobs: list[bytes] = []
    plain = {name.removeprefix(ESCAPE): _plain(value, blobs) for name, value in item.items()}
    lines = [json.dumps(plain, separators=marks, ensure_ascii=False).encode() for marks in SEPARATORS]
    return b"\n".join([*lines, *map(_opened, blobs)])


def _plain(attribute: Mapping[str, Any], blobs: list[bytes]) -> Any:
    ((kind, value),) = attribute.items()
    if kind == "B":
        blobs.append(value)
        return None
    if kind == "M":
        return {name: _plain(part, blobs) for name, part in value.items()}
    if kind == "L":
        return [_plain(part, blobs) for part in value]
    return int(value) if kind == "N" and value.isdigit() else value


def _opened(content: bytes) -> bytes:
    """Compressed is not encrypted."""
    try:
        return content + b"\n" + zlib.decompress(content)
    except zlib.error:
        return content


def _in_base64(plain: bytes) -> Iterator[bytes]:
    """The signs that are the same whatever stands before and after, at each of the three places."""
    for before in range(3):
        signs = base64.b64encode(b"\0" * before + plain)
        whole = signs[-(-before * 8 // 6) : (before + len(plain)) * 8 // 6]
        yield from (whole, whole.translate(bytes.maketrans(b"+/", b"-_")))
