"""Dossiers: who a lease is for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.model import Model
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.paging import page_query
from chalicelib.handlers.routing import Routes
from chalicelib.usecases.create_aanvraag import AanvraagGemaakt, create_aanvraag
from chalicelib.usecases.create_dossier import DossierGemaakt, create_dossier
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.list_dossiers import LARGEST_WITH_NAMES, DossierRegel, list_dossiers
from chalicelib.usecases.listing import LARGEST
from chalicelib.usecases.read_dossier import read_dossier
from chalicelib.usecases.update_dossier import update_dossier

routes = Routes(__name__)


class DossierWeergave(DossierInhoud):
    """A dossier as its owner sees it."""

    id: str
    versie: int
    status: str
    gemaakt_op: datetime
    gewijzigd_op: datetime


class DossierInLijst(Model):
    id: str
    status: str
    versie: int
    gemaakt_op: datetime
    gewijzigd_op: datetime
    naam: str | None = None


class DossierLijst(Model):
    dossiers: tuple[DossierInLijst, ...]
    volgende: str | None = None


@routes.signed_in("POST", "/v1/dossiers", body=DossierInhoud, answers={201: DossierGemaakt}, transactional=True)
def create(call: Call[DossierInhoud]) -> Answer:
    """Maak een dossier aan; de inhoud wordt versleuteld bewaard."""
    made = create_dossier(call.broker, call.actor, call.body, call.claim, geen_bsn=call.geen_bsn)
    return Answer(201, made)


@routes.signed_in("GET", "/v1/dossiers", query=("limiet", "na", "velden"), answers={200: DossierLijst})
def list_own(call: Call[None]) -> Answer:
    """Uw dossiers, zonder persoonsgegevens; met `velden=naam` ook de naam (elke inzage wordt vastgelegd)."""
    names = _names(call.query)
    after, limit = page_query(call, LARGEST_WITH_NAMES if names else LARGEST)
    rows, volgende = list_dossiers(call.broker, call.actor, after, limit, names=names)
    return Answer(200, DossierLijst(dossiers=tuple(_in_list(row) for row in rows), volgende=volgende))


@routes.signed_in("GET", "/v1/dossiers/{dossier_id}", answers={200: DossierWeergave})
def read(call: Call[None]) -> Answer:
    """Eén dossier met zijn inhoud; de inzage wordt vastgelegd."""
    dossier, content = read_dossier(call.broker, call.actor, call.path["dossier_id"])
    return Answer(200, _shown(dossier, content))


@routes.signed_in(
    "PATCH",
    "/v1/dossiers/{dossier_id}",
    merge=DossierInhoud,
    answers={200: DossierWeergave},
    if_match=True,
    refuses=(IllegalState,),
)
def update(call: Call[None]) -> Answer:
    """Wijzig een dossier (JSON Merge Patch); wat al verzonden is, blijft zoals het verzonden is."""
    dossier, content = update_dossier(
        call.broker, call.actor, call.path["dossier_id"], call.versie, call.raw, geen_bsn=call.geen_bsn
    )
    return Answer(200, _shown(dossier, content))


@routes.signed_in("DELETE", "/v1/dossiers/{dossier_id}", answers={204: None}, refuses=(IllegalState,))
def delete(call: Call[None]) -> Answer:
    """Vernietig een dossier, definitief; kredietverstrekkers die de gegevens hebben, horen eerst dat u stopt."""
    delete_dossier(call.broker, call.actor, call.path["dossier_id"])
    return Answer(204)


@routes.signed_in(
    "POST",
    "/v1/dossiers/{dossier_id}/aanvragen",
    body=AanvraagInhoud,
    answers={201: AanvraagGemaakt},
    transactional=True,
    refuses=(IllegalState,),
)
def create_aanvraag_in(call: Call[AanvraagInhoud]) -> Answer:
    """Maak een concept van een aanvraag op dit dossier."""
    made = create_aanvraag(
        call.broker, call.actor, call.path["dossier_id"], call.body, call.claim, geen_bsn=call.geen_bsn
    )
    return Answer(201, made)


def _names(query: Mapping[str, str]) -> bool:
    velden = query.get("velden")
    if velden not in (None, "naam"):
        raise InvalidInput.one("velden", "velden.onbekend")
    return velden == "naam"


def _in_list(row: DossierRegel) -> DossierInLijst:
    dossier = row.dossier
    return DossierInLijst(
        id=dossier.id,
        status=_status(dossier),
        versie=dossier.versie,
        gemaakt_op=dossier.gemaakt_op,
        gewijzigd_op=dossier.gewijzigd_op,
        naam=row.naam,
    )


def _shown(dossier: Dossier, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": dossier.id,
        "versie": dossier.versie,
        "status": _status(dossier),
        "gemaakt_op": dossier.gemaakt_op,
        "gewijzigd_op": dossier.gewijzigd_op,
        **content,
    }


def _status(dossier: Dossier) -> str:
    return "beperkt" if dossier.beperkt else "actief"
