"""The calls to DynamoDB that go on until all of it is done: queries by page, batches by what was left over."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.aws import aws_answers
from chalicelib.adapters.dynamodb.keys import BEWIJS, BROKER, CIJFERS, SLEUTELS, Key
from chalicelib.errors import Unavailable
from chalicelib.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DELETED_AT_ONCE = 25  # the most that BatchWriteItem takes
WAITS = tuple(0.05 * 2**number for number in range(7))  # 6.35 seconds in all


class Tables:
    """The tables of one stage. Every call raises Unavailable when DynamoDB does not do what it can do."""

    def __init__(self, client: "DynamoDBClient", settings: Settings, pause: Callable[[float], None]) -> None:
        self.client = client
        self._pause = pause
        self._names = {
            BROKER: settings.table_broker,
            SLEUTELS: settings.table_sleutels,
            BEWIJS: settings.table_bewijs,
            CIJFERS: settings.table_cijfers,
        }

    def at(self, key: Key) -> dict[str, Any]:
        """Table and key, as calls about one item want them."""
        return {"TableName": self._names[key.table], "Key": _key(key.pk, key.sk)}

    def name(self, table: str) -> str:
        return self._names[table]

    def read(self, key: Key) -> dict[str, Any] | None:
        with aws_answers("dynamodb"):
            answer = self.client.get_item(**self.at(key), ConsistentRead=True)
        return answer.get("Item")

    def read_many(self, keys: Iterable[Key]) -> list[dict[str, Any]]:
        """The items that are there, of at most 100 different keys, in any order."""
        wanted: dict[str, list[Any]] = {}
        for key in dict.fromkeys(keys):
            wanted.setdefault(self._names[key.table], []).append(_key(key.pk, key.sk))
        found: list[dict[str, Any]] = []
        for wait in (*WAITS, None):
            if not wanted:
                return found
            with aws_answers("dynamodb"):
                answer = self.client.batch_get_item(
                    RequestItems={name: {"Keys": part, "ConsistentRead": True} for name, part in wanted.items()}
                )
            found.extend(item for items in answer["Responses"].values() for item in items)
            wanted = {name: list(left["Keys"]) for name, left in answer.get("UnprocessedKeys", {}).items()}
            self._wait(wait, wanted)
        return found

    def delete_many(self, table: str, keys: Sequence[tuple[str, str]]) -> None:
        """Delete whatever lies at these places (pk, sk) of one table."""
        for start in range(0, len(keys), DELETED_AT_ONCE):
            batch = keys[start : start + DELETED_AT_ONCE]
            self._delete(self._names[table], [{"DeleteRequest": {"Key": _key(*place)}} for place in batch])

    def query(self, table: str, most: int | None = None, **terms: Any) -> list[dict[str, Any]]:
        """Every item that fits, or the first so many, over as many pages as it takes."""
        limit = {} if most is None else {"Limit": most}
        pages = self._pages({"TableName": self._names[table], **limit, **terms})
        return list(islice((item for page in pages for item in page), most))

    def _pages(self, terms: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
        last: dict[str, Any] | None = {}
        while last is not None:
            start: dict[str, Any] = {"ExclusiveStartKey": last} if last else {}
            with aws_answers("dynamodb"):
                answer = self.client.query(**terms, **start)
            last = answer.get("LastEvaluatedKey")
            yield answer["Items"]

    def _delete(self, name: str, requests: list[Any]) -> None:
        for wait in (*WAITS, None):
            with aws_answers("dynamodb"):
                answer = self.client.batch_write_item(RequestItems={name: requests})
            requests = list(answer.get("UnprocessedItems", {}).get(name, []))
            if not requests:
                return
            self._wait(wait, requests)

    def _wait(self, seconds: float | None, left: object) -> None:
        """Before the next try, if anything is left; after the last one there is no next."""
        if not left:
            return
        if seconds is None:
            raise Unavailable("dynamodb: unprocessed")
        self._pause(seconds)


def partition(pk: str) -> dict[str, Any]:
    """The terms of a consistent query over one partition, in order of sk."""
    return {
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": pk}},
        "ConsistentRead": True,
    }


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
