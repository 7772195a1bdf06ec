"""The object to be financed (art. 4 lid 2e): what it is, what it costs, and who sells it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from chalicelib.domain.bsn import KorteTekst, Tekst
from chalicelib.domain.cross_field import refuse
from chalicelib.domain.datum import Datum
from chalicelib.domain.dossier_inhoud import FIRST_YEAR, LAST_YEAR, Adres
from chalicelib.domain.identifiers import KvkNummer
from chalicelib.domain.model import Model
from chalicelib.domain.money import CENT, NUL, Bedrag, cents
from chalicelib.domain.persoonsgegeven import Categorie
from chalicelib.domain.voertuig import Kenteken, Vin
from chalicelib.errors import Fault

BTW_TARIEVEN = (Decimal("0.21"), Decimal("0.09"), Decimal("0.00"))


class ObjectSoort(StrEnum):
    PERSONENAUTO = "personenauto"
    BESTELAUTO = "bestelauto"
    VRACHTWAGEN = "vrachtwagen"
    TREKKER = "trekker"
    OPLEGGER = "oplegger"
    AANHANGER = "aanhanger"
    BUS = "bus"
    CAMPER = "camper"
    MOTOR = "motor"
    BROMFIETS = "bromfiets"
    SCOOTER = "scooter"
    FIETS = "fiets"
    HEFTRUCK = "heftruck"
    INTERN_TRANSPORT = "intern_transport"
    GRONDVERZET = "grondverzet"
    BOUW = "bouw"
    LANDBOUW = "landbouw"
    METAAL = "metaal"
    CNC = "cnc"
    MEDISCH = "medisch"
    ICT = "ict"
    KANTOOR = "kantoor"
    HORECA = "horeca"
    ZONNEPANELEN = "zonnepanelen"
    BATTERIJ = "batterij"
    OVERIG = "overig"


# Kinds that carry a kenteken; since 2021 tractors and other slow vehicles do as well.
_K = ObjectSoort
WITH_KENTEKEN = frozenset(
    {
        _K.PERSONENAUTO,
        _K.BESTELAUTO,
        _K.VRACHTWAGEN,
        _K.TREKKER,
        _K.OPLEGGER,
        _K.AANHANGER,
        _K.BUS,
        _K.CAMPER,
        _K.MOTOR,
        _K.BROMFIETS,
        _K.SCOOTER,
        _K.HEFTRUCK,
        _K.INTERN_TRANSPORT,
        _K.GRONDVERZET,
        _K.BOUW,
        _K.LANDBOUW,
    }
)


class Staat(StrEnum):
    NIEUW = "nieuw"
    GEBRUIKT = "gebruikt"


class BtwRegime(StrEnum):
    BTW = "btw"
    MARGE = "marge"
    VRIJGESTELD = "vrijgesteld"


class Leverancier(Model):
    """Who sells the object."""

    naam: Annotated[Tekst, Categorie.OBJECT]
    kvk_nummer: Annotated[KvkNummer | None, Categorie.OBJECT] = None
    adres: Annotated[Adres | None, Categorie.OBJECT] = None
    referentie: Annotated[Tekst | None, Categorie.OBJECT] = None


class Aankoop(Model):
    """What a sale and lease back needs to know: when and for how much it was bought, and what rests on it."""

    datum: Annotated[Datum, Categorie.OBJECT]
    prijs: Annotated[Bedrag | None, Categorie.OBJECT] = None
    boekwaarde: Annotated[Bedrag | None, Categorie.OBJECT] = None
    lopende_financiering: Annotated[Bedrag | None, Categorie.OBJECT] = None


class Object(Model):
    soort: Annotated[ObjectSoort, Categorie.OBJECT]
    merk: Annotated[Tekst, Categorie.OBJECT]
    type: Annotated[Tekst, Categorie.OBJECT]
    bouwjaar: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR), Categorie.OBJECT]
    staat: Annotated[Staat, Categorie.OBJECT]
    kenteken: Annotated[Kenteken | None, Categorie.OBJECT] = None
    chassisnummer: Annotated[Vin | None, Categorie.OBJECT] = None
    serienummer: Annotated[KorteTekst | None, Categorie.OBJECT] = None
    datum_eerste_toelating: Annotated[Datum | None, Categorie.OBJECT] = None
    kilometerstand: Annotated[int | None, Field(ge=0, le=9_999_999), Categorie.OBJECT] = None
    draaiuren: Annotated[int | None, Field(ge=0, le=999_999), Categorie.OBJECT] = None
    btw_regime: Annotated[BtwRegime, Categorie.OBJECT]
    prijs_excl_btw: Annotated[Bedrag, Categorie.OBJECT]
    btw_bedrag: Annotated[Bedrag | None, Categorie.OBJECT] = None
    leverancier: Annotated[Leverancier | None, Categorie.OBJECT] = None
    aankoop: Annotated[Aankoop | None, Categorie.OBJECT] = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        refuse(_object_faults(self))
        return self


def object_dates(thing: Object, today: date) -> Iterator[Fault]:
    """A new object may be of next year's model, a used one is not."""
    newest = today.year + (1 if thing.staat is Staat.NIEUW else 0)
    if thing.bouwjaar > newest:
        yield Fault("object.bouwjaar", "bouwjaar.toekomst")
    if thing.datum_eerste_toelating is not None and thing.datum_eerste_toelating > today:
        yield Fault("object.datum_eerste_toelating", "datum.toekomst")
    if thing.aankoop is not None and thing.aankoop.datum > today:
        yield Fault("object.aankoop.datum", "datum.toekomst")


def _object_faults(thing: Object) -> Iterator[Fault]:
    if thing.kenteken is not None and thing.soort not in WITH_KENTEKEN:
        yield Fault("kenteken", "kenteken.soort")
    if thing.prijs_excl_btw == NUL:
        yield Fault("prijs_excl_btw", "bedrag.positief")
    elif thing.btw_bedrag is not None:
        yield from _btw_faults(thing, thing.btw_bedrag)


def _btw_faults(thing: Object, btw: Decimal) -> Iterator[Fault]:
    if thing.btw_regime is not BtwRegime.BTW:
        yield Fault("btw_bedrag", "btw.verboden")
    elif not any(_close(btw, thing.prijs_excl_btw * rate) for rate in BTW_TARIEVEN):
        yield Fault("btw_bedrag", "btw.bedrag")


def _close(amount: Decimal, exact: Decimal) -> bool:
    """Within the cent that rounding per line can cost."""
    return abs(amount - cents(exact)) <= CENT
