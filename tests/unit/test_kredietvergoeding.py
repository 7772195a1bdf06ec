"""The consumer cap: a dated table, in which what is not known permits nothing."""

from datetime import date
from decimal import Decimal

import pytest

from chalicelib.domain.kredietvergoeding import TABEL, MaximaleKredietvergoeding, Toets, cap_on, check_cap
from chalicelib.domain.rente import effective_from_periodic, periodic_from_nominal


@pytest.mark.parametrize(
    ("day", "maximum"),
    [
        (date(2020, 8, 9), None),
        (date(2020, 8, 10), "0.10"),
        (date(2023, 1, 1), "0.12"),
        (date(2023, 6, 30), "0.12"),
        (date(2023, 7, 1), "0.14"),
        (date(2024, 12, 31), "0.15"),
        (date(2025, 6, 1), "0.14"),
        (date(2026, 1, 1), "0.12"),
        (date(2026, 7, 1), None),
    ],
)
def test_maximum_follows_the_dated_table(day: date, maximum: str | None) -> None:
    row = cap_on(day)
    assert (None if row is None else row.maximum) == (None if maximum is None else Decimal(maximum))


def test_nominal_just_above_cap_is_refused() -> None:
    just_above = effective_from_periodic(periodic_from_nominal(Decimal("0.1139"), 12), 12)
    assert check_cap(just_above, date(2023, 3, 1)) is Toets.BOVEN
    assert check_cap(Decimal("0.12"), date(2023, 3, 1)) is Toets.BINNEN


def test_unverified_maximum_refuses_but_never_permits() -> None:
    assert check_cap(Decimal("0.120001"), date(2026, 3, 1)) is Toets.BOVEN
    assert check_cap(Decimal("0.05"), date(2026, 3, 1)) is Toets.NIET_VASTGESTELD


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2026, 11, 22)])
def test_unknown_maximum_permits_nothing(day: date) -> None:
    assert check_cap(Decimal("0.01"), day) is Toets.NIET_VASTGESTELD


def test_every_row_names_its_source_in_order() -> None:
    assert all(row.bron for row in TABEL)
    assert [row.vanaf for row in TABEL] == sorted({row.vanaf for row in TABEL})
    assert all(row.wettelijke_rente is not None for row in TABEL if row.geverifieerd_op)


def test_order_of_the_table_does_not_matter() -> None:
    table = (
        MaximaleKredietvergoeding(date(2031, 1, 1), Decimal("0.03"), "example.com", date(2031, 1, 2)),
        MaximaleKredietvergoeding(date(2030, 1, 1), Decimal("0.05"), "example.com", date(2030, 1, 2)),
    )
    assert check_cap(Decimal("0.12"), date(2030, 6, 1), table) is Toets.BINNEN
    assert check_cap(Decimal("0.12"), date(2031, 6, 1), table) is Toets.BOVEN
