"""Years of a broker with dossiers of every kind: when each must be gone, reckoned apart, and when each went."""

import heapq
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random

from chalicelib.domain.account import INHOUD, Account
from chalicelib.domain.document import Document, DocumentStatus
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.row import DataSleutel, Inhoud, Row, inhoud_key
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.pass_termijnen import pass_termijnen
from chalicelib.usecases.ports.store import Change, Remove
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from tests.broker import Bench
from tests.contracts import offering_to_consumers
from tests.destruction import left
from tests.fakes.clock import START
from tests.holds import free, hold, lift, restrict
from tests.indexed_store import IndexedStore
from tests.lessors import Lessor
from tests.reckoning import months_on

A_DAY = timedelta(days=1)
RESTRICTED, HELD, FOR_EVER = 0.15, 0.15, 0.1  # of the dossiers; of the holds
LONGEST_HOLD = 500  # days, and most are over long after the term of what they keep
DOSSIER, PAPER, SIGN_UP, EVIDENCE = "dossier", "document", "aanmelding", "bewijs"
Name = tuple[str, str]  # what it is, and its id


@dataclass(frozen=True)
class Gone:
    """When it went by the clock, and the moment that the run was for, which a late one does not move."""

    at: datetime
    event: datetime


@dataclass
class Lived:
    """`early`, `late`, `left` and `remains` should be empty. What is not in `due` may never go."""

    due: dict[Name, datetime] = field(default_factory=dict)
    gone: dict[Name, Gone] = field(default_factory=dict)
    remains: list[Name] = field(default_factory=list)  # gone by its receipt, and something of it is still there
    runs: list[datetime] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    end: datetime = START

    @property
    def early(self) -> list[Name]:
        return [name for name, gone in self.gone.items() if name not in self.due or gone.at < self.due[name]]

    @property
    def late(self) -> list[Name]:
        return [name for name, gone in self.gone.items() if name in self.due and gone.event > self._latest(name)]

    @property
    def left(self) -> list[Name]:
        return [name for name, due in self.due.items() if name not in self.gone and self._latest(name) < self.end]

    def count(self, what: str) -> int:
        return sum(name[0] == what for name in self.gone)

    def missed(self) -> int:
        """Nights without a run."""
        return (self.runs[-1] - self.runs[0]).days + 1 - len(self.runs)

    def most_late(self) -> float:
        """Hours from the term to the run that took it."""
        hours = [(gone.event - self.due[name]).total_seconds() / 3600 for name, gone in self.gone.items()]
        return round(max(hours), 2)

    def _latest(self, name: Name) -> datetime:
        """A day after its term; where that night had no run, the first that came."""
        due = self.due[name]
        number = bisect_left(self.runs, due)
        return max(due + A_DAY, self.runs[number] if number < len(self.runs) else self.end)


