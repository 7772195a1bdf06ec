"""Papers of a dossier: sent in a request or by a link, seen by their owner, fetched by the Kredietverstrekker."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from chalicelib.domain.document import Document, DocumentKind, DocumentStatus, Mediatype
from chalicelib.domain.model import Model
from chalicelib.errors import Gone, IllegalState, InvalidInput, TooLarge
from chalicelib.handlers.byte_range import part_of
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.usecases.collect_document import DocumentVerzoek, collect_document
from chalicelib.usecases.offer_upload import UploadLink, UploadOpgave, finish_upload, offer_upload
from chalicelib.usecases.read_document import list_documents, read_document
from chalicelib.usecases.upload_document import DocumentGemaakt, Upload, made, told_again, upload_document

routes = Routes(__name__)
K = TypeVar("K", DocumentKind, Mediatype)


class DocumentWeergave(Model):
    """A Document as its owner sees it; `gedeeld_met` names the verstrekkingen that it was an answer to."""

    id: str
    soort: DocumentKind
    type: Mediatype
    status: DocumentStatus
    sha256: str
    grootte: int
    gemaakt_op: datetime
    reden: str | None = None
    gedeeld_met: tuple[str, ...] = ()


class DocumentLijst(Model):
    documenten: tuple[DocumentWeergave, ...]


@routes.signed_in(
    "POST",
    "/v1/dossiers/{dossier_id}/documenten",
    answers={201: DocumentGemaakt},
    upload=True,
    transactional=True,
    again=told_again,
    refuses=(IllegalState, TooLarge),
)
def upload(call: Call[None]) -> Answer:
    """Voeg een document toe, tot 4 MiB; wij halen er gegevens over het bestand uit en bewaren het versleuteld."""
    kind = _choice(DocumentKind, call.headers, "x-soort")
    mediatype = _choice(Mediatype, call.headers, "content-type")
    sent = Upload(kind, mediatype, call.raw)
    return Answer(201, upload_document(call.broker, call.actor, call.path["dossier_id"], sent, call.claim))


@routes.signed_in("GET", "/v1/dossiers/{dossier_id}/documenten", answers={200: DocumentLijst})
def list_own(call: Call[None]) -> Answer:
    """De documenten van een dossier, zonder inhoud."""
    rows = list_documents(call.broker, call.actor, call.path["dossier_id"])
    return Answer(200, DocumentLijst(documenten=tuple(_shown(row) for row in rows)))


@routes.signed_in(
    "GET",
    "/v1/dossiers/{dossier_id}/documenten/{document_id}",
    answers={200: None, 206: None},
    binary=True,
    refuses=(IllegalState,),
)
def read(call: Call[None]) -> Answer:
    """Het document zelf, vanaf 4 MiB in delen (`Range`); de inzage wordt vastgelegd."""
    ids = call.path["dossier_id"], call.path["document_id"]
    row, content = read_document(call.broker, call.actor, *ids)
    return part_of(content, row.mediatype, call.headers.get("range", ""))


@routes.signed_in(
    "POST",
    "/v1/dossiers/{dossier_id}/uploadlinks",
    body=UploadOpgave,
    answers={201: UploadLink},
    secret=True,
    refuses=(IllegalState,),
)
def announce(call: Call[UploadOpgave]) -> Answer:
    """Vraag een adres voor een groter bestand, tot 8 MiB: één keer te gebruiken, voor precies dit bestand."""
    return Answer(201, offer_upload(call.broker, call.actor, call.path["dossier_id"], call.body))


@routes.signed_in(
    "POST",
    "/v1/dossiers/{dossier_id}/documenten/{document_id}/ontvangst",
    answers={200: DocumentGemaakt},
    again=told_again,
    refuses=(IllegalState,),
)
def finish(call: Call[None]) -> Answer:
    """Meld dat het bestand is verstuurd; wij keuren het dan, en bij `ontvangen` vraagt u het later nog eens."""
    ids = call.path["dossier_id"], call.path["document_id"]
    return Answer(200, made(finish_upload(call.broker, call.actor, *ids)))


@routes.public(
    "POST",
    "/v1/callbacks/{kredietverstrekker_id}/documenten",
    answers={200: None, 206: None},
    signed=True,
    asks=DocumentVerzoek,
    binary=True,
    refuses=(IllegalState, Gone),
)
def collect(call: Call[None]) -> Answer:
    """Een kredietverstrekker haalt een document op dat het antwoord was op zijn vraag, getekend als elk bericht."""
    row, content = collect_document(call.broker, call.path["kredietverstrekker_id"], call.headers, call.raw)
    return part_of(content, row.mediatype, call.headers.get("range", ""))


def _choice(kinds: type[K], headers: Mapping[str, str], name: str) -> K:
    given = headers.get(name, "").partition(";")[0].strip().lower()
    if given not in set(kinds):
        raise InvalidInput.one(name, "bestand.type" if kinds is Mediatype else "document.soort")
    return kinds(given)


def _shown(row: Document) -> DocumentWeergave:
    return DocumentWeergave(
        id=row.id,
        soort=row.kind,
        type=row.mediatype,
        status=row.status,
        sha256=row.sha256,
        grootte=row.grootte,
        gemaakt_op=row.gemaakt_op,
        reden=row.reden or None,
        gedeeld_met=row.gedeeld_met,
    )
