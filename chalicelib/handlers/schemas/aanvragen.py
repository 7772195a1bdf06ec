"""Requests and answers about Aanvragen, Verstrekkingen, Toestemmingen, Offertes and Overeenkomsten."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from chalicelib.domain.aansluiting import Sha256
from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud, Financiering
from chalicelib.domain.bsn import VrijeTekst
from chalicelib.domain.datum import Datum
from chalicelib.domain.informatie import Informatieverzoek
from chalicelib.domain.kalender import end_of_day
from chalicelib.domain.model import Model
from chalicelib.domain.money import Bedrag, BerekendBedrag, BerekendeRente, Rente
from chalicelib.domain.vraag import MOST, AntwoordVoor

MAX_RECIPIENTS = 20


def _moment(value: object) -> datetime:
    """A day counts until its end in Europe/Amsterdam; a time must say its zone."""
    if not isinstance(value, str):
        raise PydanticCustomError("tijd.vorm", "tijd.vorm")
    try:
        if len(value) == len("2026-11-22"):
            return end_of_day(date.fromisoformat(value))
        moment = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        raise PydanticCustomError("tijd.vorm", "tijd.vorm") from None
    if moment.tzinfo is None:
        raise PydanticCustomError("tijd.vorm", "tijd.vorm")
    return moment


def _each_once(ids: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(ids)) != len(ids):
        raise PydanticCustomError("lijst.dubbel", "lijst.dubbel")
    return ids


def _some(ids: tuple[str, ...]) -> tuple[str, ...]:
    if not ids:
        raise PydanticCustomError("toestemming.geen", "toestemming.geen")
    return ids


Moment = Annotated[
    datetime, PlainValidator(_moment), WithJsonSchema({"type": "string", "description": "dag of tijdstip (RFC 3339)"})
]
Verwijzing = Annotated[str, Field(min_length=1, max_length=100)]


class ToestemmingGegeven(Model):
    """Permission with the words that were shown; for a Klant also when and how that Klant agreed."""

    tekst_versie: Annotated[str, Field(min_length=1, max_length=64)]
    namens: Literal["zelf", "klant"]
    verkregen_op: Datum | None = None
    wijze: Literal["schriftelijk", "mondeling", "telefonisch", "digitaal"] | None = None
    klant_geinformeerd_op: Datum | None = None


class GezienBehoefte(Model):
    """The `behoefte_sha256` of one Kredietverstrekker in the list that the sender chose from."""

    kredietverstrekker_id: Verwijzing
    sha256: Sha256


class VerzendingOpgave(Model):
    """
    `antwoorden` are those to the questions of these Kredietverstrekkers; `gezien`, where it is sent, keeps the
    Aanvraag from leaving to one that asks for something else by now.
    """

    kredietverstrekkers: Annotated[
        tuple[Verwijzing, ...],
        # The least number has a code of its own, so it is not a rule of pydantic.
        Field(max_length=MAX_RECIPIENTS, json_schema_extra={"minItems": 1, "uniqueItems": True}),
        AfterValidator(_each_once),
        AfterValidator(_some),
    ]
    toestemming: ToestemmingGegeven
    uiterste_reactie: Moment | None = None
    antwoorden: Annotated[tuple[AntwoordVoor, ...], Field(max_length=MAX_RECIPIENTS * MOST)] = ()
    gezien: Annotated[tuple[GezienBehoefte, ...], Field(max_length=MAX_RECIPIENTS)] = ()


class HerzieningOpgave(Model):
    """The whole Aanvraag as it is to be sent now, and the rest as then; who gets it are those with whom it is."""

    aanvraag: AanvraagInhoud
    toestemming: ToestemmingGegeven
    uiterste_reactie: Moment | None = None
    antwoorden: Annotated[tuple[AntwoordVoor, ...], Field(max_length=MAX_RECIPIENTS * MOST)] = ()
    gezien: Annotated[tuple[GezienBehoefte, ...], Field(max_length=MAX_RECIPIENTS)] = ()


class Intrekking(Model):
    reden: VrijeTekst | None = None


class FinancieringWeergave(Financiering):
    financieringsbedrag: Bedrag


class VerstrekkingWeergave(Model):
    id: str
    kredietverstrekker_id: str
    naam: str
    status: str
    pogingen: int
    laatste_poging: datetime | None = None
    informatieverzoek: Informatieverzoek | None = None
    reden_categorie: str | None = None


class VerantwoordingWeergave(Model):
    """
    Paths only, no values. `velden` is what was asked and allowed; `vertrokken` what of it was filled in and left,
    `achtergebleven` what else the dossier and the Aanvraag held and did not. `klopt`: the digest of the message in
    the evidence is that of these fields.
    """

    verstrekking_id: str
    kredietverstrekker_id: str
    verstrekt_op: datetime | None = None
    velden: tuple[str, ...]
    vertrokken: tuple[str, ...]
    achtergebleven: tuple[str, ...]
    vragen: tuple[str, ...]
    klopt: bool


class AanvraagWeergave(AanvraagInhoud):
    """An Aanvraag as its sender sees it."""

    id: str
    dossier_id: str
    status: str
    versie: int
    financiering: FinancieringWeergave
    gemaakt_op: datetime
    gewijzigd_op: datetime
    verzonden_op: datetime | None = None
    uiterste_reactie: datetime | None = None
    verstrekkingen: tuple[VerstrekkingWeergave, ...]
    volgende_stap: str


class AanvraagInLijst(Model):
    id: str
    dossier_id: str
    product: str
    status: str
    versie: int
    gemaakt_op: datetime
    gewijzigd_op: datetime
    verzonden_op: datetime | None = None
    uiterste_reactie: datetime | None = None


class AanvraagLijst(Model):
    aanvragen: tuple[AanvraagInLijst, ...]
    volgende: str | None = None


class AfwijkingWeergave(Model):
    code: str
    veld: str
    melding: str
    gevraagd: str | int | None = None
    aangeboden: str | int | None = None
    berekend: str | None = None


class OfferteWeergave(Model):
    """An Offerte with our own figures; rates are fractions with six decimals."""

    id: str
    kredietverstrekker_id: str
    naam: str
    soort: Literal["indicatief", "bindend"]
    status: str
    referentie: str
    financieringsbedrag: Bedrag
    termijnbedrag: Bedrag
    termijnen_per_jaar: int
    looptijd_maanden: int
    betaalwijze: str
    aanbetaling: Bedrag
    slottermijn: Bedrag
    slottermijn_moment: str | None = None
    eenmalige_kosten: Bedrag
    totaal_te_betalen: BerekendBedrag
    totale_kosten: BerekendBedrag
    effectieve_jaarrente: BerekendeRente | None = None
    nominale_jaarrente: Rente | None = None
    jkp: BerekendeRente | None = None
    geldig_tot: date
    voorwaarden: str | None = None
    ontvangen_op: datetime
    afwijkingen: tuple[AfwijkingWeergave, ...]


class OfferteLijst(Model):
    offertes: tuple[OfferteWeergave, ...]
    uitleg_volgorde: str


class ToestemmingInLijst(Model):
    id: str
    aanvraag_id: str
    verstrekking_id: str
    kredietverstrekker_id: str
    status: str
    gegeven_op: datetime
    ingetrokken_op: datetime | None = None


class ToestemmingLijst(Model):
    toestemmingen: tuple[ToestemmingInLijst, ...]
    volgende: str | None = None
