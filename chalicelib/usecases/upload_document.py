"""
A Gebruiker adds a paper to a dossier (art. 4 lid 2d, 5 lid 1): looked at, without metadata, under the dossier's key.

The bytes are looked at before anything is stored. A scanner that wants to see them in quarantine gets them there; then
the answer says `ontvangen`, and the sender asks again until it knows (admit_document.py).
"""

import hashlib
from dataclasses import dataclass
from typing import ClassVar

from chalicelib.domain.document import MODEL, REVISIE, Document, DocumentKind, DocumentStatus, Mediatype
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import child_id, dossier_of
from chalicelib.domain.model import Model
from chalicelib.domain.state import DossierState
from chalicelib.errors import BrokerError, IllegalState, InvalidInput, NotFound, TooLarge
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.owned import owned_state, refuse_restricted
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.quarantine import KEPT
from chalicelib.usecases.ports.scanner import Verdict
from chalicelib.usecases.transaction import DossierWriter, settle

LARGEST = 4 * 1024 * 1024  # bytes in one request: what Lambda takes, written as text, is a third more
MOST = 50  # Documents in one dossier: every decision reads their rows


class DocumentGemaakt(Model):
    """
    `sha256` and `grootte` are those of the file as it is kept: without metadata.

    Neither stays with an Idempotency-Key: a plain digest that outlives the file would tell whoever guesses what it was.
    """

    NIET_BEWAARD: ClassVar[frozenset[str]] = frozenset({"sha256", "grootte"})
    id: str
    sha256: str
    grootte: int
    status: DocumentStatus


@dataclass(frozen=True)
class Upload:
    kind: DocumentKind
    mediatype: Mediatype
    content: bytes


def upload_document(
    broker: Broker, actor: Actor, dossier_id: str, upload: Upload, claim: Claim | None
) -> DocumentGemaakt:
    """Raises InvalidInput for a file that does not pass, IllegalState for a dossier that takes no more."""
    if len(upload.content) > LARGEST:
        raise TooLarge
    accepting(broker, actor, dossier_id)
    clean = broker.inspection.clean(upload.mediatype, upload.content)
    row = _new(broker, dossier_id, upload.kind, upload.mediatype, clean)
    if broker.scanner.in_quarantine:
        row = row.model_copy(update={"status": DocumentStatus.ONTVANGEN, "uiterlijk": row.gemaakt_op + KEPT})
        return _stored(broker, actor, row, upload.content, claim)
    if broker.scanner.verdict(row.place, upload.content) is not Verdict.CLEAN:
        raise InvalidInput.one("bestand", "bestand.besmet")
    return _stored(broker, actor, row, clean, claim)


def made(row: Document) -> DocumentGemaakt:
    return DocumentGemaakt(id=row.id, sha256=row.sha256, grootte=row.grootte, status=row.status)


def told_again(broker: Broker, document_id: str) -> DocumentGemaakt:
    """The answer to who asks the same once more: the Document as it is now. Raises NotFound when its dossier went."""
    state = broker.store.load_dossier(dossier_of(document_id))
    if state is None or state.dossier.vernietigd or state.dossier.withheld(broker.clock.now()):
        raise NotFound
    return made(state.document(document_id))


def accepting(broker: Broker, actor: Actor, dossier_id: str) -> DossierState:
    """The dossier, if it is the actor's and takes one more."""
    state = owned_state(broker, actor, "dos", dossier_id)
    refuse_restricted(state)
    if len(state.documenten) >= MOST:
        raise IllegalState("dossier.documenten", veld="dossier")
    return state


def _new(broker: Broker, dossier_id: str, kind: DocumentKind, mediatype: Mediatype, content: bytes) -> Document:
    return Document(
        id=child_id("doc", dossier_id, broker.entropy(5)),
        kind=kind,
        mediatype=mediatype,
        status=DocumentStatus.GOEDGEKEURD,
        sha256=hashlib.sha256(content).hexdigest(),
        grootte=len(content),
        gemaakt_op=broker.clock.now(),
    )


def keep(broker: Broker, dossier_id: str, row: Document, content: bytes) -> None:
    """The ciphertext, before the row that names it: one that nobody names goes with its dossier."""
    sealed = broker.vault.seal(dossier_id, row.id, REVISIE, MODEL, content)
    broker.documents.put(row.place, sealed.versleuteld)


def _stored(broker: Broker, actor: Actor, row: Document, content: bytes, claim: Claim | None) -> DocumentGemaakt:
    dossier_id, waits = row.place.partition("/")[0], row.status is DocumentStatus.ONTVANGEN
    if waits:
        broker.quarantine.put(row.place, row.mediatype, content)
    else:
        keep(broker, dossier_id, row, content)
    try:
        return settle(broker, lambda: _insert(broker, actor, dossier_id, row, claim), claim)
    except BrokerError:
        if waits:
            broker.quarantine.drop(row.place)
        else:
            broker.documents.erase_one(row.place)
        raise


def _insert(broker: Broker, actor: Actor, dossier_id: str, row: Document, claim: Claim | None) -> DocumentGemaakt:
    state = accepting(broker, actor, dossier_id)
    writer = DossierWriter(state, broker.clock.now(), actor.account_id)
    writer.insert(row)
    record(broker, writer, row)
    answer = made(row)
    writer.commit(broker, claim, answer)
    return answer


def record(broker: Broker, writer: DossierWriter, row: Document) -> None:
    """What became of a Document, without what it says: its digest is a keyed one."""
    writer.evidence(
        f"document.{row.status}",
        document=row.id,
        kind=row.kind,
        digest=broker.vault.keyed_hash(MODEL, row.sha256),
        reden=row.reden,
    )
