"""Examples of Aanvragen and sending them. Bodies equal those in `examples/`; a test holds them together."""

from typing import Any

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.informatie import Antwoorden
from chalicelib.handlers.kredietverstrekkers import Keuzelijst
from chalicelib.handlers.schemas.aanvragen import (
    AanvraagLijst,
    AanvraagWeergave,
    HerzieningOpgave,
    Intrekking,
    VerantwoordingWeergave,
    VerzendingOpgave,
)
from chalicelib.handlers.schemas.examples.ids import (
    AANVRAAG,
    ANDERE_KREDIETVERSTREKKER,
    BERICHT,
    DOSSIER,
    EARLIER,
    KREDIETVERSTREKKER,
    LATER,
    LESSOR,
    NOW,
    PRIVACY_PAGE,
    SHA256,
    VERSTREKKING,
    VERVOLG,
    Examples,
)
from chalicelib.handlers.volgende_stap import TEKSTEN
from chalicelib.privacy.toestemming import HUIDIGE_TEKST
from chalicelib.usecases.answer_informatieverzoek import InformatieBeantwoord
from chalicelib.usecases.create_aanvraag import AanvraagGemaakt
from chalicelib.usecases.submit_aanvraag import AanvraagVerzonden
from chalicelib.usecases.withdraw_aanvraag import AanvraagIngetrokken

FINANCIAL_LEASE: dict[str, Any] = {
    "product": "financial_lease",
    "object": {
        "soort": "bestelauto",
        "merk": "Voorbeeldmerk",
        "type": "Bestel 2.0",
        "bouwjaar": 2026,
        "staat": "nieuw",
        "btw_regime": "btw",
        "prijs_excl_btw": "40000.00",
        "btw_bedrag": "8400.00",
        "leverancier": {"naam": "Voorbeeld Bedrijfswagens B.V.", "referentie": "VB-2026-001"},
    },
    "financiering": {
        "looptijd_maanden": 60,
        "termijnen_per_jaar": 12,
        "betaalwijze": "achteraf",
        "aanbetaling": "4000.00",
        "inruil": "0.00",
        "slottermijn": "4000.00",
        "slottermijn_moment": "einde_looptijd",
        "btw_meefinancieren": False,
    },
}
OPERATIONAL_LEASE: dict[str, Any] = {
    "product": "operational_lease",
    "object": {
        "soort": "personenauto",
        "merk": "Voorbeeldmerk",
        "type": "Stad Elektrisch",
        "bouwjaar": 2024,
        "staat": "gebruikt",
        "kenteken": "G-001-BB",
        "chassisnummer": "WVWZZZ1KZAW123456",
        "kilometerstand": 31500,
        "btw_regime": "marge",
        "prijs_excl_btw": "21500.00",
    },
    "financiering": {
        "looptijd_maanden": 48,
        "termijnen_per_jaar": 12,
        "betaalwijze": "vooraf",
        "aanbetaling": "0.00",
        "slottermijn": "0.00",
        "slottermijn_moment": "einde_looptijd",
        "km_per_jaar": 20000,
        "restwaarde": "9000.00",
        "diensten": ["onderhoud", "banden", "verzekering"],
    },
}
VELDEN = ["betrokkene.achternaam", "betrokkene.email", "onderneming", "object", "financiering", "product"]
VRAAG: dict[str, Any] = {
    "sleutel": "gebruik",
    "tekst": "Waarvoor wordt de bestelauto gebruikt?",
    "soort": "keuze",
    "categorie": "object",
    "verplicht": True,
    "keuzes": ["bezorging", "service", "anders"],
}
ANTWOORD = {"sleutel": "gebruik", "waarde": "bezorging"}
ANTWOORDEN = {"antwoorden": [{"code": "toelichting", "tekst": "De bestelauto vervangt een oudere bestelauto."}]}

_ENVELOPE: dict[str, Any] = {
    "id": AANVRAAG,
    "dossier_id": DOSSIER,
    "product": "financial_lease",
    "status": "informatie_gevraagd",
    "versie": 1,
    "gemaakt_op": EARLIER,
    "gewijzigd_op": EARLIER,
    "verzonden_op": NOW,
    "uiterste_reactie": LATER,
}
_ASKED = {
    "id": VERSTREKKING,
    "kredietverstrekker_id": KREDIETVERSTREKKER,
    "naam": LESSOR,
    "status": "informatie_gevraagd",
    "pogingen": 1,
    "laatste_poging": NOW,
    "informatieverzoek": {"items": [{"code": "toelichting", "omschrijving": "Waarvoor gebruikt u de bestelauto?"}]},
}
_FINANCIERING = {**FINANCIAL_LEASE["financiering"], "financieringsbedrag": "36000.00"}
_TOESTEMMING = {"tekst_versie": HUIDIGE_TEKST.versie}
_VOOR_KLANT = {
    "namens": "klant",
    "verkregen_op": "2026-11-21",
    "wijze": "schriftelijk",
    "klant_geinformeerd_op": "2026-11-21",
}

