"""The bewaarblokkade: a dossier that must be kept whatever else is asked (art. 5 lid 12; design 8)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from chalicelib.domain.bsn import VrijeTekst
from chalicelib.domain.datum import Datum
from chalicelib.domain.dossier import listing, place
from chalicelib.domain.kalender import end_of_day, months_after, today
from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import Categorie
from chalicelib.domain.row import Due, DueSoort, Regel, Row, Sleutel, Tijd
from chalicelib.errors import Fault

INHOUD = "bewaarblokkade"  # the name of BlokkadeInhoud in its ciphertext
LONGEST_REVIEW = 24  # months: a hold that nobody has to look at again becomes a second archive
ALLE = listing("bewaarblokkades", "alle")


class BlokkadeGrond(StrEnum):
    RECHTSVORDERING = "rechtsvordering"
    TOEZICHT = "toezicht"
    GERECHTELIJK_BEVEL = "gerechtelijk_bevel"
    VERZOEK = "verzoek"
    KLACHT = "klacht"


class NieuweBlokkade(Model):
    """A hold as an operator asks for it."""

    dossier_id: Annotated[str, Field(min_length=1, max_length=100)]
    reden: VrijeTekst
    grond: BlokkadeGrond
    herzien_op: Datum

    def faults(self, day: date) -> list[Fault]:
        """Its date of review lies after `day`, and not further than two years."""
        if self.herzien_op <= day:
            return [Fault("herzien_op", "datum.verleden")]
        if self.herzien_op > months_after(day, LONGEST_REVIEW):
            return [Fault("herzien_op", "herzien_op.bereik", (("max", str(LONGEST_REVIEW)),))]
        return []


class BlokkadeInhoud(Model):
    """An operator's own words, which may name anybody; only ever stored encrypted under the key of the dossier."""

    reden: Annotated[str, Categorie.CORRESPONDENTIE]


class Bewaarblokkade(Row):
    """
    While one is there, nothing of its dossier is destroyed. `zaak` is the open case that placed it by itself, empty
    when an operator did. `opheffing_door` is who asked first that it be lifted: a second person does it.
    """

    soort: ClassVar[str] = "bewaarblokkade"
    grond: Annotated[BlokkadeGrond, Regel]
    herzien_op: Annotated[date, Tijd]
    geplaatst_door: Annotated[str, Sleutel]
    geplaatst_op: Annotated[AwareDatetime, Tijd]
    zaak: Annotated[str, Sleutel] = ""
    opheffing_door: Annotated[str, Sleutel] = ""
    opheffing_gevraagd_op: Annotated[AwareDatetime | None, Tijd] = None

    def due(self) -> Due:
        """Once its day of review has passed somebody must look; it never lifts by itself."""
        return Due(soort=DueSoort.HERZIENING, op=end_of_day(self.herzien_op))

    def owner(self) -> tuple[str, str]:
        return ALLE, place(self.geplaatst_op, self.id)

    @property
    def status(self) -> str:
        return "opheffing_gevraagd" if self.opheffing_door else "actief"

    def overdue(self, now: datetime) -> bool:
        return today(now) > self.herzien_op
