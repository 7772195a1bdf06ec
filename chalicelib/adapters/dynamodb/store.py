"""The port `Store` on the tables of one stage (design 3)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.dynamodb.bundles import find
from chalicelib.adapters.dynamodb.codec import SHARDS, RowFormatError, changed_bucket, decode, due_bucket, due_moment
from chalicelib.adapters.dynamodb.keys import (
    BEWIJS,
    BROKER,
    CIJFERS,
    SLEUTELS,
    Key,
    counters_partition,
    dossier_partition,
    find_key,
    id_at,
)
from chalicelib.adapters.dynamodb.places import read_place, write_place
from chalicelib.adapters.dynamodb.tables import DELETED_AT_ONCE, Tables, partition
from chalicelib.adapters.dynamodb.writes import check_changes, write
from chalicelib.domain.cijfer import SHARDS as COUNTER_SHARDS
from chalicelib.domain.cijfer import Cijfer
from chalicelib.domain.row import DataSleutel, DueSoort, Row
from chalicelib.domain.state import DossierState, assemble
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.settings import Settings
from chalicelib.usecases.ports.store import Change, Page, R

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

READ_AT_ONCE = 100  # the most that BatchGetItem takes


class DynamoStore:
    """See the port. `pause` waits between tries of a batch that DynamoDB carried out in part; `now` dates a write."""

    def __init__(
        self,
        client: "DynamoDBClient",
        settings: Settings,
        pause: Callable[[float], None],
        now: Callable[[], datetime],
    ) -> None:
        self._tables = Tables(client, settings, pause)
        self._now = now

    def load_dossier(self, dossier_id: str) -> DossierState | None:
        items = self._tables.query(BROKER, **partition(dossier_partition(dossier_id)))
        return assemble(decode(item) for item in items)

    def get(self, kind: type[R], row_id: str) -> R | None:
        key = find_key(kind, row_id)
        row = find(self._one_by_one, [key]).get(key)
        if row is not None and not isinstance(row, kind):
            raise RowFormatError(f"{kind.soort}: another class stands at its place")
        return row

    def get_many(self, refs: Sequence[tuple[type[Row], str]]) -> list[Row | None]:
        keys = [find_key(kind, row_id) for kind, row_id in refs]
        if len(keys) > READ_AT_ONCE:
            raise ValueError("more rows than one read can give")
        rows = find(self._tables.read_many, keys)
        return [rows.get(key) for key in keys]

    def commit(self, *changes: Change) -> None:
        check_changes(changes)
        write(self._tables, changes, self._now().astimezone(UTC).date())

    def list_owned(self, listing: str, *, after: str | None = None, limit: int = 50) -> Page:
        # One more than asked for tells whether there is a next page. The place itself is the way on, not a key of
        # the index: whatever somebody sends can only be a place in this list.
        terms = {":listing": {"S": listing}}
        before = ""
        if after is not None:
            terms[":after"] = {"S": read_place(after)}
            before = " AND eigenaar_plaats < :after"
        items = self._tables.query(
            BROKER,
            limit + 1,
            IndexName="eigenaar",
            KeyConditionExpression=f"eigenaar = :listing{before}",
            ExpressionAttributeValues=terms,
            ScanIndexForward=False,
        )
        ids = tuple(id_at(item["pk"]["S"], item["sk"]["S"]) for item in items[:limit])
        more = len(items) > limit
        return Page(ids, write_place(items[limit - 1]["eigenaar_plaats"]["S"]) if more else None)

    def list_due(self, soort: DueSoort, day: date, until: datetime) -> list[str]:
        items = self._due(soort, day, until)
        found = sorted((item["due_at"]["S"], id_at(item["pk"]["S"], item["sk"]["S"])) for item in items)
        return list(dict.fromkeys(row_id for _, row_id in found))

    def oldest_due(self, soort: DueSoort, day: date, until: datetime) -> datetime | None:
        """One item of each shard: the index keeps them by time."""
        moments = [item["due_at"]["S"] for item in self._due(soort, day, until, most=1)]
        return datetime.fromisoformat(min(moments)) if moments else None

    def list_changed(self, day: date) -> Iterator[str]:
        for shard in range(SHARDS):
            items = self._tables.query(
                BROKER,
                IndexName="koppen",
                KeyConditionExpression="kop_bucket = :bucket",
                ExpressionAttributeValues={":bucket": {"S": changed_bucket(day, shard)}},
            )
            yield from (id_at(item["pk"]["S"], item["sk"]["S"]) for item in items)

    def list_prefix(self, dossier_id: str) -> list[tuple[str, str]]:
        found = [(BROKER, sk) for _, sk in self._places(dossier_id)]
        sleutel = self._tables.read(find_key(DataSleutel, dossier_id))
        return found if sleutel is None else [*found, (SLEUTELS, sleutel["sk"]["S"])]

    def erase(self, dossier_id: str) -> dict[str, int]:
        erased = 0
        while places := self._places(dossier_id):
            self._tables.delete_many(BROKER, places)
            erased += len(places)
        return {BROKER: erased}

    def list_cijfers(self, kwartaal: str) -> list[Cijfer]:
        rows = [decode(item) for item in self._counters(kwartaal)]
        return [row for row in rows if isinstance(row, Cijfer)]

    def erase_cijfers(self, kwartaal: str) -> int:
        places = [(item["pk"]["S"], item["sk"]["S"]) for item in self._counters(kwartaal)]
        self._tables.delete_many(CIJFERS, places)
        return len(places)

    def _one_by_one(self, keys: Sequence[Key]) -> list[dict[str, Any]]:
        return [item for item in map(self._tables.read, keys) if item is not None]

    def _counters(self, kwartaal: str) -> list[dict[str, Any]]:
        shards = (partition(counters_partition(kwartaal, shard)) for shard in range(COUNTER_SHARDS))
        return [item for terms in shards for item in self._tables.query(CIJFERS, **terms)]

    def erase_keys(self, owner_ids: Sequence[str]) -> int:
        keys = [find_key(DataSleutel, owner_id) for owner_id in owner_ids]
        if len(keys) > DELETED_AT_ONCE:
            raise ValueError("more keys than one write can delete")
        self._tables.delete_many(SLEUTELS, [(key.pk, key.sk) for key in keys])
        return len(self._tables.read_many(keys))

    def _due(self, soort: DueSoort, day: date, until: datetime, most: int | None = None) -> Iterator[dict[str, Any]]:
        for shard in range(SHARDS):
            yield from self._tables.query(
                BROKER,
                most,
                IndexName="due",
                KeyConditionExpression="due_bucket = :bucket AND due_at <= :until",
                ExpressionAttributeValues={
                    ":bucket": {"S": due_bucket(soort, day, shard)},
                    ":until": {"S": due_moment(until)},
                },
            )

    def erase_evidence(self, owner_id: str, count: int) -> None:
        # Some lie in the item of an earlier one, and go with it.
        keys = [find_key(Bewijsstuk, f"{owner_id}/{nr}") for nr in range(1, count + 1)]
        self._tables.delete_many(BEWIJS, [(key.pk, key.sk) for key in keys])

    def _places(self, dossier_id: str) -> list[tuple[str, str]]:
        terms = partition(dossier_partition(dossier_id))
        items = self._tables.query(BROKER, **terms, ProjectionExpression="pk, sk")
        return [(item["pk"]["S"], item["sk"]["S"]) for item in items]
