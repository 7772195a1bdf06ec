"""Rates of movements on any dates: published examples, an independent oracle, and refusals."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from chalicelib.domain.rente import Betaling, GeenRente, effective_rate_by_days, round_jkp, years_between

# Time says nothing here: the machine may be busy with other tests.
unhurried = settings(deadline=None)
NEW_YEAR = date(1994, 1, 1)


def rate_of(found: Decimal | GeenRente) -> Decimal:
    assert isinstance(found, Decimal)
    return found


def movements(*amounts: tuple[date, str]) -> list[Betaling]:
    return [Betaling(day, Decimal(amount)) for day, amount in amounts]


# The four examples of COM(1996) 79 bijlage III, on a calendar basis; the first with its published result.
@pytest.mark.parametrize(
    ("flows", "percentage", "jkp"),
    [
        pytest.param(movements((NEW_YEAR, "1000"), (date(1995, 7, 1), "-1200")), "12.96", "0.130", id="E1"),
        pytest.param(movements((NEW_YEAR, "950"), (date(1995, 7, 1), "-1200")), "16.90", "0.169", id="E2"),
        pytest.param(
            movements((NEW_YEAR, "1000"), (date(1995, 1, 1), "-600"), (date(1996, 1, 1), "-600")),
            "13.07",
            "0.131",
            id="E3",
        ),
        pytest.param(
            movements(
                (NEW_YEAR, "1000"),
                (date(1994, 4, 1), "-272"),
                (date(1994, 7, 1), "-272"),
                (date(1995, 1, 1), "-544"),
            ),
            "13.23",
            "0.132",
            id="E4",
        ),
    ],
)
def test_jkp_of_dated_movements_as_published(flows: list[Betaling], percentage: str, jkp: str) -> None:
    assert (rate_of(effective_rate_by_days(flows)) * 100).quantize(Decimal("0.01")) == Decimal(percentage)
    assert round_jkp(rate_of(effective_rate_by_days(flows))) == Decimal(jkp)
    # No leap year among them, so that a year is 365 days for the oracle.
    days = [((movement.op - NEW_YEAR).days, float(movement.bedrag)) for movement in flows]
    oracle = brentq(lambda x: sum(amount / (1 + x) ** (day / 365) for day, amount in days), 0, 1)
    assert float(rate_of(effective_rate_by_days(flows))) == pytest.approx(oracle, abs=1e-9)


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2024, 1, 1), date(2024, 7, 1), 182 / 366),
        (date(2023, 1, 1), date(2023, 7, 1), 181 / 365),
        (date(2023, 3, 1), date(2024, 3, 1), 306 / 365 + 60 / 366),
        (date(2020, 1, 1), date(2028, 1, 1), 8),
        (date(2028, 2, 29), date(2028, 2, 29), 0),
    ],
)
def test_days_of_leap_year_count_one_in_366(start: date, end: date, years: float) -> None:
    assert float(years_between(start, end)) == pytest.approx(years, abs=1e-12)


def test_second_drawdown_before_repayment_is_no_obstacle() -> None:
    flows = movements((NEW_YEAR, "500"), (date(1994, 2, 1), "500"), (date(1995, 1, 1), "-1100"))
    oracle = brentq(lambda x: 500 + 500 / (1 + x) ** (31 / 365) - 1100 / (1 + x), 0, 1, xtol=1e-14)
    assert float(rate_of(effective_rate_by_days(flows))) == pytest.approx(oracle, abs=1e-9)


def test_order_and_splitting_of_movements_do_not_matter() -> None:
    whole = movements((NEW_YEAR, "1000"), (date(1995, 7, 1), "-1200"))
    split = movements((date(1995, 7, 1), "-700"), (NEW_YEAR, "1100"), (date(1995, 7, 1), "-500"), (NEW_YEAR, "-100"))
    assert effective_rate_by_days(split) == effective_rate_by_days(whole)


def test_half_a_tenth_of_a_percent_rounds_up() -> None:
    flows = movements((NEW_YEAR, "1000.00"), (date(1995, 1, 1), "-1062.50"))
    assert round_jkp(rate_of(effective_rate_by_days(flows))) == Decimal("0.063")


def test_several_solutions_are_told_not_guessed() -> None:
    both_ten_and_twenty = movements((NEW_YEAR, "100"), (date(1995, 1, 1), "-230"), (date(1996, 1, 1), "132"))
    assert effective_rate_by_days(both_ten_and_twenty) is GeenRente.MEER_OPLOSSINGEN


def test_lending_to_the_lender_has_no_rate() -> None:
    paid_first = movements((NEW_YEAR, "-100"), (date(1995, 1, 1), "110"))
    assert effective_rate_by_days(paid_first) is GeenRente.GEEN_OPLOSSING
    assert effective_rate_by_days([]) is GeenRente.GEEN_OPLOSSING


@unhurried
@given(st.integers(200, 3000), st.integers(10_000, 20_000))
def test_dated_rate_agrees_with_the_closed_form(days: int, back: int) -> None:
    start = date(2020, 2, 29)
    end = start + timedelta(days=days)
    found = effective_rate_by_days([Betaling(start, Decimal(10_000)), Betaling(end, Decimal(-back))])
    growth = (back / 10_000) ** (1 / float(years_between(start, end)))
    assert float(rate_of(found)) == pytest.approx(growth - 1, abs=1e-9)
