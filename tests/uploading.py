"""Papers in the broker in memory."""

import hashlib

from chalicelib.domain.document import Document, DocumentKind, Mediatype
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.informatie import Antwoord, Antwoorden
from chalicelib.usecases.answer_informatieverzoek import answer_informatieverzoek
from chalicelib.usecases.collect_document import collect_document
from chalicelib.usecases.offer_upload import UploadLink, UploadOpgave, offer_upload
from chalicelib.usecases.upload_document import Upload, upload_document
from tests.broker import Bench
from tests.lessors import Lessor, message
from tests.papers import pdf

K = DocumentKind


def upload(bench: Bench, actor: Actor, dossier_id: str, kind: K = K.JAARCIJFERS, content: bytes | None = None) -> str:
    """The id of a PDF that came in."""
    sent = Upload(kind, Mediatype.PDF, pdf(kind.value.encode()) if content is None else content)
    return upload_document(bench.broker, actor, dossier_id, sent, None).id


def announce(bench: Bench, actor: Actor, dossier_id: str, content: bytes) -> UploadLink:
    opgave = UploadOpgave(
        soort=K.JAARCIJFERS,
        type=Mediatype.PDF,
        grootte=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return offer_upload(bench.broker, actor, dossier_id, opgave)


def row(bench: Bench, document_id: str) -> Document:
    return bench.state(document_id).document(document_id)


def ask(bench: Bench, lessor: Lessor, aanvraag_id: str, *codes: str) -> None:
    bench.say(
        lessor, "informatie.gevraagd", aanvraag_id, items=[{"code": c, "omschrijving": "Stuur op."} for c in codes]
    )


def answer(bench: Bench, actor: Actor, aanvraag_id: str, lessor: Lessor, **documents: str) -> None:
    """Each code gets the Document of this id as its answer."""
    antwoorden = tuple(Antwoord(code=code, document_id=one) for code, one in documents.items())
    verstrekking_id = bench.verstrekking(aanvraag_id, lessor).id
    answer_informatieverzoek(bench.broker, actor, verstrekking_id, Antwoorden(antwoorden=antwoorden), None)
    bench.dispatch(aanvraag_id)


def collect(
    bench: Bench,
    lessor: Lessor,
    aanvraag_id: str,
    document_id: str,
    whose: Lessor | None = None,
    message_id: str = "msg_ophalen",
) -> bytes:
    """What this Kredietverstrekker gets; `whose` Verstrekking it names, its own unless a test says otherwise."""
    verstrekking_id = bench.verstrekking(aanvraag_id, whose or lessor).id
    data = {"verstrekking_id": verstrekking_id, "versie": 1, "document_id": document_id}
    body = message("document.opvragen", data)
    return collect_document(bench.broker, lessor.id, bench.signed(lessor, body, message_id), body)[1]
