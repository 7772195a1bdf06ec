"""
A Kredietverstrekker fetches a paper that was an answer to its question (art. 6 lid 3): a disclosure like any other.

The request is signed like every message of it, and names the Document by the id that only a message to its endpoint
said, and no log: the secret alone, which an operator sees when it is made, opens nothing. Where staff answer on the
portal they come there for it too. What leaves has an intent on record first, in a transaction that holds only while
the permission is in force and the Kredietverstrekker active (I3, I4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime, Field

from chalicelib.domain.document import MODEL, Document, DocumentStatus
from chalicelib.domain.ids import aanvraag_of, dossier_of, is_id, sibling
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.model import Model
from chalicelib.domain.parse import parse
from chalicelib.domain.persoonsgegeven import Doel, Grond
from chalicelib.domain.register_rows import Ontvangst
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import Verstrekking
from chalicelib.errors import Gone, IllegalState, NotFound, TooLarge
from chalicelib.usecases.disclose import is_over
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.read_document import open_document
from chalicelib.usecases.receive_callback import receipt_of, refuse_reused, verified
from chalicelib.usecases.refusals import Parties, read_parties, refusal, rest_on
from chalicelib.usecases.transaction import DossierWriter, settle

MAX_BODY = 4096
MOST = 200  # times that papers of one Verstrekking are given, in whole or in part: each leaves evidence


class DocumentGegevens(Model):
    verstrekking_id: str = Field(max_length=100)
    versie: int = Field(ge=1)
    document_id: str = Field(max_length=100)


class DocumentVerzoek(Model):
    """The signed message with which a Kredietverstrekker asks for the bytes of one Document."""

    type: str = Field(pattern=r"^document\.opvragen$")
    timestamp: AwareDatetime
    data: DocumentGegevens


@dataclass(frozen=True)
class _Asked:
    lessor: Kredietverstrekker
    state: DossierState
    row: Verstrekking
    document: Document


def collect_document(broker: Broker, lessor_id: str, headers: Mapping[str, str], raw: bytes) -> tuple[Document, bytes]:
    """Raises BadSignature, TooLarge, InvalidInput, NotFound, Gone or IllegalState, in this order."""
    message_id = verified(broker, lessor_id, headers, raw)
    if len(raw) > MAX_BODY:
        raise TooLarge
    data = parse(DocumentVerzoek, raw).data
    receipt = receipt_of(broker, lessor_id, message_id, data.verstrekking_id, raw)
    return settle(broker, lambda: give_document(broker, lessor_id, data, lessor_id, receipt))


def give_document(
    broker: Broker, lessor_id: str, data: DocumentGegevens, door: str, receipt: Ontvangst | None = None
) -> tuple[Document, bytes]:
    """
    `door` is who comes, as the evidence says; the same message again gets the same paper again, or another part of it:
    on record, and counted, each time. To be run under `settle`. Raises NotFound, Gone, IllegalState, Conflict.
    """
    asked = _found(broker, lessor_id, data)
    parties = read_parties(broker, asked.state.aanvraag(aanvraag_of(asked.row.id)), [asked.row])
    _refuse(asked, parties, data, broker.clock.now())
    seen = broker.store.get(Ontvangst, receipt.id) if receipt else None
    if receipt is not None and seen is not None:
        refuse_reused(lessor_id, receipt, seen)
    state = _intend(broker, asked, parties, None if seen else receipt, door)
    return asked.document, open_document(broker, state, asked.document, door, Doel.VERSTREKKING)


def _found(broker: Broker, lessor_id: str, data: DocumentGegevens) -> _Asked:
    """Not there, of another dossier, and not for this Kredietverstrekker: one and the same NotFound (I17)."""
    if not is_id("ver", data.verstrekking_id):
        raise NotFound
    state = broker.store.load_dossier(dossier_of(data.verstrekking_id))
    if state is None or state.dossier.vernietigd:
        raise NotFound
    row, document = state.verstrekking(data.verstrekking_id), state.document(data.document_id)
    lessor = broker.store.get(Kredietverstrekker, lessor_id)
    if lessor is None or row.kredietverstrekker_id != lessor_id or row.id not in document.gedeeld_met:
        raise NotFound
    return _Asked(lessor, state, row, document)


def _refuse(asked: _Asked, parties: Parties, data: DocumentGegevens, now: datetime) -> None:
    state, row = asked.state, asked.row
    aanvraag = state.aanvraag(aanvraag_of(row.id))
    if asked.document.status is not DocumentStatus.GOEDGEKEURD or state.dossier.withheld(now):
        raise Gone
    if is_over(state, aanvraag, row, now):
        raise Gone
    if data.versie != row.versie:
        raise IllegalState("versie.ouder")
    refused = refusal(state, aanvraag, row, parties)
    if refused is not None:
        raise IllegalState("document.wacht") if refused.may_pass else Gone()
    if row.stukken >= MOST:
        raise IllegalState("document.vaak", veld="verstrekking_id")


def _intend(broker: Broker, asked: _Asked, parties: Parties, receipt: Ontvangst | None, door: str) -> DossierState:
    writer = DossierWriter(asked.state, broker.clock.now(), door)
    if receipt is not None:
        writer.insert(receipt)
    writer.replace(asked.row.model_copy(update={"stukken": asked.row.stukken + 1}))
    rest_on(writer, parties, [asked.row])
    writer.require(asked.document)
    writer.require(asked.state.toestemmingen[sibling("toe", asked.row.id)])
    writer.evidence(
        "document.voorgenomen",
        verstrekking=asked.row.id,
        document=asked.document.id,
        kind=asked.document.kind,
        ontvanger=asked.lessor.id,
        doel=Doel.VERSTREKKING,
        grond=Grond.TOESTEMMING,
        digest=broker.vault.keyed_hash(MODEL, asked.document.sha256),
    )
    return writer.commit(broker)
