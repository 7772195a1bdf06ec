"""Rows: read what is consistent, write all or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from chalicelib.domain.cijfer import Cijfer
from chalicelib.domain.row import DueSoort, Row
from chalicelib.domain.state import DossierState

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Insert:
    """Write a row that must not exist yet."""

    row: Row


@dataclass(frozen=True)
class Replace:
    """Write `row` over the one that was read, if its `rev` is still the same; the store raises `rev` by one."""

    row: Row


@dataclass(frozen=True)
class Remove:
    """Delete a row, if its `rev` is still the same."""

    row: Row


@dataclass(frozen=True)
class Require:
    """Write nothing, but fail unless this row is still exactly as it was read."""

    row: Row


@dataclass(frozen=True)
class Add:
    """Raise a counter by the `aantal` of this row, or write the row when there is none; no condition can fail."""

    row: Cijfer


Change = Insert | Replace | Remove | Require | Add


@dataclass(frozen=True)
class Page:
    """Part of a list; `volgende` is the place to go on from, None at the end."""

    ids: tuple[str, ...]
    volgende: str | None


class Store(Protocol):
    """
    The tables. Every read is strongly consistent but those of lists and of the indexes by day, which only give ids
    to read again.
    """

    def load_dossier(self, dossier_id: str) -> DossierState | None:
        """
        Everything of one dossier in one read; None when there is nothing.

        The Dossier row is never newer than the rest: a write that depends on its `rev` rests on all that was read.
        """

    def get(self, kind: type[R], row_id: str) -> R | None:
        """One row by its `key()`; a Bewijsstuk by `<owner id>/<nr>`."""

    def get_many(self, refs: Sequence[tuple[type[Row], str]]) -> list[Row | None]:
        """Up to 100 rows in one read, in the order that was asked."""

    def commit(self, *changes: Change) -> None:
        """
        Carry out all changes or none, at most 100 and one of each row (else ValueError, before anything happens).

        Raises Conflict when any condition fails or another transaction holds one of the rows; Unavailable when it is
        not known to be done, which an Idempotency-Key or the condition itself tells at the next try.
        """

    def list_owned(self, listing: str, *, after: str | None = None, limit: int = 50) -> Page:
        """
        The ids of a list, the last place first: what is newest.

        `after` is the `volgende` of the page before; raises InvalidInput `na.formaat` for anything else.
        """

    def list_due(self, soort: DueSoort, day: date, until: datetime) -> list[str]:
        """Ids of rows that are due on this UTC day, not later than `until`, each once, the oldest first."""

    def oldest_due(self, soort: DueSoort, day: date, until: datetime) -> datetime | None:
        """Since when the first of them is due; None when there is none."""

    def list_changed(self, day: date) -> Iterator[str]:
        """
        Ids of rows with a chain of evidence that were last written on this UTC day, by the clock of the store. One that
        is written meanwhile moves on to the day of now: whoever reads the days in order misses none.
        """

    def list_prefix(self, dossier_id: str) -> list[tuple[str, str]]:
        """
        (store, place) of every item that `broker` and `sleutels` still hold of a dossier, for destruction and its
        proof. Evidence is pseudonymous and outlives the dossier; receipts and idempotency records are not of it.
        """

    def erase(self, dossier_id: str) -> dict[str, int]:
        """
        Delete every item of a dossier from `broker`; a count per store.

        Its key is shredded by the vault; its evidence stays, as proof without personal data.
        """

    def list_cijfers(self, kwartaal: str) -> list[Cijfer]:
        """The counters of one quarter, each as many times as it has shards."""

    def erase_cijfers(self, kwartaal: str) -> int:
        """Delete the counters of one quarter; how many there were."""

    def erase_evidence(self, owner_id: str, count: int) -> None:
        """
        Delete the first `count` entries of a chain whose owner is gone; harmless when some are gone already. Of one
        commit all may go at once, so a chain ends where one of them did.
        """

    def erase_keys(self, owner_ids: Sequence[str]) -> int:
        """Delete the keys of up to 25 owners in one write, then read again: how many are left. For the vault."""
