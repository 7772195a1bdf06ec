"""
A row as a DynamoDB item and back, strictly: each field an attribute of its own, bytes as bytes, nothing coerced.

Beside the fields stand what the indexes need and, in clear, only what the row itself says in clear (design 3).
"""

import json
import math
import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from chalicelib.adapters.dynamodb.keys import ROW_CLASSES, key_of
from chalicelib.domain.row import Chained, DueSoort, Row

Item = Mapping[str, Any]
R = TypeVar("R", bound=Row)
SHARDS = 16  # docs/scale.md says what four could not bear; more may come, for all are read
# Attributes of the table itself; `write_id` tells a single write, repeated after a lost answer, from another's.
OF_TABLE = frozenset(
    {"pk", "sk", "soort", "due_bucket", "due_at", "eigenaar", "eigenaar_plaats", "kop_bucket", "verloopt", "write_id"}
)
ESCAPE = "veld_"  # before a field that has the name of one of those
_CLASSES = {kind.soort: kind for kind in ROW_CLASSES}


class RowFormatError(RuntimeError):
    """A row that does not fit its class, about to be written or read; a fault of ours, so no BrokerError."""


def encode(row: Row) -> dict[str, Any]:
    """The item of this row. Raises RowFormatError for a field that could not be read back."""
    return {_attribute(name): _write(value) for name, value in fields_of(row).items()} | _of_table(row)


def fields_of(row: Row) -> dict[str, Any]:
    """Its fields as JSON has them, bytes as they are. Raises RowFormatError for one that could not be read back."""
    kind = type(row)
    try:
        fields = row.model_dump(mode="json", exclude=set(_blobs(kind)), warnings="error")
    except PydanticSerializationError:
        raise RowFormatError(f"{row.soort}: a field is not what its class says") from None
    fields |= {name: getattr(row, name) for name in _blobs(kind)}
    # A row may be a copy that nobody validated; better to fail now than at each read.
    row_of(kind, fields)
    return fields


def decode(item: Item) -> Row:
    """The row of this item. Raises RowFormatError for an unknown soort, a wrong field, or an item out of place."""
    kind = _CLASSES.get(item.get("soort", {}).get("S", ""))
    if kind is None:
        raise RowFormatError("an item of an unknown soort")
    row = row_of(kind, {_field(name): _read(value) for name, value in item.items() if name not in OF_TABLE})
    key = key_of(row)
    if (item["pk"]["S"], item["sk"]["S"]) != (key.pk, key.sk):
        raise RowFormatError(f"{kind.soort}: not at its own place")
    return row


def row_of(kind: type[R], fields: dict[str, Any]) -> R:
    """
    The row with these fields. In JSON a time, an enum and a tuple are strict; bytes have no form in it, so they are
    put in afterwards, as they are. Raises RowFormatError for a wrong field.
    """
    blobs = {name: value for name, value in fields.items() if isinstance(value, bytes)}
    if blobs.keys() != {name for name in _blobs(kind) if fields.get(name) is not None}:
        raise RowFormatError(f"{kind.soort}: bytes where there are none, or the other way round")
    try:
        row = kind.model_validate_json(json.dumps(fields | dict.fromkeys(blobs, "")))
    except ValidationError as error:
        raise RowFormatError(f"{kind.soort}: {_places(error)}") from None
    return row.model_copy(update=blobs)


def due_bucket(soort: DueSoort, day: date, shard: int) -> str:
    """The due index is split by day, and each day by shard, so that no partition of it runs hot."""
    return f"due#{soort}#{day.isoformat()}#{shard}"


def changed_bucket(day: date, shard: int) -> str:
    """The index of heads is split in the same way."""
    return f"kop#{day.isoformat()}#{shard}"


def changed_on(row: Row, day: date) -> dict[str, Any]:
    """
    What puts a row with a chain of evidence into the index of heads, under the day on which it is written: nothing to
    pay for a second time on one day. Not a field, for the row does not know when it is written.
    """
    if not isinstance(row, Chained) or not row.bewijs_nr:
        return {}
    return {"kop_bucket": {"S": changed_bucket(day, _shard(key_of(row).pk))}}


def due_moment(moment: datetime) -> str:
    """A moment as text that sorts by time: UTC, always six decimals."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _of_table(row: Row) -> dict[str, Any]:
    key = key_of(row)
    texts = {"pk": key.pk, "sk": key.sk, "soort": row.soort}
    due, listed, expires = row.due(), row.owner(), row.expires()
    if due is not None:
        texts["due_bucket"] = due_bucket(due.soort, due.op.astimezone(UTC).date(), _shard(key.pk))
        texts["due_at"] = due_moment(due.op)
    if listed is not None:
        texts["eigenaar"], texts["eigenaar_plaats"] = listed
    attributes: dict[str, Any] = {name: {"S": text} for name, text in texts.items()}
    if expires is not None:
        attributes["verloopt"] = {"N": str(math.ceil(expires.timestamp()))}
    return attributes


def _shard(pk: str) -> int:
    return zlib.crc32(pk.encode()) % SHARDS


def _write(value: Any) -> dict[str, Any]:  # noqa: PLR0911 - one line for each type of DynamoDB
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case str():
            return {"S": value}
        case bytes():
            return {"B": value}
        case list():
            return {"L": [_write(part) for part in value]}
        case dict():
            return {"M": {name: _write(part) for name, part in value.items()}}
    raise RowFormatError("a value that has no type in a row")


def _read(attribute: Mapping[str, Any]) -> Any:
    ((kind, value),) = attribute.items()
    match kind:
        case "NULL":
            return None
        case "BOOL" | "S" | "B":
            return value
        case "N":
            return int(value)
        case "L":
            return [_read(part) for part in value]
        case "M":
            return {name: _read(part) for name, part in value.items()}
    raise RowFormatError("an attribute of a type that no row has")


@cache
def _blobs(kind: type[Row]) -> frozenset[str]:
    """The fields that hold bytes."""
    return frozenset(
        name for name, field in kind.model_fields.items() if bytes in (field.annotation, *get_args(field.annotation))
    )


def _attribute(field: str) -> str:
    return ESCAPE + field if field in OF_TABLE else field


def _field(attribute: str) -> str:
    return attribute.removeprefix(ESCAPE)


def _places(error: ValidationError) -> str:
    """Which fields do not fit, and by which rule; never what stood in them."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    return ", ".join(f"{'.'.join(map(str, entry['loc']))}: {entry['type']}" for entry in found)
