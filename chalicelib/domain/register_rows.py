"""What the broker remembers about messages and destruction: pseudonymous ids, digests and times only."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.dossier import listing, place
from chalicelib.domain.row import Bewijs, Chained, Due, DueSoort, Regel, Row, Sleutel, Tijd, Toestand


class Idempotentie(Row):
    """
    The answer to one Idempotency-Key of one account on one route. `id` and `vingerafdruk` are keyed hashes;
    `antwoord` holds ids, states and times only, so that it may stand here in clear. Status 0: still running.
    """

    soort: ClassVar[str] = "idempotentie"
    vingerafdruk: Annotated[str, Bewijs]
    status: Annotated[int, Toestand] = 0
    antwoord: Annotated[str, Sleutel] = ""
    tot: Annotated[AwareDatetime, Tijd]

    def expires(self) -> datetime:
        return self.tot


class Ontvangst(Row):
    """A callback that was taken in: `id` is a keyed hash of Kredietverstrekker and webhook-id."""

    soort: ClassVar[str] = "ontvangst"
    vingerafdruk: Annotated[str, Bewijs]
    verstrekking_id: Annotated[str, Sleutel]
    tot: Annotated[AwareDatetime, Tijd]

    def expires(self) -> datetime:
        return self.tot


class Vernietiging(Row):
    """
    The receipt of one destroyed dossier (art. 8 lid 1), a line per store; also the ledger that tells `erased` from
    `never was` to a Kredietverstrekker that still answers. `id` is the dossier's. `uitgevoerd_op` is the moment that
    was asked for (a run may be for a later one), `begonnen_op` that of the real clock. The evidence of the dossier,
    `bewijs_nr` entries, and this receipt go together when `bewijs_tot` is past.

    It is also the lease of whoever carries it out: nobody else does until `bezet_tot`. `loper` counts who took it, so
    whatever one of them still writes here after another took over fails. `rijen` is how many rows there were.
    """

    soort: ClassVar[str] = "vernietiging"
    regel: Annotated[str, Regel]
    door: Annotated[str, Sleutel]
    uitgevoerd_op: Annotated[AwareDatetime, Tijd]
    begonnen_op: Annotated[AwareDatetime | None, Tijd] = None
    opslag: Annotated[tuple[str, ...], Toestand] = ()
    verstrekkingen: Annotated[tuple[str, ...], Sleutel] = ()
    bewijs_nr: Annotated[int, Toestand] = 0
    bewijs_tot: Annotated[AwareDatetime | None, Tijd] = None
    rijen: Annotated[int, Toestand] = 0
    loper: Annotated[int, Toestand] = 1
    bezet_tot: Annotated[AwareDatetime | None, Tijd] = None
    klaar: Annotated[bool, Toestand] = False

    def held(self, now: datetime) -> bool:
        """Whether somebody is still at work on it."""
        return self.bezet_tot is not None and now < self.bezet_tot

    def taken(self, until: datetime) -> "Vernietiging":
        """The lease of the next one."""
        return self.model_copy(update={"loper": self.loper + 1, "bezet_tot": until})

    def due(self) -> Due | None:
        """Until it is complete, `herstel` comes back to it each minute; then the sweep, when its evidence must go."""
        if self.klaar:
            return Due(soort=DueSoort.BEWAARTERMIJN, op=self.bewijs_tot) if self.bewijs_tot else None
        return Due(soort=DueSoort.VERNIETIGING, op=self.begonnen_op or self.uitgevoerd_op)

    def owner(self) -> tuple[str, str]:
        return listing("vernietigingen", "alle"), place(self.uitgevoerd_op, self.id)


class BulkStatus(StrEnum):
    WACHT = "wacht"  # fewer than two have approved
    GOEDGEKEURD = "goedgekeurd"
    AFGEROND = "afgerond"  # carried out, or no longer needed because less is due


class Bulkvernietiging(Chained):
    """
    More dossiers due in one run than may go without a second person (clauses S13). An approval is for what was due at
    `tot`, and for nothing that became so later. `regels` are totals per rule (`concept:1200`), `goedgekeurd_door` the
    accounts of those who approved.
    """

    soort: ClassVar[str] = "bulkvernietiging"
    status: Annotated[BulkStatus, Toestand] = BulkStatus.WACHT
    tot: Annotated[AwareDatetime, Tijd]
    gevonden_op: Annotated[AwareDatetime, Tijd]
    aantal: Annotated[int, Toestand]
    regels: Annotated[tuple[str, ...], Regel]
    goedgekeurd_door: Annotated[tuple[str, ...], Sleutel] = ()

    def owner(self) -> tuple[str, str]:
        return listing("bulkvernietigingen", "alle"), place(self.gevonden_op, self.id)


class Voortgang(Row):
    """How far a scheduled job has read the due index: the oldest day that may still hold work."""

    soort: ClassVar[str] = "voortgang"
    dag: Annotated[str, Tijd]


class Herberekening(Row):
    """
    Under which table of terms everything in the due index was dated, by its fingerprint and its longest term in months.
    `dag` is the next day to look into and `tot` the last, both empty when nothing is left to do; `opnieuw` is the first
    day of this round on which something could not be read.
    """

    soort: ClassVar[str] = "herberekening"
    tabel: Annotated[str, Bewijs]
    maanden: Annotated[int, Regel]
    dag: Annotated[str, Tijd] = ""
    tot: Annotated[str, Tijd] = ""
    opnieuw: Annotated[str, Tijd] = ""
