"""What a Kredietverstrekker may tell us, message by message (contract, "From a Kredietverstrekker")."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, Field, create_model, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.domain.aanvraag_inhoud import LONGEST
from chalicelib.domain.cross_field import refuse
from chalicelib.domain.datum import Datum
from chalicelib.domain.informatie import Vraag
from chalicelib.domain.kalender import months_after
from chalicelib.domain.model import Model
from chalicelib.domain.offerte_inhoud import OfferteInhoud
from chalicelib.domain.vraag import unaskable
from chalicelib.errors import Fault

# Dates of a Kredietverstrekker decide when a dossier goes (art. 8), so that none may lie wherever it likes.
VALID_WITHIN = timedelta(days=365)  # an Offerte binds for days or weeks
START_WITHIN = timedelta(days=365)  # of the day on which it is told, before or after


class CallbackSoort(StrEnum):
    ONTVANGEN = "aanvraag.ontvangen"
    IN_BEOORDELING = "aanvraag.in_beoordeling"
    INFORMATIE_GEVRAAGD = "informatie.gevraagd"
    OFFERTE_UITGEBRACHT = "offerte.uitgebracht"
    OFFERTE_VERLENGD = "offerte.verlengd"
    OFFERTE_INGETROKKEN = "offerte.ingetrokken"
    AFGEWEZEN = "aanvraag.afgewezen"
    NIET_TE_VERWERKEN = "aanvraag.niet_te_verwerken"
    GEACTIVEERD = "overeenkomst.geactiveerd"
    BEEINDIGD = "overeenkomst.beeindigd"


class Gegevens(Model):
    """What every message names: which Verstrekking, and which version it answers."""

    verstrekking_id: str = Field(min_length=1, max_length=100)
    versie: int = Field(ge=1)

    def faults(self, today: date) -> list[Fault]:  # noqa: ARG002 - messages with dates look at it
        """Its dates that lie out of bounds on `today`, the day in Amsterdam on which the message comes."""
        return []


_WORDS = ("code", "omschrijving")


class InformatieGevraagd(Gegevens):
    items: tuple[Vraag, ...] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _each_code_once(self) -> "InformatieGevraagd":
        if len({item.code for item in self.items}) != len(self.items):
            raise PydanticCustomError("items.dubbel", "items.dubbel")
        return self

    @model_validator(mode="after")
    def _may_be_asked(self) -> "InformatieGevraagd":
        """No operator reads these questions, so that the words are all that is looked at (art. 4 lid 2)."""
        said = ((f"items.{n}.{veld}", getattr(item, veld)) for n, item in enumerate(self.items) for veld in _WORDS)
        refuse(Fault(place, code) for place, text in said if (code := unaskable(text)))
        return self


class OfferteUitgebracht(Gegevens, OfferteInhoud):
    def faults(self, today: date) -> list[Fault]:
        return _validity(self.geldig_tot, today)


class OfferteVerlengd(Gegevens):
    """Its open Offerte stays as it is, until a later day."""

    geldig_tot: Datum

    def faults(self, today: date) -> list[Fault]:
        return _validity(self.geldig_tot, today)


class OfferteIngetrokken(Gegevens):
    referentie: str | None = Field(default=None, max_length=100)


class Afgewezen(Gegevens):
    reden_categorie: Literal["beleid", "krediet", "object", "onvolledig", "anders"]


class Geactiveerd(Gegevens):
    """
    Signed, and begun on `ingangsdatum`. `ondertekend_op` and `voorwaarden_op` (when the terms were received) set the
    bedenktijd of a Consument; what is left out is the day on which we are told.
    """

    referentie: str = Field(min_length=1, max_length=100)
    ingangsdatum: Datum
    einddatum: Datum
    ondertekend_op: Datum | None = None
    voorwaarden_op: Datum | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Geactiveerd":
        if self.einddatum <= self.ingangsdatum:
            raise PydanticCustomError("einddatum.volgorde", "einddatum.volgorde")
        return self

    def faults(self, today: date) -> list[Fault]:
        """It starts about now, still runs, and no longer than any Aanvraag may ask."""
        found = []
        if abs(self.ingangsdatum - today) > START_WITHIN:
            found.append(Fault("data.ingangsdatum", "ingangsdatum.bereik", (("max", str(START_WITHIN.days)),)))
        for veld, day in (("ondertekend_op", self.ondertekend_op), ("voorwaarden_op", self.voorwaarden_op)):
            if day is not None and day > today:
                found.append(Fault(f"data.{veld}", "datum.toekomst"))
        if self.einddatum < today:
            found.append(Fault("data.einddatum", "datum.verleden"))
        if self.einddatum > months_after(self.ingangsdatum, LONGEST):
            found.append(Fault("data.einddatum", "einddatum.looptijd", (("max", str(LONGEST)),)))
        return found


class Beeindigd(Gegevens):
    einddatum: Datum
    reden: str = Field(min_length=1, max_length=64)


DATA_OF: dict[CallbackSoort, type[Gegevens]] = {
    CallbackSoort.ONTVANGEN: Gegevens,
    CallbackSoort.IN_BEOORDELING: Gegevens,
    CallbackSoort.INFORMATIE_GEVRAAGD: InformatieGevraagd,
    CallbackSoort.OFFERTE_UITGEBRACHT: OfferteUitgebracht,
    CallbackSoort.OFFERTE_VERLENGD: OfferteVerlengd,
    CallbackSoort.OFFERTE_INGETROKKEN: OfferteIngetrokken,
    CallbackSoort.AFGEWEZEN: Afgewezen,
    CallbackSoort.NIET_TE_VERWERKEN: Gegevens,
    CallbackSoort.GEACTIVEERD: Geactiveerd,
    CallbackSoort.BEEINDIGD: Beeindigd,
}
# An answer to the Aanvraag itself counts until its deadline; what follows an Offerte may come later.
AFTER_DEADLINE = frozenset(
    {
        CallbackSoort.OFFERTE_VERLENGD,
        CallbackSoort.OFFERTE_INGETROKKEN,
        CallbackSoort.GEACTIVEERD,
        CallbackSoort.BEEINDIGD,
    }
)


def _validity(last: date, today: date) -> list[Fault]:
    if last < today:
        return [Fault("data.geldig_tot", "datum.verleden")]
    if last > today + VALID_WITHIN:
        return [Fault("data.geldig_tot", "geldig_tot.bereik", (("max", str(VALID_WITHIN.days)),))]
    return []


class Envelope(Model):
    """What stands around the data of every message; `type` says how the data must look."""

    type: CallbackSoort
    timestamp: AwareDatetime


def message_model(soort: CallbackSoort) -> type[Model]:
    """The model of a whole message of this kind: `type`, `timestamp` and its own `data`."""
    return _MODELS[soort]


_MODELS: dict[CallbackSoort, type[Model]] = {
    soort: create_model(f"Callback_{soort.name}", __base__=Envelope, data=(data, ...))
    for soort, data in DATA_OF.items()
}
