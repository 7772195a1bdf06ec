"""
How long what is kept (art. 8 lid 1): one table, kind of record by event -> term, ground, action and source.

The terms are a choice of the broker, as short as possible. Months are calendar months in Europe/Amsterdam. Whatever is
stored must be named by a rule, or the build fails; from the rules of a dossier `vernietiging.py` computes its day.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.kalender import add_days, add_months
from chalicelib.domain.kredietverstrekker import SECRETS_KEPT
from chalicelib.domain.persoonsgegeven import Grond

Ending = tuple[datetime, str]
KEUZE = "art. 8 lid 1; keuze van Lease-deal"


class Actie(StrEnum):
    """What happens at the end of a term."""

    CIJFERS_DAN_VERNIETIGEN = "cijfers_dan_vernietigen"  # art. 8 lid 3: statistics first, then nothing else remains
    VERNIETIGEN = "vernietigen"
    VERVALT = "vervalt"  # storage drops it by itself: a setting of the store, and a test that it is this one
    BLIJFT = "blijft"  # not about a person, so it has no term


class Gebeurtenis(StrEnum):
    """From when a term runs."""

    WIJZIGING = "laatste wijziging"
    EINDE_AANVRAAG = "einde van de Aanvraag"
    EINDE_OVEREENKOMST = "einde van de Overeenkomst, bij een eerder einde niet voor het bericht daarvan"
    AANVAARDING = "aanvaarding van de Offerte"
    INGANG = "bericht dat de Overeenkomst is ingegaan"
    VERZOEK_EIGENAAR = "verzoek van de eigenaar"
    VERNIETIGING = "vernietiging van het dossier"
    OPHEFFING = "opheffing van de bewaarblokkade"
    AANMELDING = "aanmelding"
    EINDE_DIENST = "beëindiging van de Dienst"
    EINDE_FUNCTIE = "einde van de functie"
    EINDE_AANSLUITING = "einde van de aansluiting"
    VERZENDING = "verzoek of bericht"
    SCHRIJVEN = "schrijven"
    AFSLUITING = "afsluiting van de zaak"
    INSCHRIJVING = "inschrijving"
    BOEKJAAR = "einde van het boekjaar"


@dataclass(frozen=True)
class Bewaartermijn:
    """
    One rule: `dagen` and `maanden` after `vanaf`; both 0 means at once. `wat` names the records that it is about: the
    `soort` of a row, or a store of another kind.
    """

    id: str
    onderwerp: str
    vanaf: Gebeurtenis
    wat: tuple[str, ...]
    dagen: int = 0
    maanden: int = 0
    grond: Grond = Grond.GERECHTVAARDIGD_BELANG
    bron: str = KEUZE
    actie: Actie = Actie.VERNIETIGEN

    def ending(self, start: datetime) -> Ending:
        """When the term that begins at `start` is over, and by which rule."""
        return add_days(add_months(start, self.maanden), self.dagen), self.id


_R, _V, _A, _G = Bewaartermijn, Gebeurtenis, Actie, Grond
_ROWS = (
    "dossier",
    "aanvraag",
    "verstrekking",
    "toestemming",
    "offerte",
    "overeenkomst",
    "bericht",
    "kennisgeving",
    "inhoud",
    "sleutel",
)
_ALL = (*_ROWS, "document")  # where papers have no shorter term of their own
_ACCOUNT = ("account", "schermnaam", "inhoud", "sleutel")
_FIRST = _A.CIJFERS_DAN_VERNIETIGEN
_GESCHIL = f"{KEUZE}: geschillen en een nieuwe Aanvraag"
_GEEN_WWFT = f"{KEUZE}, die voor een Overeenkomst niet onder de Wwft of Wft bewaart"
_GEEN_EINDE = f"{KEUZE}, zodat geen dossier zonder einde blijft"
_VERJARING = f"{KEUZE}: verjaring na vijf jaar (BW 3:310)"
_AWR = f"{KEUZE}: administratie van zeven jaar (AWR 52)"
_TECHNIEK = f"{KEUZE}, van de opslag zelf"

# A dossier as a whole. Its documents may go earlier.
CONCEPT = _R(
    "concept", "dossier dat nooit is verzonden", _V.WIJZIGING, _ALL, dagen=90, grond=_G.OVEREENKOMST, actie=_FIRST
)
AANVRAAG_GEEINDIGD = _R(
    "aanvraag_geeindigd",
    "dossier van een afgewezen, ingetrokken of verlopen Aanvraag",
    _V.EINDE_AANVRAAG,
    _ROWS,
    maanden=6,
    bron=_GESCHIL,
    actie=_FIRST,
)
OVEREENKOMST_GEEINDIGD = _R(
    "overeenkomst_geeindigd",
    "dossier van een Overeenkomst",
    _V.EINDE_OVEREENKOMST,
    _ALL,
    maanden=24,
    bron=_GEEN_WWFT,
    actie=_FIRST,
)
NIET_GEACTIVEERD = _R(
    "niet_geactiveerd",
    "dossier van een Overeenkomst die niet ingaat",
    _V.AANVAARDING,
    _ALL,
    maanden=24,
    bron=_GEEN_EINDE,
    actie=_FIRST,
)
EIGENAAR_VERWIJDERT = _R(
    "eigenaar.verwijdert",
    "dossier dat zijn eigenaar verwijdert",
    _V.VERZOEK_EIGENAAR,
    _ALL,
    bron="art. 7 lid 1",
    actie=_FIRST,
)
OPGEHEVEN = _R("opgeheven", "bewaarblokkade en haar reden", _V.OPHEFFING, ("bewaarblokkade", "inhoud"))
DOCUMENT_GEEINDIGD = _R(
    "document_geeindigd", "document bij een Aanvraag zonder Overeenkomst", _V.EINDE_AANVRAAG, ("document",), dagen=30
)
DOCUMENT_INGEGAAN = _R("document_ingegaan", "document over identiteit of UBO", _V.INGANG, ("document",))
BEWIJS = _R(
    "bewijs", "bewijs en vernietigingsbewijs", _V.VERNIETIGING, ("bewijs", "vernietiging"), maanden=60, bron=_VERJARING
)
BEWIJS_ACCOUNT = _R(
    "bewijs_account",
    "bewijs en rest van een Account",
    _V.EINDE_DIENST,
    ("bewijs", "grafsteen"),
    maanden=60,
    bron=_VERJARING,
)

# Accounts, and who works for a Kredietverstrekker or for us.
ONBEVESTIGD = _R(
    "onbevestigd", "aanmelding die niemand bevestigt", _V.AANMELDING, _ACCOUNT, dagen=1, grond=_G.OVEREENKOMST
)
EINDE_DIENST = _R(
    "einde_dienst", "gegevens van een Account", _V.EINDE_DIENST, _ACCOUNT, grond=_G.OVEREENKOMST, bron="art. 8 lid 2"
)
EINDE_FUNCTIE = _R("einde_functie", "Account van een medewerker", _V.EINDE_FUNCTIE, _ACCOUNT)
EINDE_AANSLUITING = _R(
    "einde_aansluiting", "contactpersoon van een Kredietverstrekker", _V.EINDE_AANSLUITING, ("inhoud", "sleutel")
)
GEHEIM_AANSLUITING = _R(
    "geheim_aansluiting",
    "geheim waarmee een Kredietverstrekker en wij tekenen",
    _V.EINDE_AANSLUITING,
    ("geheim",),
    maanden=SECRETS_KEPT,
    bron=f"{KEUZE}: wat een Kredietverstrekker kreeg kan worden teruggeroepen, zolang het dossier bestaat ook later",
)

# What storage drops by itself: each a setting that a test compares with this table.
IDEMPOTENTIE = _R(
    "idempotentie", "antwoord op een Idempotency-Key", _V.VERZENDING, ("idempotentie",), dagen=30, actie=_A.VERVALT
)
ONTVANGST = _R(
    "ontvangst", "ontvangstbewijs van een bericht", _V.VERZENDING, ("ontvangst",), dagen=180, actie=_A.VERVALT
)
LOGBOEK = _R("logboek", "logregels", _V.SCHRIJVEN, ("logboek",), dagen=90, actie=_A.VERVALT)
WACHTRIJ = _R(
    "wachtrij", "verwijzingen in een wachtrij", _V.SCHRIJVEN, ("wachtrij",), dagen=14, bron=_TECHNIEK, actie=_A.VERVALT
)
HERSTELKOPIE = _R(
    "herstelkopie",
    "kopie om te herstellen",
    _V.SCHRIJVEN,
    ("herstelkopie",),
    dagen=35,
    bron=_TECHNIEK,
    actie=_A.VERVALT,
)
SLEUTELKOPIE = _R(
    "sleutelkopie", "kopie van sleutels", _V.SCHRIJVEN, ("sleutelkopie",), dagen=1, bron=_TECHNIEK, actie=_A.VERVALT
)
OUDE_VERSIE = _R(
    "oude_versie", "vervangen document", _V.SCHRIJVEN, ("oude_versie",), dagen=7, bron=_TECHNIEK, actie=_A.VERVALT
)

# Not stored yet: whoever builds it finds its term here.
VERZOEK = _R("verzoek", "verzoek van een betrokkene", _V.AFSLUITING, ("verzoek",), maanden=24)
KLACHT = _R("klacht", "klacht", _V.AFSLUITING, ("klacht",), maanden=24)
DATALEK = _R("datalek", "datalek", _V.INSCHRIJVING, ("datalek",), maanden=60, grond=_G.WETTELIJKE_PLICHT)
FACTUUR = _R("factuur", "eigen factuur", _V.BOEKJAAR, ("factuur",), maanden=84, grond=_G.WETTELIJKE_PLICHT, bron=_AWR)

# Not about a person.
BEDRIJF = _R(
    "bedrijf",
    "Kredietverstrekker als onderneming",
    _V.SCHRIJVEN,
    ("kredietverstrekker", "bereikbaarheid"),
    actie=_A.BLIJFT,
)
PUBLICATIE = _R("publicatie", "gepubliceerd document", _V.SCHRIJVEN, ("reglement",), actie=_A.BLIJFT)
STAND = _R(
    "stand", "stand van een taak", _V.SCHRIJVEN, ("voortgang", "herberekening", "grootboekstand"), actie=_A.BLIJFT
)
GROOTBOEK = _R("grootboek", "grootboek van vernietigingen", _V.VERNIETIGING, ("grootboek",), actie=_A.BLIJFT)
IJKPUNT = _R("ijkpunt", "ondertekende stand van het bewijs", _V.SCHRIJVEN, ("ijkpunt",), actie=_A.BLIJFT)
BULK = _R("bulk", "goedkeuring van een vernietiging", _V.SCHRIJVEN, ("bulkvernietiging",), actie=_A.BLIJFT)
CIJFERS = _R(
    "cijfers",
    "statistiek, niet herleidbaar",
    _V.VERNIETIGING,
    ("cijfer", "publicatie"),
    bron="art. 8 lid 3",
    actie=_A.BLIJFT,
)

OF_A_DOSSIER = (CONCEPT, AANVRAAG_GEEINDIGD, OVEREENKOMST_GEEINDIGD, NIET_GEACTIVEERD, EIGENAAR_VERWIJDERT)
BEWAARTERMIJNEN = {rule.id: rule for rule in list(globals().values()) if isinstance(rule, Bewaartermijn)}
TABEL: Mapping[tuple[str, Gebeurtenis], Bewaartermijn] = {
    (wat, rule.vanaf): rule for rule in BEWAARTERMIJNEN.values() for wat in rule.wat
}


def fingerprint() -> str:
    """Changes with every term: what was dated under another one must be dated again."""
    terms = sorted((wat, vanaf, rule.id, rule.maanden, rule.dagen) for (wat, vanaf), rule in TABEL.items())
    return hashlib.sha256(json.dumps(terms).encode()).hexdigest()


def longest() -> int:
    """The longest term of what is found by its day, in whole months, rounded up."""
    return max(rule.maanden + rule.dagen // 28 + 1 for rule in (*OF_A_DOSSIER, BEWIJS, BEWIJS_ACCOUNT))
