"""Terms as a person with a calendar reckons them: nothing of the code that is tested."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LAST_DAYS = (31, 30, 29, 28)  # of a month


def months_on(moment: datetime, months: int) -> datetime:
    """The same time by the clock on the wall, so many months later; the last day of a month that is too short."""
    wall = moment.astimezone(AMSTERDAM)
    years, month = divmod(wall.month - 1 + months, 12)
    day = next(day for day in (wall.day, *LAST_DAYS) if day <= wall.day and _exists(wall.year + years, month + 1, day))
    return datetime.combine(date(wall.year + years, month + 1, day), wall.timetz()).astimezone(UTC)


def days_on(moment: datetime, days: int) -> datetime:
    """The same time by the clock on the wall, so many days later."""
    wall = moment.astimezone(AMSTERDAM)
    return datetime.combine(wall.date() + timedelta(days=days), wall.timetz()).astimezone(UTC)


def day_over(day: date) -> datetime:
    """Midnight after this day."""
    return datetime.combine(day + timedelta(days=1), time(), AMSTERDAM).astimezone(UTC)


def on_the_wall(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