VERZENDING = {
    "kredietverstrekkers": [KREDIETVERSTREKKER],
    "toestemming": {**_TOESTEMMING, **_VOOR_KLANT},
}

BODIES: Examples = {
    AanvraagInhoud: {"financial lease": FINANCIAL_LEASE, "operational lease": OPERATIONAL_LEASE},
    HerzieningOpgave: {
        "gewijzigd": {"aanvraag": FINANCIAL_LEASE, "toestemming": VERZENDING["toestemming"]},
    },
    VerzendingOpgave: {
        "naar één kredietverstrekker": VERZENDING,
        "namens een klant": {
            "kredietverstrekkers": [KREDIETVERSTREKKER, ANDERE_KREDIETVERSTREKKER],
            "toestemming": {**_TOESTEMMING, **_VOOR_KLANT},
            "uiterste_reactie": LATER,
        },
        "met een antwoord": {
            **VERZENDING,
            "antwoorden": [{"kredietverstrekker_id": KREDIETVERSTREKKER, **ANTWOORD}],
            "gezien": [{"kredietverstrekker_id": KREDIETVERSTREKKER, "sha256": SHA256}],
        },
        "voor uzelf": {
            "kredietverstrekkers": [KREDIETVERSTREKKER],
            "toestemming": {**_TOESTEMMING, "namens": "zelf"},
        },
    },
    Intrekking: {"met reden": {"reden": "De klant ziet af van de aankoop."}},
    Antwoorden: {"antwoord": ANTWOORDEN},
}
PATCHES: Examples = {
    AanvraagInhoud: {
        "korter lenen, leverancier wissen": {
            "financiering": {"looptijd_maanden": 48},
            "object": {"leverancier": None},
        }
    }
}
ANSWERS: Examples = {
    AanvraagGemaakt: {"concept": {"id": AANVRAAG, "dossier_id": DOSSIER, "status": "concept", "versie": 1}},
    AanvraagWeergave: {
        "er is informatie gevraagd": {
            **_ENVELOPE,
            **FINANCIAL_LEASE,
            "financiering": _FINANCIERING,
            "verstrekkingen": [_ASKED],
            "volgende_stap": TEKSTEN[AanvraagStatus.INFORMATIE_GEVRAAGD],
        }
    },
    AanvraagLijst: {"aanvragen": {"aanvragen": [_ENVELOPE], "volgende": VERVOLG}},
    AanvraagVerzonden: {
        "verzonden": {
            "status": "verzonden",
            "versie": 1,
            "verstrekkingen": [
                {"id": VERSTREKKING, "kredietverstrekker_id": KREDIETVERSTREKKER, "status": "klaar"},
            ],
        }
    },
    AanvraagIngetrokken: {"ingetrokken": {"status": "ingetrokken", "teruggeroepen": 1}},
    VerantwoordingWeergave: {
        "verstrekt": {
            "verstrekking_id": VERSTREKKING,
            "kredietverstrekker_id": KREDIETVERSTREKKER,
            "verstrekt_op": NOW,
            "velden": ["onderneming.kvk_nummer", "financiering"],
            "vertrokken": ["financiering.looptijd_maanden", "onderneming.kvk_nummer"],
            "achtergebleven": ["betrokkene.geboortedatum", "onderneming.iban"],
            "vragen": ["gebruik"],
            "klopt": True,
        }
    },
    InformatieBeantwoord: {"beantwoord": {"status": "in_beoordeling", "bericht_id": BERICHT}},
    Keuzelijst: {
        "keuzelijst": {
            "kredietverstrekkers": [
                {
                    "id": KREDIETVERSTREKKER,
                    "naam": LESSOR,
                    "producten": ["financial_lease", "operational_lease"],
                    "privacyverklaring": PRIVACY_PAGE,
                    "vereiste_velden": VELDEN,
                    "vragen": [VRAAG],
                    "behoefte_sha256": SHA256,
                    "verwachte_reactie": "1 werkdag",
                }
            ],
            "toestemmingstekst": {
                "versie": HUIDIGE_TEKST.versie,
                "tekst": HUIDIGE_TEKST.tekst,
                "sha256": HUIDIGE_TEKST.sha256,
            },
        }
    },
}
