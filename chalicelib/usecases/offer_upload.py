"""
A link for a file that is too large for a request: one PUT, short-lived, bound to its size and digest (art. 9 lid 3).

The row says `gevraagd` until it came; what comes lies in quarantine, and is let in or not by admit_document.py.
"""

from datetime import datetime, timedelta

from pydantic import Field

from chalicelib.domain.document import Document, DocumentKind, DocumentStatus, Mediatype
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import child_id
from chalicelib.domain.model import Model
from chalicelib.usecases.admit_document import RESTRICTED, admit_document
from chalicelib.usecases.owned import refuse_restricted
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.quarantine import KEPT, Announced
from chalicelib.usecases.read_document import owned_document
from chalicelib.usecases.transaction import DossierWriter, settle
from chalicelib.usecases.upload_document import accepting, record

LARGEST = 8 * 1024 * 1024 - 4096  # bytes: what the vault seals in one message
VALID = timedelta(minutes=10)


class UploadOpgave(Model):
    """What will come: its kind, its form, and size and SHA-256 of the file as it will be sent."""

    soort: DocumentKind
    type: Mediatype
    grootte: int = Field(ge=1, le=LARGEST)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class UploadLink(Model):
    """`kopregels` have to be sent with the PUT, exactly."""

    id: str
    url: str
    kopregels: dict[str, str]
    geldig_tot: datetime


def offer_upload(broker: Broker, actor: Actor, dossier_id: str, opgave: UploadOpgave) -> UploadLink:
    """Each request makes a link, and a Document, of its own."""
    row = settle(broker, lambda: _announce(broker, actor, dossier_id, opgave))
    announced = Announced(opgave.type, opgave.grootte, opgave.sha256)
    link = broker.quarantine.link(row.place, announced, int(VALID.total_seconds()))
    return UploadLink(id=row.id, url=link.url, kopregels=dict(link.headers), geldig_tot=row.gemaakt_op + VALID)


def finish_upload(broker: Broker, actor: Actor, dossier_id: str, document_id: str) -> Document:
    """
    The sender says that it is there: looked at now; `ontvangen` says that the scanner takes longer. Raises IllegalState
    while the dossier is restricted: what was announced is over then.
    """
    _, row = owned_document(broker, actor, dossier_id, document_id)
    admit_document(broker, row.id)
    state, row = owned_document(broker, actor, dossier_id, document_id)
    if row.reden == RESTRICTED:
        refuse_restricted(state)
    return row


def _announce(broker: Broker, actor: Actor, dossier_id: str, opgave: UploadOpgave) -> Document:
    state = accepting(broker, actor, dossier_id)
    now = broker.clock.now()
    row = Document(
        id=child_id("doc", dossier_id, broker.entropy(5)),
        kind=opgave.soort,
        mediatype=opgave.type,
        status=DocumentStatus.GEVRAAGD,
        sha256=opgave.sha256,
        grootte=opgave.grootte,
        gemaakt_op=now,
        uiterlijk=now + KEPT,
    )
    writer = DossierWriter(state, now, actor.account_id)
    writer.insert(row)
    record(broker, writer, row)
    writer.commit(broker)
    return row
