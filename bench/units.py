"""
What calls to DynamoDB cost in request units, counted from the items themselves by the rules of its price list.

A write is paid per KB of the larger of the old and the new item, twice in a transaction, where a check is paid as a
write; a read per 4 KB, half when it need not be consistent. An index is written after the transaction, at the plain
price: once where an item enters or leaves it, twice where it moves, never where its key stays (it holds keys only).
"""

import base64
import json
import math
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.model import OperationModel

from chalicelib.adapters.aws import CallCounter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = Mapping[str, Any]
Keys = tuple[str, str]
WRITE, INDEX, READ = "write", "index", "read"
WRITE_BYTES, READ_BYTES = 1024, 4096
IN_TRANSACTION = 2
UNCOUNTED = "no units are known of this call"


def item_bytes(item: Item) -> int:
    """The size that DynamoDB pays by: names and values, without its own overhead of storage."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def write_units(old: Item | None, new: Item | None) -> int:
    """Of one write, or of one check, where both are what stands there. At least one, whatever is there."""
    largest = max(item_bytes(old or {}), item_bytes(new or {}))
    return max(1, math.ceil(largest / WRITE_BYTES))


def read_units(size: int, *, consistent: bool) -> float:
    return max(1, math.ceil(size / READ_BYTES)) * (1.0 if consistent else 0.5)


def index_units(old: Item | None, new: Item | None, keys: Keys) -> int:
    """Of one index, for one write."""
    before, after = _place(old, keys), _place(new, keys)
    return 0 if before == after else (before is not None) + (after is not None)


class UnitCounter(CallCounter):
    """
    Counts calls as its parent does, and units in all and per soort of row (`write dossier`, `check account`, and
    per index `due dossier`); `look` makes a client that counts nothing.
    """

    def __init__(self, look: Callable[[], "DynamoDBClient"]) -> None:
        super().__init__()
        self.units: Counter[str] = Counter()
        self.rows: Counter[str] = Counter()
        self._make = look
        self._indexes: dict[str, dict[str, Keys]] = {}

    def __call__(self, model: OperationModel, **arguments: Any) -> None:
        """Before the call is made, so that the old items still stand. Raises ValueError for a call it cannot count."""
        super().__call__(model)
        if model.service_model.service_name == "dynamodb":
            self._count(model.name, json.loads(arguments["params"]["body"]))

    @cached_property
    def _look(self) -> "DynamoDBClient":
        return self._make()

    def _count(self, operation: str, body: dict[str, Any]) -> None:
        match operation:
            case "TransactWriteItems":
                self._transaction(body["TransactItems"])
            case "BatchWriteItem":
                self._batch_write(body["RequestItems"])
            case "PutItem":
                self._write(body["TableName"], body["Item"], body["Item"])
            case "DeleteItem":
                self._write(body["TableName"], body["Key"], None)
            case "GetItem":
                self._read(body["TableName"], body["Key"], consistent=body.get("ConsistentRead", False))
            case "BatchGetItem":
                self._batch_read(body["RequestItems"])
            case "Query":
                self._query(body)
            case _:
                raise ValueError(f"{operation}: {UNCOUNTED}")

    def _transaction(self, items: list[dict[str, Any]]) -> None:
        for item in items:
            ((kind, arguments),) = item.items()
            table, new = arguments["TableName"], _updated(arguments) if kind == "Update" else arguments.get("Item")
            if kind == "ConditionCheck":
                new = self._old(table, arguments["Key"])
            self._write(table, arguments.get("Key") or new, new, times=IN_TRANSACTION, check=kind == "ConditionCheck")

    def _batch_write(self, tables: dict[str, Any]) -> None:
        for table, requests in tables.items():
            for request in requests:
                new = request.get("PutRequest", {}).get("Item")
                self._write(table, new or request["DeleteRequest"]["Key"], new)

    def _write(self, table: str, place: Item, new: Item | None, *, times: int = 1, check: bool = False) -> None:
        old = self._old(table, {name: place[name] for name in ("pk", "sk")})
        soort = (new or old or {}).get("soort", {"S": "nothing"})["S"]
        written = times * write_units(old, new)
        indexed = {name: index_units(old, new, keys) for name, keys in self._indexes_of(table).items()}
        self.units.update({WRITE: written, INDEX: sum(indexed.values())})
        self.rows.update({f"{'check' if check else WRITE} {soort}": written})
        self.rows.update({f"{name} {soort}": units for name, units in indexed.items()})

    def _old(self, table: str, key: Item) -> Item | None:
        return self._look.get_item(TableName=table, Key=dict(key), ConsistentRead=True).get("Item")

    def _read(self, table: str, key: Item, *, consistent: bool) -> None:
        units = read_units(item_bytes(self._old(table, key) or {}), consistent=consistent)
        self.units.update({READ: units})

    def _batch_read(self, tables: dict[str, Any]) -> None:
        for table, wanted in tables.items():
            for key in wanted["Keys"]:
                self._read(table, key, consistent=wanted.get("ConsistentRead", False))

    def _query(self, body: dict[str, Any]) -> None:
        """What it looks at is paid, not what it gives back."""
        whole = {name: value for name, value in body.items() if name != "ProjectionExpression"}
        items: list[Item] = list(self._look.query(**whole)["Items"])
        if "IndexName" in body:
            keys = ("pk", "sk", *self._indexes_of(body["TableName"])[body["IndexName"]])
            items = [{name: item[name] for name in keys} for item in items]
        units = read_units(sum(map(item_bytes, items)), consistent=body.get("ConsistentRead", False))
        self.units.update({READ: units})

    def _indexes_of(self, table: str) -> dict[str, Keys]:
        if table not in self._indexes:
            described: Any = self._look.describe_table(TableName=table)["Table"]
            self._indexes[table] = {
                index["IndexName"]: (index["KeySchema"][0]["AttributeName"], index["KeySchema"][1]["AttributeName"])
                for index in described.get("GlobalSecondaryIndexes", [])
            }
        return self._indexes[table]


def _updated(arguments: Mapping[str, Any]) -> Item:
    """The item after an update, as long as it is: its numbers may be other ones."""
    names, values = arguments["ExpressionAttributeNames"], arguments["ExpressionAttributeValues"]
    plain = {name.removeprefix(":"): value for name, value in values.items()}
    return {**arguments["Key"], **{names.get(f"#{name}", name): value for name, value in plain.items()}}


def _place(item: Item | None, keys: Keys) -> tuple[Any, ...] | None:
    """Where an item stands in an index; None when it is not in it."""
    if item is None or any(key not in item for key in keys):
        return None
    return tuple(item[key]["S"] for key in keys)


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            return len(content if isinstance(content, bytes) else base64.b64decode(content))
        case "N":
            return math.ceil(len(content.lstrip("-").replace(".", "")) / 2) + 1
        case "NULL" | "BOOL":
            return 1
        case "L":
            return 3 + sum(1 + _value_bytes(part) for part in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_bytes(part) for name, part in content.items())
    raise ValueError(f"{kind}: no row has an attribute of this type")
