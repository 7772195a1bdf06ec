"""
`herstel`, when a Document has waited too long for its file or its verdict: it is over, and quarantine is emptied (I6).

It opens no dossier and lets nothing in: only a request of the sender does that (admit_document.py).
"""

from chalicelib import events
from chalicelib.domain.document import DocumentStatus
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import dossier_of, logged
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle

NEVER_CAME, TOO_LATE = "upload.verlopen", "keuring.te_laat"


def lapse_document(broker: Broker, document_id: str) -> bool:
    """Whether it waited, and no longer does. Harmless at any repeat."""
    place = settle(broker, lambda: _lapse(broker, document_id))
    if place:
        broker.quarantine.drop(place)
    return bool(place)


def _lapse(broker: Broker, document_id: str) -> str:
    state = broker.store.load_dossier(dossier_of(document_id))
    row = state.documenten.get(document_id) if state is not None else None
    now = broker.clock.now()
    if state is None or row is None or state.dossier.vernietigd or row.uiterlijk is None or now < row.uiterlijk:
        return ""
    asked = row.status is DocumentStatus.GEVRAAGD
    over = row.moved(DocumentStatus.VERVALLEN, NEVER_CAME) if asked else row.moved(DocumentStatus.AFGEWEZEN, TOO_LATE)
    writer = DossierWriter(state, now, SYSTEEM)
    writer.replace(over)
    writer.evidence(f"document.{over.status}", document=row.id, kind=row.kind, reden=over.reden)
    writer.commit(broker)
    events.emit(events.DOCUMENT_JUDGED, dossier=logged(row.id), status=over.status, reden=over.reden)
    return row.place
