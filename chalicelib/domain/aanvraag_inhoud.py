"""
The content of an Aanvraag: what is to be financed and how (art. 4 lid 2 e-f). Only ever stored encrypted.

`financieringsbedrag` is not a field: it follows from the others, and the answer adds it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.domain.annuity import Betaalwijze, SlottermijnMoment, number_of_terms
from chalicelib.domain.cross_field import refuse
from chalicelib.domain.model import Model
from chalicelib.domain.money import NUL, Bedrag, amount_text
from chalicelib.domain.object import Object, object_dates
from chalicelib.domain.persoonsgegeven import Categorie
from chalicelib.errors import Fault

SHORTEST, LONGEST = 6, 120
PERIODS = (12, 4, 2, 1)


class Product(StrEnum):
    FINANCIAL_LEASE = "financial_lease"
    OPERATIONAL_LEASE = "operational_lease"
    HUURKOOP = "huurkoop"
    SALE_AND_LEASE_BACK = "sale_and_lease_back"
    # For a Consument, behind a setting.
    PRIVATE_LEASE = "private_lease"
    PERSOONLIJKE_LENING = "persoonlijke_lening"
    DOORLOPEND_KREDIET = "doorlopend_krediet"


def _months(months: int) -> int:
    if not SHORTEST <= months <= LONGEST:
        bounds = {"min": str(SHORTEST), "max": str(LONGEST)}
        raise PydanticCustomError("looptijd.bereik", "looptijd.bereik", bounds)
    return months


def _periods(periods: int) -> int:
    """No Literal of numbers: pydantic lets `true` and `1.0` pass for 1 there, in strict mode too."""
    if periods not in PERIODS:
        raise PydanticCustomError("termijnen_per_jaar.waarde", "termijnen_per_jaar.waarde")
    return periods


Looptijd = Annotated[
    int, AfterValidator(_months), WithJsonSchema({"type": "integer", "minimum": SHORTEST, "maximum": LONGEST})
]
Termijnen = Annotated[int, AfterValidator(_periods), WithJsonSchema({"type": "integer", "enum": list(PERIODS)})]


class Financiering(Model):
    """Amounts in EUR, `looptijd_maanden` in calendar months; the operational fields per year."""

    looptijd_maanden: Annotated[Looptijd, Categorie.VOORWAARDEN]
    termijnen_per_jaar: Annotated[Termijnen, Categorie.VOORWAARDEN]
    betaalwijze: Annotated[Betaalwijze, Categorie.VOORWAARDEN]
    aanbetaling: Annotated[Bedrag, Categorie.VOORWAARDEN]
    inruil: Annotated[Bedrag, Categorie.VOORWAARDEN] = NUL
    slottermijn: Annotated[Bedrag, Categorie.VOORWAARDEN]
    slottermijn_moment: Annotated[SlottermijnMoment, Categorie.VOORWAARDEN]
    btw_meefinancieren: Annotated[bool, Categorie.VOORWAARDEN] = False
    km_per_jaar: Annotated[int | None, Field(ge=0, le=500_000), Categorie.VOORWAARDEN] = None
    draaiuren_per_jaar: Annotated[int | None, Field(ge=0, le=8_784), Categorie.VOORWAARDEN] = None
    restwaarde: Annotated[Bedrag | None, Categorie.VOORWAARDEN] = None
    eigen_risico: Annotated[Bedrag | None, Categorie.VOORWAARDEN] = None
    diensten: Annotated[
        tuple[Literal["onderhoud", "banden", "verzekering", "vervangend_vervoer", "wegenbelasting", "pechhulp"], ...]
        | None,
        Field(max_length=6),
        Categorie.VOORWAARDEN,
    ] = None

    @model_validator(mode="after")
    def _whole_terms(self) -> Self:
        if number_of_terms(self.looptijd_maanden, self.termijnen_per_jaar) is None:
            refuse([Fault("looptijd_maanden", "looptijd.termijnen")])
        return self


class AanvraagInhoud(Model):
    product: Annotated[Product, Categorie.VOORWAARDEN]
    object: Annotated[Object, Categorie.OBJECT]
    financiering: Annotated[Financiering, Categorie.VOORWAARDEN]

    @property
    def prijs(self) -> Decimal:
        """What is to be paid for the object, with the btw when that is financed too."""
        btw = self.object.btw_bedrag if self.financiering.btw_meefinancieren else None
        return self.object.prijs_excl_btw + (btw or NUL)

    @property
    def financieringsbedrag(self) -> Decimal:
        return self.prijs - self.financiering.aanbetaling - self.financiering.inruil

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        refuse((*_product_faults(self), *_amount_faults(self)))
        return self


def financed_amount(content: Mapping[str, Any]) -> str:
    """The financieringsbedrag of the stored JSON of an Aanvraag, as the contract writes it."""
    thing, terms = content["object"], content["financiering"]
    btw = thing.get("btw_bedrag") if terms.get("btw_meefinancieren") else None
    price = Decimal(thing["prijs_excl_btw"]) + Decimal(btw or NUL)
    return amount_text(price - Decimal(terms["aanbetaling"]) - Decimal(terms.get("inruil", NUL)))


def check_dates(inhoud: AanvraagInhoud, today: date) -> tuple[Fault, ...]:
    """The rules that need a day; `today` is the day in Europe/Amsterdam."""
    return tuple(object_dates(inhoud.object, today))


def _product_faults(inhoud: AanvraagInhoud) -> Iterator[Fault]:
    if inhoud.object.aankoop is not None and inhoud.product is not Product.SALE_AND_LEASE_BACK:
        yield Fault("object.aankoop", "aankoop.product")
    if inhoud.financiering.btw_meefinancieren and inhoud.object.btw_bedrag is None:
        yield Fault("object.btw_bedrag", "btw.nodig")


def _amount_faults(inhoud: AanvraagInhoud) -> Iterator[Fault]:
    """No bound is named: it would be computed from amounts that were sent, and those never come back in a fault."""
    terms = inhoud.financiering
    if terms.aanbetaling > inhoud.prijs:
        yield Fault("financiering.aanbetaling", "bedrag.aanbetaling")
    elif inhoud.financieringsbedrag <= NUL:
        yield Fault("financiering.inruil" if terms.inruil else "financiering.aanbetaling", "financiering.niets_over")
    elif terms.slottermijn >= inhoud.financieringsbedrag:
        yield Fault("financiering.slottermijn", "slottermijn.max")
