"""
What lies in quarantine comes in under the dossier's key, or goes: after the scanner's verdict, within the hour.

Asked by the sender: who says that the upload is done, or wants to see or use it. For whoever never asks again,
lapse_document.py ends the wait.
"""

import hashlib
from functools import partial

from chalicelib import events
from chalicelib.domain.document import Document, DocumentStatus
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import dossier_of, logged
from chalicelib.errors import BrokerError, InvalidInput, NotFound, TooLarge
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.scanner import Verdict
from chalicelib.usecases.transaction import DossierWriter, settle
from chalicelib.usecases.upload_document import keep, record

_S = DocumentStatus
OTHER, INFECTED, RESTRICTED = "bestand.anders", "bestand.besmet", "dossier.beperkt"


def admit_document(broker: Broker, document_id: str) -> bool:
    """Whether it no longer waits. Harmless at any repeat."""
    state = broker.store.load_dossier(dossier_of(document_id))
    row = state.documenten.get(document_id) if state is not None else None
    if state is None or row is None or not row.waiting or state.dossier.vernietigd:
        return False
    judged, content = (_shut_out(row), b"") if state.dossier.beperkt else _judged(broker, row)
    if judged.status is _S.GOEDGEKEURD:
        keep(broker, state.dossier.id, judged, content)
    try:
        judged = settle(broker, partial(_write, broker, row, judged))
    except BrokerError:
        _forsake(broker, row)
        raise
    if content and judged.status is not _S.GOEDGEKEURD:
        _forsake(broker, row)
    if not judged.waiting:
        broker.quarantine.drop(row.place)
        events.emit(events.DOCUMENT_JUDGED, dossier=logged(row.id), status=judged.status, reden=judged.reden)
    return not judged.waiting


def _forsake(broker: Broker, row: Document) -> None:
    """What was kept goes when its Document or its dossier is over: nobody would look for it there any more (I8)."""
    state = broker.store.load_dossier(dossier_of(row.id))
    present = state.documenten.get(row.id) if state is not None and not state.dossier.vernietigd else None
    if present is None or present.status in (_S.AFGEWEZEN, _S.VERVALLEN):
        broker.documents.erase_one(row.place)


def _judged(broker: Broker, row: Document) -> tuple[Document, bytes]:
    """The row as it is from now on, and what is to be kept."""
    try:
        content = broker.quarantine.get(row.place)
    except TooLarge:
        return row.moved(_S.AFGEWEZEN, OTHER), b""
    if content is None:
        return row, b""
    if (len(content), hashlib.sha256(content).hexdigest()) != (row.grootte, row.sha256):
        return row.moved(_S.AFGEWEZEN, OTHER), b""
    verdict = broker.scanner.verdict(row.place, content)
    if verdict is not Verdict.CLEAN:
        return (row.moved(_S.AFGEWEZEN, INFECTED) if verdict is Verdict.INFECTED else _received(row)), b""
    return _inspected(broker, row, content)


def _inspected(broker: Broker, row: Document, content: bytes) -> tuple[Document, bytes]:
    try:
        clean = broker.inspection.clean(row.mediatype, content)
    except InvalidInput as refused:
        return row.moved(_S.AFGEWEZEN, refused.faults[0].code), b""
    kept = {"sha256": hashlib.sha256(clean).hexdigest(), "grootte": len(clean)}
    return row.moved(_S.GOEDGEKEURD).model_copy(update=kept), clean


def _shut_out(row: Document) -> Document:
    """A restricted dossier takes nothing in (art. 7 lid 5, I9): what was announced before that goes with its file."""
    return row.moved(_S.VERVALLEN, RESTRICTED)


def _received(row: Document) -> Document:
    """It lies there and waits for its verdict, for what is left of its time."""
    return (
        row if row.status is _S.ONTVANGEN else row.moved(_S.ONTVANGEN).model_copy(update={"uiterlijk": row.uiterlijk})
    )


def _write(broker: Broker, row: Document, judged: Document) -> Document:
    """What it became: a restriction may have come while its file was looked at."""
    if judged == row:
        return row
    state = broker.store.load_dossier(dossier_of(row.id))
    if state is None or state.dossier.vernietigd or state.document(row.id).rev != row.rev:
        raise NotFound  # somebody else was first, and has said what became of it
    if state.dossier.beperkt:
        judged = _shut_out(row)
    writer = DossierWriter(state, broker.clock.now(), SYSTEEM)
    writer.replace(judged)
    record(broker, writer, judged)
    writer.commit(broker)
    return judged
