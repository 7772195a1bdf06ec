"""A notice to whoever sent an Aanvraag: what passes, or is about to. Ids and a code, so nothing of a person."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.dossier import listing, place
from chalicelib.domain.row import Regel, Row, Sleutel, Tijd


class KennisgevingSoort(StrEnum):
    VRAAG_WACHT = "vraag_wacht"  # a Kredietverstrekker waits for an answer
    OFFERTE_VERLOOPT = "offerte_verloopt"
    OFFERTE_VERLOPEN = "offerte_verlopen"
    AANVRAAG_GEEINDIGD = "aanvraag_geeindigd"  # nobody answered in time, or all refused
    KREDIETVERSTREKKER_GESTOPT = "kredietverstrekker_gestopt"
    OVEREENKOMST_GEANNULEERD = "overeenkomst_geannuleerd"
    BEDENKTIJD_VOORBIJ = "bedenktijd_voorbij"
    OVEREENKOMST_BEEINDIGD = "overeenkomst_beeindigd"
    HERFINANCIERING = "herfinanciering"  # art. 5 lid 10, where somebody asked for it


class Kennisgeving(Row):
    """`over` is the id of what it is about. It lies in the dossier, and goes with it."""

    soort: ClassVar[str] = "kennisgeving"
    eigenaar: Annotated[str, Sleutel]
    wat: Annotated[KennisgevingSoort, Regel]
    over: Annotated[str, Sleutel]
    gemaakt_op: Annotated[AwareDatetime, Tijd]
    gelezen_op: Annotated[AwareDatetime | None, Tijd] = None

    def owner(self) -> tuple[str, str]:
        return listing("kennisgevingen", self.eigenaar), place(self.gemaakt_op, self.id)
