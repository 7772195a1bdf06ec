"""What a Kredietverstrekker offers: the personal content of an Offerte, as it comes in `offerte.uitgebracht`."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.domain.aanvraag_inhoud import Looptijd, Termijnen
from chalicelib.domain.annuity import Betaalplan, Betaalwijze, SlottermijnMoment, number_of_terms
from chalicelib.domain.bsn import VrijeTekst
from chalicelib.domain.cross_field import refuse
from chalicelib.domain.datum import Datum
from chalicelib.domain.model import Model
from chalicelib.domain.money import Bedrag, Rente
from chalicelib.domain.persoonsgegeven import Categorie
from chalicelib.errors import Fault

# All terms together, against what is financed: above it a figure has slipped.
HIGHEST_MULTIPLE = 10


def _positive(amount: Decimal) -> Decimal:
    if amount <= 0:
        raise PydanticCustomError("bedrag.positief", "bedrag.positief")
    return amount


def _below_one(rate: Decimal) -> Decimal:
    """6,25 % is "0.0625": a whole number here is a percentage in the wrong place."""
    if rate >= 1:
        raise PydanticCustomError("rente.te_hoog", "rente.te_hoog")
    return rate


Positief = Annotated[Bedrag, AfterValidator(_positive)]
Jaarrente = Annotated[Rente, AfterValidator(_below_one)]
# A reference is an identifier, not free text: one in eleven honest numbers of nine digits would look like a BSN.
Referentie = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/:#+ \-]{0,99}$")]


class OfferteSoort(StrEnum):
    INDICATIEF = "indicatief"
    BINDEND = "bindend"


class OfferteInhoud(Model):
    """
    Amounts in EUR; `nominale_jaarrente` is the Kredietverstrekker's own figure, a fraction.

    `eenmalige_kosten` are paid at the start, `slottermijn` at the end of the looptijd unless `slottermijn_moment` says
    with the last term, `geldig_tot` is inclusive (Europe/Amsterdam).
    """

    referentie: Annotated[Referentie, Categorie.VOORWAARDEN]
    soort: Annotated[OfferteSoort, Categorie.VOORWAARDEN]
    financieringsbedrag: Annotated[Positief, Categorie.VOORWAARDEN]
    looptijd_maanden: Annotated[Looptijd, Categorie.VOORWAARDEN]
    termijnen_per_jaar: Annotated[Termijnen, Categorie.VOORWAARDEN]
    betaalwijze: Annotated[Betaalwijze, Categorie.VOORWAARDEN]
    termijnbedrag: Annotated[Positief, Categorie.VOORWAARDEN]
    aanbetaling: Annotated[Bedrag, Categorie.VOORWAARDEN]
    slottermijn: Annotated[Bedrag, Categorie.VOORWAARDEN]
    slottermijn_moment: Annotated[SlottermijnMoment | None, Categorie.VOORWAARDEN] = None
    eenmalige_kosten: Annotated[Bedrag, Categorie.VOORWAARDEN]
    nominale_jaarrente: Annotated[Jaarrente | None, Categorie.VOORWAARDEN] = None
    geldig_tot: Annotated[Datum, Categorie.VOORWAARDEN]
    voorwaarden: Annotated[VrijeTekst | None, Categorie.VOORWAARDEN] = None

    @property
    def plan(self) -> Betaalplan:
        """How it is repaid; a moment that was left out is the end of the looptijd."""
        terms = number_of_terms(self.looptijd_maanden, self.termijnen_per_jaar)
        return Betaalplan(
            financieringsbedrag=self.financieringsbedrag,
            slottermijn=self.slottermijn,
            aantal_termijnen=terms or 0,
            betaalwijze=self.betaalwijze,
            slottermijn_moment=self.slottermijn_moment or SlottermijnMoment.EINDE_LOOPTIJD,
        )

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        refuse(_faults(self))
        return self


def _faults(offerte: OfferteInhoud) -> Iterator[Fault]:
    financed = offerte.financieringsbedrag
    terms = number_of_terms(offerte.looptijd_maanden, offerte.termijnen_per_jaar)
    if terms is None:
        yield Fault("looptijd_maanden", "looptijd.termijnen")
    elif terms * offerte.termijnbedrag > HIGHEST_MULTIPLE * financed:
        yield Fault("termijnbedrag", "termijnbedrag.te_hoog")
    if offerte.slottermijn >= financed:
        yield Fault("slottermijn", "slottermijn.max")
    if offerte.eenmalige_kosten >= financed:
        yield Fault("eenmalige_kosten", "eenmalige_kosten.te_hoog")
