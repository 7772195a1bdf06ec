"""Changes as conditional writes: all or none, and each only over what was read."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import uuid4

from botocore.exceptions import ClientError

from chalicelib.adapters.aws import aws_answers, error_code
from chalicelib.adapters.dynamodb.bundles import pack, runs
from chalicelib.adapters.dynamodb.codec import changed_on, encode
from chalicelib.adapters.dynamodb.keys import BEWIJS, key_of
from chalicelib.adapters.dynamodb.tables import Tables
from chalicelib.domain.row import Row
from chalicelib.errors import Conflict
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.ports.store import Add, Change, Insert, Remove, Replace

MOST = 100  # changes in one transaction of DynamoDB
_ABSENT = {"ConditionExpression": "attribute_not_exists(pk)"}
_LOST = "ConditionalCheckFailedException"
_RACES = frozenset({_LOST, "TransactionConflictException"})
_REASONS = frozenset({"ConditionalCheckFailed", "TransactionConflict"})


def check_changes(changes: Sequence[Change]) -> None:
    """Raises ValueError for more changes than fit, or two of one row: no transaction could hold them."""
    if len(changes) > MOST:
        raise ValueError("more changes than one transaction can hold")
    if len({key_of(change.row) for change in changes}) < len(changes):
        raise ValueError("two changes of the same row")


def written(row: Row) -> Row:
    """What stands in the table after a Replace of `row`."""
    return row.model_copy(update={"rev": row.rev + 1})


def write(tables: Tables, changes: Sequence[Change], today: date) -> None:
    """Carry out all changes or none. Raises Conflict or Unavailable."""
    operations = [_operation(tables, change, today) for change in changes if _entry(change) is None]
    operations += [_put_run(tables, run) for run in runs(filter(None, map(_entry, changes)))]
    with aws_answers("dynamodb"):
        try:
            _send(tables, operations)
        except ClientError as error:
            if _is_conflict(error):
                raise Conflict from None
            raise


def _entry(change: Change) -> Bewijsstuk | None:
    """What goes into an item with others: a new entry of evidence."""
    return change.row if isinstance(change, Insert) and isinstance(change.row, Bewijsstuk) else None


def _put_run(tables: Tables, run: Sequence[Bewijsstuk]) -> tuple[str, dict[str, Any]]:
    return "Put", {"TableName": tables.name(BEWIJS), "Item": pack(run), **_ABSENT}


def _operation(tables: Tables, change: Change, today: date) -> tuple[str, dict[str, Any]]:
    """The name of the operation in a transaction, and its arguments."""
    key = key_of(change.row)
    if isinstance(change, Insert):
        return "Put", {"TableName": tables.name(key.table), "Item": _item(change.row, today), **_ABSENT}
    if isinstance(change, Add):
        return "Update", {**tables.at(key), **_raised(encode(change.row))}
    unchanged = {
        "ConditionExpression": "rev = :rev",
        "ExpressionAttributeValues": {":rev": {"N": str(change.row.rev)}},
    }
    if isinstance(change, Replace):
        return "Put", {"TableName": tables.name(key.table), "Item": _item(written(change.row), today), **unchanged}
    name = "Delete" if isinstance(change, Remove) else "ConditionCheck"
    return name, {**tables.at(key), **unchanged}


def _item(row: Row, today: date) -> dict[str, Any]:
    return encode(row) | changed_on(row, today)


def _raised(item: dict[str, Any]) -> dict[str, Any]:
    """An update that adds the count to what is there, and writes all else that the row has."""
    fields = {name: value for name, value in item.items() if name not in {"pk", "sk", "aantal", "rev"}}
    names = {f"#{number}": name for number, name in enumerate(fields)}
    values = {f":{number}": value for number, value in enumerate(fields.values())}
    return {
        "UpdateExpression": f"ADD aantal :aantal, rev :one SET {', '.join(f'#{n} = :{n}' for n in range(len(fields)))}",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {**values, ":aantal": item["aantal"], ":one": {"N": "1"}},
    }


def _send(tables: Tables, operations: list[tuple[str, dict[str, Any]]]) -> None:
    """One write alone costs half of what it costs in a transaction."""
    match operations:
        case []:
            return
        case [("Put", arguments)]:
            _put(tables, arguments)
        case [("Delete", arguments)]:
            tables.client.delete_item(**arguments)
        case _:
            # The token makes a transaction that is sent again after a lost answer the same transaction.
            items: list[Any] = [{name: arguments} for name, arguments in operations]
            tables.client.transact_write_items(TransactItems=items, ClientRequestToken=str(uuid4()))


def _put(tables: Tables, arguments: dict[str, Any]) -> None:
    """
    A single put has no such token: when its answer is lost, the SDK sends it again, and the second finds the first
    in its way. So it carries a mark of its own, and one that meets its own mark has succeeded.
    """
    mark = {"S": uuid4().hex}
    item = {**arguments["Item"], "write_id": mark}
    try:
        tables.client.put_item(**{**arguments, "Item": item}, ReturnValuesOnConditionCheckFailure="ALL_OLD")
    except ClientError as error:
        met = _details(error).get("Item", {})
        if error_code(error) != _LOST or met.get("write_id") != mark:
            raise


def _is_conflict(error: ClientError) -> bool:
    reasons = _details(error).get("CancellationReasons", [])
    return error_code(error) in _RACES or any(reason.get("Code") in _REASONS for reason in reasons)


def _details(error: ClientError) -> dict[str, Any]:
    """What DynamoDB tells beside its code; the SDK's types do not know of it."""
    return cast("dict[str, Any]", error.response)
