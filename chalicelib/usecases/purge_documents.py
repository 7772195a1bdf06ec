"""
Documents that go before their dossier (art. 8 lid 1; domain.md 6): part of the sweep, which finds the dossier due.

First the row says that it is over and must be emptied, so that nobody opens it any more; then every version of the
object goes; then the row says so, with a line for the store in the evidence. Each step can be repeated.
"""

from datetime import datetime

from chalicelib.domain.document import Document, DocumentStatus
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.state import DossierState
from chalicelib.privacy import vernietiging
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle


def purge_documents(broker: Broker, dossier_id: str, now: datetime) -> int:
    """How many Documents of this dossier went."""
    gone = settle(broker, lambda: _mark(broker, dossier_id, now))
    erased = {row.id: broker.documents.erase_one(row.place) for row in gone}
    if gone:
        settle(broker, lambda: _close(broker, dossier_id, erased))
    return len(gone)


def _mark(broker: Broker, dossier_id: str, now: datetime) -> list[Document]:
    state = broker.store.load_dossier(dossier_id)
    if state is None or state.dossier.vernietigd:
        return []
    writer = DossierWriter(state, max(now, broker.clock.now()), SYSTEEM)
    gone = [row for row in state.documenten.values() if _due(state, row, now)]
    for row in gone:
        if not row.nog_wissen:
            regel = (vernietiging.of_document(state, row, now) or (now, ""))[1]
            writer.replace(row.moved(DocumentStatus.VERVALLEN, regel).model_copy(update={"nog_wissen": True}))
            writer.evidence("document.vervallen", document=row.id, kind=row.kind, regel=regel)
    writer.commit(broker)  # also when none goes: the day that the index holds is not the right one any more
    return gone


def _due(state: DossierState, row: Document, now: datetime) -> bool:
    """Computed again from what is stored now: the index only says where to look."""
    end = vernietiging.of_document(state, row, now)
    return end is not None and end[0] <= now


def _close(broker: Broker, dossier_id: str, erased: dict[str, int]) -> None:
    state = broker.store.load_dossier(dossier_id)
    if state is None or state.dossier.vernietigd:
        return
    writer = DossierWriter(state, broker.clock.now(), SYSTEEM)
    for document_id, versions in erased.items():
        row = state.documenten.get(document_id)
        if row is not None and row.nog_wissen:
            writer.replace(row.model_copy(update={"nog_wissen": False}))
            line = f"documenten: {versions} objectversies vernietigd, daarna 0 geteld"
            writer.evidence("document.vernietigd", document=row.id, regel=row.reden, opslag=line)
    writer.commit(broker)
