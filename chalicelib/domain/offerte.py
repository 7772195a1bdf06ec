"""The Offerte of a Kredietverstrekker and the Overeenkomst that follows from one (art. 1.16): their envelopes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.aanvraag_inhoud import LONGEST
from chalicelib.domain.dossier import listing, place
from chalicelib.domain.kalender import add_months, end_of_day, months_after, today
from chalicelib.domain.row import Due, DueSoort, Regel, Row, Sleutel, Tijd, Toestand

# Months from acceptance in which it must begin; an object may be delivered long after it was ordered.
SIGN_WITHIN = 12
BY_DATE = "einddatum"  # why it ended: nobody said so, its last day was over


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
    herinneren_op: Annotated[AwareDatetime | None, Tijd] = None
    revisie: Annotated[int, Toestand] = 1

    def due(self) -> Due | None:
        """When its sender is reminded, and then when it expires."""
        if self.status is not OfferteStatus.UITGEBRACHT:
            return None
        return Due(soort=DueSoort.TERMIJN, op=self.herinneren_op or self.ends())

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
    IN_BEDENKTIJD = "in_bedenktijd"  # of a Consument: it runs, and he may still revoke it
    ACTIEF = "actief"
    BEEINDIGD = "beeindigd"
    HERROEPEN = "herroepen"  # by the Consument, within the bedenktijd
    GEANNULEERD = "geannuleerd"  # it never began


class Overeenkomst(Row):
    """
    The lessor's own reference is personal and stands in the encrypted content, `revisie` 0 until there is one.

    `einddatum` is what was agreed, and once it has ended the day on which it did. `beeindigd_op` is when we were told
    so, but not later than the agreed end. `bedenktijd_tot` is the last day on which a Consument may revoke it, `einde`
    why it ended, in a code of ours.
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
    ondertekend_op: Annotated[date | None, Tijd] = None
    bedenktijd_tot: Annotated[date | None, Tijd] = None
    beeindigd_op: Annotated[AwareDatetime | None, Tijd] = None
    herinneren_op: Annotated[AwareDatetime | None, Tijd] = None
    einde: Annotated[str, Regel] = ""
    revisie: Annotated[int, Toestand] = 0

    def agreed_end(self) -> date:
        """Its last day; where nobody gave one, as if it had the longest looptijd there is."""
        return self.einddatum or months_after(today(self.aanvaard_op), LONGEST)

    def final(self) -> datetime:
        """The end of its last day as agreed, Europe/Amsterdam."""
        return end_of_day(self.agreed_end())

    @property
    def stands(self) -> bool:
        """Whether its Kredietverstrekker is, or was, a party to it."""
        return self.status is not OvereenkomstStatus.GEANNULEERD

    def ends(self) -> datetime | None:
        """When its present state ends by itself; None for one that lasts."""
        if self.status is OvereenkomstStatus.IN_ONDERTEKENING:
            return add_months(self.aanvaard_op, SIGN_WITHIN)
        if self.status is OvereenkomstStatus.IN_BEDENKTIJD and self.bedenktijd_tot is not None:
            return min(end_of_day(self.bedenktijd_tot), self.final())
        return self.final() if self.status is OvereenkomstStatus.ACTIEF else None

    def at(self, now: datetime) -> "Overeenkomst":
        """As it counts now: each state ends by itself when its term is over, whether or not a scheduled run saw it."""
        end = self.ends()
        if end is None or now < end:
            return self
        if self.status is OvereenkomstStatus.IN_ONDERTEKENING:
            return self.ended(OvereenkomstStatus.GEANNULEERD, "termijn", end)
        if self.status is OvereenkomstStatus.IN_BEDENKTIJD and end < self.final():
            return self.model_copy(update={"status": OvereenkomstStatus.ACTIEF}).at(now)
        return self.ended(OvereenkomstStatus.BEEINDIGD, BY_DATE, end)

    def ended(self, status: OvereenkomstStatus, einde: str, at: datetime) -> "Overeenkomst":
        return self.model_copy(update={"status": status, "einde": einde, "beeindigd_op": at})

    def due(self) -> Due | None:
        end = self.ends()
        return None if end is None else Due(soort=DueSoort.TERMIJN, op=min(end, self.herinneren_op or end))

    def owner(self) -> tuple[str, str]:
        return listing("overeenkomsten", self.eigenaar), place(self.aanvaard_op, self.id)
