"""
Whether a Kredietverstrekker can be reached: failures since the last success, and when it may be tried again.

A row of its own, for every intent rests on the row of the Kredietverstrekker itself. It is not there for who never
failed. After three failures in a row nothing is sent until `dicht_tot`; then one message is, to see.
"""

from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.row import Regel, Row, Tijd, Toestand

FAILURES = 3
SHUT_FOR = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))
LOOKING = timedelta(minutes=1)  # one message is under way to see; the others wait for what it finds
DISABLE_AFTER = timedelta(hours=120)


class Bereikbaarheid(Row):
    """`id` is that of the Kredietverstrekker; `mislukt_sinds` the first failure since the last success."""

    soort: ClassVar[str] = "bereikbaarheid"
    mislukkingen: Annotated[int, Toestand] = 0
    mislukt_sinds: Annotated[AwareDatetime | None, Tijd] = None
    laatste_op: Annotated[AwareDatetime | None, Tijd] = None
    reden: Annotated[str, Regel] = ""
    dicht_tot: Annotated[AwareDatetime | None, Tijd] = None

    def failed(self, now: datetime, reden: str) -> "Bereikbaarheid":
        """One failure more; from the third in a row on nothing is sent for a while, each time longer."""
        count = self.mislukkingen + 1
        shut = SHUT_FOR[min(count - FAILURES, len(SHUT_FOR) - 1)] if count >= FAILURES else None
        return self.model_copy(
            update={
                "mislukkingen": count,
                "mislukt_sinds": self.mislukt_sinds or now,
                "laatste_op": now,
                "reden": reden,
                "dicht_tot": now + shut if shut else None,
            }
        )

    def recovered(self) -> "Bereikbaarheid":
        return Bereikbaarheid(id=self.id, rev=self.rev)

    def looking(self, now: datetime) -> "Bereikbaarheid":
        """One message is sent to see; whoever wrote this first sends it."""
        return self.model_copy(update={"dicht_tot": now + LOOKING})

    @property
    def failing(self) -> bool:
        return self.mislukkingen > 0

    @property
    def down(self) -> bool:
        """Whether so much failed in a row that messages wait."""
        return self.mislukkingen >= FAILURES

    def is_shut(self, now: datetime) -> bool:
        return self.dicht_tot is not None and now < self.dicht_tot

    def given_up(self, now: datetime) -> bool:
        """120 hours without one success: a few failures far apart are not that."""
        return self.down and self.mislukt_sinds is not None and now - self.mislukt_sinds >= DISABLE_AFTER
