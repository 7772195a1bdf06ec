"""Examples of dossiers. The bodies equal `examples/dossier-*.json`; a test holds them together."""

from typing import Any

from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.handlers.dossiers import DossierLijst, DossierWeergave
from chalicelib.handlers.schemas.examples.ids import DOSSIER, EARLIER, VERVOLG, Examples
from chalicelib.usecases.create_dossier import DossierGemaakt

KLANT: dict[str, Any] = {
    "betrokkene": {
        "soort": "klant",
        "aanhef": "mevrouw",
        "voornamen": "Testpersoon",
        "tussenvoegsel": "van",
        "achternaam": "Voorbeeld",
        "geboortedatum": "1985-04-12",
        "email": "testpersoon@example.com",
        "telefoon": "+31612345678",
        "adres": {
            "straat": "Voorbeeldstraat",
            "huisnummer": 1,
            "toevoeging": "A",
            "postcode": "1234 AB",
            "plaats": "Voorbeeldstad",
            "land": "NL",
        },
        "functie": "directeur",
    },
    "onderneming": {
        "kvk_nummer": "90001354",
        "rechtsvorm": "bv",
        "statutaire_naam": "Voorbeeld Transport B.V.",
        "handelsnaam": "Voorbeeld Transport",
        "oprichtingsdatum": "2015-03-01",
        "sbi_code": "4941",
        "rsin": "111222333",
        "btw_id": "NL000099998B57",
    },
    "financieel": [
        {
            "boekjaar": 2025,
            "soort": "definitief",
            "omzet": "850000.00",
            "nettowinst": "42500.00",
            "eigen_vermogen": "120000.00",
            "balanstotaal": "400000.00",
        },
        {
            "boekjaar": 2024,
            "soort": "definitief",
            "omzet": "790000.00",
            "nettowinst": "-3500.00",
            "eigen_vermogen": "77500.00",
            "balanstotaal": "365000.00",
        },
    ],
}
CONSUMENT: dict[str, Any] = {
    "betrokkene": {
        "soort": "consument",
        "voornamen": "Testpersoon",
        "achternaam": "Voorbeeld",
        "geboortedatum": "1990-07-01",
        "email": "consument@example.com",
        "telefoon": "+31687654321",
        "adres": {
            "straat": "Voorbeeldlaan",
            "huisnummer": 2,
            "postcode": "1234 AB",
            "plaats": "Voorbeeldstad",
            "land": "NL",
        },
    },
    "inkomen": {
        "bronnen": [{"soort": "loondienst", "netto_per_maand": "2850.00", "contract": "vast", "sinds": "2019-09-01"}],
        "burgerlijke_staat": "alleenstaand",
        "thuiswonende_kinderen": 0,
        "woonlasten_per_maand": "950.00",
    },
}

_ENVELOPE = {"id": DOSSIER, "versie": 1, "status": "actief", "gemaakt_op": EARLIER, "gewijzigd_op": EARLIER}

BODIES: Examples = {
    DossierInhoud: {"klant": KLANT, "consument": CONSUMENT},
}
PATCHES: Examples = {
    DossierInhoud: {
        "een veld wijzigen, een veld wissen": {
            "betrokkene": {"telefoon": "+31612345678", "tussenvoegsel": None},
        }
    }
}
ANSWERS: Examples = {
    DossierGemaakt: {"dossier": {"id": DOSSIER, "versie": 1, "status": "actief", "gemaakt_op": EARLIER}},
    DossierWeergave: {"klant": {**_ENVELOPE, **KLANT}},
    DossierLijst: {
        "zonder naam": {"dossiers": [_ENVELOPE]},
        "met naam, met vervolg": {
            "dossiers": [{**_ENVELOPE, "naam": "Testpersoon van Voorbeeld"}],
            "volgende": VERVOLG,
        },
    },
}
