"""A real vault on a KMS and a store in memory, and a dossier to read; for every test of the vault."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from chalicelib import errors
from chalicelib.adapters.vault import AwsVault
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.row import DataSleutel, Inhoud, Row
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.ports.store import Change, Insert, Replace, Require, Store
from chalicelib.usecases.ports.vault import Lezer
from tests.fakes.clock import START, FakeClock
from tests.fakes.kms import FakeKms

R = TypeVar("R", bound=Row)

DOSSIER = "dos_" + "a" * 26
OTHER = "dos_" + "b" * 26
AANVRAAG = "aan_" + "a" * 34
MODEL = "aanvraag"
SECRET_MODEL = "geheim"
PLAIN = b'{"naam":"Testpersoon Voorbeeld"}'
LEZER = Lezer(actor="acc_" + "c" * 26, doel=Doel.VERSTREKKING)


class RowsInMemory:
    """Just enough of the port `Store` for the vault: rows by id, and commits that check `rev`."""

    def __init__(self, calls: list[str]) -> None:
        self.rows: dict[tuple[str, str, int], Row] = {}
        self.calls = calls
        self.refuse = False
        # What happens in between: after a row is read, before changes are written.
        self.after_get: Callable[[], None] = _nothing
        self.before_commit: Callable[[], None] = _nothing

    def get(self, kind: type[R], row_id: str) -> R | None:
        self.calls.append(f"get.{kind.soort}")
        found = self.rows.get((kind.soort, row_id, 0))
        self.after_get()
        return found if isinstance(found, kind) else None

    def commit(self, *changes: Change) -> None:
        self.before_commit()
        if self.refuse or not all(self._holds(change) for change in changes):
            raise errors.Conflict
        for change in changes:
            self._write(change)
        self.calls.append("commit." + "+".join(change.row.soort for change in changes))

    def erase_keys(self, owner_ids: Sequence[str]) -> int:
        self.calls.append("erase_keys")
        if self.refuse:
            return len(owner_ids)
        for owner_id in owner_ids:
            self.rows.pop((DataSleutel.soort, owner_id, 0), None)
        return 0

    def evidence(self) -> list[Bewijsstuk]:
        return [row for row in self.rows.values() if isinstance(row, Bewijsstuk)]

    def _holds(self, change: Change) -> bool:
        stored = self.rows.get(_key(change.row))
        if isinstance(change, Insert):
            return stored is None
        return stored is not None and stored.rev == change.row.rev

    def _write(self, change: Change) -> None:
        match change:
            case Insert(row):
                self.rows[_key(row)] = row
            case Replace(row):
                self.rows[_key(row)] = row.model_copy(update={"rev": row.rev + 1})
            case Require():
                pass
            case _:
                del self.rows[_key(change.row)]


@dataclass
class Bench:
    """A vault with everything around it; `calls` is what store and KMS were asked, in order."""

    calls: list[str] = field(default_factory=list)
    clock: FakeClock = field(default_factory=FakeClock)
    declared: frozenset[tuple[str, Doel]] = frozenset({(MODEL, Doel.VERSTREKKING)})

    def __post_init__(self) -> None:
        self.kms = FakeKms(self.calls)
        self.rows = RowsInMemory(self.calls)
        self.vault = self.another_vault()
        self.dossier = self.add_dossier(DOSSIER)

    def another_vault(self) -> AwsVault:
        """As another process would have it: same store and KMS, nothing in memory."""
        return AwsVault(
            self.kms,
            "test",
            as_store(self.rows),
            self.clock,
            declared=lambda model, doel: (model, doel) in self.declared,
            elapsed=self.clock.elapsed,
        )

    def add_dossier(self, dossier_id: str) -> Dossier:
        dossier = Dossier(
            id=dossier_id,
            eigenaar="org_" + "d" * 26,
            maker=LEZER.actor,
            betrokkene="klant",
            gemaakt_op=START,
            gewijzigd_op=START,
        )
        self.rows.commit(Insert(dossier), Insert(self.vault.new_key(dossier_id, Dossier.soort)))
        return dossier

    def seal(self, plaintext: bytes = PLAIN, revisie: int = 1, record_id: str = AANVRAAG) -> Inhoud:
        return self.vault.seal(DOSSIER, record_id, revisie, MODEL, plaintext)

    def read(self, records: Sequence[Inhoud], vault: AwsVault | None = None) -> list[bytes]:
        """Open under the dossier as it stands in the store."""
        owner = self.rows.get(Dossier, DOSSIER)
        assert owner is not None
        return (vault or self.vault).open(owner, LEZER, records)[1]


def _key(row: Row) -> tuple[str, str, int]:
    return row.soort, row.id, getattr(row, "nr", 0)


def _nothing() -> None:
    pass


def as_store(rows: RowsInMemory) -> Store:
    store: Store = rows  # type: ignore[assignment] # the vault uses these few only
    return store
