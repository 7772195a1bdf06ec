"""Rows in memory, with the semantics of the tables: the same places, the same conditions, the same refusals."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from threading import Lock

from chalicelib.adapters.dynamodb.codec import decode, encode
from chalicelib.adapters.dynamodb.keys import BROKER, Key, dossier_partition, find_key, id_at, key_of
from chalicelib.adapters.dynamodb.places import read_place, write_place
from chalicelib.adapters.dynamodb.writes import check_changes, written
from chalicelib.domain.cijfer import Cijfer
from chalicelib.domain.row import Chained, DataSleutel, DueSoort, Row
from chalicelib.domain.state import DossierState, assemble
from chalicelib.errors import Conflict
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.ports.clock import Clock
from chalicelib.usecases.ports.store import Add, Change, Insert, Page, R, Remove, Replace, Require
from tests.fakes.clock import FakeClock

Hook = Callable[[tuple[Change, ...]], None]


class FakeStore:
    """
    The port `Store`. Each commit is one step for all threads.

    `before_commit` and `after_commit` run outside of it: one that raises is a crash before or after the write, one
    that commits is somebody who was first. `commits` holds what was written, `calls` counts the port's methods.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or FakeClock()
        self.before_commit: Hook | None = None
        self.after_commit: Hook | None = None
        self.commits: list[tuple[Change, ...]] = []
        self.calls: Counter[str] = Counter()
        self._rows: dict[Key, Row] = {}
        self._changed: dict[Key, date] = {}
        self._lock = Lock()

    def load_dossier(self, dossier_id: str) -> DossierState | None:
        self._count("load_dossier")
        return assemble(self._in_dossier(dossier_id))

    def get(self, kind: type[R], row_id: str) -> R | None:
        self._count("get")
        row = self._at(find_key(kind, row_id))
        assert row is None or isinstance(row, kind)
        return row

    def get_many(self, refs: Sequence[tuple[type[Row], str]]) -> list[Row | None]:
        self._count("get_many")
        if len(refs) > 100:
            raise ValueError("more rows than one read can give")
        return [self._at(find_key(kind, row_id)) for kind, row_id in refs]

    def commit(self, *changes: Change) -> None:
        self._count("commit")
        check_changes(changes)
        after = {key_of(change.row): _after(change) for change in changes if not isinstance(change, Require | Add)}
        if self.before_commit is not None:
            self.before_commit(changes)
        with self._lock:
            if not all(self._holds(change) for change in changes):
                raise Conflict
            for key, row in after.items():
                self._put(key, row)
            for change in changes:
                if isinstance(change, Add):
                    self._add(change.row)
            self.commits.append(changes)
        if self.after_commit is not None:
            self.after_commit(changes)

    def list_owned(self, listing: str, *, after: str | None = None, limit: int = 50) -> Page:
        self._count("list_owned")
        end = None if after is None else read_place(after)
        owned = [(owner[1], row.id) for row in self.rows() if (owner := row.owner()) and owner[0] == listing]
        left = sorted((entry for entry in owned if end is None or entry[0] < end), reverse=True)
        ids = tuple(row_id for _, row_id in left[:limit])
        return Page(ids, write_place(left[limit - 1][0]) if len(left) > limit else None)

    def list_due(self, soort: DueSoort, day: date, until: datetime) -> list[str]:
        self._count("list_due")
        dues = [(due.op, row.id, due.soort) for row in self.rows() if (due := row.due())]
        found = sorted((op, row_id) for op, row_id, why in dues if why is soort and op <= until)
        return list(dict.fromkeys(row_id for op, row_id in found if op.astimezone(UTC).date() == day))

    def oldest_due(self, soort: DueSoort, day: date, until: datetime) -> datetime | None:
        self._count("oldest_due")
        dues = [due.op for row in self.rows() if (due := row.due()) and due.soort is soort and due.op <= until]
        return min((op for op in dues if op.astimezone(UTC).date() == day), default=None)

    def list_changed(self, day: date) -> Iterator[str]:
        self._count("list_changed")
        with self._lock:
            found = [key for key, on in sorted(self._changed.items(), key=_place) if on == day and key in self._rows]
        return iter([id_at(key.pk, key.sk) for key in found])

    def list_prefix(self, dossier_id: str) -> list[tuple[str, str]]:
        self._count("list_prefix")
        keys = sorted(key_of(row).sk for row in self._in_dossier(dossier_id))
        sleutel = find_key(DataSleutel, dossier_id)
        found = [(BROKER, sk) for sk in keys]
        return found if self._at(sleutel) is None else [*found, (sleutel.table, sleutel.sk)]

    def erase(self, dossier_id: str) -> dict[str, int]:
        self._count("erase")
        pk = dossier_partition(dossier_id)
        with self._lock:
            doomed = [key for key in self._rows if key.pk == pk]
            for key in doomed:
                del self._rows[key]
        return {BROKER: len(doomed)}

    def list_cijfers(self, kwartaal: str) -> list[Cijfer]:
        self._count("list_cijfers")
        return [row for row in self.rows() if isinstance(row, Cijfer) and row.kwartaal == kwartaal]

    def erase_cijfers(self, kwartaal: str) -> int:
        self._count("erase_cijfers")
        doomed = [key_of(row) for row in self.list_cijfers(kwartaal)]
        with self._lock:
            for key in doomed:
                del self._rows[key]
        return len(doomed)

    def erase_evidence(self, owner_id: str, count: int) -> None:
        self._count("erase_evidence")
        with self._lock:
            for nr in range(1, count + 1):
                self._rows.pop(find_key(Bewijsstuk, f"{owner_id}/{nr}"), None)

    def erase_keys(self, owner_ids: Sequence[str]) -> int:
        self._count("erase_keys")
        keys = [find_key(DataSleutel, owner_id) for owner_id in owner_ids]
        if len(keys) > 25:
            raise ValueError("more keys than one write can delete")
        with self._lock:
            for key in keys:
                self._rows.pop(key, None)
        return 0

    def rows(self) -> list[Row]:
        """Everything that is stored, in order of place; for what a test wants to see."""
        with self._lock:
            return [row for _, row in sorted(self._rows.items(), key=_place)]

    def _in_dossier(self, dossier_id: str) -> list[Row]:
        pk = dossier_partition(dossier_id)
        with self._lock:
            found = [entry for entry in self._rows.items() if entry[0].pk == pk]
        return [row for _, row in sorted(found, key=_place)]

    def _at(self, key: Key) -> Row | None:
        with self._lock:
            return self._rows.get(key)

    def _holds(self, change: Change) -> bool:
        stored = self._rows.get(key_of(change.row))
        if isinstance(change, Add):
            return True
        if isinstance(change, Insert):
            return stored is None
        return stored is not None and stored.rev == change.row.rev

    def _put(self, key: Key, row: Row | None) -> None:
        if row is None:
            del self._rows[key]
        else:
            self._rows[key] = row
        if isinstance(row, Chained) and row.bewijs_nr:
            self._changed[key] = self.clock.now().astimezone(UTC).date()

    def _add(self, row: Cijfer) -> None:
        stored = self._rows.get(key_of(row))
        before = stored.aantal if isinstance(stored, Cijfer) else 0
        rev = stored.rev if stored else 0
        self._put(key_of(row), decode(encode(row.model_copy(update={"aantal": before + row.aantal, "rev": rev + 1}))))

    def _count(self, method: str) -> None:
        with self._lock:
            self.calls[method] += 1


def _after(change: Change) -> Row | None:
    """The row as it will be read back, so that one which could not be stored fails here too; None when it goes."""
    if isinstance(change, Remove):
        return None
    return decode(encode(written(change.row) if isinstance(change, Replace) else change.row))


def _place(entry: tuple[Key, object]) -> tuple[str, str, str]:
    return entry[0].table, entry[0].pk, entry[0].sk
