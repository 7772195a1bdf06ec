"""Days and months as people in the Netherlands count them: Europe/Amsterdam; instants stay UTC."""

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def today(now: datetime) -> date:
    return now.astimezone(AMSTERDAM).date()


def end_of_day(day: date) -> datetime:
    """The first instant after `day`, in UTC: what is valid up to and including `day` ends here."""
    return datetime.combine(day + timedelta(days=1), time(), AMSTERDAM).astimezone(UTC)


def add_months(moment: datetime, months: int) -> datetime:
    """The same wall-clock time so many calendar months on; the last day of the month where the day is missing."""
    local = moment.astimezone(AMSTERDAM)
    return datetime.combine(months_after(local.date(), months), local.timetz()).astimezone(UTC)


def months_after(day: date, months: int) -> date:
    """The same day so many calendar months on; the last day of the month where the day is missing."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_days(moment: datetime, days: int) -> datetime:
    """The same wall-clock time so many calendar days on."""
    return (moment.astimezone(AMSTERDAM) + timedelta(days=days)).astimezone(UTC)


def quarter_of(moment: datetime) -> str:
    """The calendar quarter in Europe/Amsterdam, as `2027-Q1`."""
    day = today(moment)
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_end(quarter: str) -> datetime:
    """The first instant after a quarter, in UTC."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return datetime.combine(date(year + number // 4, number % 4 * 3 + 1, 1), time(), AMSTERDAM).astimezone(UTC)


def quarters(first: str, until: datetime) -> Iterator[str]:
    """The quarters from `first` on that are over at `until`, the oldest first."""
    while (end := quarter_end(first)) <= until:
        yield first
        first = quarter_of(end)
