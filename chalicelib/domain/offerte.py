"""The Offerte of a Kredietverstrekker and the Overeenkomst that follows from one (art. 1.16): their envelopes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.aanvraag_inhoud import LONGEST
from chalicelib.domain.dossier import listing, place
from chalicelib.domain.kalender import end_of_day, months_after, today
from chalicelib.domain.row import Regel, Row, Sleutel, Tijd, Toestand


class OfferteStatus(StrEnum):
    UITGEBRACHT = "uitgebracht"
    GEACCEPTEERD = "geaccepteerd"
    VERVALLEN = "vervallen"  # another Offerte was accepted, or its Toestemming was withdrawn
    VERVANGEN = "vervangen"  # the same Kredietverstrekker made a newer one
    INGETROKKEN = "ingetrokken"  # by the Kredietverstrekker
    VERLOPEN = "verlopen"  # after `geldig_tot`


class Offerte(Row):
    soort: ClassVar[str] = "offerte"
    verstrekking_id: Annotated[str, Sleutel]
    kredietverstrekker_id: Annotated[str, Sleutel]
    aard: Annotated[str, Regel]  # indicatief | bindend
    status: Annotated[OfferteStatus, Toestand] = OfferteStatus.UITGEBRACHT
    geldig_tot: Annotated[date, Tijd]
    ontvangen_op: Annotated[AwareDatetime, Tijd]
    revisie: Annotated[int, Toestand] = 1

    def ends(self) -> datetime:
        """The end of its last day, Europe/Amsterdam."""
        return end_of_day(self.geldig_tot)

    def status_at(self, now: datetime) -> OfferteStatus:
        """As it counts now: an Offerte expires by itself, whether or not a scheduled run saw it."""
        if self.status is OfferteStatus.UITGEBRACHT and now >= self.ends():
            return OfferteStatus.VERLOPEN
        return self.status

    def is_open(self, now: datetime) -> bool:
        return self.status_at(now) is OfferteStatus.UITGEBRACHT


class OvereenkomstStatus(StrEnum):
    IN_ONDERTEKENING = "in_ondertekening"
    ACTIEF = "actief"
    BEEINDIGD = "beeindigd"


class Overeenkomst(Row):
    """
    The lessor's own reference is personal and stands in the encrypted content, `revisie` 0 until there is one.

    `einddatum` is what was agreed, and once it has ended the day on which it did. `beeindigd_op` is when we were told
    so, but not later than the agreed end.
    """

    soort: ClassVar[str] = "overeenkomst"
    eigenaar: Annotated[str, Sleutel]
    offerte_id: Annotated[str, Sleutel]
    verstrekking_id: Annotated[str, Sleutel]
    kredietverstrekker_id: Annotated[str, Sleutel]
    status: Annotated[OvereenkomstStatus, Toestand] = OvereenkomstStatus.IN_ONDERTEKENING
    aanvaard_op: Annotated[AwareDatetime, Tijd]
    ingangsdatum: Annotated[date | None, Tijd] = None
    einddatum: Annotated[date | None, Tijd] = None
    beeindigd_op: Annotated[AwareDatetime | None, Tijd] = None
    revisie: Annotated[int, Toestand] = 0

    def agreed_end(self) -> date:
        """Its last day; where nobody gave one, as if it had the longest looptijd there is."""
        return self.einddatum or months_after(today(self.aanvaard_op), LONGEST)

    def owner(self) -> tuple[str, str]:
        return listing("overeenkomsten", self.eigenaar), place(self.aanvaard_op, self.id)
