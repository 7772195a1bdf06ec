"""
Bodies in which every field holds something that stands nowhere else, so that its plaintext is known when it is seen.

Words hold a letter outside ASCII where the field allows one: a text that leaks through JSON may leak escaped.
"""

import hashlib
from base64 import b32encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.functional.contract_client import Json
from tests.papers import pdf

PASSWORD = "Kenmërk-wachtwoord-qzvxk-2026!"
NEEDS = ("betrokkene", "onderneming", "financieel", "inkomen", "object", "financiering", "product")


def code(name: str) -> str:
    """Twelve small letters and digits that follow from `name`, and from nothing else."""
    return b32encode(hashlib.sha256(name.encode()).digest()).decode().lower()[:12]


def word(name: str) -> str:
    return f"Kenmërk {code(name)}"


def address(name: str, land: str, huisnummer: int) -> Json:
    return {
        "land": land,
        "straat": word(f"{name}.straat"),
        "huisnummer": huisnummer,
        "toevoeging": word(f"{name}.toevoeging"),
        "postcode": f"{land}-{code(name)[:6].upper()}",
        "plaats": word(f"{name}.plaats"),
    }


def sign_up(schermnaam: str, akkoord: Json) -> Json:
    return {
        "schermnaam": schermnaam,
        "wachtwoord": PASSWORD,
        "soort": "vendor",
        "naam": word("account.naam"),
        "telefoon": "+31619283746",
        "functie": word("account.functie"),
        "organisatie": {"naam": word("organisatie.naam"), "kvk_nummer": "90195761"},
        "akkoord": akkoord,
    }


def klant() -> Json:
    """A company; with `consument` every field of a dossier."""
    return {
        "betrokkene": {**_person("klant"), "functie": word("betrokkene.functie")},
        "onderneming": {
            "kvk_nummer": "90173548",
            "vestigingsnummer": "000091827364",
            "rechtsvorm": "maatschap",
            "statutaire_naam": word("statutaire_naam"),
            "handelsnaam": word("handelsnaam"),
            "oprichtingsdatum": "1987-02-03",
            "sbi_code": "918273",
            "rsin": "918273651",
            "btw_id": "NL918273700B17",
            "iban": "NL91ABNA0417164300",  # the example of the standard itself
            "adres": address("onderneming", "LU", 91837),
        },
        "financieel": [_figures()],
    }


def consument() -> Json:
    return {
        "betrokkene": _person("consument"),
        "inkomen": {
            "bronnen": [
                {"soort": "pensioen", "netto_per_maand": "91834.27", "contract": "flex", "sinds": "2013-04-19"}
            ],
            "burgerlijke_staat": "geregistreerd_partnerschap",
            "thuiswonende_kinderen": 17,
            "woonlasten_per_maand": "81726.35",
            "alimentatie_per_maand": "71635.24",
            "studieschuld": "61524.13",
            "lopende_kredieten_per_maand": "51413.92",
        },
    }


def sale_and_lease_back() -> Json:
    """Every field of an Aanvraag."""
    return {"product": "sale_and_lease_back", "object": _object(), "financiering": _terms()}


def private_lease() -> Json:
    body = sale_and_lease_back()
    del body["object"]["aankoop"]
    return {**body, "product": "private_lease"}


def offer() -> Json:
    return {
        "referentie": f"REF-{code('offerte.referentie')}",
        "soort": "bindend",
        "financieringsbedrag": "8319533.06",
        "looptijd_maanden": 57,
        "termijnen_per_jaar": 4,
        "betaalwijze": "vooraf",
        "termijnbedrag": "471829.36",
        "aanbetaling": "512349.17",
        "slottermijn": "614203.57",
        "slottermijn_moment": "met_laatste_termijn",
        "eenmalige_kosten": "18273.64",
        "nominale_jaarrente": "0.073191",
        "geldig_tot": _days_on(113),
        "voorwaarden": word("offerte.voorwaarden"),
    }


def questions() -> Json:
    asked = {"code": f"vraag.{code('vraag')}", "omschrijving": word("vraag.omschrijving"), "document": "jaarcijfers"}
    return {"items": [asked]}


def answers() -> Json:
    return {"antwoorden": [{"code": f"vraag.{code('vraag')}", "tekst": word("antwoord.tekst")}]}


def extra_question() -> Json:
    return {
        "sleutel": f"vraag_{code('aanvullend')}",
        "tekst": "Waarvoor wordt het object gebruikt?",
        "soort": "tekst",
        "categorie": "correspondentie",
        "verplicht": True,
    }


