"""
Dossiers whose term has ended go together (art. 8 lid 1), each with a receipt: one write shreds the keys of them all.

What keeps one of them from going keeps no other. Two at once share the work: each dossier is leased by its receipt.
"""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import events
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.state import DossierState
from chalicelib.errors import BrokerError, Conflict
from chalicelib.privacy import vernietiging
from chalicelib.usecases.destroy_dossier import close_receipt, empty_stores, failed, let_go, open_receipt, take_over
from chalicelib.usecases.drop_kept import drop_kept
from chalicelib.usecases.erasure_records import record_dossiers
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.purge_bewijs import purge_bewijs
from chalicelib.usecases.purge_documents import purge_documents
from chalicelib.usecases.recall import untold

TOGETHER = 25  # keys that one write deletes
VERNIETIGD, HERVAT, UITGESTELD, DOCUMENTEN = "vernietigd", "hervat", "uitgesteld", "documenten"
OVERGEDRAGEN = "overgedragen"


class Tally:
    """What became of each, and how far the run is."""

    def __init__(self, total: int) -> None:
        self.counts = dict.fromkeys((VERNIETIGD, HERVAT, UITGESTELD, DOCUMENTEN, OVERGEDRAGEN), 0)
        self.failures = 0
        self._total = total

    def add(self, outcome: str, times: int = 1) -> None:
        self.counts[outcome] += times

    def failed(self, row_id: str, error: Exception) -> None:
        """One that cannot go now must not keep the others: it stays due, and the next run begins with it."""
        failed(row_id, error)
        self.failures += 1
        self.add(UITGESTELD)

    def tell(self) -> None:
        events.emit(events.SWEEP_PROGRESSED, gedaan=sum(self.counts.values()), totaal=self._total)


def parts(ids: Sequence[str], size: int) -> list[Sequence[str]]:
    return [ids[at : at + size] for at in range(0, len(ids), size)]


def destroy_together(broker: Broker, ids: Sequence[str], now: datetime, tally: Tally) -> None:
    """
    All are marked, then one entry of the ledger names them, then one after another is emptied up to its key; these go
    in one write, then the receipts are closed. Who fails is left to `herstel`.
    """
    begun: list[tuple[Vernietiging, str]] = []
    for dossier_id in ids:
        try:
            receipt, outcome = _begin(broker, dossier_id, now)
        except Exception as error:  # noqa: BLE001 - a row that nobody can read must not keep the others
            tally.failed(dossier_id, error)
            continue
        if receipt is None:
            tally.add(outcome)
        else:
            begun.append((receipt, outcome))
    if _recorded(broker, begun, tally):
        _shred_together(broker, _empty_each(broker, begun, tally), tally)


def _recorded(broker: Broker, begun: Sequence[tuple[Vernietiging, str]], tally: Tally) -> bool:
    """Without its entry in the ledger nothing may go: a restore would bring it back."""
    receipts = [receipt for receipt, _ in begun]
    try:
        record_dossiers(broker, receipts)
    except BrokerError as error:
        _give_up(broker, receipts, error, tally)
        return False
    return True


def _empty_each(
    broker: Broker, begun: Sequence[tuple[Vernietiging, str]], tally: Tally
) -> list[tuple[Vernietiging, str]]:
    emptied = []
    for receipt, outcome in begun:
        try:
            emptied.append((_empty(broker, receipt), outcome))
        except Exception as error:  # noqa: BLE001 - nor may what cannot be erased, for whatever reason
            tally.failed(receipt.id, error)
    return emptied


def _begin(broker: Broker, dossier_id: str, now: datetime) -> tuple[Vernietiging | None, str]:
    """The receipt to carry out, and what it counts as."""
    state = broker.store.load_dossier(dossier_id)
    if state is None or state.dossier.vernietigd:
        receipt = take_over(broker, dossier_id)
        return receipt, HERVAT if receipt else purge_bewijs(broker, dossier_id, now)
    regel = _rule(broker, state, now)
    if regel is None:
        return None, _purge_papers(broker, state, now)
    door = state.dossier.wissing_gevraagd_door or SYSTEEM  # who had it erased has a right to the statement of it
    try:
        return open_receipt(broker, state, regel, door, now), VERNIETIGD
    except Conflict:
        return None, UITGESTELD


def _purge_papers(broker: Broker, state: DossierState, now: datetime) -> str:
    """What became of a dossier that stays: maybe only Documents of it were due, or what a hold kept that is over."""
    due = state.dossier.documenten_op
    if due is None or due > now:
        return UITGESTELD
    dropped = vernietiging.outlived(state) and drop_kept(broker, state.dossier.id, SYSTEEM)
    return DOCUMENTEN if purge_documents(broker, state.dossier.id, now) or dropped else UITGESTELD


def _rule(broker: Broker, state: DossierState, now: datetime) -> str | None:
    """
    By which rule it goes; None when it does not. The term is computed again from what is stored now: the index only
    says where to look.
    """
    term = vernietiging.due(state, now)
    if term is None or term[0] > now:
        return None
    if untold(state, max(now, broker.clock.now())):
        return None  # the term itself needs no recall, but one that a withdrawal promised must leave (I4)
    return term[1]


def _empty(broker: Broker, receipt: Vernietiging) -> Vernietiging:
    try:
        return empty_stores(broker, receipt)
    except BrokerError:
        let_go(broker, receipt)
        raise


def _shred_together(broker: Broker, emptied: Sequence[tuple[Vernietiging, str]], tally: Tally) -> None:
    receipts = [receipt for receipt, _ in emptied]
    try:
        broker.vault.shred_all([receipt.id for receipt in receipts])
    except BrokerError as error:
        _give_up(broker, receipts, error, tally)
        return
    for receipt, outcome in emptied:
        _close(broker, receipt, outcome, tally)


def _give_up(broker: Broker, receipts: Sequence[Vernietiging], error: BrokerError, tally: Tally) -> None:
    for receipt in receipts:
        let_go(broker, receipt)
        tally.failed(receipt.id, error)


def _close(broker: Broker, receipt: Vernietiging, outcome: str, tally: Tally) -> None:
    try:
        close_receipt(broker, receipt)
        tally.add(outcome)
    except BrokerError as error:
        let_go(broker, receipt)
        tally.failed(receipt.id, error)
