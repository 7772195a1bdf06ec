"""
Items that moto keeps beside its table, so that it can hold a hundred thousand.

moto sorts a whole table for each query, and copies it for each part of a transaction. What nobody writes need be in
neither: any query and any read that asks for it finds it, as in DynamoDB, and a write to it is refused.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

Place = tuple[DynamoType, DynamoType | None]


class Bystanders:
    """By place, and by each attribute that a query may ask for."""

    def __init__(self, table: Table) -> None:
        hashes = [
            key["AttributeName"] for index in table.all_indexes() for key in index.schema if key["KeyType"] == "HASH"
        ]
        self._asked_by = (table.hash_key_attr, *hashes)
        self._places: dict[Place, Item] = {}
        self._found: defaultdict[tuple[str, DynamoType], list[Item]] = defaultdict(list)

    def __deepcopy__(self, _: object) -> "Bystanders":
        """A transaction puts back what it wrote, and it writes none of these."""
        return self

    def __len__(self) -> int:
        return len(self._places)

    def add(self, item: Item) -> None:
        self._places[item.hash_key, item.range_key] = item
        for name in self._asked_by:
            if name in item.attrs:
                self._found[name, item.attrs[name]].append(item)

    def at(self, hash_key: DynamoType, range_key: DynamoType | None) -> Item | None:
        return self._places.get((hash_key, range_key))

    def asked(self, name: str, value: DynamoType) -> list[Item]:
        return self._found.get((name, value), [])


class CrowdedTable(Table):
    """A table of moto with its bystanders."""

    bystanders: Bystanders
    candidates: list[Item]

    def get_item(self, hash_key: DynamoType, range_key: DynamoType | None = None, *projection: Any) -> Item | None:
        return super().get_item(hash_key, range_key, *projection) or self.bystanders.at(hash_key, range_key)

    def put_item(self, item_attrs: dict[str, Any], *terms: Any, **more: Any) -> Item:
        self._refuse(DynamoType(item_attrs["pk"]), DynamoType(item_attrs["sk"]))
        return super().put_item(item_attrs, *terms, **more)

    def delete_item(self, hash_key: DynamoType, range_key: DynamoType | None) -> Item | None:
        self._refuse(hash_key, range_key)
        return super().delete_item(hash_key, range_key)

    def query(self, *terms: Any, **more: Any) -> Any:
        ((name, value),) = more.get("hash_key_conditions") or [(self.hash_key_attr, terms[0])]
        self.candidates = self.bystanders.asked(name, value)
        try:
            return super().query(*terms, **more)
        finally:
            self.candidates = []

    def all_items(self) -> list[Item]:
        return [*super().all_items(), *self.candidates]

    def _refuse(self, hash_key: DynamoType, range_key: DynamoType | None) -> None:
        if self.bystanders.at(hash_key, range_key) is not None:
            raise AssertionError("a bystander was written")


def crowd(region: str, name: str, items: Iterable[Mapping[str, Any]]) -> None:
    """Put these items beside the table of that name; call it once for each table."""
    table: Any = dynamodb_backends[DEFAULT_ACCOUNT_ID][region].tables[name]
    table.__class__ = CrowdedTable
    table.bystanders, table.candidates = Bystanders(table), []
    for attrs in items:
        table.bystanders.add(Item(DynamoType(attrs["pk"]), DynamoType(attrs["sk"]), dict(attrs)))
