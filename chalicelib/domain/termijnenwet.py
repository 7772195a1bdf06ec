"""
The Algemene termijnenwet: a statutory term that ends on a Saturday, Sunday or recognised holiday runs on to the next
day that is none (Atw 1), and which holidays are recognised (Atw 3).
"""

from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)
_SATURDAY = 5
# Atw 3 lid 1, the days with a date of their own: Nieuwjaarsdag, 5 mei and both Kerstdagen.
_FIXED = ((1, 1), (5, 5), (12, 25), (12, 26))
# Days from Easter Sunday: Goede Vrijdag (Atw 3 lid 2), tweede Paasdag, Hemelvaartsdag and tweede Pinksterdag.
_FROM_EASTER = (-2, 1, 39, 50)
# Atw 3 lid 3: what a royal decree made equal to a holiday. One decree names single days, so that they stand here.
GELIJKGESTELD: frozenset[date] = frozenset()


def term_end(start: date, days: int) -> date:
    """The last day of a statutory term of so many calendar days after `start` (Atw 1 lid 1)."""
    return next_working_day(start + timedelta(days=days))


def next_working_day(day: date) -> date:
    """`day` itself, or the first one after it that is no Saturday, Sunday or recognised holiday."""
    while day.weekday() >= _SATURDAY or day in holidays(day.year):
        day += ONE_DAY
    return day


@cache
def holidays(year: int) -> frozenset[date]:
    """Atw 3: the recognised holidays of a year, and what is equal to them."""
    easter = easter_sunday(year)
    moving = {easter + timedelta(days=days) for days in _FROM_EASTER}
    decreed = {day for day in GELIJKGESTELD if day.year == year}
    return frozenset({date(year, month, day) for month, day in _FIXED} | moving | decreed | {_koningsdag(year)})


def easter_sunday(year: int) -> date:
    """First Sunday after the church's full moon, by the rule of Meeus, Jones and Butcher (Gregorian calendar)."""
    golden, century, in_century = year % 19, year // 100, year % 100
    skipped = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + skipped + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _koningsdag(year: int) -> date:
    """27 April, a day earlier when that is a Sunday."""
    day = date(year, 4, 27)
    return day - ONE_DAY if day.isoweekday() == 7 else day  # noqa: PLR2004 - Sunday
