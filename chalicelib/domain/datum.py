"""A calendar day as the contract writes it: `2026-11-22`, nothing else."""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

# Far enough for every birth date and contract, and near enough that no term added to it leaves the calendar.
FIRST_YEAR, LAST_YEAR = 1900, 2199
_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _SHAPE.fullmatch(value):
        raise PydanticCustomError("datum.bestaat", "datum.bestaat")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("datum.bestaat", "datum.bestaat") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("datum.bereik", "datum.bereik")
    return day


# Own parser: even in strict mode pydantic reads the text "86400" as a timestamp, 2 January 1970.
# Own serializer: the one that pydantic derives here warns about each value, and prints it.
Datum = Annotated[
    date,
    PlainValidator(_day),
    PlainSerializer(date.isoformat, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date"}),
]


def is_day(text: str) -> bool:
    """Whether this is how a day is written."""
    try:
        return bool(_day(text))
    except PydanticCustomError:
        return False


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February stands in for 29 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
