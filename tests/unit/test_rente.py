"""Rates: published and worked cases, an independent oracle, and refusals where no single rate exists."""

from decimal import Decimal, localcontext

import numpy_financial as npf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from chalicelib.domain.annuity import ZERO, Betaalplan, Betaalwijze, SlottermijnMoment, term_amount
from chalicelib.domain.rente import (
    GeenRente,
    effective_from_periodic,
    effective_rate,
    implied_nominal_rate,
    implied_periodic_rate,
    periodic_from_nominal,
    plan_flows,
    round_jkp,
    round_rate,
)

# Time says nothing here: the machine may be busy with other tests.
unhurried = settings(deadline=None)
VOORAF, ACHTERAF = Betaalwijze.VOORAF, Betaalwijze.ACHTERAF


def plan(financed: str, slot: str, terms: int, wijze: Betaalwijze) -> Betaalplan:
    return Betaalplan(Decimal(financed), Decimal(slot), terms, wijze)


def rate_of(found: Decimal | GeenRente) -> Decimal:
    assert isinstance(found, Decimal)
    return found


@pytest.mark.parametrize(
    ("case", "term", "costs", "percentage", "jkp"),
    [
        pytest.param(plan("30000.00", "0.00", 60, ACHTERAF), "579.98", "0", "6.1675", "0.062", id="A1"),
        pytest.param(plan("30000.00", "6000.00", 60, VOORAF), "491.53", "0", "6.1678", "0.062", id="A3"),
        pytest.param(plan("12500.00", "0.00", 72, ACHTERAF), "224.70", "0", "9.2723", "0.093", id="A6"),
        pytest.param(plan("18000.00", "3600.00", 36, ACHTERAF), "400.00", "0", "0.0000", "0.000", id="A8"),
        pytest.param(plan("36000.00", "4000.00", 60, ACHTERAF), "639.00", "295", "6.5214", "0.065", id="with costs"),
        pytest.param(plan("36000.00", "4000.00", 60, VOORAF), "634.00", "150", "6.2529", "0.063", id="in advance"),
    ],
)
def test_effective_rate_of_worked_cases(case: Betaalplan, term: str, costs: str, percentage: str, jkp: str) -> None:
    effective = rate_of(effective_rate(case, Decimal(term), 12, Decimal(costs)))
    assert (effective * 100).quantize(Decimal("0.0001")) == Decimal(percentage)
    assert round_jkp(effective) == Decimal(jkp)


def test_implied_rate_of_a_quoted_term() -> None:
    quoted = plan("25000.00", "5000.00", 60, ACHTERAF)
    nominal = rate_of(implied_nominal_rate(quoted, Decimal("395.00"), 12))
    effective = rate_of(effective_rate(quoted, Decimal("395.00"), 12))
    assert (nominal * 100).quantize(Decimal("1e-6")) == Decimal("4.755272")
    assert (effective * 100).quantize(Decimal("1e-6")) == Decimal("4.860294")
    assert float(nominal) / 12 == pytest.approx(npf.rate(60, -395, 25000, -5000), abs=1e-9)


def test_half_a_tenth_of_a_percent_rounds_up() -> None:
    effective = rate_of(effective_rate(plan("1000.00", "0.00", 1, ACHTERAF), Decimal("1062.50"), 1))
    assert round_jkp(effective) == Decimal("0.063")


@pytest.mark.parametrize(
    ("case", "term", "costs"),
    [
        (plan("1000.00", "0.00", 12, ACHTERAF), "100.00", "1000.00"),
        (plan("1000.00", "0.00", 12, VOORAF), "600.00", "400.00"),
        (plan("1000.00", "0.00", 12, ACHTERAF), "0.00", "0.00"),
        (plan("1000.00", "0.00", 1, VOORAF), "1000.00", "0.00"),
    ],
    ids=["costs take all", "first term takes all", "nothing is paid", "paid back at once"],
)
def test_no_solution_is_told_not_guessed(case: Betaalplan, term: str, costs: str) -> None:
    assert effective_rate(case, Decimal(term), 12, Decimal(costs)) is GeenRente.GEEN_OPLOSSING


def test_absurd_rate_is_out_of_range() -> None:
    assert effective_rate(plan("1000.00", "0.00", 12, ACHTERAF), Decimal("900.00"), 12) is GeenRente.BUITEN_BEREIK


def test_less_back_than_financed_is_a_negative_rate() -> None:
    effective = rate_of(effective_rate(plan("1000.00", "0.00", 12, ACHTERAF), Decimal("80.00"), 12))
    assert effective < 0


def test_tiny_negative_rate_is_shown_without_minus() -> None:
    assert str(round_rate(Decimal("-0.0000001"))) == "0.000000"
    assert str(round_jkp(Decimal("-0.0001"))) == "0.000"


def test_interest_on_interest_makes_nominal_effective() -> None:
    effective = effective_from_periodic(periodic_from_nominal(Decimal("0.1139"), 12), 12)
    assert (effective * 100).quantize(Decimal("1e-4")) == Decimal("12.0038")


@st.composite
def quoted(draw: st.DrawFn) -> tuple[Betaalplan, Decimal]:
    """A plan, and the periodic rate that its term was made with."""
    financed = draw(st.integers(500_000, 50_000_000))
    slot = financed * draw(st.integers(0, 80)) // 100
    case = Betaalplan(
        Decimal(financed).scaleb(-2),
        Decimal(slot).scaleb(-2),
        draw(st.integers(6, 120)),
        draw(st.sampled_from(Betaalwijze)),
        draw(st.sampled_from(SlottermijnMoment)),
    )
    return case, Decimal(draw(st.integers(0, 20_000))).scaleb(-6)


@unhurried
@given(quoted())
def test_rate_comes_back_from_its_own_term(case: tuple[Betaalplan, Decimal]) -> None:
    terms, rate = case
    term = term_amount(terms, rate)
    found = rate_of(implied_periodic_rate(terms, term))
    assert term_amount(terms, found) == term
    # Half a cent in each term, against half of what is repaid over half of the looptijd.
    repaid = terms.financieringsbedrag - terms.slottermijn
    assert abs(found - rate) < Decimal("0.05") / repaid


@unhurried
@given(quoted(), st.integers(0, 40_000))
def test_found_rate_leaves_no_residual(case: tuple[Betaalplan, Decimal], costs: int) -> None:
    terms, rate = case
    flows = plan_flows(terms, term_amount(terms, rate), Decimal(costs).scaleb(-2))
    found = rate_of(implied_periodic_rate(terms, term_amount(terms, rate), Decimal(costs).scaleb(-2)))
    with localcontext() as exact:
        exact.prec = 50
        assert abs(sum((flow / (1 + found) ** time for time, flow in enumerate(flows)), ZERO)) < Decimal("1e-6")


@unhurried
@given(quoted(), st.integers(0, 40_000))
def test_found_rate_agrees_with_brentq(case: tuple[Betaalplan, Decimal], costs: int) -> None:
    terms, rate = case
    term, fee = term_amount(terms, rate), Decimal(costs).scaleb(-2)
    flows = [float(flow) for flow in plan_flows(terms, term, fee)]

    def worth(x: float) -> float:
        return sum(flow / (1 + x) ** time for time, flow in enumerate(flows))

    assert float(rate_of(implied_periodic_rate(terms, term, fee))) == pytest.approx(
        brentq(worth, -0.01, 1, xtol=1e-15), abs=1e-9
    )
