"""Amounts and rates: decimal strings outside, Decimal inside, never rounded on the way in."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chalicelib.domain.datum import Datum
from chalicelib.domain.money import Bedrag, BedragMetTeken, Rente, amount_text, cents, rate_text
from tests.unit.outcome import accepted, code_of, refused


def as_json(kind: Any, value: object) -> str:
    return TypeAdapter(kind).dump_json(value).decode()


@pytest.mark.parametrize(("text", "back"), [("12500.00", "12500.00"), ("0.00", "0.00"), ("0012.50", "12.50")])
def test_amount_goes_in_and_out_as_text(text: str, back: str) -> None:
    amount = accepted(Bedrag, text)
    assert isinstance(amount, Decimal)
    assert as_json(Bedrag, amount) == f'"{back}"'


@pytest.mark.parametrize(
    "value",
    [
        *("12500", "12500.0", "12500.000", "-1", "1e3", "1.234,56", "€ 5.00", " 5.00", "5.00\n", "", "\u0661.00"),
        *("12345678901.00", "NaN", "Infinity", ".50", "+1.00", 12500, 12500.0, True, None, [], {}),
    ],
)
def test_amount_in_any_other_form_is_refused(value: object) -> None:
    assert refused(Bedrag, value) == "bedrag.vorm"


def test_loss_is_an_amount_only_with_sign() -> None:
    assert accepted(BedragMetTeken, "-3500.00") == Decimal("-3500.00")
    assert refused(Bedrag, "-3500.00") == refused(Bedrag, "-0.00") == "bedrag.negatief"
    assert refused(BedragMetTeken, "--1.00") == "bedrag.vorm"


def test_negative_zero_is_written_as_zero() -> None:
    assert as_json(BedragMetTeken, accepted(BedragMetTeken, "-0.00")) == '"0.00"'


@pytest.mark.parametrize(("text", "back"), [("0.0625", "0.062500"), ("0", "0.000000"), ("0.123456", "0.123456")])
def test_rate_goes_out_with_six_decimals(text: str, back: str) -> None:
    assert as_json(Rente, accepted(Rente, text)) == f'"{back}"'


@pytest.mark.parametrize("value", ["0.1234567", "-0.01", "6,25", "6.25%", "100", "", ".5", 0.0625, 0, None])
def test_rate_in_any_other_form_is_refused(value: object) -> None:
    assert refused(Rente, value) == "rente.vorm"


@pytest.mark.parametrize(
    ("exact", "rounded"), [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01")]
)
def test_half_a_cent_rounds_away_from_zero(exact: str, rounded: str) -> None:
    assert cents(Decimal(exact)) == Decimal(rounded)


@pytest.mark.parametrize("value", [Decimal("1.005"), Decimal("NaN"), Decimal("Infinity"), Decimal("1E+40"), 5, 5.0])
def test_python_values_are_never_rounded_silently(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Bedrag).validate_python(value)


def test_whole_euros_in_python_get_their_cents() -> None:
    assert str(TypeAdapter(Bedrag).validate_python(Decimal(12))) == "12.00"


@given(st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2))
def test_every_amount_survives_the_way_through_json(amount: Decimal) -> None:
    assert accepted(Bedrag, amount_text(amount)) == amount


@given(st.decimals(min_value=0, max_value=Decimal("99.999999"), places=6))
def test_every_rate_survives_the_way_through_json(rate: Decimal) -> None:
    assert accepted(Rente, rate_text(rate)) == rate


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    assert code_of(Bedrag, text) in (None, "bedrag.vorm")


@pytest.mark.parametrize(
    "value",
    ["86400", "0", "2026-02-30", "2026-1-2", "20261122", "2026-11-22T00:00:00Z", "\uff12026-11-22", 0, None, ""],
)
def test_day_in_any_other_form_is_refused(value: object) -> None:
    """Pydantic's own date reads "86400" as a timestamp, in strict mode too."""
    assert refused(Datum, value) == "datum.bestaat"


def test_day_goes_in_and_out_as_text() -> None:
    assert as_json(Datum, accepted(Datum, "2024-02-29")) == '"2024-02-29"'
