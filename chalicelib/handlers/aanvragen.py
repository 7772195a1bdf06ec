"""Aanvragen: prepare, send, follow, compare, withdraw."""

from datetime import UTC
from typing import Any

from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud, financed_amount
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.offerte_afwijking import Afwijking
from chalicelib.domain.offerte_teksten import GEEN_RENTE_TEKST, TOELICHTING, UITLEG_VOLGORDE
from chalicelib.errors import IllegalState
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.paging import PAGE, page_query
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.aanvragen import (
    AanvraagInLijst,
    AanvraagLijst,
    AanvraagWeergave,
    AfwijkingWeergave,
    HerzieningOpgave,
    Intrekking,
    OfferteLijst,
    OfferteWeergave,
    VerzendingOpgave,
)
from chalicelib.handlers.volgende_stap import volgende_stap
from chalicelib.usecases.answer_vragen import Gezien, Opgave
from chalicelib.usecases.compare_offertes import OfferteBeeld, compare_offertes
from chalicelib.usecases.delete_aanvraag import delete_aanvraag
from chalicelib.usecases.list_aanvragen import list_aanvragen
from chalicelib.usecases.read_aanvraag import AanvraagBeeld, VerstrekkingBeeld, read_aanvraag
from chalicelib.usecases.revise_aanvraag import Herziening, revise_aanvraag
from chalicelib.usecases.submit_aanvraag import AanvraagVerzonden, Grant, Verzending, submit_aanvraag
from chalicelib.usecases.update_aanvraag import update_aanvraag
from chalicelib.usecases.withdraw_aanvraag import AanvraagIngetrokken, withdraw_aanvraag

routes = Routes(__name__)


@routes.signed_in("GET", "/v1/aanvragen", query=PAGE, answers={200: AanvraagLijst})
def list_own(call: Call[None]) -> Answer:
    """Uw aanvragen, zonder persoonsgegevens."""
    after, limit = page_query(call)
    rows, volgende = list_aanvragen(call.broker, call.actor, after, limit)
    return Answer(200, AanvraagLijst(aanvragen=tuple(_in_list(row) for row in rows), volgende=volgende))


@routes.signed_in("GET", "/v1/aanvragen/{aanvraag_id}", answers={200: AanvraagWeergave})
def read(call: Call[None]) -> Answer:
    """Eén aanvraag: de inhoud, elke verstrekking en wat de volgende stap is."""
    return Answer(200, _shown(read_aanvraag(call.broker, call.actor, call.path["aanvraag_id"])))


@routes.signed_in(
    "PATCH",
    "/v1/aanvragen/{aanvraag_id}",
    merge=AanvraagInhoud,
    answers={200: AanvraagWeergave},
    if_match=True,
    refuses=(IllegalState,),
)
def update(call: Call[None]) -> Answer:
    """Wijzig een concept (JSON Merge Patch)."""
    aanvraag_id = call.path["aanvraag_id"]
    update_aanvraag(call.broker, call.actor, aanvraag_id, call.versie, call.raw, geen_bsn=call.geen_bsn)
    return Answer(200, _shown(read_aanvraag(call.broker, call.actor, aanvraag_id)))


@routes.signed_in("DELETE", "/v1/aanvragen/{aanvraag_id}", answers={204: None}, refuses=(IllegalState,))
def delete(call: Call[None]) -> Answer:
    """Gooi een concept weg."""
    delete_aanvraag(call.broker, call.actor, call.path["aanvraag_id"])
    return Answer(204)


@routes.signed_in(
    "POST",
    "/v1/aanvragen/{aanvraag_id}/verzending",
    body=VerzendingOpgave,
    answers={202: AanvraagVerzonden},
    if_match=True,
    transactional=True,
    refuses=(IllegalState,),
)
def send(call: Call[VerzendingOpgave]) -> Answer:
    """Verstuur de aanvraag naar de kredietverstrekkers die u noemt; dat is uw toestemming, per ontvanger."""
    until = call.body.uiterste_reactie
    verzending = Verzending(
        call.versie,
        call.body.kredietverstrekkers,
        Grant(**call.body.toestemming.model_dump()),
        until and until.astimezone(UTC),
        _said(call),
    )
    return Answer(202, submit_aanvraag(call.broker, call.actor, call.path["aanvraag_id"], verzending, call.claim))


