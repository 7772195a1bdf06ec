"""
How anything of a dossier changes: read all, decide, write all or nothing, and read again when somebody was first.

Every change goes through `DossierWriter`, so that evidence, the derived status of each Aanvraag and the date of
destruction can never be forgotten: they are part of writing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from chalicelib.domain.aanvraag import ENDED, Aanvraag
from chalicelib.domain.aanvraag_verloop import derive
from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.model import Model
from chalicelib.domain.register_rows import Idempotentie
from chalicelib.domain.row import Inhoud, Row
from chalicelib.domain.state import DossierState
from chalicelib.errors import BrokerError, Conflict, Unavailable
from chalicelib.privacy import vernietiging
from chalicelib.privacy.bewijs import Bewijsstuk, Waarde, append
from chalicelib.usecases.idempotency import Claim, check
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Change, Insert, Remove, Replace, Require

T = TypeVar("T")
TRIES = 25
LONGEST_PAUSE = 0.4
DERIVED_AT_ONCE = 10


def settle(broker: Broker, attempt: Callable[[], T], claim: Claim | None = None) -> T:
    """
    Run `attempt`, which reads and commits, again for as long as others write first.

    Raises Replayed when one of them was the same request, Unavailable after too many tries.
    """
    for number in range(TRIES):
        try:
            return attempt()
        except Conflict:
            _refuse_repeat(broker, claim)
            broker.clock.pause(_jitter(broker, number))
        except BrokerError:
            # What refuses us may be the work of this very request, done since its key was looked up.
            _refuse_repeat(broker, claim)
            raise
    raise Unavailable


def _refuse_repeat(broker: Broker, claim: Claim | None) -> None:
    """Raises Replayed when the same request was first, IdempotencyMismatch when another took its key."""
    if claim is not None:
        check(claim, broker.store.get(Idempotentie, claim.id), broker.clock.now())


def _jitter(broker: Broker, number: int) -> float:
    """A random wait that doubles with each try, so that ten writers do not meet again and again."""
    longest = min(LONGEST_PAUSE, 0.01 * 2.0**number)
    return longest * broker.entropy(1)[0] / 255


class DossierWriter:
    """Collects what one decision changes in one dossier, and commits it in one transaction."""

    def __init__(self, state: DossierState, now: datetime, actor: str, *, new: bool = False) -> None:
        self.state = state
        self._before = state
        self._now = now
        self.actor = actor
        self._new = new
        self._changes: dict[tuple[type[Row], str], Change] = {}
        self._evidence: list[tuple[str, dict[str, Waarde]]] = []
        self._kept: list[str] = []

    def insert(self, row: Row) -> None:
        self._changes[_key(row)] = Insert(row)
        self._follow(row)

    def replace(self, row: Row) -> None:
        fresh = isinstance(self._changes.get(_key(row)), Insert)
        self._changes[_key(row)] = Insert(row) if fresh else Replace(row)
        self._follow(row)

    def remove(self, row: Row) -> None:
        """Content under a bewaarblokkade stays where it is, whoever removes it (I10); it goes when that is lifted."""
        if isinstance(row, Inhoud) and self.state.blokkades:
            self._kept.append(row.key())
            return
        self._changes[_key(row)] = Remove(row)
        self.state = self.state.without(row)

    def require(self, row: Row) -> None:
        """The decision rests on this row too: it must not have changed. A write of the row says so already."""
        self._changes.setdefault(_key(row), Require(row))

    def evidence(self, gebeurtenis: str, **gegevens: Waarde) -> None:
        self._evidence.append((gebeurtenis, gegevens))

    def commit(self, broker: Broker, claim: Claim | None = None, answer: Model | None = None) -> DossierState:
        """
        Write everything; returns the state as it stands then. Raises Conflict.

        The dossier row is always among the writes: it carries the chain's head and the date of destruction, and
        its `rev` makes every decision about one dossier follow the one before it.
        """
        self._derive()
        stukken = self._date_and_chain()
        changes = [*self._changes.values(), *(Insert(stuk) for stuk in stukken)]
        if claim is not None and answer is not None:
            changes.append(claim.change(answer))
        broker.store.commit(*changes)
        return self._as_written()

    def _follow(self, row: Row) -> None:
        if self.state.holds(row):
            self.state = self.state.with_row(row)

    def _derive(self) -> None:
        """What each Aanvraag is by now; of others in the dossier that lapsed unseen a few, for a write has an end."""
        touched = {aanvraag_of(row_id) for _, row_id in self._changes}
        derived = [(a, derive(self.state, a, self._now)) for a in self.state.aanvragen.values()]
        changing = sorted(
            ((a, status) for a, status in derived if status is not a.status), key=lambda pair: pair[0].id not in touched
        )
        for aanvraag, status in changing[:DERIVED_AT_ONCE]:
            ended = self._ended_at(aanvraag) if status in ENDED else None
            self.replace(aanvraag.model_copy(update={"status": status, "geeindigd_op": ended}))

    def _ended_at(self, aanvraag: Aanvraag) -> datetime:
        """
        One end can follow another (refused, then withdrawn): the term of art. 8 runs from the first (I12). What had
        lapsed before this write ended then, by the Offertes that were open until then.
        """
        before = self._before.of_aanvraag(aanvraag.id).offertes.values()
        return aanvraag.geeindigd_op or min(self._now, vernietiging.lapse(aanvraag, before))

    def _date_and_chain(self) -> list[Bewijsstuk]:
        term = vernietiging.due(self.state, self._now)
        papers = vernietiging.documents_due(self.state, self._now)
        # A term that is over already is due now: the sweep does not look into days that it has finished.
        dossier = self.state.dossier.model_copy(
            update={
                "vernietigen_op": max(term[0], self._now) if term else None,
                "documenten_op": max(papers[0], self._now) if papers else None,
                "regel": term[1] if term else "",
                "afgeschermd_op": vernietiging.withheld_from(self.state, self._now),
                "aangehouden": (*self.state.dossier.aangehouden, *self._kept),
            }
        )
        stukken = []
        for gebeurtenis, gegevens in self._evidence:
            dossier, stuk = append(dossier, gebeurtenis, self._now, self.actor, gegevens)
            stukken.append(stuk)
        if self._new:
            self.insert(dossier)
        else:
            self.replace(dossier)
        return stukken

    def _as_written(self) -> DossierState:
        state = self.state
        for change in self._changes.values():
            if isinstance(change, Replace) and state.holds(change.row):
                state = state.with_row(change.row.model_copy(update={"rev": change.row.rev + 1}))
        return state


def _key(row: Row) -> tuple[type[Row], str]:
    return type(row), row.key()
