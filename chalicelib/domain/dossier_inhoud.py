"""
The content of a Dossier: whom a lease is for (art. 4 lid 2 a-d). Only ever stored encrypted.

The request model is the domain model. No field is here without a use for an Aanvraag, and none for a BSN.
"""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, field_validator, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.domain.bsn import KorteTekst, LangeTekst, Tekst
from chalicelib.domain.contact import Email, Landcode, Telefoon, postcode_of
from chalicelib.domain.cross_field import refuse
from chalicelib.domain.datum import Datum, years_before
from chalicelib.domain.identifiers import BtwId, Iban, KvkNummer, Rsin, SbiCode, Vestigingsnummer, holds_bsn
from chalicelib.domain.model import Model
from chalicelib.domain.money import Bedrag, BedragMetTeken
from chalicelib.domain.persoonsgegeven import Categorie
from chalicelib.errors import Fault

ADULT, OLDEST = 18, 120
FIRST_YEAR, LAST_YEAR = 1900, 2200
PROGNOSIS_YEARS = 10
MAX_JAARCIJFERS = 30
_HOUSE_NUMBER = re.compile(r"[1-9][0-9]{0,4}")


class BetrokkeneSoort(StrEnum):
    KLANT = "klant"
    CONSUMENT = "consument"


class Rechtsvorm(StrEnum):
    EENMANSZAAK = "eenmanszaak"
    VOF = "vof"
    CV = "cv"
    MAATSCHAP = "maatschap"
    BV = "bv"
    NV = "nv"
    STICHTING = "stichting"
    VERENIGING = "vereniging"
    COOPERATIE = "cooperatie"
    OWM = "owm"
    KERKGENOOTSCHAP = "kerkgenootschap"
    PUBLIEKRECHTELIJK = "publiekrechtelijk"
    BUITENLANDS = "buitenlands"
    BV_IO = "bv_io"
    NV_IO = "nv_io"


class CijferSoort(StrEnum):
    DEFINITIEF = "definitief"
    CONCEPT = "concept"
    PROGNOSE = "prognose"


def _house_number(value: object) -> object:
    """A number; digits in quotes, as many forms send them, are read as one. What follows it is the toevoeging."""
    if not isinstance(value, str):
        return value
    if not _HOUSE_NUMBER.fullmatch(value):
        raise PydanticCustomError("huisnummer.vorm", "huisnummer.vorm")
    return int(value)


Huisnummer = Annotated[
    int,
    Field(ge=1, le=99999),
    BeforeValidator(_house_number),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 99999}),
]


class Adres(Model):
    """`land` stands first because the form of the postcode depends on it."""

    land: Annotated[Landcode, Categorie.NAW]
    straat: Annotated[Tekst, Categorie.NAW]
    huisnummer: Annotated[Huisnummer, Categorie.NAW]
    toevoeging: Annotated[KorteTekst | None, Categorie.NAW] = None
    postcode: Annotated[str, Categorie.NAW]
    plaats: Annotated[Tekst, Categorie.NAW]

    @field_validator("postcode")
    @classmethod
    def _as_the_land_writes_it(cls, text: str, info: ValidationInfo) -> str:
        return postcode_of(info.data.get("land", "NL"), text)


class BetrokkeneInhoud(Model):
    """The person: the Consument, or the one who speaks for the Klant."""

    soort: Annotated[BetrokkeneSoort, Categorie.NAW]
    aanhef: Annotated[KorteTekst | None, Categorie.NAW] = None
    voornamen: Annotated[Tekst, Categorie.NAW]
    tussenvoegsel: Annotated[KorteTekst | None, Categorie.NAW] = None
    achternaam: Annotated[Tekst, Categorie.NAW]
    geboortedatum: Annotated[Datum, Categorie.NAW]
    email: Annotated[Email, Categorie.NAW]
    telefoon: Annotated[Telefoon, Categorie.NAW]
    adres: Annotated[Adres, Categorie.NAW]
    functie: Annotated[Tekst | None, Categorie.FUNCTIE] = None


class Onderneming(Model):
    """
    The company of a Klant. RSIN and btw-id of a sole trader can be a BSN, or hold one: see the checks.

    Its names are KVK and not ONDERNEMING, for the name of a sole trader is that of a person.
    """

    kvk_nummer: Annotated[KvkNummer, Categorie.KVK]
    vestigingsnummer: Annotated[Vestigingsnummer | None, Categorie.KVK] = None
    rechtsvorm: Annotated[Rechtsvorm, Categorie.ONDERNEMING]
    statutaire_naam: Annotated[LangeTekst, Categorie.KVK]
    handelsnaam: Annotated[LangeTekst | None, Categorie.KVK] = None
    oprichtingsdatum: Annotated[Datum, Categorie.ONDERNEMING]
    sbi_code: Annotated[SbiCode | None, Categorie.ONDERNEMING] = None
    rsin: Annotated[Rsin | None, Categorie.KVK] = None
    btw_id: Annotated[BtwId | None, Categorie.KVK] = None
    iban: Annotated[Iban | None, Categorie.FINANCIEEL] = None
    adres: Annotated[Adres | None, Categorie.NAW] = None

    @model_validator(mode="after")
    def _no_bsn_of_a_sole_trader(self) -> Self:
        refuse(_sole_trader(self))
        return self