def extra_answers() -> Json:
    return {"antwoorden": [{"sleutel": extra_question()["sleutel"], "waarde": word("aanvullend.waarde")}]}


def answers_with_document() -> Json:
    """No document has this id, so this one is refused; what was sent must not be seen for that reason."""
    return {"antwoorden": [{**answers()["antwoorden"][0], "document_id": f"doc_{code('document')}"}]}


def paper(name: str) -> Json:
    """What a file says, in its own bytes."""
    return {"bestand": word(f"document.{name}")}


def paper_bytes(name: str) -> bytes:
    """A PDF that passes, and says it."""
    return pdf(paper(name)["bestand"].encode())


def activation() -> Json:
    return {
        "referentie": f"OVK-{code('overeenkomst.referentie')}",
        "ingangsdatum": _days_on(9),
        "einddatum": _days_on(1734),
    }


def held() -> Json:
    """Of a bewaarblokkade: an operator's own words."""
    return {"reden": word("bewaarblokkade.reden")}


def contact() -> Json:
    email = f"{code('contact.email')}@example.com"
    return {
        "naam": word("contact.naam"),
        "email": email,
        "telefoon": "+31617364528",
        "functie": word("contact.functie"),
    }


def lender() -> Json:
    """What the registration of a Kredietverstrekker says that needs everything."""
    products = ["sale_and_lease_back", "private_lease"]
    return {
        "producten": products,
        "informatiebehoefte": list(NEEDS),
        "vragen": [extra_question()],
        "contact": contact(),
    }


def leaves(body: object, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Each value in a body with its dotted path, a list of choices as one; places in a list are left out."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from leaves(value, f"{prefix}.{name}" if prefix else name)
    elif isinstance(body, list) and any(isinstance(value, dict) for value in body):
        for value in body:
            yield from leaves(value, prefix)
    else:
        yield prefix, body


def _days_on(days: int) -> str:
    """A day that the bounds of a callback allow; it stands in clear, so that nobody looks for it."""
    return (datetime.now(ZoneInfo("Europe/Amsterdam")).date() + timedelta(days=days)).isoformat()


def _person(soort: str) -> Json:
    return {
        "soort": soort,
        "aanhef": word("aanhef"),
        "voornamen": word("voornamen"),
        "tussenvoegsel": word("tussenvoegsel"),
        "achternaam": word("achternaam"),
        "geboortedatum": "1961-11-29",
        "email": f"{code('betrokkene.email')}@example.com",
        "telefoon": "+31618273645",
        "adres": address("betrokkene", "BE", 91826),
    }


def _figures() -> Json:
    return {
        "boekjaar": 2017,
        "soort": "prognose",
        "omzet": "7183926.45",
        "nettowinst": "-618273.94",
        "eigen_vermogen": "-528374.61",
        "balanstotaal": "6173829.54",
        "brutomarge": "3918274.65",
        "liquide_middelen": "2819364.75",
        "kortlopende_schulden": "1927364.85",
        "werkzame_personen": 918273,
    }


def _object() -> Json:
    return {
        "soort": "grondverzet",
        "merk": word("object.merk"),
        "type": word("object.type"),
        "bouwjaar": 2019,
        "staat": "gebruikt",
        "kenteken": "X-918-ZZ",
        "chassisnummer": "WVWZZZ1KZAW918273",
        "serienummer": word("object.serienummer"),
        "datum_eerste_toelating": "2019-08-17",
        "kilometerstand": 7381926,
        "draaiuren": 817263,
        "btw_regime": "btw",
        "prijs_excl_btw": "7318462.91",
        "btw_bedrag": "1536877.21",
        "leverancier": {
            "naam": word("leverancier.naam"),
            "kvk_nummer": "90184659",
            "adres": address("leverancier", "DE", 91848),
            "referentie": word("leverancier.referentie"),
        },
        "aankoop": {
            "datum": "2021-05-23",
            "prijs": "8127364.53",
            "boekwaarde": "6193847.25",
            "lopende_financiering": "2738194.61",
        },
    }


def _terms() -> Json:
    return {
        "looptijd_maanden": 57,
        "termijnen_per_jaar": 4,
        "betaalwijze": "vooraf",
        "aanbetaling": "512349.17",
        "inruil": "23457.89",
        "slottermijn": "614203.57",
        "slottermijn_moment": "met_laatste_termijn",
        "btw_meefinancieren": True,
        "km_per_jaar": 481729,
        "draaiuren_per_jaar": 8371,
        "restwaarde": "417283.95",
        "eigen_risico": "91827.36",
        "diensten": ["vervangend_vervoer"],
    }
