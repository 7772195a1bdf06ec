"""
Papers as an answer (art. 6 lid 3): a Kredietverstrekker gets only what it asked, of the kind that it asked.

From then on the Document names the Verstrekking that it was an answer to, and only its Kredietverstrekker can fetch it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.document import Document, DocumentStatus
from chalicelib.domain.informatie import Antwoorden, asked_kind
from chalicelib.domain.state import DossierState
from chalicelib.errors import Fault, InvalidInput
from chalicelib.usecases.transaction import DossierWriter


def enclose_documents(
    state: DossierState, questions: Sequence[Mapping[str, Any]], antwoorden: Antwoorden
) -> list[Document]:
    """The Documents that the answers name. Raises InvalidInput for one that may not go as that answer."""
    kinds = {item["code"]: asked_kind(item["code"], item.get("document")) for item in questions}
    found: dict[str, Document] = {}
    faults = []
    for number, item in enumerate(antwoorden.antwoorden):
        if item.document_id is None:
            continue
        row = state.documenten.get(item.document_id)
        code = _refusal(row, kinds.get(item.code))
        if row is None or code is not None:
            faults.append(Fault(f"antwoorden.{number}.document_id", code or "document.onbekend"))
        else:
            found[row.id] = row
    if faults:
        raise InvalidInput(*faults)
    return list(found.values())


def share(writer: DossierWriter, verstrekking_id: str, documents: Sequence[Document]) -> None:
    """From the transaction in which they are the answer."""
    for row in documents:
        shared = tuple(sorted({*row.gedeeld_met, verstrekking_id}))
        writer.replace(row.model_copy(update={"gedeeld_met": shared}))


def _refusal(row: Document | None, kind: str | None) -> str | None:
    """One of another dossier is as unknown as one that never was (I17)."""
    if row is None:
        return "document.onbekend"
    if row.status is not DocumentStatus.GOEDGEKEURD:
        return "document.niet_goedgekeurd"
    return None if row.kind == kind else "document.niet_gevraagd"
