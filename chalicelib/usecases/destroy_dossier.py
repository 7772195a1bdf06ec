"""
The end of a dossier (art. 8 lid 1): rows, objects and key, with a receipt that names each store.

First one transaction marks the dossier, counts it in the statistics (art. 8 lid 3) and opens the receipt: from then on
its owner finds nothing, and every writer that was busy fails. Then the stores are emptied, the key last, and the
receipt is closed. Each step can be repeated: whoever dies in between is followed by `herstel`, which finds the open
receipt in the due index.

The receipt is a lease of one minute with a fencing token (`loper`): two runs at once never both work on one dossier.
One that comes back after its minute cannot write the receipt any more. What it still deletes does no harm, for a
marked dossier only ever gets emptier, and its id is never used again.

The key goes last (design 6.6), so a store that does not answer keeps it. What bounds that is `herstel`, which tries
again every minute (I8): a key is left for longer only while a store, or `herstel` itself, is down. All that time the
mark keeps it from use: no read of the dossier finds it, and none that began before can still be written down.

Messages in queues hold ids only, and one that is about a dossier that is gone does nothing: no queue has anything to
delete. The records of idempotency and of callbacks hold ids and keyed hashes, and lapse by themselves in 30 days.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from chalicelib import events
from chalicelib.domain.cijfer import counter
from chalicelib.domain.ids import logged
from chalicelib.domain.kalender import quarter_of
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.state import DossierState
from chalicelib.errors import BrokerError, Conflict, Unavailable
from chalicelib.privacy.bewaartermijn import BEWIJS
from chalicelib.privacy.bewijs import append
from chalicelib.privacy.cijfers import counted
from chalicelib.usecases.erasure_records import record_dossiers
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Add, Insert, Replace
from chalicelib.usecases.recall import in_flight

LEASE = timedelta(minutes=1)
FREE: Mapping[str, Any] = {"opslag": (), "klaar": False, "bezet_tot": None}  # open, and nobody at work on it


def destroy_dossier(broker: Broker, state: DossierState, regel: str, door: str, now: datetime) -> Vernietiging:
    """
    Destroy one dossier by the rule `regel`, for the actor `door`.

    Raises Conflict when somebody wrote first, while a bewaarblokkade keeps it (I10), and while a send is under way:
    nobody could recall it afterwards (I4).
    """
    return _finish(broker, open_receipt(broker, state, regel, door, now))


def resume_destruction(broker: Broker, dossier_id: str) -> bool:
    """Go on where a destruction stopped; False when there is none open, or somebody is at work on it."""
    receipt = take_over(broker, dossier_id)
    if receipt is None:
        return False
    _finish(broker, receipt)
    return True


def open_receipt(broker: Broker, state: DossierState, regel: str, door: str, now: datetime) -> Vernietiging:
    """The one transaction with which the end begins: whatever must happen exactly once stands in it."""
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
        rijen=_count(state),
        bezet_tot=broker.clock.now() + LEASE,
    )
    gone = state.dossier.model_copy(update={"vernietigd": True})
    gone, stuk = append(gone, "dossier.vernietigd", now, door, {"regel": regel})
    broker.store.commit(Replace(gone), Insert(stuk), Insert(receipt), *_counts(state, receipt.uitgevoerd_op))
    # What came meanwhile by a link is found by `herstel`, within the hour that is the declared exception to I6.
    for document in state.documenten.values():
        if document.waiting:
            broker.quarantine.drop(document.place)
    return receipt


def take_over(broker: Broker, dossier_id: str) -> Vernietiging | None:
    """The lease of a destruction that stopped; None when there is none open, or somebody is at work on it."""
    receipt = broker.store.get(Vernietiging, dossier_id)
    now = broker.clock.now()
    if receipt is None or receipt.klaar or receipt.held(now):
        return None
    taken = receipt.taken(now + LEASE)
    try:
        broker.store.commit(Replace(taken))
    except Conflict:
        return None
    return taken.model_copy(update={"rev": taken.rev + 1})


def empty_stores(broker: Broker, receipt: Vernietiging) -> Vernietiging:
    """
    Everything but the key: the receipt, with a line for each store, not yet written down.

    Raises Unavailable when a store does not answer, or all this took longer than the lease.
    """
    objects = broker.documents.erase(receipt.id)
    items = broker.store.erase(receipt.id)
    if not receipt.held(broker.clock.now()):
        raise Unavailable("the lease is over")
    rows = {**items, "broker": max(items["broker"], receipt.rijen)}
    lines = (
        f"documenten: {objects} objectversies vernietigd, daarna 0 geteld",
        *(f"{table}: {count} rijen vernietigd, daarna 0 geteld" for table, count in sorted(rows.items())),
        "sleutels: sleutel vernietigd, daarna 0 geteld",
        "bewijs: blijft bewaard, zonder persoonsgegevens",
    )
    return receipt.model_copy(update={"opslag": lines, "klaar": True, "bezet_tot": None})


def close_receipt(broker: Broker, closed: Vernietiging) -> Vernietiging:
    """The last word, when the key is gone too. Whoever took over meanwhile has it."""
    try:
        broker.store.commit(Replace(closed))
    except Conflict:
        return broker.store.get(Vernietiging, closed.id) or closed
    events.emit(events.DOSSIER_DESTROYED, dossier=closed.id, regel=closed.regel)
    return closed


def let_go(broker: Broker, receipt: Vernietiging) -> None:
    """After a failure anybody may go on at once; when this fails too, in a minute."""
    with suppress(BrokerError):
        broker.store.commit(Replace(receipt.model_copy(update=FREE)))


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
    try:
        record_dossiers(broker, [receipt])
        closed = empty_stores(broker, receipt)
        broker.vault.shred(receipt.id)
        if broker.store.list_prefix(receipt.id):
            raise Unavailable  # the receipt stays open, and is come back to
    except BrokerError:
        let_go(broker, receipt)
        raise
    return close_receipt(broker, closed)


def failed(row_id: str, error: Exception) -> None:
    """Say what could not be destroyed now: a refusal by its code, anything else (a row we cannot read) by its place."""
    code = error.code if isinstance(error, BrokerError) else None
    events.emit(events.DESTRUCTION_FAILED, rij=logged(row_id), code=code, error=events.where(error))


def _count(state: DossierState) -> int:
    """The rows of a dossier, its own included."""
    return 1 + sum(len(getattr(state, one.name)) for one in fields(state) if one.name != "dossier")
