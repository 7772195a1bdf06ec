"""The owner of a dossier sees a paper of it (art. 7 lid 1); the reading is on record before anything is shown."""

from chalicelib.domain.document import MODEL, REVISIE, Document, DocumentStatus
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.row import Inhoud
from chalicelib.domain.state import DossierState
from chalicelib.errors import IllegalState, NotFound
from chalicelib.usecases.admit_document import admit_document
from chalicelib.usecases.owned import owned_state
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.vault import Lezer
from chalicelib.usecases.transaction import settle


def read_document(broker: Broker, actor: Actor, dossier_id: str, document_id: str) -> tuple[Document, bytes]:
    """Raises IllegalState for one that is not, or no longer, there to see."""
    if owned_document(broker, actor, dossier_id, document_id)[1].waiting:
        admit_document(broker, document_id)
    return settle(broker, lambda: _read(broker, actor, dossier_id, document_id))


def list_documents(broker: Broker, actor: Actor, dossier_id: str) -> list[Document]:
    """Envelopes only: which papers there are, and how they stand."""
    rows = owned_state(broker, actor, "dos", dossier_id).documenten.values()
    return sorted(rows, key=lambda row: (row.gemaakt_op, row.id))


def owned_document(broker: Broker, actor: Actor, dossier_id: str, document_id: str) -> tuple[DossierState, Document]:
    """Raises NotFound for one of another dossier too."""
    state = owned_state(broker, actor, "doc", document_id)
    if state.dossier.id != dossier_id:
        raise NotFound
    return state, state.document(document_id)


def open_document(broker: Broker, state: DossierState, row: Document, actor: str, doel: Doel) -> bytes:
    """Its bytes, with the access on record. Raises Conflict when somebody wrote since `state` was read."""
    sealed = Inhoud(id=row.id, revisie=REVISIE, model=MODEL, versleuteld=broker.documents.get(row.place))
    _, plaintexts = broker.vault.open(state.dossier, Lezer(actor, doel), [sealed])
    return plaintexts[0]


def _read(broker: Broker, actor: Actor, dossier_id: str, document_id: str) -> tuple[Document, bytes]:
    state, row = owned_document(broker, actor, dossier_id, document_id)
    if row.status is not DocumentStatus.GOEDGEKEURD:
        raise IllegalState("document.status", allowed=(DocumentStatus.GOEDGEKEURD,))
    return row, open_document(broker, state, row, actor.account_id, Doel.DIENST)
