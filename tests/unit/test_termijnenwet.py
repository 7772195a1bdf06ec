"""The Algemene termijnenwet: which days are holidays, and to which day a term runs on."""

from datetime import date, timedelta

import pytest

from chalicelib.domain import termijnenwet
from chalicelib.domain.overeenkomst_verloop import reconsider_until, repay_until
from chalicelib.domain.termijnenwet import easter_sunday, holidays, next_working_day, term_end

dateutil = pytest.importorskip("dateutil.easter")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-12-11", "2026-12-28"),  # Christmas, a Saturday and a Sunday
        ("2026-04-21", "2026-05-06"),  # 5 mei, also in a year that is no lustrum
        ("2027-03-12", "2027-03-30"),  # Goede Vrijdag up to tweede Paasdag
        ("2026-11-02", "2026-11-16"),  # a Monday: nothing to run on for
        ("2026-11-07", "2026-11-23"),  # a Saturday
        ("2026-12-18", "2027-01-04"),  # Nieuwjaarsdag on a Friday
        ("2027-04-22", "2027-05-07"),  # Hemelvaartsdag
        ("2027-05-03", "2027-05-18"),  # tweede Pinksterdag
        ("2026-04-13", "2026-04-28"),  # Koningsdag
    ],
)
def test_a_term_runs_on_to_a_working_day(start: str, end: str) -> None:
    assert term_end(date.fromisoformat(start), 14) == date.fromisoformat(end)


def test_koningsdag_is_a_day_earlier_on_a_sunday() -> None:
    assert date(2031, 4, 26) in holidays(2031)
    assert date(2031, 4, 27) not in holidays(2031)
    assert date(2026, 4, 27) in holidays(2026)


def test_every_easter_is_that_of_another_library() -> None:
    assert [year for year in range(1900, 2300) if easter_sunday(year) != dateutil.easter(year)] == []


def test_no_term_ends_on_a_day_of_rest() -> None:
    day = date(2026, 1, 1)
    while day.year < 2040:
        end = next_working_day(day)
        assert end.weekday() < 5
        assert end not in holidays(end.year)
        assert timedelta(0) <= end - day <= timedelta(days=5)
        day += timedelta(days=1)


def test_a_decreed_day_is_as_a_holiday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(termijnenwet, "GELIJKGESTELD", frozenset({date(2099, 6, 16)}))
    assert next_working_day(date(2099, 6, 16)) == date(2099, 6, 17)
    holidays.cache_clear()


def test_the_bedenktijd_runs_from_the_later_moment() -> None:
    assert reconsider_until(date(2027, 6, 1), date(2027, 6, 8)) == date(2027, 6, 22)
    assert reconsider_until(date(2027, 6, 8), date(2027, 6, 1)) == date(2027, 6, 22)
    assert repay_until(date(2027, 6, 1)) == date(2027, 7, 1)
