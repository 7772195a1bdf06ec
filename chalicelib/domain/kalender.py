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
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day).astimezone(UTC)


def add_days(moment: datetime, days: int) -> datetime:
    """The same wall-clock time so many calendar days on."""
    return (moment.astimezone(AMSTERDAM) + timedelta(days=days)).astimezone(UTC)
