"""Bodies that the contract allows, all obviously invented; a test changes the one thing it is about."""

import copy
import datetime as dt
from zoneinfo import ZoneInfo

from tests.functional.contract_client import Json

KVK = "90001354"
NEEDS = ("product", "object", "financiering", "onderneming.kvk_nummer", "betrokkene.achternaam", "betrokkene.adres")


def today() -> dt.date:
    """As the contract counts days; asked when it is needed, for a run may pass midnight."""
    return dt.datetime.now(ZoneInfo("Europe/Amsterdam")).date()


TODAY = today()  # where a day more or less is all the same
FAR = (TODAY + dt.timedelta(days=30)).isoformat()
START, END = ((TODAY + dt.timedelta(days=days)).isoformat() for days in (9, 1735))  # of an Overeenkomst


def dossier_body() -> Json:
    """A klant with a company and one closed book year."""
    return {
        "betrokkene": {
            "soort": "klant",
            "aanhef": "mevrouw",
            "voornamen": "Testpersoon",
            "tussenvoegsel": "van",
            "achternaam": "Voorbeeld",
            "geboortedatum": "1980-02-29",
            "email": "testpersoon@example.com",
            "telefoon": "06 12345678",
            "adres": {
                "straat": "Voorbeeldstraat",
                "huisnummer": 1,
                "toevoeging": "A",
                "postcode": "1234 AB",
                "plaats": "Voorbeeldstad",
                "land": "NL",
            },
            "functie": "Directeur",
        },
        "onderneming": {
            "kvk_nummer": KVK,
            "rechtsvorm": "bv",
            "statutaire_naam": "Voorbeeld Transport B.V.",
            "handelsnaam": "Voorbeeld Transport",
            "oprichtingsdatum": "2015-05-01",
        },
        "financieel": [
            {
                "boekjaar": 2025,
                "soort": "definitief",
                "omzet": "500000.00",
                "nettowinst": "40000.00",
                "eigen_vermogen": "90000.00",
                "balanstotaal": "300000.00",
            }
        ],
    }


def aanvraag_body() -> Json:
    """A new van of 30.000 euro in 60 monthly terms."""
    return {
        "product": "financial_lease",
        "object": {
            "soort": "bestelauto",
            "merk": "Voorbeeldmerk",
            "type": "Bestel 1",
            "bouwjaar": 2026,
            "staat": "nieuw",
            "btw_regime": "btw",
            "prijs_excl_btw": "30000.00",
            "btw_bedrag": "6300.00",
        },
        "financiering": {
            "looptijd_maanden": 60,
            "termijnen_per_jaar": 12,
            "betaalwijze": "achteraf",
            "aanbetaling": "5000.00",
            "inruil": "1000.00",
            "slottermijn": "3000.00",
            "slottermijn_moment": "einde_looptijd",
        },
    }


def registration_body(endpoint: str) -> Json:
    return {
        "naam": "Voorbeeld Lease N.V.",
        "kvk_nummer": "68750110",
        "land": "NL",
        "endpoint": endpoint,
        "producten": ["financial_lease", "operational_lease", "huurkoop", "sale_and_lease_back"],
        "informatiebehoefte": list(NEEDS),
        "contact": {"naam": "Testpersoon Voorbeeld", "email": "acceptatie@example.com"},
        "privacyverklaring": "https://example.com/privacy",
        "verwerkingsafspraak": "voorbeeld-2026",
        "levering": "push",
    }


def offerte_data() -> Json:
    """24.000 euro in 60 terms at the end of each month, and 3.000 at the end."""
    return {
        "referentie": "VB-1",
        "soort": "bindend",
        "financieringsbedrag": "24000.00",
        "looptijd_maanden": 60,
        "termijnen_per_jaar": 12,
        "betaalwijze": "achteraf",
        "termijnbedrag": "425.00",
        "aanbetaling": "5000.00",
        "slottermijn": "3000.00",
        "slottermijn_moment": "einde_looptijd",
        "eenmalige_kosten": "150.00",
        "geldig_tot": FAR,
    }


def changed(body: Json, path: str, value: object) -> Json:
    """A copy with the value at `path` replaced or added."""
    copied, place, last = _place(body, path)
    place[last] = value
    return copied


def without(body: Json, path: str) -> Json:
    """A copy in which nothing stands at `path`."""
    copied, place, last = _place(body, path)
    del place[last]
    return copied


def _place(body: Json, path: str) -> tuple[Json, Json, str]:
    copied = copy.deepcopy(body)
    *steps, last = path.split(".")
    place = copied
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    return copied, place, last
