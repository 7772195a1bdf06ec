"""Examples of the messages between us and a Kredietverstrekker, both ways."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.callback import CallbackSoort
from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.verstrekking import BerichtSoort
from chalicelib.handlers.schemas.examples.aanvragen import ANTWOORD, ANTWOORDEN, FINANCIAL_LEASE
from chalicelib.handlers.schemas.examples.dossiers import KLANT
from chalicelib.handlers.schemas.examples.ids import (
    AANVRAAG,
    BERICHT,
    LATER,
    NOW,
    OFFERTE,
    VERSTREKKING,
    Examples,
    Named,
)
from chalicelib.handlers.schemas.examples.offertes import AANBOD
from chalicelib.usecases.disclose import LeveringInhoud
from chalicelib.usecases.messages import OFFERED, fetch_path
from chalicelib.usecases.receive_callback import CallbackAntwoord

_ABOUT = {"verstrekking_id": VERSTREKKING, "versie": 1}
_OURS = {"verstrekking_id": VERSTREKKING, "aanvraag_id": AANVRAAG, "versie": 1}
_ASKED = [{"code": "toelichting", "omschrijving": "Waarvoor gebruikt u de bestelauto?"}]
_GEGEVENS = {
    "betrokkene": {"achternaam": KLANT["betrokkene"]["achternaam"], "email": KLANT["betrokkene"]["email"]},
    "onderneming": KLANT["onderneming"],
    "product": FINANCIAL_LEASE["product"],
    "object": FINANCIAL_LEASE["object"],
    "financiering": {**FINANCIAL_LEASE["financiering"], "financieringsbedrag": "36000.00"},
}


def _message(kind: str, **data: Any) -> dict[str, Any]:
    return {"type": kind, "timestamp": NOW, "data": data}


# Of each kind that a Kredietverstrekker may send: what its data holds beside the ids.
_DATA: dict[CallbackSoort, dict[str, Any]] = {
    CallbackSoort.ONTVANGEN: {},
    CallbackSoort.IN_BEOORDELING: {},
    CallbackSoort.INFORMATIE_GEVRAAGD: {"items": _ASKED},
    CallbackSoort.OFFERTE_UITGEBRACHT: AANBOD,
    CallbackSoort.OFFERTE_VERLENGD: {"geldig_tot": "2027-01-10"},
    CallbackSoort.OFFERTE_INGETROKKEN: {"referentie": AANBOD["referentie"]},
    CallbackSoort.AFGEWEZEN: {"reden_categorie": "beleid"},
    CallbackSoort.NIET_TE_VERWERKEN: {},
    CallbackSoort.GEACTIVEERD: {
        "referentie": AANBOD["referentie"],
        "ingangsdatum": "2026-12-01",
        "einddatum": "2031-12-01",
    },
    CallbackSoort.BEEINDIGD: {"einddatum": "2031-12-01", "reden": "einde_looptijd"},
}
CALLBACKS = {soort.value: _message(soort, **_ABOUT, **data) for soort, data in _DATA.items()}

# Of each kind that we send.
OUTGOING = {
    OFFERED: _message(
        OFFERED,
        **_OURS,
        uiterste_reactie=LATER,
        doel=Doel.VERSTREKKING.value,
        gegevens=_GEGEVENS,
        antwoorden=[ANTWOORD],
    ),
    BerichtSoort.INGETROKKEN: _message(BerichtSoort.INGETROKKEN, **_OURS),
    BerichtSoort.INFORMATIE_BEANTWOORD: _message(BerichtSoort.INFORMATIE_BEANTWOORD, **_OURS, **ANTWOORDEN),
    BerichtSoort.OFFERTE_AANVAARD: _message(BerichtSoort.OFFERTE_AANVAARD, **_OURS, offerte_id=OFFERTE),
    BerichtSoort.OFFERTE_NIET_GEKOZEN: _message(BerichtSoort.OFFERTE_NIET_GEKOZEN, **_OURS),
    BerichtSoort.OFFERTE_VERLENGING_GEVRAAGD: _message(
        BerichtSoort.OFFERTE_VERLENGING_GEVRAAGD, **_OURS, offerte_id=OFFERTE
    ),
    BerichtSoort.OVEREENKOMST_HERROEPEN: _message(BerichtSoort.OVEREENKOMST_HERROEPEN, **_OURS),
    BerichtSoort.OPNIEUW_GEMELD: _message(
        BerichtSoort.OPNIEUW_GEMELD, **_OURS, ophalen=fetch_path(VERSTREKKING), ophaalcode="voorbeeldcode"
    ),
    "test": _message("test", uitdaging="voorbeeld-uitdaging"),
}

_STORED = {"status": "opgeslagen", "offerte_id": OFFERTE}
_SEEN = {"status": "al_ontvangen"}
_FETCHED = {
    **OUTGOING[OFFERED],
    "berichten": [{"id": BERICHT, **OUTGOING[BerichtSoort.INFORMATIE_BEANTWOORD]}],
}
ANSWERS: Examples = {
    CallbackAntwoord: {"opgeslagen": _STORED, "al ontvangen": _SEEN},
    LeveringInhoud: {"opgehaald": _FETCHED},
}
# Where one model answers under two statuses, each shows its own.
BY_STATUS: Mapping[tuple[type[Model], int], Named] = {
    (CallbackAntwoord, 202): {"opgeslagen": _STORED},
    (CallbackAntwoord, 200): {"al ontvangen": _SEEN},
}
