"""Terms and schedules: worked cases, two independent oracles, and what must hold for every plan."""

from dataclasses import dataclass
from decimal import Decimal

import numpy_financial as npf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from chalicelib.domain.annuity import (
    Betaalplan,
    Betaalwijze,
    SlottermijnMoment,
    Termijn,
    exact_term,
    number_of_terms,
    schedule,
    term_amount,
)
from chalicelib.domain.money import cents

# Time says nothing here: the machine may be busy with other tests.
unhurried = settings(deadline=None)
VOORAF, ACHTERAF = Betaalwijze.VOORAF, Betaalwijze.ACHTERAF
EINDE, MET_LAATSTE = SlottermijnMoment.EINDE_LOOPTIJD, SlottermijnMoment.MET_LAATSTE_TERMIJN


def plan(financed: str, slot: str, terms: int, wijze: Betaalwijze, moment: SlottermijnMoment = EINDE) -> Betaalplan:
    return Betaalplan(Decimal(financed), Decimal(slot), terms, wijze, moment)


@dataclass(frozen=True)
class Worked:
    """One worked case; `first` and `last` are (term, interest, balance) and (term, balance before correction)."""

    plan: Betaalplan
    nominal: str
    exact: str
    first: tuple[str, str, str]
    last: tuple[str, str]


WORKED = {
    "A1": Worked(
        plan("30000.00", "0.00", 60, ACHTERAF),
        "0.06",
        "579.98404588",
        ("579.98", "150.00", "29570.02"),
        ("580.27", "0.29"),
    ),
    "A3": Worked(
        plan("30000.00", "6000.00", 60, VOORAF),
        "0.06",
        "491.52958876",
        ("491.53", "147.54", "29656.01"),
        ("491.49", "5999.96"),
    ),
    "A6": Worked(
        plan("12500.00", "0.00", 72, ACHTERAF),
        "0.089",
        "224.69932909",
        ("224.70", "92.71", "12368.01"),
        ("224.64", "-0.06"),
    ),
    "A8": Worked(
        plan("18000.00", "3600.00", 36, ACHTERAF),
        "0",
        "400.00000000",
        ("400.00", "0.00", "17600.00"),
        ("400.00", "3600.00"),
    ),
}


def balance_before_correction(plan: Betaalplan, rate: Decimal, rows: tuple[Termijn, ...]) -> Decimal:
    """What would be left at the end if the last term were as large as the others."""
    term, before = rows[0].termijn, rows[-1].saldo + rows[-1].aflossing
    interest = cents((before - term if plan.in_advance else before) * rate)
    return before - (term - interest)


@pytest.mark.parametrize("name", WORKED)
def test_worked_cases_agree_to_the_cent(name: str) -> None:
    case = WORKED[name]
    rate = Decimal(case.nominal) / 12
    rows = schedule(case.plan, rate)
    assert exact_term(case.plan, rate).quantize(Decimal("1e-8")) == Decimal(case.exact)
    assert (str(rows[0].termijn), str(rows[0].rente), str(rows[0].saldo)) == case.first
    left = balance_before_correction(case.plan, rate, rows)
    assert (str(rows[-1].termijn), str(left)) == case.last
    assert rows[-1].saldo == case.plan.slottermijn


@pytest.mark.parametrize("wijze", [VOORAF, ACHTERAF])
@pytest.mark.parametrize(("financed", "slot", "terms"), [("30000.00", "0.00", 60), ("48500.50", "9700.10", 84)])
@pytest.mark.parametrize("rate", ["0.0001", "0.0041", "0.0125", "0.03", "-0.001"])
def test_terms_agree_with_numpy_financial(wijze: Betaalwijze, financed: str, slot: str, terms: int, rate: str) -> None:
    when = "begin" if wijze is VOORAF else "end"
    oracle = npf.pmt(float(rate), terms, -float(financed), float(slot), when=when)
    ours = exact_term(plan(financed, slot, terms, wijze), Decimal(rate))
    assert float(ours) == pytest.approx(oracle, abs=1e-6)


@pytest.mark.parametrize("rate", [0.0001, 0.005, 0.02])
def test_slottermijn_with_last_term_agrees_with_brentq(rate: float) -> None:
    def worth(term: float) -> float:
        paid = sum(term / (1 + rate) ** period for period in range(60))
        return 30000 - paid - 6000 / (1 + rate) ** 59

    ours = exact_term(plan("30000.00", "6000.00", 60, VOORAF, MET_LAATSTE), Decimal(str(rate)))
    assert float(ours) == pytest.approx(brentq(worth, 0, 30000), abs=1e-6)


