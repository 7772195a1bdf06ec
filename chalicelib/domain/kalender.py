"""Days and months as people in the Netherlands count them: Europe/Amsterdam; instants stay UTC."""

import calendar
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