@routes.signed_in(
    "POST",
    "/v1/aanvragen/{aanvraag_id}/herziening",
    body=HerzieningOpgave,
    answers={202: AanvraagVerzonden},
    if_match=True,
    transactional=True,
    refuses=(IllegalState,),
)
def revise(call: Call[HerzieningOpgave]) -> Answer:
    """Verstuur een verstuurde aanvraag gewijzigd opnieuw, naar wie hem heeft; de offertes van daarvoor vervallen."""
    until = call.body.uiterste_reactie
    herziening = Herziening(
        call.versie,
        call.body.aanvraag,
        Grant(**call.body.toestemming.model_dump()),
        until and until.astimezone(UTC),
        _said(call),
    )
    return Answer(202, revise_aanvraag(call.broker, call.actor, call.path["aanvraag_id"], herziening, call.claim))


@routes.signed_in("GET", "/v1/aanvragen/{aanvraag_id}/offertes", query=("sorteer",), answers={200: OfferteLijst})
def compare(call: Call[None]) -> Answer:
    """De offertes naast elkaar, door ons nagerekend, in de volgorde die u kiest."""
    offers, order = compare_offertes(call.broker, call.actor, call.path["aanvraag_id"], call.query.get("sorteer"))
    shown = tuple(_offer(offer) for offer in offers)
    return Answer(200, OfferteLijst(offertes=shown, uitleg_volgorde=UITLEG_VOLGORDE[order]))


@routes.signed_in(
    "POST",
    "/v1/aanvragen/{aanvraag_id}/intrekking",
    body=Intrekking,
    body_optional=True,
    answers={202: AanvraagIngetrokken},
    transactional=True,
    refuses=(IllegalState,),
)
def withdraw(call: Call[Intrekking]) -> Answer:
    """Trek de aanvraag in; iedere kredietverstrekker die gegevens kan hebben, krijgt bericht."""
    done = withdraw_aanvraag(call.broker, call.actor, call.path["aanvraag_id"], call.body.reden, call.claim)
    return Answer(202, done)


def _said(call: Call[VerzendingOpgave] | Call[HerzieningOpgave]) -> Opgave:
    seen = tuple(Gezien(**one.model_dump()) for one in call.body.gezien)
    return Opgave(call.body.antwoorden, seen, geen_bsn=call.geen_bsn)


def _in_list(row: Aanvraag) -> AanvraagInLijst:
    return AanvraagInLijst(
        id=row.id,
        dossier_id=dossier_of(row.id),
        product=row.product,
        status=row.status,
        versie=row.versie,
        gemaakt_op=row.gemaakt_op,
        gewijzigd_op=row.gewijzigd_op,
        verzonden_op=row.verzonden_op,
        uiterste_reactie=row.uiterste_reactie,
    )


def _shown(seen: AanvraagBeeld) -> dict[str, Any]:
    content = seen.content
    terms = {**content["financiering"], "financieringsbedrag": financed_amount(content)}
    envelope = _in_list(seen.aanvraag).model_dump(exclude_none=True)
    return {
        **envelope,
        **content,
        "financiering": terms,
        "status": seen.status.value,
        "verstrekkingen": [_verstrekking(row) for row in seen.verstrekkingen],
        "volgende_stap": volgende_stap(seen),
    }


def _verstrekking(seen: VerstrekkingBeeld) -> dict[str, Any]:
    row = seen.row
    shown = {
        "id": row.id,
        "kredietverstrekker_id": row.kredietverstrekker_id,
        "naam": row.naam,
        "status": seen.status.value,
        "pogingen": row.levering.pogingen,
        "laatste_poging": row.levering.laatste_poging,
        "informatieverzoek": seen.informatieverzoek,
        "reden_categorie": row.reden_categorie,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _offer(seen: OfferteBeeld) -> OfferteWeergave:
    offer, figures = seen.vergeleken.inhoud, seen.vergeleken.cijfers
    return OfferteWeergave(
        id=seen.row.id,
        kredietverstrekker_id=seen.row.kredietverstrekker_id,
        naam=seen.naam,
        status=seen.status,
        totaal_te_betalen=figures.totaal_te_betalen,
        totale_kosten=figures.totale_kosten,
        effectieve_jaarrente=figures.effectieve_jaarrente,
        jkp=figures.jkp,
        ontvangen_op=seen.row.ontvangen_op,
        afwijkingen=tuple(_difference(row) for row in figures.afwijkingen),
        **{**offer.model_dump(), "geldig_tot": seen.row.geldig_tot},
    )


def _difference(row: Afwijking) -> AfwijkingWeergave:
    text = GEEN_RENTE_TEKST[row.reden] if row.reden is not None else TOELICHTING[row.code]
    return AfwijkingWeergave(
        code=row.code,
        veld=row.veld,
        melding=text,
        gevraagd=row.gevraagd,
        aangeboden=row.aangeboden,
        berekend=row.berekend,
    )
