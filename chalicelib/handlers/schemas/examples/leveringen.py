"""Examples of deliveries: what failed, and how it was tried."""

from chalicelib.handlers.portaal import PortaalAntwoord, PortaalLijst
from chalicelib.handlers.schemas.examples.ids import (
    AANVRAAG,
    ACCOUNT,
    EARLIER,
    KREDIETVERSTREKKER,
    LATER,
    LESSOR,
    NOW,
    VERSTREKKING,
    VERVOLG,
    Examples,
)
from chalicelib.handlers.schemas.leveringen import (
    Herhaling,
    HerhalingUitkomst,
    LeveringLijst,
    LeveringStand,
    LeveringWeergave,
    Pogingen,
)
from chalicelib.usecases.confirm_medewerker import MedewerkerBevestiging, MedewerkerGemaakt
from chalicelib.usecases.create_medewerker import NieuweMedewerker
from chalicelib.usecases.messages import OFFERED

_TRIES = [
    {"op": EARLIER, "status": 503, "reden": "", "duur": 240},
    {"op": NOW, "status": 0, "reden": "timeout", "duur": 15000},
]
_FAILED = {
    "id": VERSTREKKING,
    "aanvraag_id": AANVRAAG,
    "verstrekking_id": VERSTREKKING,
    "kredietverstrekker_id": KREDIETVERSTREKKER,
    "type": OFFERED,
    "status": "mislukt",
    "reden": "timeout",
    "sinds": EARLIER,
    "eigenaar": "beheer",
    "aantal_pogingen": 2,
    "pogingen": _TRIES,
}
_DOWN = {
    "kredietverstrekker_id": KREDIETVERSTREKKER,
    "naam": LESSOR,
    "reden": "timeout",
    "sinds": EARLIER,
    "mislukkingen": 5,
    "dicht_tot": LATER,
}
BODIES: Examples = {
    Herhaling: {"alles van een kredietverstrekker": {"kredietverstrekker_id": KREDIETVERSTREKKER}},
    MedewerkerBevestiging: {"wat u hoorde": {"schermnaam": "medewerker@example.com"}},
    NieuweMedewerker: {"medewerker": {"schermnaam": "medewerker@example.com", "naam": "Testpersoon Voorbeeld"}},
    PortaalAntwoord: {"afwijzing": {"type": "aanvraag.afgewezen", "data": {"reden_categorie": "beleid"}}},
}
ANSWERS: Examples = {
    MedewerkerGemaakt: {
        "gemaakt": {"id": ACCOUNT, "status": "wacht_op_tweede_persoon"},
        "bevestigd": {"id": ACCOUNT, "status": "actief"},
    },
    PortaalLijst: {
        "een aanvraag": {
            "verstrekkingen": [{"id": VERSTREKKING, "status": "aangeboden", "versie": 1, "gemaakt_op": EARLIER}]
        }
    },
    LeveringLijst: {"een mislukt bericht en een storing": {"leveringen": [_FAILED], "storingen": [_DOWN]}},
    LeveringWeergave: {"mislukt": _FAILED},
    LeveringStand: {"opnieuw": {"id": VERSTREKKING, "status": "wacht"}},
    HerhalingUitkomst: {"herhaald": {"herhaald": 50, "overgeslagen": 0, "volgende": VERVOLG}},
    Pogingen: {
        "nog bezig": {
            "berichten": [
                {"id": VERSTREKKING, "type": OFFERED, "status": "wacht", "volgende": LATER, "pogingen": _TRIES}
            ]
        }
    },
}
