"""
What is counted when a dossier is destroyed (art. 5 lid 11, art. 8 lid 3): the declared tables, and how content becomes
coarse enough for them.

A table has two properties and the outcome: what somebody who knows a person may know already, and what they must not
learn. A dossier counts once in each table, by the Aanvraag that came furthest: ten in a group are ten people, and not
one of them with ten Aanvragen.

Content is generalised while its sender hands it over, so that counting opens nothing: the rows keep, per table, a keyed
digest of the group. It says which dossiers are alike and not in what, and it goes with the dossier.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import product

from chalicelib.domain.aanvraag import Aanvraag, AanvraagStatus
from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud, Product
from chalicelib.domain.aanvraag_verloop import derive
from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.object import ObjectSoort
from chalicelib.domain.provincie import Provincie, provincie_of
from chalicelib.domain.sector import SECTIES, sectie_of
from chalicelib.domain.state import DossierState

USE = "cijfers"  # of the keyed hash
DIGEST = 32  # hex digits that are kept of it
ONBEKEND, BUITENLAND, PARTICULIER = "onbekend", "buitenland", "particulier"

# The first amount, in euro, and the first number of months that fall outside each class.
BEDRAGEN: Mapping[str, int | None] = {
    "tot_10000": 10_000,
    "10000_tot_25000": 25_000,
    "25000_tot_50000": 50_000,
    "50000_tot_100000": 100_000,
    "100000_tot_250000": 250_000,
    "vanaf_250000": None,
}
LOOPTIJDEN: Mapping[str, int | None] = {
    "6_tot_en_met_24": 25,
    "25_tot_en_met_48": 49,
    "49_tot_en_met_60": 61,
    "61_tot_en_met_72": 73,
    "73_tot_en_met_120": None,
}


class Uitkomst(StrEnum):
    """How an Aanvraag ended."""

    OVEREENKOMST = "overeenkomst"
    AFGEWEZEN = "afgewezen"
    INGETROKKEN = "ingetrokken"
    VERLOPEN = "verlopen"


@dataclass(frozen=True)
class Tabel:
    """One declared table: two properties, each with every value that it can have, beside the outcome."""

    naam: str
    eigenschappen: tuple[str, str]
    waarden: tuple[tuple[str, ...], tuple[str, ...]]

    def groups(self) -> Iterator["Groep"]:
        """Every group there can be, whether or not anybody is in it."""
        return (Groep(self.naam, values) for values in product(*self.waarden))


@dataclass(frozen=True, order=True)
class Groep:
    """Who are alike in one table."""

    tabel: str
    waarden: tuple[str, ...]

    def __str__(self) -> str:
        return "|".join((self.tabel, *self.waarden))


_PRODUCTEN = tuple(Product)
_PROVINCIES = (*Provincie, BUITENLAND)
_SECTOREN = (*SECTIES, PARTICULIER, ONBEKEND)
VAN_AANVRAAG = (
    Tabel("product_object", ("product", "object"), (_PRODUCTEN, tuple(ObjectSoort))),
    Tabel("product_bedrag", ("product", "bedrag"), (_PRODUCTEN, tuple(BEDRAGEN))),
    Tabel("product_looptijd", ("product", "looptijd"), (_PRODUCTEN, tuple(LOOPTIJDEN))),
)
VAN_DOSSIER = (Tabel("provincie_sector", ("provincie", "sector"), (_PROVINCIES, _SECTOREN)),)
TABELLEN: Mapping[str, Tabel] = {tabel.naam: tabel for tabel in (*VAN_AANVRAAG, *VAN_DOSSIER)}

_S, _U = AanvraagStatus, Uitkomst
# What is open when its dossier goes, ends with it. The order is how far an Aanvraag came, the furthest first.
_UITKOMST = {
    _S.OVEREENKOMST_ACTIEF: _U.OVEREENKOMST,
    _S.BEEINDIGD: _U.OVEREENKOMST,
    _S.GEACCEPTEERD: _U.OVEREENKOMST,
    _S.AFGEWEZEN: _U.AFGEWEZEN,
    _S.INGETROKKEN: _U.INGETROKKEN,
    _S.OFFERTE_UITGEBRACHT: _U.VERLOPEN,
    _S.INFORMATIE_GEVRAAGD: _U.VERLOPEN,
    _S.IN_BEHANDELING: _U.VERLOPEN,
    _S.VERZONDEN: _U.VERLOPEN,
    _S.VERLOPEN: _U.VERLOPEN,
}
_FURTHEST = list(Uitkomst)

Hash = Callable[[str, str], str]


def of_aanvraag(inhoud: AanvraagInhoud) -> tuple[Groep, ...]:
    """The groups that an Aanvraag is in, one per table about it."""
    terms = {
        "product": inhoud.product,
        "object": inhoud.object.soort,
        "bedrag": _class(BEDRAGEN, inhoud.financieringsbedrag),
        "looptijd": _class(LOOPTIJDEN, Decimal(inhoud.financiering.looptijd_maanden)),
    }
    return _groups(VAN_AANVRAAG, terms)


def of_dossier(inhoud: DossierInhoud) -> tuple[Groep, ...]:
    """The groups that whom a lease is for is in, one per table about them; a company where it is, if it says so."""
    onderneming = inhoud.onderneming
    adres = onderneming.adres if onderneming and onderneming.adres else inhoud.betrokkene.adres
    sector = PARTICULIER
    if onderneming is not None:
        sector = (sectie_of(onderneming.sbi_code) if onderneming.sbi_code else None) or ONBEKEND
    provincie = provincie_of(adres.postcode) if adres.land == "NL" else BUITENLAND
    return _groups(VAN_DOSSIER, {"provincie": provincie, "sector": sector})


def digests(groups: tuple[Groep, ...], keyed_hash: Hash) -> tuple[str, ...]:
    """What a row keeps of its groups."""
    return tuple(keyed_hash(USE, str(groep))[:DIGEST] for groep in groups)


def counted(state: DossierState, now: datetime) -> tuple[tuple[str, ...], Uitkomst] | None:
    """The digests and the outcome that a dossier counts under; None when nothing of it was ever sent."""
    sent = [aanvraag for aanvraag in state.aanvragen.values() if aanvraag.verzonden_op is not None]
    if not sent:
        return None
    ended = [(uitkomst(state, aanvraag, now), aanvraag) for aanvraag in sent]
    outcome, furthest = min(ended, key=lambda pair: (_FURTHEST.index(pair[0]), pair[1].id))
    return (*furthest.cijfers, *state.dossier.cijfers), outcome


def uitkomst(state: DossierState, aanvraag: Aanvraag, now: datetime) -> Uitkomst:
    return _UITKOMST[derive(state, aanvraag, now)]


def all_groups() -> Iterator[Groep]:
    """Every group of every table."""
    return (groep for tabel in TABELLEN.values() for groep in tabel.groups())


def _groups(tables: tuple[Tabel, ...], terms: Mapping[str, str]) -> tuple[Groep, ...]:
    return tuple(Groep(tabel.naam, tuple(str(terms[name]) for name in tabel.eigenschappen)) for tabel in tables)


def _class(classes: Mapping[str, int | None], value: Decimal) -> str:
    return next(name for name, end in classes.items() if end is None or value < end)
