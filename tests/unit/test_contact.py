"""E-mail, telephone, postcode, country: the vectors that were measured with the libraries."""

import string
from functools import partial
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator

from chalicelib.domain.contact import Email, Landcode, Telefoon, postcode_of
from tests.unit.outcome import accepted, code_of, refused

Postcode = Annotated[str, AfterValidator(partial(postcode_of, "NL"))]  # as an address in the Netherlands has it


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("testpersoon@example.com", "testpersoon@example.com"),
        ("  Testpersoon@EXAMPLE.com ", "testpersoon@example.com"),
        ("ops@lease-deal.example", "ops@lease-deal.example"),
        ("testpersoon@ex\u00e4mple.com", "testpersoon@xn--exmple-cua.com"),
        ("testpersoon@xn--exmple-cua.com", "testpersoon@xn--exmple-cua.com"),
    ],
)
def test_email_is_normalised_to_lower_case(text: str, normal: str) -> None:
    assert accepted(Email, text) == normal


@pytest.mark.parametrize(
    "text",
    [
        "x@test.invalid",
        "a@b",
        "@example.com",
        "Voorbeeld <x@example.com>",
        "",
        f"{'x' * 250}@example.com",
        "t\u00ebst@example.com",
    ],
)
def test_email_that_cannot_exist_is_refused(text: str) -> None:
    assert refused(Email, text) == "email.formaat"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("06 12345678", "+31612345678"),
        ("06-12345678", "+31612345678"),
        ("+31(0) 750 835307", "+31750835307"),
        ("0031 6 12345678", "+31612345678"),
        ("088 1234567", "+31881234567"),
        ("0800 1234", "+318001234"),
        ("+32 470 12 34 56", "+32470123456"),
    ],
)
def test_telephone_numbers_become_e164(text: str, normal: str) -> None:
    assert accepted(Telefoon, text) == normal
    assert accepted(Telefoon, normal) == normal


@pytest.mark.parametrize(
    "text",
    [
        "06 1234567",
        "112",
        "",
        "06 12345678 ext 3",
        "06 CALL NOW",
        "tel:0612345678",
        "+",
        "0" * 60,
        "\u0660\u0666 12345678",
    ],
)
def test_telephone_number_that_cannot_exist_is_refused(text: str) -> None:
    assert refused(Telefoon, text) == "telefoon.formaat"


@pytest.mark.parametrize("text", ["0900 1234567", "0909 1234", "0906-123456"])
def test_premium_rate_numbers_are_refused(text: str) -> None:
    assert refused(Telefoon, text) == "telefoon.betaalnummer"


@pytest.mark.parametrize(
    ("text", "normal"),
    [("1234AB", "1234 AB"), ("1234 ab", "1234 AB"), ("1234-AB", "1234 AB"), ("NL-2611ET", "2611 ET"), ("1234 FI",) * 2],
)
def test_dutch_postcodes_become_one_form(text: str, normal: str) -> None:
    assert accepted(Postcode, text) == normal
    assert accepted(Postcode, normal) == normal


@pytest.mark.parametrize("text", ["", "0123 AB", "1234", "1234 SS", "1234 SA", "1234 SD", "12345 AB", "1234 ABC"])
def test_dutch_postcode_of_wrong_form_is_refused(text: str) -> None:
    assert refused(Postcode, text) == "postcode.formaat"


def test_postcode_follows_the_form_of_its_country() -> None:
    assert postcode_of("NL", "1234ab") == "1234 AB"
    assert postcode_of("BE", " 1000 ") == "1000"
    assert postcode_of("IE", "d02 x285") == "D02 X285"


@pytest.mark.parametrize(("text", "code"), [("NL", None), ("nl", "land.code"), ("XX", "land.code"), ("", "land.code")])
def test_country_is_an_assigned_iso_code(text: str, code: str | None) -> None:
    assert code_of(Landcode, text) == code


@given(st.text(alphabet=string.printable + "é\u0661\u00a0", max_size=40))
def test_any_text_normalises_once_or_is_refused(text: str) -> None:
    """Never another exception, and a second time changes nothing."""
    for kind in (Email, Telefoon, Postcode, Landcode):
        if code_of(kind, text) is None:
            normal = accepted(kind, text)
            assert accepted(kind, normal) == normal


@given(st.from_regex(r"[A-Za-z0-9.]{1,10}@[A-Za-z0-9]{1,8}\.(nl|com)", fullmatch=True))
def test_email_that_is_accepted_stays_the_same(text: str) -> None:
    if code_of(Email, text) is None:
        assert accepted(Email, accepted(Email, text)) == accepted(Email, text)
