"""The rows of one partition, sorted into the state of a dossier."""

from collections.abc import Iterable
from typing import Any

from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.bewaarblokkade import Bewaarblokkade
from chalicelib.domain.document import Document
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.kennisgeving import Kennisgeving
from chalicelib.domain.offerte import Offerte, Overeenkomst
from chalicelib.domain.row import Inhoud, Row
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import Bericht, Toestemming, Verstrekking

_FIELDS: dict[type[Row], str] = {
    Aanvraag: "aanvragen",
    Verstrekking: "verstrekkingen",
    Toestemming: "toestemmingen",
    Offerte: "offertes",
    Overeenkomst: "overeenkomsten",
    Bericht: "berichten",
    Bewaarblokkade: "blokkades",
    Kennisgeving: "kennisgevingen",
    Document: "documenten",
}


def assemble(rows: Iterable[Row]) -> DossierState | None:
    """None without a Dossier row: what else may be left of a dossier is then no dossier."""
    dossier: Dossier | None = None
    parts: dict[str, dict[Any, Any]] = {}
    for row in rows:
        if isinstance(row, Dossier):
            dossier = row
        elif isinstance(row, Inhoud):
            parts.setdefault("inhoud", {})[row.id, row.revisie] = row
        else:
            parts.setdefault(_FIELDS[type(row)], {})[row.id] = row
    return None if dossier is None else DossierState(dossier, **parts)
