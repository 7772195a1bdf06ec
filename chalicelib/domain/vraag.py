"""
What a Kredietverstrekker asks beside the fields of Dossier and Aanvraag, and what a sender answers (art. 4 lid 2).

The questions are those of a company and stand in clear, for every sender to read before sending. The answers are
about a person: they are only ever stored encrypted, one record for each Verstrekking.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.domain.aanvraag_inhoud import Product
from chalicelib.domain.bsn import refuse_bsn
from chalicelib.domain.cross_field import refuse
from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import Categorie, GeenPersoonsgegeven
from chalicelib.errors import Fault

MOST, LONGEST_QUESTION, LONGEST_ANSWER, MOST_CHOICES = 10, 200, 500, 20
DEFAULT_LENGTH = 200
LARGEST = 10**12
Regel = GeenPersoonsgegeven.REGEL
# No control characters, and none that turn the reading direction.
_ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$"
_LINE = re.compile(_ONE_LINE)
# What no law lets us keep (art. 46 UAVG), what opens an account (art. 1.18), and what AVG art. 9 and 10 forbid.
# Of a text as `_read` has it: words of letters and digits with one space between them.
_BSN = re.compile(r"(?<![a-z])(bsn|b s n\b)|burger ?service|(?<![a-z])so ?fi ?num|\bsofi")
_NEVER = re.compile(
    r"wacht ?woord|pin ?code|inlog ?code|\bdigi ?d\b|gezondheid|ziekte|\bziek\b|medicijn|\bgeloof\b|"
    r"geloofsovertuiging|godsdienst|\breligie|etnisch|etniciteit|huidskleur|strafblad|veroordeel|vakbond|seksue|geaardheid|"
    r"politieke (voorkeur|overtuiging)|vingerafdruk",
)


class AntwoordSoort(StrEnum):
    TEKST = "tekst"
    GETAL = "getal"
    BEDRAG = "bedrag"
    DATUM = "datum"
    JA_NEE = "ja_nee"
    KEUZE = "keuze"


def unaskable(text: str) -> str | None:
    """A net, not a proof: the code of what words of a question ask that nobody may ask; None for others."""
    read = _read(text)
    if _BSN.search(read):
        return "vraag.bsn"
    return "vraag.verboden" if _NEVER.search(read) else None


def _read(text: str) -> str:
    """As whoever reads it does: one width of letters, nothing invisible, and no matter what stands between words."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return re.sub(r"[\W_]+", " ", plain.casefold())


def _askable(text: str) -> str:
    """Who reads a question before it is used is an operator."""
    code = unaskable(text)
    if code is not None:
        raise PydanticCustomError(code, code)
    return text


Sleutelnaam = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$"), AfterValidator(_askable)]
Vraagtekst = Annotated[
    str, Field(min_length=1, max_length=LONGEST_QUESTION, pattern=_ONE_LINE), AfterValidator(_askable)
]
Keuze = Annotated[str, Field(min_length=1, max_length=80, pattern=_ONE_LINE), AfterValidator(_askable)]


class AanvullendeVraag(Model):
    """
    One question. `categorie` is the row of the register that its answer falls under, so that the sender sees what
    kind of data is asked. `producten` None: for all. `max_lengte` is in characters, for a text only.
    """

    sleutel: Annotated[Sleutelnaam, Regel]
    tekst: Annotated[Vraagtekst, Regel]
    soort: Annotated[AntwoordSoort, Regel]
    categorie: Annotated[Categorie, Regel]
    verplicht: Annotated[bool, Regel] = False
    producten: Annotated[tuple[Product, ...] | None, Field(min_length=1, max_length=len(Product)), Regel] = None
    keuzes: Annotated[tuple[Keuze, ...] | None, Field(min_length=2, max_length=MOST_CHOICES), Regel] = None
    max_lengte: Annotated[int | None, Field(ge=1, le=LONGEST_ANSWER), Regel] = None

    @model_validator(mode="after")
    def _fits_its_soort(self) -> Self:
        choices = self.keuzes or ()
        if (self.soort is AntwoordSoort.KEUZE) != bool(choices):
            refuse([Fault("keuzes", "vraag.keuzes")])
        if len(set(choices)) != len(choices):
            refuse([Fault("keuzes", "lijst.dubbel")])
        if self.max_lengte is not None and self.soort is not AntwoordSoort.TEKST:
            refuse([Fault("max_lengte", "vraag.max_lengte")])
        return self


def each_key_once(vragen: tuple[AanvullendeVraag, ...]) -> tuple[AanvullendeVraag, ...]:
    if len({vraag.sleutel for vraag in vragen}) != len(vragen):
        raise PydanticCustomError("lijst.dubbel", "lijst.dubbel")
    return vragen


Vragen = Annotated[tuple[AanvullendeVraag, ...], Field(max_length=MOST), AfterValidator(each_key_once)]


def _value(value: object, info: ValidationInfo) -> str | int | bool:
    """A text without a BSN, a whole number, or true or false; what its question asks is checked with the question."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < LARGEST:
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("antwoord.vorm", "antwoord.vorm")
    text = value.strip()
    if not text:
        raise PydanticCustomError("verplicht", "verplicht")
    if len(text) > LONGEST_ANSWER:
        raise PydanticCustomError("tekst.lang", "tekst.lang", {"max": str(LONGEST_ANSWER)})
    if not _LINE.fullmatch(text):
        raise PydanticCustomError("tekst.tekens", "tekst.tekens")
    return refuse_bsn(text, info)


Waarde = Annotated[
    str | int | bool,
    PlainValidator(_value),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "maxLength": LONGEST_ANSWER}, {"type": "integer"}, {"type": "boolean"}]}
    ),
]


class AanvullendAntwoord(Model):
    sleutel: Annotated[Sleutelnaam, Regel]
    waarde: Annotated[Waarde, Categorie.CORRESPONDENTIE]


class AanvullendeAntwoorden(Model):
    """What the sender answered to one Kredietverstrekker, when sending."""

    antwoorden: Annotated[
        tuple[AanvullendAntwoord, ...], Field(min_length=1, max_length=MOST), Categorie.CORRESPONDENTIE
    ]


class AntwoordVoor(AanvullendAntwoord):
    """An answer as it is sent in: to a question of which Kredietverstrekker."""

    kredietverstrekker_id: Annotated[str, Field(min_length=1, max_length=100)]


def required_keys(vragen: Iterable[AanvullendeVraag]) -> frozenset[str]:
    return frozenset(vraag.sleutel for vraag in vragen if vraag.verplicht)
