"""What a call to DynamoDB costs in request units, by the rules of its price list."""

from collections.abc import Iterator
from typing import Any

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from bench.units import UnitCounter, index_units, item_bytes, read_units, write_units
from chalicelib.adapters.aws import make_session
from tests.functional.moto_tables import TABLES, moto_tables, store_settings

TABLE = TABLES["TableBroker"]
DUE = ("due_bucket", "due_at")


def item(sk: str, size: int = 0, **texts: str) -> dict[str, Any]:
    """An item with so many bytes beside its keys."""
    return {name: {"S": text} for name, text in {"pk": "a", "sk": sk, "vulling": "x" * size, **texts}.items()}


def due(moment: str) -> dict[str, Any]:
    return item("1", due_bucket="due#1", due_at=moment)


@pytest.fixture
def counter() -> Iterator[tuple[UnitCounter, DynamoDBClient]]:
    """With a client whose calls it counts, on the tables that are deployed."""
    with moto_tables() as look:
        counted = UnitCounter(lambda: look)
        yield counted, make_session(store_settings(), counter=counted).dynamodb


def test_an_item_is_its_names_and_values() -> None:
    values = {"s": {"S": "€"}, "n": {"N": "-1234.5"}, "b": {"B": b"1234"}, "t": {"BOOL": True}, "z": {"NULL": True}}
    nested = {"l": {"L": [{"S": "ab"}]}, "m": {"M": {"k": {"S": "v"}}}}
    assert item_bytes(values) == 5 + 3 + 4 + 4 + 1 + 1
    assert item_bytes(nested) == 2 + (3 + 1 + 2) + (3 + 1 + 1 + 1)


def test_a_write_is_paid_by_the_larger_item() -> None:
    small, large = item("1", 10), item("1", 1024)
    assert write_units(None, small) == 1
    assert write_units(small, large) == write_units(large, small) == write_units(large, None) == 2
    assert write_units(None, None) == 1


@pytest.mark.parametrize(("size", "units"), [(0, 1), (4096, 1), (4097, 2)])
def test_a_read_is_paid_per_four_kilobytes(size: int, units: int) -> None:
    assert read_units(size, consistent=True) == units
    assert read_units(size, consistent=False) == units / 2


def test_an_index_is_paid_where_something_moves() -> None:
    outside = item("1")
    assert index_units(None, due("1"), DUE) == index_units(due("1"), None, DUE) == 1
    assert index_units(due("1"), due("2"), DUE) == 2
    assert index_units(due("1"), due("1") | {"vulling": {"S": "y"}}, DUE) == index_units(outside, outside, DUE) == 0


def test_a_transaction_is_paid_twice_with_its_checks(counter: tuple[UnitCounter, DynamoDBClient]) -> None:
    units, client = counter
    client.put_item(TableName=TABLE, Item=item("0", 1500, soort="account"))
    units.units.clear()
    check: Any = {"TableName": TABLE, "Key": {"pk": {"S": "a"}, "sk": {"S": "0"}}}
    check["ConditionExpression"] = "attribute_exists(pk)"
    new = due("1") | {"soort": {"S": "verstrekking"}}
    client.transact_write_items(TransactItems=[{"ConditionCheck": check}, {"Put": {"TableName": TABLE, "Item": new}}])
    assert units.units == {"write": 4 + 2, "index": 1}
    assert units.rows["check account"] == 4
    assert (units.rows["write verstrekking"], units.rows["due verstrekking"]) == (2, 1)


def test_an_update_is_paid_like_a_write(counter: tuple[UnitCounter, DynamoDBClient]) -> None:
    """Twice, in a transaction, and under the soort of row that it makes."""
    units, client = counter
    update: Any = {"TableName": TABLE, "Key": {"pk": {"S": "a"}, "sk": {"S": "0"}}}
    update["UpdateExpression"] = "ADD aantal :aantal SET #0 = :0"
    update["ExpressionAttributeNames"] = {"#0": "soort"}
    update["ExpressionAttributeValues"] = {":aantal": {"N": "1"}, ":0": {"S": "cijfer"}}
    client.transact_write_items(TransactItems=[{"Update": update}])
    assert units.units == {"write": 2, "index": 0}
    assert units.rows["write cijfer"] == 2


def test_reads_are_paid_by_what_is_looked_at(counter: tuple[UnitCounter, DynamoDBClient]) -> None:
    units, client = counter
    for number in range(3):
        client.put_item(TableName=TABLE, Item=item(str(number), 2000, due_bucket="due#1", due_at="1"))
    units.units.clear()
    terms: Any = {":pk": {"S": "a"}}
    whole: Any = {"TableName": TABLE, "KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": terms}
    client.query(**whole, ConsistentRead=True, ProjectionExpression="sk")
    assert units.units.pop("read") == 2
    client.query(
        TableName=TABLE,
        IndexName="due",
        KeyConditionExpression="due_bucket = :b",
        ExpressionAttributeValues={":b": {"S": "due#1"}},
    )
    assert units.units.pop("read") == 0.5  # keys only
    client.get_item(TableName=TABLE, Key={"pk": {"S": "a"}, "sk": {"S": "nothing"}}, ConsistentRead=True)
    assert units.units.pop("read") == 1


def test_a_call_that_nobody_priced_is_refused(counter: tuple[UnitCounter, DynamoDBClient]) -> None:
    _, client = counter
    with pytest.raises(ValueError, match="Scan"):
        client.scan(TableName=TABLE)
