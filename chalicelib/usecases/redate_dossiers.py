"""
When the table of terms changes, every dossier in the due index gets its day again (art. 8 lid 1), never by a scan;
so do the Documents that go before it.

The days that the index can hold are bounded by the longest term, so that it is read day by day, some of them in each
run of `bewaartermijnen`. What a dossier's own writes have dated since is right already, and is not written again. A run
that dies goes on at the day where it was. What is held or restricted has no day, and gets one by the write that frees
it. On a stage where no table was noted before, all was dated under this one.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from chalicelib import events
from chalicelib.domain.aanvraag_inhoud import LONGEST
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import is_id
from chalicelib.domain.kalender import add_months
from chalicelib.domain.register_rows import Herberekening, Voortgang
from chalicelib.domain.row import DueSoort
from chalicelib.domain.state import DossierState
from chalicelib.errors import BrokerError
from chalicelib.privacy import vernietiging
from chalicelib.privacy.bewaartermijn import Ending, fingerprint, longest
from chalicelib.privacy.bewijs import Waarde
from chalicelib.usecases.destroy_dossier import failed
from chalicelib.usecases.due_work import FIRST_DAY
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.purge_bewijs import redate_bewijs, redate_bewijs_account
from chalicelib.usecases.transaction import DossierWriter, settle

DAYS_AT_ONCE = 2000  # of the index, sixteen queries each: some minutes, and the longest term takes four runs
# Beyond looptijd and term: how long an Aanvraag and an Offerte may stay open, and how late a contract may begin.
SLACK = 36
ONE_DAY = timedelta(days=1)


def redate_dossiers(broker: Broker, now: datetime) -> int:
    """
    How many dossiers got another day in this run; nothing to do, as nearly always, costs one read.

    Raises Conflict when another run is at it: that one goes on, and this one may be repeated. What cannot be read keeps
    none of the others; once all have had their turn, its day is the first of another round.
    """
    progress = _progress(broker, now)
    if not progress.dag:
        return 0
    day, last, moved = date.fromisoformat(progress.dag), date.fromisoformat(progress.tot), 0
    stop = min(last, day + ONE_DAY * (DAYS_AT_ONCE - 1))
    while day <= stop:
        found = broker.store.list_due(DueSoort.BEWAARTERMIJN, day, datetime.combine(day, time.max, UTC))
        outcomes = [_redate_apart(broker, row_id, now) for row_id in found]
        moved += outcomes.count(True)
        if None in outcomes and not progress.opnieuw:
            progress = progress.model_copy(update={"opnieuw": day.isoformat()})
        day += ONE_DAY
        if found or day > stop:
            progress = _remember(broker, progress, day, last)
    events.emit(events.DOSSIERS_REDATED, dag=progress.dag, tot=progress.tot, aantal=moved)
    return moved


def _progress(broker: Broker, now: datetime) -> Herberekening:
    """Where to go on. A table that differs from the one noted begins at the first day that can hold anything."""
    row = broker.store.get(Herberekening, DueSoort.BEWAARTERMIJN)
    table = fingerprint()
    if row is not None and row.tabel == table:
        return row
    fresh = Herberekening(id=DueSoort.BEWAARTERMIJN, tabel=table, maanden=longest())
    if row is None:
        broker.store.commit(Insert(fresh))
        return fresh
    until = add_months(now, max(row.maanden, fresh.maanden) + LONGEST + SLACK).astimezone(UTC).date()
    swept = broker.store.get(Voortgang, DueSoort.BEWAARTERMIJN)
    first = swept.dag if swept else FIRST_DAY.isoformat()
    begun = fresh.model_copy(update={"rev": row.rev, "dag": first, "tot": until.isoformat()})
    return _write(broker, begun)


def _remember(broker: Broker, progress: Herberekening, day: date, last: date) -> Herberekening:
    if day <= last:
        at = {"dag": day.isoformat()}
    elif progress.opnieuw:
        at = {"dag": progress.opnieuw, "opnieuw": ""}
    else:
        at = {"dag": "", "tot": ""}
    return _write(broker, progress.model_copy(update=at))


def _write(broker: Broker, row: Herberekening) -> Herberekening:
    broker.store.commit(Replace(row))
    return row.model_copy(update={"rev": row.rev + 1})


def _redate_apart(broker: Broker, row_id: str, now: datetime) -> bool | None:
    """Whether it got another day; None when it cannot be read. Raises Conflict and Unavailable."""
    try:
        return _redate(broker, row_id, now)
    except BrokerError:
        raise
    except Exception as error:  # noqa: BLE001 - one that cannot be read, for whatever reason, must not keep the others
        failed(row_id, error)
        return None


def _redate(broker: Broker, row_id: str, now: datetime) -> bool:
    """
    Dossiers, the evidence of those that were destroyed and of accounts that ended, and the receipt of a contact person.
    What else is due, the sweep weighs by its own rule.
    """
    if is_id("kre", row_id):
        return settle(broker, lambda: redate_bewijs(broker, row_id))
    if is_id("acc", row_id):
        return settle(broker, lambda: redate_bewijs_account(broker, row_id))
    return is_id("dos", row_id) and settle(broker, lambda: _redate_dossier(broker, row_id, now))


def _redate_dossier(broker: Broker, dossier_id: str, now: datetime) -> bool:
    state = broker.store.load_dossier(dossier_id)
    if state is None or state.dossier.vernietigd:
        return redate_bewijs(broker, dossier_id)
    moment = max(now, broker.clock.now())
    moves = [*_dossier_moves(state, moment), *_papers_move(state, moment)]
    if not moves:
        return False
    writer = DossierWriter(state, moment, SYSTEEM)
    for gegevens in moves:
        # A day that moves is told, whichever way it moves (I12).
        writer.evidence("bewaartermijn.herzien", **gegevens)
    writer.commit(broker)
    return True


def _dossier_moves(state: DossierState, moment: datetime) -> Iterator[dict[str, Waarde]]:
    term, stored, regel = vernietiging.due(state, moment), state.dossier.vernietigen_op, state.dossier.regel
    if term is None or stored is None or (term[1] == regel and _same_day(term, stored, moment)):
        return
    yield {"van": stored.isoformat(), "op": term[0].isoformat(), "was": regel, "regel": term[1]}


def _papers_move(state: DossierState, moment: datetime) -> Iterator[dict[str, Waarde]]:
    """The first of what goes before its dossier: under an older table maybe none did."""
    term, stored = vernietiging.documents_due(state, moment), state.dossier.documenten_op
    if term is None or (stored is not None and _same_day(term, stored, moment)):
        return
    yield {"van": stored.isoformat() if stored else "", "op": term[0].isoformat(), "regel": term[1]}


def _same_day(term: Ending, stored: datetime, moment: datetime) -> bool:
    """What is due already stays where the sweep finds it."""
    return term[0] == stored or max(term[0], stored) <= moment
