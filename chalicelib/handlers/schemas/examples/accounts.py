"""Examples about accounts, sessions and the published documents. VENDOR equals `examples/account-vendor.json`."""

from chalicelib.handlers.gezondheid import Gezondheid
from chalicelib.handlers.schemas.accounts import (
    AanmeldingAntwoord,
    AanmeldingOpgave,
    AccountAntwoord,
    AccountWijziging,
    Beeindiging,
    BeeindigingAntwoord,
    Bevestiging,
    HerstelAntwoord,
    HerstelOpgave,
    Inloggen,
    NieuwWachtwoord,
    Sessietokens,
    Uitloggen,
    Verversing,
)
from chalicelib.handlers.schemas.examples.ids import ACCOUNT, NOW, PAPER, SHA256, Examples
from chalicelib.handlers.schemas.reglementen import Reglementen

_ADDRESS = "adviseur@example.com"
_WORD = "een lang voorbeeldwachtwoord"
_CODE = "123456"
_ACCESS, _REFRESH = "voorbeeld-access-token", "voorbeeld-refresh-token"
_ORGANISATIE = {"naam": "Voorbeeld Advies B.V.", "kvk_nummer": "90001354"}
_PERSON = {
    "schermnaam": _ADDRESS,
    "soort": "adviseur",
    "naam": "Testpersoon Voorbeeld",
    "telefoon": "+31612345678",
    "functie": "leaseadviseur",
    "organisatie": _ORGANISATIE,
}
_PAPERS = ("privacyreglement", "gebruikersvoorwaarden")

VENDOR = {
    **_PERSON,
    "schermnaam": "vendor@example.com",
    "wachtwoord": _WORD,
    "soort": "vendor",
    "functie": "verkoper",
    "organisatie": {"naam": "Voorbeeld Dealer B.V.", "kvk_nummer": "90001354"},
    "akkoord": dict.fromkeys(_PAPERS, PAPER),
}

BODIES: Examples = {
    AanmeldingOpgave: {
        "vendor": VENDOR,
        "adviseur": {**_PERSON, "wachtwoord": _WORD, "akkoord": dict.fromkeys(_PAPERS, PAPER)},
        "consument": {
            "schermnaam": "consument@example.com",
            "wachtwoord": _WORD,
            "soort": "consument",
            "naam": "Testpersoon Voorbeeld",
            "akkoord": dict.fromkeys(_PAPERS, PAPER),
        },
    },
    Bevestiging: {"bevestiging": {"schermnaam": _ADDRESS, "code": _CODE}},
    Inloggen: {"inloggen": {"schermnaam": _ADDRESS, "wachtwoord": _WORD}},
    Verversing: {"verversing": {"refresh_token": _REFRESH}},
    Uitloggen: {"uitloggen": {"refresh_token": _REFRESH}},
    HerstelOpgave: {"herstel": {"schermnaam": _ADDRESS}},
    NieuwWachtwoord: {"nieuw wachtwoord": {"schermnaam": _ADDRESS, "code": _CODE, "wachtwoord": _WORD}},
    AccountWijziging: {"telefoon wissen, functie wijzigen": {"telefoon": None, "functie": "accountmanager"}},
    Beeindiging: {"met reden": {"reden": "Ik gebruik de dienst niet meer."}},
}
ANSWERS: Examples = {
    Gezondheid: {"bereikbaar": {"status": "ok", "versie": "0.1.0", "regio": "eu-central-1"}},
    Reglementen: {
        "twee documenten": {
            "reglementen": [
                {"soort": soort, "versie": PAPER, "geldig_vanaf": PAPER, "sha256": SHA256, "huidig": True}
                for soort in _PAPERS
            ]
        }
    },
    AanmeldingAntwoord: {"verstuurd": {"status": "bevestiging_verstuurd"}},
    HerstelAntwoord: {"verstuurd": {"status": "verstuurd_indien_bekend"}},
    Sessietokens: {"tokens": {"access_token": _ACCESS, "refresh_token": _REFRESH, "expires_in": 900}},
    AccountAntwoord: {
        "adviseur": {
            "id": ACCOUNT,
            "versie": 1,
            **_PERSON,
            "rollen": [],
            "gemaakt_op": NOW,
            "akkoorden": [{"soort": soort, "versie": PAPER, "sha256": SHA256, "op": NOW} for soort in _PAPERS],
        }
    },
    BeeindigingAntwoord: {"beëindigd": {"status": "beeindigd", "dossiers": 2}},
}