class Years:
    """One run; `at` puts something into the future, and `live` makes it happen in order of time."""

    def __init__(self, seed: int) -> None:
        self.bench = Bench(store=IndexedStore())
        offering_to_consumers(self.bench)
        self.chance = Random(seed)  # noqa: S311 - which dossier is of which kind is no secret
        self.lived = Lived()
        self.vendor: Actor = self.bench.vendor()
        self.lessor: Lessor = self.bench.lessor()
        self.numbers = count()
        self._future: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._event: datetime | None = None
        self._papers: defaultdict[str, list[str]] = defaultdict(list)

    def at(self, moment: datetime, happening: Callable[[], None]) -> None:
        heapq.heappush(self._future, (moment, next(self._order), happening))

    def later(self, low: float, high: float, happening: Callable[[], None]) -> None:
        """Some days from now."""
        self.at(self.now() + timedelta(days=self.chance.uniform(low, high)), happening)

    def live(self) -> Lived:
        while self._future:
            moment, _, happening = heapq.heappop(self._future)
            self.bench.clock.move_to(moment)
            happening()
            self._watch()
        self.lived.end = self.now()
        return self.lived

    def sweep(self, event: datetime) -> None:
        self._event = event
        if self.lived.runs[-1:] != [event]:
            self.lived.runs.append(event)
        purge_due_dossiers(self.bench.broker, event)
        self._watch()
        self._event = None

    def pass_terms(self, event: datetime) -> None:
        pass_termijnen(self.bench.broker, event)
        for aanvraag_id, _ in self.bench.queues.take():
            self.bench.dispatch(aanvraag_id)

    def now(self) -> datetime:
        return self.bench.clock.now()

    def must_go(self, what: str, some_id: str, due: datetime) -> None:
        self.lived.due[what, some_id] = due
        if what == PAPER:
            self._papers[dossier_of(some_id)].append(some_id)

    def ends(self, some_id: str, due: datetime) -> None:
        """From here on nothing happens to it but, now and then, a hold or a restriction, or both."""
        one = str(dossier_of(some_id))
        lifts = [self._restricted(one, due), self._held(one, due)]
        if None not in lifts:
            self.must_go(DOSSIER, one, max([due, *(lift for lift in lifts if lift)]))

    def held(self, one: str, due: datetime, begin: datetime) -> datetime:
        """Placed by one person and lifted by two; when the second did. One asks some days before the other."""
        over = begin + timedelta(days=self.chance.randint(1, LONGEST_HOLD))
        self.lived.seen["aangehouden"] += 1
        self.lived.seen["aangehouden na de termijn"] += over > due
        self.at(begin, self._unless_gone(one, partial(self._place, one, over)))
        return over

    def _held(self, one: str, due: datetime) -> datetime | None:
        """When it is lifted: the present where there is none, None where that never happens."""
        if self.chance.random() >= HELD:
            return self.now()
        begin = self._before(due)
        if self.chance.random() >= FOR_EVER:
            return self.held(one, due, begin)
        self.lived.seen["voorgoed aangehouden"] += 1
        self.at(begin, self._unless_gone(one, partial(self._place, one, None)))
        return None

    def _place(self, one: str, over: datetime | None) -> None:
        blokkade_id = hold(self.bench, one)
        if over is not None:
            self.at(over, self._unless_gone(one, partial(lift, self.bench, blokkade_id)))

    def _restricted(self, one: str, due: datetime) -> datetime:
        if self.chance.random() >= RESTRICTED:
            return self.now()
        begin = self._before(due)
        over = begin + timedelta(days=self.chance.randint(1, 200))
        self.lived.seen["beperkt"] += 1
        self.at(begin, self._unless_gone(one, partial(restrict, self.bench, one)))
        self.at(over, self._unless_gone(one, partial(free, self.bench, one)))
        return over

    def _unless_gone(self, one: str, happening: Callable[[], None]) -> Callable[[], None]:
        """What went early is told at the end, and stops nothing here."""
        return lambda: None if (DOSSIER, one) in self.lived.gone else happening()

    def _before(self, due: datetime) -> datetime:
        return self.now() + (due - self.now()) * self.chance.random()

    def _watch(self) -> None:
        """What was written since says what went."""
        commits = self.bench.store.commits
        for name in [name for changes in commits for name in map(_gone, changes) if name]:
            self._went(name)
        commits.clear()

    def _went(self, name: Name) -> None:
        """Papers that are left go with their dossier."""
        what, some_id = name
        if name in self.lived.gone:
            return
        self.lived.gone[name] = Gone(self.now(), self._event or self.now())
        if what == DOSSIER:
            self.must_go(EVIDENCE, some_id, months_on(self.now(), 60))
            for document_id in self._papers[some_id]:
                self._went((PAPER, document_id))
        if REMAINS[what](self.bench, some_id):
            self.lived.remains.append(name)


def _gone(change: Change) -> Name | None:
    """What this write says is gone for good."""
    row = change.row
    if isinstance(change, Remove):
        return _removed(row)
    if isinstance(row, Vernietiging) and row.klaar:
        return DOSSIER, row.id
    if isinstance(row, Document) and row.status is DocumentStatus.VERVALLEN and not row.nog_wissen:
        return PAPER, row.id
    return None


def _removed(row: Row) -> Name | None:
    if isinstance(row, Account):
        return (SIGN_UP if row.unconfirmed else EVIDENCE), row.id
    return (EVIDENCE, row.id) if isinstance(row, Vernietiging) else None


def personal(bench: Bench, account_id: str) -> bool:
    """Whether anything is left of what a person told about himself, or signs in with."""
    rows = (bench.store.get(DataSleutel, account_id), bench.store.get(Inhoud, inhoud_key(INHOUD, account_id, 1)))
    return any(rows) or account_id in bench.identity.users


def _objects(bench: Bench, document_id: str) -> bool:
    return any(document_id in place and kept for place, kept in bench.documents.versions.items())


REMAINS: dict[str, Callable[[Bench, str], object]] = {
    DOSSIER: left,
    PAPER: _objects,
    SIGN_UP: personal,
    EVIDENCE: lambda bench, owner_id: bench.store.get(Bewijsstuk, f"{owner_id}/1"),
}
