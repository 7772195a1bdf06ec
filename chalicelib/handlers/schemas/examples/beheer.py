"""Examples for operators."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.bewaarblokkade import NieuweBlokkade
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker, NieuweKredietverstrekker
from chalicelib.domain.toegang import Toegang
from chalicelib.handlers.beheer.bewaarblokkades import BewaardDossier, BlokkadeLijst, BlokkadeWeergave
from chalicelib.handlers.beheer.kredietverstrekkers import ToegangIngesteld
from chalicelib.handlers.beheer.vernietigingen import BulkGoedgekeurd, BulkLijst, VernietigingLijst
from chalicelib.handlers.schemas.examples.aanvragen import VELDEN, VRAAG
from chalicelib.handlers.schemas.examples.ids import (
    ACCOUNT,
    BEWAARBLOKKADE,
    BULK,
    DOSSIER,
    EARLIER,
    GEHEIM,
    KREDIETVERSTREKKER,
    LATER,
    LESSOR,
    NOW,
    PRIVACY_PAGE,
    SHA256,
    VERVOLG,
    Examples,
    Named,
)
from chalicelib.handlers.schemas.kredietverstrekkers import (
    EndpointBevestigd,
    GeheimVernieuwing,
    KredietverstrekkerLijst,
    KredietverstrekkerWeergave,
)
from chalicelib.handlers.schemas.reglementen import PublicatieAntwoord, PublicatieOpgave
from chalicelib.handlers.schemas.statistieken import NOG_NIET, UITLEG, Statistieken
from chalicelib.usecases.activate_kredietverstrekker import KredietverstrekkerGeactiveerd
from chalicelib.usecases.lift_bewaarblokkade import OpheffingGevraagd
from chalicelib.usecases.place_bewaarblokkade import BlokkadeGeplaatst
from chalicelib.usecases.register_kredietverstrekker import KredietverstrekkerAangemeld
from chalicelib.usecases.rotate_geheim import NieuwGeheim

ENDPOINT = "https://api.voorbeeldlease.example/lease-deal"
_COMPANY: dict[str, Any] = {
    "naam": LESSOR,
    "kvk_nummer": "90001354",
    "land": "NL",
    "endpoint": ENDPOINT,
    "producten": ["financial_lease", "operational_lease"],
    "informatiebehoefte": VELDEN,
    "informatiebehoefte_per_product": [
        {"product": "operational_lease", "velden": ["onderneming.kvk_nummer", "object", "financiering"]}
    ],
    "vragen": [VRAAG],
    "privacyverklaring": PRIVACY_PAGE,
    "verwerkingsafspraak": "VA-2026-001",
    "levering": "push",
    "bezorging": {
        "wachttijden": [5, 300, 1800, 7200],
        "tijdslimiet": 10,
        "vraag_elke": 15,
        "openingstijden": [{"dagen": [1, 2, 3, 4, 5], "van": "07:30", "tot": "22:00"}],
    },
    "verwachte_reactie": "1 werkdag",
}
CONTACT = {"naam": "Testpersoon Voorbeeld", "email": "contact@example.com", "telefoon": "+31612345678"}
_SHOWN = {
    "id": KREDIETVERSTREKKER,
    "status": "actief",
    "versie": 1,
    **_COMPANY,
    "toegang_soorten": ["oauth2"],
    "gemaakt_op": EARLIER,
    "proef_op": NOW,
    "reden": "",
    "controles": [
        {
            "onderdeel": "verwerkingsafspraak",
            "van": "VA-2026-001",
            "bewijs": "archief/VA-2026-001",
            "sha256": SHA256,
            "door": ACCOUNT,
            "op": EARLIER,
            "geldig": True,
        }
    ],
    "controle_ontbreekt": [],
}
_VERSION = {"soort": "privacyreglement", "versie": "2027-01-01", "geldig_vanaf": "2027-01-01"}
_HOLD: dict[str, Any] = {"dossier_id": DOSSIER, "grond": "rechtsvordering", "herzien_op": "2027-11-22"}
_HELD = {
    "id": BEWAARBLOKKADE,
    **_HOLD,
    "status": "actief",
    "herziening_nodig": False,
    "geplaatst_op": NOW,
    "geplaatst_door": ACCOUNT,
}
_ASKED = {"status": "opheffing_gevraagd", "opheffing_gevraagd_op": LATER}

_CEL = {"tabel": "product_bedrag", "product": "financial_lease", "bedrag": "10000_tot_25000"}

BODIES: Examples = {
    Toegang: {
        "met een token": {
            "oauth2": {
                "token_url": "https://inloggen.voorbeeldlease.example/token",
                "client_id": "lease-deal",
                "client_secret": "voorbeeld-geheim",
                "scope": "aanvragen",
            }
        }
    },
    NieuweBlokkade: {"een claim": {**_HOLD, "reden": "Voorbeeld: de klant vordert schadevergoeding."}},
    NieuweKredietverstrekker: {"kredietverstrekker": {**_COMPANY, "contact": CONTACT}},
    GewijzigdeKredietverstrekker: {
        "nieuw endpoint": {"endpoint": f"{ENDPOINT}/v2"},
        "andere contactpersoon": {"contact": CONTACT},
        "opschorten": {"status": "opgeschort", "reden": "onderzoek"},
    },
    GeheimVernieuwing: {"met overlap": {"direct": False}, "noodgeval": {"direct": True, "reden": "gelekt"}},
    PublicatieOpgave: {"nieuwe versie": {**_VERSION, "tekst": "# Voorbeeld\n\nDe tekst van dit document.\n"}},
}
ANSWERS: Examples = {
    ToegangIngesteld: {"ingesteld": {"id": KREDIETVERSTREKKER, "toegang_soorten": ["oauth2"]}},
    BlokkadeGeplaatst: {
        "geplaatst": {"id": BEWAARBLOKKADE, **_HOLD, "status": "actief", "geplaatst_op": NOW},
    },
    BlokkadeLijst: {
        "een bewaarblokkade": {"bewaarblokkades": [_HELD], "volgende": VERVOLG},
        "opheffing gevraagd": {"bewaarblokkades": [{**_HELD, **_ASKED, "opheffing_gevraagd_door": ACCOUNT}]},
    },
    BlokkadeWeergave: {"met reden": {**_HELD, "reden": "Voorbeeld: de klant vordert schadevergoeding."}},
    BewaardDossier: {
        "een dossier": {
            "dossier_id": DOSSIER,
            "afgeschermd_op": EARLIER,
            "records": [
                {"id": DOSSIER, "soort": "dossier", "revisie": 1, "inhoud": {"betrokkene": {"soort": "klant"}}}
            ],
        },
    },
    OpheffingGevraagd: {"wacht op een tweede persoon": {"id": BEWAARBLOKKADE, **_ASKED}},
    KredietverstrekkerAangemeld: {
        "aangemeld": {"id": KREDIETVERSTREKKER, "status": "aangemeld", "geheim": GEHEIM},
    },
    KredietverstrekkerWeergave: {"actief": _SHOWN, "endpoint wacht": {**_SHOWN, "nieuw_endpoint": f"{ENDPOINT}/v2"}},
    KredietverstrekkerLijst: {"kredietverstrekkers": {"kredietverstrekkers": [_SHOWN]}},
    KredietverstrekkerGeactiveerd: {"actief": {"status": "actief"}},
    EndpointBevestigd: {"bevestigd": {"id": KREDIETVERSTREKKER, "status": "opgeschort", "versie": 2}},
    NieuwGeheim: {"vernieuwd": {"geheim": GEHEIM, "oud_geldig_tot": LATER}},
    PublicatieAntwoord: {"gepubliceerd": {**_VERSION, "sha256": SHA256, "gepubliceerd_op": NOW}},
    Statistieken: {
        "een kwartaal": {
            "periode": "2027-Q1",
            "gepubliceerd": True,
            "gepubliceerd_op": NOW,
            "sha256": SHA256,
            "toelichting": UITLEG,
            "cellen": [
                {**_CEL, "uitkomst": "overeenkomst", "aantal": 40},
                {**_CEL, "uitkomst": "afgewezen", "aantal": 25},
            ],
        },
        "nog niet gepubliceerd": {
            "periode": "2027-Q2",
            "gepubliceerd": False,
            "toelichting": NOG_NIET,
            "cellen": [],
        },
    },
    BulkLijst: {
        "wacht op een tweede persoon": {
            "bulkvernietigingen": [
                {
                    "id": BULK,
                    "status": "wacht",
                    "tot": NOW,
                    "gevonden_op": NOW,
                    "aantal": 1200,
                    "regels": [{"regel": "aanvraag_geeindigd", "aantal": 900}, {"regel": "concept", "aantal": 300}],
                    "goedkeuringen": 1,
                }
            ],
            "volgende": VERVOLG,
        }
    },
    BulkGoedgekeurd: {
        "eerste persoon": {"id": BULK, "status": "wacht", "goedkeuringen": 1},
        "tweede persoon": {"id": BULK, "status": "goedgekeurd", "goedkeuringen": 2},
    },
    VernietigingLijst: {
        "een dossier": {
            "vernietigingen": [
                {
                    "id": f"vern_{DOSSIER[4:]}",
                    "dossier_id": DOSSIER,
                    "regel": "eigenaar.verwijdert",
                    "uitgevoerd_op": NOW,
                    "opslag": [
                        "broker: 6 rijen vernietigd",
                        "sleutels: sleutel vernietigd",
                        "bewijs: blijft bewaard, zonder persoonsgegevens",
                    ],
                    "klaar": True,
                }
            ],
            "volgende": VERVOLG,
        }
    },
}
FORMS: Mapping[str, Mapping[str, Named]] = {
    "/v1/beheer/statistieken": {
        "text/csv": {"rekenblad": "tabel,product,bedrag,uitkomst,aantal\r\n"},
        "text/html": {"pagina": "<!DOCTYPE html>"},
    },
    "/v1/beheer/vernietigingen/{vernietiging_id}/verklaring": {"text/html": {"pagina": "<!DOCTYPE html>"}},
    "/v1/verklaringen/{dossier_id}": {"text/html": {"pagina": "<!DOCTYPE html>"}},
}
