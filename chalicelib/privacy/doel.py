"""
The doelen of art. 5: what is not declared here cannot be read.

Each kind of content that the broker stores is named once, with its model and the betrokkenen it can be about. From
the register follows which doelen a read of it may name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.account import AccountInhoud
from chalicelib.domain.bewaarblokkade import BlokkadeInhoud
from chalicelib.domain.document import MODEL, DocumentInhoud
from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.informatie import Antwoorden, Informatieverzoek, OvereenkomstInhoud
from chalicelib.domain.kredietverstrekker import Contact
from chalicelib.domain.model import Model
from chalicelib.domain.offerte_inhoud import OfferteInhoud
from chalicelib.domain.persoonsgegeven import Betrokkene, Categorie, Doel
from chalicelib.domain.vraag import AanvullendeAntwoorden
from chalicelib.privacy.register import CANNOT_OCCUR, fields_of, verwerking

_AANVRAGER = frozenset({Betrokkene.KLANT, Betrokkene.CONSUMENT})


@dataclass(frozen=True)
class Inhoudsoort:
    """One kind of encrypted content: what it holds and whom it can be about."""

    model: type[Model]
    betrokkenen: frozenset[Betrokkene]


# By the name that `Inhoud.model` stores; a name that is not here holds no personal data, or cannot be read.
INHOUDSOORTEN: Mapping[str, Inhoudsoort] = {
    "dossier": Inhoudsoort(DossierInhoud, _AANVRAGER),
    "aanvraag": Inhoudsoort(AanvraagInhoud, _AANVRAGER),
    "offerte": Inhoudsoort(OfferteInhoud, _AANVRAGER),
    "overeenkomst": Inhoudsoort(OvereenkomstInhoud, _AANVRAGER),
    "informatieverzoek": Inhoudsoort(Informatieverzoek, _AANVRAGER),
    "vraagantwoorden": Inhoudsoort(AanvullendeAntwoorden, _AANVRAGER),
    "antwoorden": Inhoudsoort(Antwoorden, _AANVRAGER),
    "bewaarblokkade": Inhoudsoort(BlokkadeInhoud, _AANVRAGER),
    MODEL: Inhoudsoort(DocumentInhoud, _AANVRAGER),
    "account": Inhoudsoort(AccountInhoud, frozenset(Betrokkene)),
    "contact": Inhoudsoort(Contact, frozenset({Betrokkene.MEDEWERKER})),
}


@cache
def declared(model: str, doel: Doel) -> bool:
    """Art. 5: whether everything that a kind of content holds, of whomever, may be read for `doel`."""
    soort = INHOUDSOORTEN.get(model)
    return soort is not None and all(doel in verwerking(*pair).doelen for pair in occurring(soort))


def occurring(soort: Inhoudsoort) -> frozenset[tuple[Categorie, Betrokkene]]:
    """The categories that a kind of content holds, each with the betrokkenen it can be about."""
    categories = {mark for _, mark in fields_of(soort.model) if isinstance(mark, Categorie)}
    pairs = {(categorie, betrokkene) for categorie in categories for betrokkene in soort.betrokkenen}
    return frozenset(pairs - CANNOT_OCCUR)
