"""
The end of a dossier (art. 8 lid 1): rows, objects and key, with a receipt that names each store.

First one transaction marks the dossier, counts it in the statistics (art. 8 lid 3) and opens the receipt: from then on
its owner finds nothing, and every writer that was busy fails. Then the stores are emptied, the key last, and the
receipt is closed. Each step can be repeated: whoever dies in between is followed by `herstel`, which finds the open
receipt in the due index.

The key goes last (design 6.6), so a store that does not answer keeps it. What bounds that is `herstel`, which tries
again every minute (I8): a key is left for longer only while a store, or `herstel` itself, is down. All that time the
mark keeps it from use: no read of the dossier finds it, and none that began before can still be written down.
"""

from datetime import datetime

from chalicelib import events
from chalicelib.domain.cijfer import counter
from chalicelib.domain.kalender import quarter_of
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.state import DossierState
from chalicelib.errors import BrokerError, Conflict, Unavailable
from chalicelib.privacy.bewaartermijn import BEWIJS
from chalicelib.privacy.bewijs import append
from chalicelib.privacy.cijfers import counted
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Add, Insert, Replace
from chalicelib.usecases.recall import in_flight


def destroy_dossier(broker: Broker, state: DossierState, regel: str, door: str, now: datetime) -> Vernietiging:
    """
    Destroy one dossier by the rule `regel`, for the actor `door`.

    Raises Conflict when somebody wrote first, while a bewaarblokkade keeps it (I10), and while a send is under way:
    nobody could recall it afterwards (I4).
    """
    if state.blokkades or in_flight(state, broker.clock.now()):
        raise Conflict
    receipt = Vernietiging(
        id=state.dossier.id,
        regel=regel,
        door=door,
        uitgevoerd_op=max(now, broker.clock.now()),
        begonnen_op=broker.clock.now(),
        verstrekkingen=tuple(f"{row.id}:{row.kredietverstrekker_id}" for row in state.verstrekkingen.values()),
        bewijs_nr=state.dossier.bewijs_nr + 1,  # with the entry of this destruction, its last
        bewijs_tot=BEWIJS.ending(max(now, broker.clock.now()))[0],
    )
    gone = state.dossier.model_copy(update={"vernietigd": True})
    gone, stuk = append(gone, "dossier.vernietigd", now, door, {"regel": regel})
    broker.store.commit(Replace(gone), Insert(stuk), Insert(receipt), *_counts(state, receipt.uitgevoerd_op))
    return _finish(broker, receipt)


def _counts(state: DossierState, op: datetime) -> list[Add]:
    """
    Art. 8 lid 3: what remains for statistics. In the transaction that opens the receipt, so exactly once; in the
    quarter of the destruction, so that none changes after it closed; and from digests, so that no content is opened.
    """
    found = counted(state, op)
    if found is None:
        return []
    groups, outcome = found
    return [Add(counter(quarter_of(op), groep, outcome, state.dossier.id)) for groep in groups]


def _finish(broker: Broker, receipt: Vernietiging) -> Vernietiging:
    """Empty every store of a dossier that is marked, and close its receipt."""
    objects = broker.documents.erase(receipt.id)
    items = broker.store.erase(receipt.id)
    key = broker.vault.shred(receipt.id)
    if broker.store.list_prefix(receipt.id):
        raise Unavailable  # the receipt stays open, and is come back to
    lines = (
        f"documenten: {objects} objectversies vernietigd",
        *(f"{table}: {count} rijen vernietigd, daarna 0 geteld" for table, count in sorted(items.items())),
        f"sleutels: {'sleutel vernietigd' if key else 'geen sleutel meer aanwezig'}, daarna 0 geteld",
        "bewijs: blijft bewaard, zonder persoonsgegevens",
    )
    closed = receipt.model_copy(update={"opslag": lines, "klaar": True})
    try:
        broker.store.commit(Replace(closed))
    except Conflict:
        return broker.store.get(Vernietiging, receipt.id) or closed  # another run closed it meanwhile
    events.emit(events.DOSSIER_DESTROYED, dossier=receipt.id, regel=receipt.regel)
    return closed


def resume_destruction(broker: Broker, dossier_id: str) -> bool:
    """Go on where a destruction stopped; False when there is none open."""
    receipt = broker.store.get(Vernietiging, dossier_id)
    if receipt is None or receipt.klaar:
        return False
    _finish(broker, receipt)
    return True


def failed(row_id: str, error: Exception) -> None:
    """Say what could not be destroyed now: a refusal by its code, anything else (a row we cannot read) by its place."""
    code = error.code if isinstance(error, BrokerError) else None
    events.emit(events.DESTRUCTION_FAILED, rij=row_id, code=code, error=events.where(error))
