"""The fake store with the indexes of the tables: what it does for one dossier does not depend on how many there are."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime

from chalicelib.adapters.dynamodb.keys import BROKER, Key, dossier_partition, id_at, key_of
from chalicelib.domain.row import Due, DueSoort, Row
from chalicelib.usecases.ports.store import Page
from tests.fakes.store import FakeStore


class IndexedStore(FakeStore):
    """Rows found by partition, by the day that they are due, and by that of their last write."""

    def __init__(self) -> None:
        super().__init__()
        self._partitions: defaultdict[str, set[Key]] = defaultdict(set)
        self._days: defaultdict[tuple[DueSoort, date], dict[Key, Due]] = defaultdict(dict)
        self._lists: defaultdict[str, set[Key]] = defaultdict(set)
        self._written: defaultdict[date, set[Key]] = defaultdict(set)

    def place(self, *rows: Row) -> None:
        """As if they had been stored long ago; nothing is checked."""
        for row in rows:
            self._put(key_of(row), row)

    def list_due(self, soort: DueSoort, day: date, until: datetime) -> list[str]:
        self._count("list_due")
        found = sorted((due.op, self._rows[key].id) for key, due in self._days[soort, day].items() if due.op <= until)
        return list(dict.fromkeys(row_id for _, row_id in found))

    def oldest_due(self, soort: DueSoort, day: date, until: datetime) -> datetime | None:
        self._count("oldest_due")
        return min((due.op for due in self._days[soort, day].values() if due.op <= until), default=None)

    def list_changed(self, day: date) -> Iterator[str]:
        self._count("list_changed")
        return iter([id_at(key.pk, key.sk) for key in sorted(self._written[day], key=lambda key: (key.pk, key.sk))])

    def list_owned(self, listing: str, *, after: str | None = None, limit: int = 50) -> Page:
        if not self._lists[listing]:
            self._count("list_owned")
            return Page((), None)
        return super().list_owned(listing, after=after, limit=limit)

    def erase(self, dossier_id: str) -> dict[str, int]:
        self._count("erase")
        doomed = list(self._partitions[dossier_partition(dossier_id)])
        for key in doomed:
            self._put(key, None)
        return {BROKER: len(doomed)}

    def _in_dossier(self, dossier_id: str) -> list[Row]:
        return [self._rows[key] for key in sorted(self._partitions[dossier_partition(dossier_id)], key=lambda k: k.sk)]

    def _put(self, key: Key, row: Row | None) -> None:
        self._leave(key)
        super()._put(key, row)
        if row is None:
            return
        self._partitions[key.pk].add(key)
        if key in self._changed:
            self._written[self._changed[key]].add(key)
        if due := row.due():
            self._days[due.soort, due.op.astimezone(UTC).date()][key] = due
        if listed := row.owner():
            self._lists[listed[0]].add(key)

    def _leave(self, key: Key) -> None:
        before = self._rows.get(key)
        if before is None:
            return
        self._partitions[key.pk].discard(key)
        if key in self._changed:
            self._written[self._changed[key]].discard(key)
        if listed := before.owner():
            self._lists[listed[0]].discard(key)
        if due := before.due():
            self._days[due.soort, due.op.astimezone(UTC).date()].pop(key, None)
