"""Answers about Overeenkomsten."""

from datetime import date, datetime

from chalicelib.domain.model import Model
from chalicelib.domain.offerte_inhoud import OfferteInhoud


class OvereenkomstInLijst(Model):
    """States and dates; `reden` says why it ended, in a code."""

    id: str
    aanvraag_id: str
    offerte_id: str
    kredietverstrekker_id: str
    status: str
    aanvaard_op: datetime
    ingangsdatum: date | None = None
    einddatum: date | None = None
    bedenktijd_tot: date | None = None
    reden: str | None = None


class OvereenkomstLijst(Model):
    overeenkomsten: tuple[OvereenkomstInLijst, ...]
    volgende: str | None = None


class Mijlpaal(Model):
    soort: str
    datum: date


class OvereenkomstWeergave(OvereenkomstInLijst):
    """`voorwaarden` are those of the accepted Offerte, `referentie` is the lessor's own."""

    referentie: str | None = None
    voorwaarden: OfferteInhoud
    mijlpalen: tuple[Mijlpaal, ...]
