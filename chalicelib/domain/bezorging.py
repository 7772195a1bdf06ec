"""How a Kredietverstrekker wants its messages: how often and how long we try, and when its systems are open."""

from datetime import datetime, time, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.domain.kalender import AMSTERDAM, end_of_day, today
from chalicelib.domain.model import Model
from chalicelib.domain.row import Regel

STANDARD = (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600)  # seconds; design 6.2
LONGEST_WAIT = 24 * 3600
LONGEST_SEND = 15  # seconds: the lease of an intent (I4)
A_WEEK = 7
A_DAY = 1440  # minutes
_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
_UNTIL = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"


def _each_once(days: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(days)) != len(days):
        raise PydanticCustomError("lijst.dubbel", "lijst.dubbel")
    return days


Dag = Annotated[int, Field(ge=1, le=A_WEEK)]
Wacht = Annotated[int, Field(ge=1, le=LONGEST_WAIT)]


class Openingstijd(Model):
    """From `van` up to `tot`, Europe/Amsterdam, on these days of the week (1 is Monday)."""

    dagen: Annotated[tuple[Dag, ...], Field(min_length=1, max_length=A_WEEK), AfterValidator(_each_once), Regel]
    van: Annotated[str, Field(pattern=_CLOCK), Regel]
    tot: Annotated[str, Field(pattern=_UNTIL), Regel]

    @model_validator(mode="after")
    def _in_order(self) -> "Openingstijd":
        if self.tot <= self.van:
            raise PydanticCustomError("openingstijd.volgorde", "openingstijd.volgorde")
        return self

    def on(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """From when until when it is open on the day of `moment`; None on a day that is not one of its own."""
        day = today(moment)
        if day.isoweekday() not in self.dagen:
            return None
        ends = (
            end_of_day(day) if self.tot == "24:00" else datetime.combine(day, time.fromisoformat(self.tot), AMSTERDAM)
        )
        return datetime.combine(day, time.fromisoformat(self.van), AMSTERDAM), ends


class Bezorging(Model):
    """
    `wachttijden` are the seconds between one try and the next, `tijdslimiet` those that one try may take. `vraag_elke`
    is after how many minutes it is asked again, if it calls nobody. Without `openingstijden` it is always open.
    """

    wachttijden: Annotated[tuple[Wacht, ...], Field(min_length=1, max_length=10), Regel] = STANDARD
    tijdslimiet: Annotated[int, Field(ge=1, le=LONGEST_SEND), Regel] = LONGEST_SEND
    vraag_elke: Annotated[int, Field(ge=1, le=A_DAY), Regel] = 15
    openingstijden: Annotated[tuple[Openingstijd, ...], Field(max_length=14), Regel] = ()

    def waits(self) -> tuple[timedelta, ...]:
        return tuple(timedelta(seconds=seconds) for seconds in self.wachttijden)

    def opens(self, now: datetime) -> datetime | None:
        """When it opens next; None while it is open."""
        if not self.openingstijden:
            return None
        days = (now + timedelta(days=number) for number in range(A_WEEK + 1))
        found = [hours for day in days for entry in self.openingstijden if (hours := entry.on(day))]
        if any(start <= now < end for start, end in found):
            return None
        return min(start for start, _ in found if start > now).astimezone(now.tzinfo)
