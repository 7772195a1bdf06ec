"""Examples about papers of a dossier."""

from chalicelib.handlers.documenten import DocumentLijst
from chalicelib.handlers.schemas.examples.ids import DOCUMENT, DOSSIER, EARLIER, LATER, SHA256, VERSTREKKING, Examples
from chalicelib.usecases.collect_document import DocumentVerzoek
from chalicelib.usecases.offer_upload import UploadLink, UploadOpgave
from chalicelib.usecases.upload_document import DocumentGemaakt

_ANNOUNCED = {"soort": "jaarcijfers", "type": "application/pdf", "grootte": 5242880, "sha256": SHA256}
_SHOWN = {
    "id": DOCUMENT,
    **_ANNOUNCED,
    "status": "goedgekeurd",
    "gemaakt_op": EARLIER,
    "gedeeld_met": [VERSTREKKING],
}
_ASKED = {"verstrekking_id": VERSTREKKING, "versie": 1, "document_id": DOCUMENT}

BODIES: Examples = {
    UploadOpgave: {"pdf van 5 MiB": _ANNOUNCED},
    DocumentVerzoek: {"document": {"type": "document.opvragen", "timestamp": EARLIER, "data": _ASKED}},
}
ANSWERS: Examples = {
    DocumentGemaakt: {"document": {"id": DOCUMENT, "sha256": SHA256, "grootte": 20480, "status": "goedgekeurd"}},
    DocumentLijst: {"documenten": {"documenten": [_SHOWN]}},
    UploadLink: {
        "adres": {
            "id": DOCUMENT,
            "url": f"https://example.com/{DOSSIER}/{DOCUMENT}",
            "kopregels": {"Content-Type": "application/pdf", "Content-Length": "5242880", "If-None-Match": "*"},
            "geldig_tot": LATER,
        }
    },
}