class Jaarcijfers(Model):
    """The figures of one book year, in euro (art. 4 lid 2 d: as far as needed)."""

    boekjaar: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR), Categorie.FINANCIEEL]
    soort: Annotated[CijferSoort, Categorie.FINANCIEEL]
    omzet: Annotated[Bedrag, Categorie.FINANCIEEL]
    nettowinst: Annotated[BedragMetTeken, Categorie.FINANCIEEL]
    eigen_vermogen: Annotated[BedragMetTeken, Categorie.FINANCIEEL]
    balanstotaal: Annotated[Bedrag, Categorie.FINANCIEEL]
    brutomarge: Annotated[BedragMetTeken | None, Categorie.FINANCIEEL] = None
    liquide_middelen: Annotated[BedragMetTeken | None, Categorie.FINANCIEEL] = None
    kortlopende_schulden: Annotated[Bedrag | None, Categorie.FINANCIEEL] = None
    werkzame_personen: Annotated[int | None, Field(ge=0, le=1_000_000), Categorie.FINANCIEEL] = None


class Inkomensbron(Model):
    soort: Annotated[Literal["loondienst", "zelfstandig", "pensioen", "uitkering", "overig"], Categorie.FINANCIEEL]
    netto_per_maand: Annotated[Bedrag, Categorie.FINANCIEEL]
    contract: Annotated[Literal["vast", "tijdelijk", "flex"] | None, Categorie.FINANCIEEL] = None
    sinds: Annotated[Datum | None, Categorie.FINANCIEEL] = None


class Inkomen(Model):
    """Income and fixed costs of a Consument; what the BKR knows is never entered here."""

    bronnen: Annotated[tuple[Inkomensbron, ...], Field(min_length=1, max_length=10), Categorie.FINANCIEEL]
    burgerlijke_staat: Annotated[
        Literal["alleenstaand", "samenwonend", "gehuwd", "geregistreerd_partnerschap"] | None, Categorie.FINANCIEEL
    ] = None
    thuiswonende_kinderen: Annotated[int | None, Field(ge=0, le=20), Categorie.FINANCIEEL] = None
    woonlasten_per_maand: Annotated[Bedrag | None, Categorie.FINANCIEEL] = None
    alimentatie_per_maand: Annotated[Bedrag | None, Categorie.FINANCIEEL] = None
    studieschuld: Annotated[Bedrag | None, Categorie.FINANCIEEL] = None
    lopende_kredieten_per_maand: Annotated[Bedrag | None, Categorie.FINANCIEEL] = None


class DossierInhoud(Model):
    betrokkene: Annotated[BetrokkeneInhoud, Categorie.NAW]
    onderneming: Annotated[Onderneming | None, Categorie.ONDERNEMING] = None
    financieel: Annotated[
        tuple[Jaarcijfers, ...] | None, Field(min_length=1, max_length=MAX_JAARCIJFERS), Categorie.FINANCIEEL
    ] = None
    inkomen: Annotated[Inkomen | None, Categorie.FINANCIEEL] = None

    @model_validator(mode="after")
    def _fits_the_betrokkene(self) -> Self:
        refuse((*_company(self), *_repeated_figures(self)))
        return self


def check_dates(inhoud: DossierInhoud, today: date) -> tuple[Fault, ...]:
    """The rules that need a day; `today` is the day in Europe/Amsterdam."""
    return (*_age(inhoud.betrokkene, today), *_past(inhoud, today), *_years(inhoud, today))


def _sole_trader(onderneming: Onderneming) -> Iterator[Fault]:
    if onderneming.rechtsvorm is not Rechtsvorm.EENMANSZAAK:
        return
    if onderneming.rsin is not None:
        yield Fault("rsin", "rsin.verboden")
    if onderneming.btw_id is not None and holds_bsn(onderneming.btw_id):
        yield Fault("btw_id", "btw.bsn")


def _company(inhoud: DossierInhoud) -> Iterator[Fault]:
    klant = inhoud.betrokkene.soort is BetrokkeneSoort.KLANT
    if klant and inhoud.onderneming is None:
        yield Fault("onderneming", "onderneming.verplicht")
    if not klant and inhoud.onderneming is not None:
        yield Fault("onderneming", "onderneming.verboden")
    if not klant and inhoud.financieel is not None:
        yield Fault("financieel", "financieel.verboden")
    if klant and inhoud.inkomen is not None:
        yield Fault("inkomen", "inkomen.verboden")


def _repeated_figures(inhoud: DossierInhoud) -> Iterator[Fault]:
    seen: set[tuple[int, CijferSoort]] = set()
    for index, cijfers in enumerate(inhoud.financieel or ()):
        if (cijfers.boekjaar, cijfers.soort) in seen:
            yield Fault(f"financieel.{index}.boekjaar", "financieel.dubbel")
        seen.add((cijfers.boekjaar, cijfers.soort))


def _age(betrokkene: BetrokkeneInhoud, today: date) -> Iterator[Fault]:
    born = betrokkene.geboortedatum
    if born < years_before(today, OLDEST):
        yield Fault("betrokkene.geboortedatum", "geboortedatum.bereik")
    elif born > years_before(today, ADULT):
        yield Fault("betrokkene.geboortedatum", "leeftijd")


def _past(inhoud: DossierInhoud, today: date) -> Iterator[Fault]:
    if inhoud.onderneming is not None and inhoud.onderneming.oprichtingsdatum > today:
        yield Fault("onderneming.oprichtingsdatum", "datum.toekomst")
    for index, bron in enumerate(inhoud.inkomen.bronnen if inhoud.inkomen else ()):
        if bron.sinds is not None and bron.sinds > today:
            yield Fault(f"inkomen.bronnen.{index}.sinds", "datum.toekomst")


def _years(inhoud: DossierInhoud, today: date) -> Iterator[Fault]:
    """Figures of a year to come are a prognosis, and not of a far future."""
    for index, cijfers in enumerate(inhoud.financieel or ()):
        ahead = PROGNOSIS_YEARS if cijfers.soort is CijferSoort.PROGNOSE else 0
        if cijfers.boekjaar > today.year + ahead:
            yield Fault(f"financieel.{index}.boekjaar", "boekjaar.toekomst")
