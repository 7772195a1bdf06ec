"""
The register of processing (art. 30 AVG): what each category of data is used for, on what ground, and for how long.

One table, category by kind of betrokkene, and everything else follows from it: the doelen of art. 5 that a read may
name, the bewaartermijn, and what remains of it in statistics. A look-up without a row raises, so that nothing is
processed that nobody thought about.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from chalicelib.domain.persoonsgegeven import Betrokkene, Categorie, Doel, GeenPersoonsgegeven, Grond
from chalicelib.errors import PurposeRefused
from chalicelib.privacy.bewaartermijn import (
    DOCUMENT_GEEINDIGD,
    DOCUMENT_INGEGAAN,
    EINDE_AANSLUITING,
    EINDE_DIENST,
    EINDE_FUNCTIE,
    OF_A_DOSSIER,
)

Merk = Categorie | GeenPersoonsgegeven

_C, _B, _D, _G = Categorie, Betrokkene, Doel, Grond


class Belang(StrEnum):
    """Whose legitimate interest a processing serves (art. 6(1)(f) AVG)."""

    LEASE_DEAL = "Lease-deal"
    PARTIJEN = "Kredietverstrekker, Vendor of Adviseur"  # art. 4 lid 1


class Generalisatie(StrEnum):
    """What is left of a category when a dossier is turned into statistics (art. 5 lid 11, art. 8 lid 3)."""

    NIETS = "niets"
    SOORT = "alleen de soort"  # kind of object, section of a company
    PROVINCIE = "alleen de provincie"
    KLASSE = "alleen een klasse van bedragen of looptijden"


@dataclass(frozen=True)
class Grondslag:
    """The ground of one doel; `belang` says whose interest when the ground is a legitimate interest."""

    grond: Grond
    belang: Belang | None = None


@dataclass(frozen=True)
class Verwerking:
    """One row of the register."""

    doelen: Mapping[Doel, Grondslag]
    bewaartermijnen: tuple[str, ...]
    generalisatie: Generalisatie
    artikel: str


_TOESTEMMING = Grondslag(_G.TOESTEMMING)
_CONTRACT = Grondslag(_G.OVEREENKOMST)
_WET = Grondslag(_G.WETTELIJKE_PLICHT)
_EIGEN_BELANG = Grondslag(_G.GERECHTVAARDIGD_BELANG, Belang.LEASE_DEAL)
_BELANG_PARTIJEN = Grondslag(_G.GERECHTVAARDIGD_BELANG, Belang.PARTIJEN)

# Art. 3 lid 1: a Gebruiker's own data, to form and perform the Dienst.
_GEBRUIKER = {
    _D.DIENST: _CONTRACT,
    _D.VEILIGE_HANDEL: _EIGEN_BELANG,
    _D.VRAGEN: _CONTRACT,
    _D.DERDEN: _WET,
    _D.NALEVING: _EIGEN_BELANG,
    _D.WET: _WET,
}
# Art. 4 lid 1: data about a Klant, for a possible Overeenkomst; what leaves does so by permission (art. 6 lid 3).
_KLANT = {
    _D.DIENST: _BELANG_PARTIJEN,
    _D.VEILIGE_HANDEL: _EIGEN_BELANG,
    _D.VRAGEN: _BELANG_PARTIJEN,
    _D.VERSTREKKING: _TOESTEMMING,
    _D.DERDEN: _WET,
    _D.NALEVING: _EIGEN_BELANG,
    _D.STATISTIEK: _EIGEN_BELANG,
    _D.WET: _WET,
}
# A Consument asks for the Dienst himself (art. 1.6), so the Dienst rests on what was agreed with him.
_CONSUMENT = _KLANT | {_D.DIENST: _CONTRACT, _D.VRAGEN: _CONTRACT}
_MEDEWERKER = {
    _D.DIENST: _EIGEN_BELANG,
    _D.VEILIGE_HANDEL: _EIGEN_BELANG,
    _D.VRAGEN: _EIGEN_BELANG,
    _D.DERDEN: _WET,
    _D.NALEVING: _EIGEN_BELANG,
    _D.WET: _WET,
}

_DOSSIER = tuple(rule.id for rule in OF_A_DOSSIER)
_ACCOUNT = (EINDE_DIENST.id,)
_BOTH = (*_ACCOUNT, *_DOSSIER)
_PAPERS = (*_DOSSIER, DOCUMENT_GEEINDIGD.id, DOCUMENT_INGEGAAN.id)
_STAFF = (EINDE_FUNCTIE.id,)
_CONTACT = (*_STAFF, EINDE_AANSLUITING.id)

_TUSSENPERSOON = (_B.ADVISEUR, _B.VENDOR)
_AANVRAGER = (_B.KLANT, _B.CONSUMENT)
_OF_BETROKKENE = {
    _B.ADVISEUR: _GEBRUIKER,
    _B.VENDOR: _GEBRUIKER,
    _B.KLANT: _KLANT,
    _B.CONSUMENT: _CONSUMENT,
    _B.MEDEWERKER: _MEDEWERKER,
}

# category, kinds of betrokkene, bewaartermijnen, what remains in statistics, clause
_TABEL: tuple[tuple[Categorie, tuple[Betrokkene, ...], tuple[str, ...], Generalisatie, str], ...] = (
    (_C.NAW, _TUSSENPERSOON, _ACCOUNT, Generalisatie.NIETS, "art. 3 lid 2a"),
    (_C.NAW, _AANVRAGER, _BOTH, Generalisatie.PROVINCIE, "art. 4 lid 2a"),
    (_C.NAW, (_B.MEDEWERKER,), _CONTACT, Generalisatie.NIETS, "art. 3 lid 2a"),
    (_C.KVK, _TUSSENPERSOON, _ACCOUNT, Generalisatie.NIETS, "art. 3 lid 2b"),
    (_C.KVK, (_B.KLANT,), _BOTH, Generalisatie.NIETS, "art. 4 lid 2b"),
    (_C.FUNCTIE, _TUSSENPERSOON, _ACCOUNT, Generalisatie.NIETS, "art. 3 lid 2d"),
    (_C.FUNCTIE, (_B.MEDEWERKER,), _CONTACT, Generalisatie.NIETS, "art. 3 lid 2d"),
    (_C.FUNCTIE, _AANVRAGER, _BOTH, Generalisatie.NIETS, "art. 4 lid 2c"),
    (_C.ONDERNEMING, _TUSSENPERSOON, _ACCOUNT, Generalisatie.NIETS, "art. 3 lid 2c"),
    (_C.ONDERNEMING, _AANVRAGER, _BOTH, Generalisatie.SOORT, "art. 4 lid 2c"),
    (_C.FINANCIEEL, _AANVRAGER, _DOSSIER, Generalisatie.KLASSE, "art. 4 lid 2d"),
    (_C.OBJECT, _AANVRAGER, _DOSSIER, Generalisatie.SOORT, "art. 4 lid 2e"),
    (_C.VOORWAARDEN, _AANVRAGER, _DOSSIER, Generalisatie.KLASSE, "art. 4 lid 2f"),
    (_C.DOCUMENT, _AANVRAGER, _PAPERS, Generalisatie.NIETS, "art. 4 lid 2d"),
    (_C.CORRESPONDENTIE, _AANVRAGER, _DOSSIER, Generalisatie.NIETS, "art. 5 lid 3"),
    (_C.INLOG, (*_TUSSENPERSOON, *_AANVRAGER), _ACCOUNT, Generalisatie.NIETS, "art. 1.18, 1.20"),
    (_C.INLOG, (_B.MEDEWERKER,), _STAFF, Generalisatie.NIETS, "art. 1.18, 1.20"),
)


# A log-in never leaves, and nobody counts what was written to and fro, or what stands on a paper.
_WITHOUT = {
    _C.INLOG: frozenset({_D.VERSTREKKING, _D.STATISTIEK}),
    _C.CORRESPONDENTIE: frozenset({_D.STATISTIEK}),
    _C.DOCUMENT: frozenset({_D.STATISTIEK}),
}


def _doelen(categorie: Categorie, betrokkene: Betrokkene) -> dict[Doel, Grondslag]:
    without = _WITHOUT.get(categorie, frozenset())
    return {doel: ground for doel, ground in _OF_BETROKKENE[betrokkene].items() if doel not in without}


REGISTER: Mapping[tuple[Categorie, Betrokkene], Verwerking] = {
    (categorie, betrokkene): Verwerking(_doelen(categorie, betrokkene), termijnen, generalisatie, artikel)
    for categorie, betrokkenen, termijnen, generalisatie, artikel in _TABEL
    for betrokkene in betrokkenen
}

# Combinations that the models refuse: a Consument has no KvK-nummer (art. 4 lid 2b speaks of the Klant only), an
# operator or contact person is not registered with a company of their own.
CANNOT_OCCUR = frozenset({(_C.KVK, _B.CONSUMENT), (_C.KVK, _B.MEDEWERKER), (_C.ONDERNEMING, _B.MEDEWERKER)})


def verwerking(categorie: Categorie, betrokkene: Betrokkene) -> Verwerking:
    """The row of a combination; PurposeRefused when there is none (art. 5)."""
    row = REGISTER.get((categorie, betrokkene))
    if row is None:
        raise PurposeRefused(f"no row in the register for {categorie} of {betrokkene}")
    return row


def allowed(doel: Doel) -> frozenset[tuple[Categorie, Betrokkene]]:
    """What may be used for a doel, and of whom."""
    return frozenset(key for key, row in REGISTER.items() if doel in row.doelen)


def fields_of(model: type[BaseModel]) -> list[tuple[str, Merk]]:
    """
    Every field of a model with its dotted path and its mark; what nested models and lists of models hold, too.

    Raises TypeError for a field without a mark: what is stored must say what it is.
    """
    return list(dict(_walk(model)).items())


def _walk(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Merk]]:
    for name, field in model.model_fields.items():
        nested, marks = _inside(field.annotation)
        marks = [*(mark for mark in field.metadata if isinstance(mark, Merk)), *marks]
        if not marks and not nested:
            raise TypeError(f"{model.__name__}.{name} carries no Categorie and no GeenPersoonsgegeven")
        yield from ((f"{prefix}{name}", mark) for mark in marks[:1])
        for inner in nested:
            yield from _walk(inner, f"{prefix}{name}.")


def _inside(annotation: Any) -> tuple[list[type[BaseModel]], list[Merk]]:
    """The models and the marks that an annotation holds: through optionals, unions, lists, tuples and Annotated."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return ([annotation] if issubclass(annotation, BaseModel) else []), []
    marks = [mark for mark in getattr(annotation, "__metadata__", ()) if isinstance(mark, Merk)]
    nested: list[type[BaseModel]] = []
    for inner in get_args(annotation):
        found, more = _inside(inner)
        nested, marks = nested + found, marks + more
    return nested, marks