def test_moment_of_slottermijn_matters_only_in_advance() -> None:
    rate = Decimal("0.005")
    arrears = [term_amount(plan("30000.00", "6000.00", 60, ACHTERAF, moment), rate) for moment in SlottermijnMoment]
    advance = [term_amount(plan("30000.00", "6000.00", 60, VOORAF, moment), rate) for moment in SlottermijnMoment]
    assert arrears[0] == arrears[1]
    assert advance[1] < advance[0]


def test_slottermijn_with_last_term_leaves_no_interest() -> None:
    rows = schedule(plan("30000.00", "6000.00", 60, VOORAF, MET_LAATSTE), Decimal("0.005"))
    assert rows[-1].rente == 0
    assert rows[-1].termijn == rows[-2].saldo - 6000


def test_single_term_repays_everything_at_once() -> None:
    assert schedule(plan("1000.00", "0.00", 1, ACHTERAF), Decimal("0.1")) == (
        Termijn(1, Decimal("1100.00"), Decimal("100.00"), Decimal("1000.00"), Decimal("0.00")),
    )


def test_term_does_not_jump_near_a_zero_rate() -> None:
    free = plan("149048.64", "0.00", 6, VOORAF)
    assert term_amount(free, Decimal("-3.7E-35")) == term_amount(free, Decimal(0)) == Decimal("24841.44")


def test_half_a_cent_is_rounded_up() -> None:
    assert term_amount(plan("0.05", "0.00", 2, ACHTERAF), Decimal(0)) == Decimal("0.03")


@pytest.mark.parametrize(
    ("months", "periods", "terms"),
    [(60, 12, 60), (60, 4, 20), (60, 1, 5), (50, 4, None), (18, 1, None), (7, 2, None), (0, 12, None)],
)
def test_number_of_terms_is_whole_or_none(months: int, periods: int, terms: int | None) -> None:
    assert number_of_terms(months, periods) == terms


@st.composite
def plans(draw: st.DrawFn) -> Betaalplan:
    financed = draw(st.integers(100_000, 100_000_000))
    slot = financed * draw(st.integers(0, 90)) // 100
    return Betaalplan(
        Decimal(financed).scaleb(-2),
        Decimal(slot).scaleb(-2),
        draw(st.integers(2, 120)),
        draw(st.sampled_from(Betaalwijze)),
        draw(st.sampled_from(SlottermijnMoment)),
    )


rates = st.integers(0, 30_000).map(lambda millionths: Decimal(millionths).scaleb(-6))


@unhurried
@given(plans(), rates)
def test_every_schedule_ends_at_the_slottermijn(case: Betaalplan, rate: Decimal) -> None:
    rows = schedule(case, rate)
    assert [row.nummer for row in rows] == list(range(1, case.aantal_termijnen + 1))
    assert rows[-1].saldo == case.slottermijn


@unhurried
@given(plans(), rates)
def test_terms_add_up_to_interest_and_redemption(case: Betaalplan, rate: Decimal) -> None:
    rows = schedule(case, rate)
    assert sum(row.termijn for row in rows) == case.financieringsbedrag - case.slottermijn + sum(
        row.rente for row in rows
    )
    assert all(row.termijn == row.rente + row.aflossing for row in rows)


@unhurried
@given(plans(), rates)
def test_each_balance_follows_from_the_one_before(case: Betaalplan, rate: Decimal) -> None:
    balance = case.financieringsbedrag
    for row in schedule(case, rate):
        balance -= row.aflossing
        assert row.saldo == balance


@unhurried
@given(plans(), rates)
def test_all_terms_but_the_last_are_equal(case: Betaalplan, rate: Decimal) -> None:
    term = term_amount(case, rate)
    rows = schedule(case, rate)
    assert {row.termijn for row in rows[:-1]} == {term}
    # Each period's rounding is at most a cent (interest and term), and grows on with the rate.
    growth = (1 + rate) ** case.aantal_termijnen
    assert abs(rows[-1].termijn - term) <= Decimal("0.01") * case.aantal_termijnen * growth + Decimal("0.02")


@unhurried
@given(plans(), rates)
def test_every_amount_of_a_schedule_is_whole_cents(case: Betaalplan, rate: Decimal) -> None:
    for row in schedule(case, rate):
        amounts = (row.termijn, row.rente, row.aflossing, row.saldo)
        assert {amount.as_tuple().exponent for amount in amounts} == {-2}
        assert not row.rente.is_signed()
