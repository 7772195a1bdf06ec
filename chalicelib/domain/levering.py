"""
Delivery of one message to a Kredietverstrekker: when it is due, who holds it, how often it was tried.

The same value sits in a Verstrekking (for `aanvraag.aangeboden`) and in a Bericht (for every later message), so
that one engine delivers both. Source of the schedule: design 6.2.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime

from chalicelib.domain.model import Model
from chalicelib.domain.row import Bewijs, Regel, Sleutel, Tijd, Toestand

LEASE = timedelta(seconds=15)
REST = timedelta(minutes=15)
REMEMBERED = 20  # tries of one message
TOO_LATE = "uiterste-reactie"  # the reason of what its deadline ended


class LeveringStatus(StrEnum):
    WACHT = "wacht"  # due at `volgende`
    ONDERWEG = "onderweg"  # leased until `volgende`; the intent is committed
    GELEVERD = "geleverd"
    MISLUKT = "mislukt"  # out of tries or time, or the endpoint is gone
    VERVALLEN = "vervallen"  # no longer needed, never sent again


class Poging(Model):
    """One try: when it ended and how. `status` is 0 where no answer came, `duur` is in milliseconds."""

    op: Annotated[AwareDatetime, Tijd]
    status: Annotated[int, Toestand]
    reden: Annotated[str, Regel]
    duur: Annotated[int, Toestand]


class Levering(Model):
    """
    `volgende` is when it is due again, or until when the lease of the present try holds. `ronde` counts the tries
    since it was last asked for, by which the schedule goes; `verloop` holds the latest of all. `eigenaar` is the
    operator who took on what failed; `vraag_op` when to ask how it stands, where nobody tells. `gevonden_op` is what
    `volgende` was before the present try: under that it stays in the due index, where moving it would be paid twice.
    """

    status: Annotated[LeveringStatus, Toestand] = LeveringStatus.WACHT
    volgende: Annotated[AwareDatetime | None, Tijd] = None
    gevonden_op: Annotated[AwareDatetime | None, Tijd] = None
    pogingen: Annotated[int, Toestand] = 0
    eerste_voornemen: Annotated[AwareDatetime | None, Tijd] = None
    laatste_poging: Annotated[AwareDatetime | None, Tijd] = None
    ronde: Annotated[int, Toestand] = 0
    verloop: Annotated[tuple[Poging, ...], Toestand] = ()
    eigenaar: Annotated[str, Sleutel] = ""
    vraag_op: Annotated[AwareDatetime | None, Tijd] = None
    digest: Annotated[str, Bewijs] = ""
    reden: Annotated[str, Regel] = ""

    @property
    def open(self) -> bool:
        return self.status in (LeveringStatus.WACHT, LeveringStatus.ONDERWEG)

    @property
    def intended(self) -> bool:
        """Whether bytes may have left: from the first committed intent on."""
        return self.eerste_voornemen is not None

    @property
    def listed_at(self) -> datetime | None:
        """
        Under which moment the due index has it. What is on its way stands there too early: whoever finds it sees that
        it is not due, and a lease that nobody ended is found just the same.
        """
        if self.status is LeveringStatus.ONDERWEG:
            return self.gevonden_op or self.volgende
        return self.volgende

    def is_due(self, now: datetime) -> bool:
        return self.open and self.volgende is not None and self.volgende <= now

    def asks(self, now: datetime) -> bool:
        """Whether it is time to ask how it stands, at who calls nobody."""
        return not self.open and self.vraag_op is not None and self.vraag_op <= now

    def asked(self, again: datetime | None) -> "Levering":
        return self.model_copy(update={"vraag_op": again})

    def leased(self, now: datetime, digest: str) -> "Levering":
        """The intent: from here the send has begun, and nobody else sends for 15 s."""
        return self.model_copy(
            update={
                "status": LeveringStatus.ONDERWEG,
                "volgende": now + LEASE,
                "gevonden_op": self.listed_at,
                "pogingen": self.pogingen + 1,
                "ronde": self.ronde + 1,
                "eerste_voornemen": self.eerste_voornemen or now,
                "laatste_poging": now,
                "digest": digest,
            }
        )

    def delivered(self) -> "Levering":
        return self.model_copy(update={"status": LeveringStatus.GELEVERD, "volgende": None, "reden": ""})

    def tried(self, poging: Poging) -> "Levering":
        return self.model_copy(update={"verloop": (*self.verloop, poging)[-REMEMBERED:]})

    def failed(self, now: datetime, reden: str, until: datetime, waits: Sequence[timedelta]) -> "Levering":
        """The next try by the schedule, never past `until`; else the end, visible to the sender."""
        wait = waits[self.ronde - 1 : self.ronde]
        if wait and now + wait[0] <= until:
            update = {"status": LeveringStatus.WACHT, "volgende": now + wait[0], "reden": reden}
            return self.model_copy(update=update)
        return self.gave_up(reden)

    def rested(self, now: datetime, reden: str, until: datetime, again: datetime | None = None) -> "Levering":
        """
        Held up by what may pass, which is no try: looked at again at `again`, or by fixed steps, until it has failed at
        `until`.
        """
        if now >= until:
            return self.gave_up(reden)
        looked = min(again or now + REST, until)
        return self.model_copy(update={"status": LeveringStatus.WACHT, "volgende": looked, "reden": reden})

    def renewed(self, now: datetime) -> "Levering":
        """What failed is asked for again: due at once, the same message, and the schedule from its beginning."""
        update = {"status": LeveringStatus.WACHT, "volgende": now, "ronde": 0, "reden": "", "eigenaar": ""}
        return self.model_copy(update=update)

    def gave_up(self, reden: str) -> "Levering":
        return self.model_copy(update={"status": LeveringStatus.MISLUKT, "volgende": None, "reden": reden})

    def dropped(self, reden: str) -> "Levering":
        return self.model_copy(update={"status": LeveringStatus.VERVALLEN, "volgende": None, "reden": reden})
