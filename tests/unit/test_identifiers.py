"""KvK, vestiging, RSIN, btw-id, IBAN, SBI: the vectors that were measured with the libraries."""

import string
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.identifiers import (
    BtwId,
    Iban,
    KvkNummer,
    Rsin,
    SbiCode,
    Vestigingsnummer,
    elfproef,
    holds_bsn,
)
from tests.unit.outcome import accepted, code_of, refused

KINDS: dict[str, Any] = {
    "kvk": KvkNummer,
    "vestiging": Vestigingsnummer,
    "rsin": Rsin,
    "btw": BtwId,
    "iban": Iban,
    "sbi": SbiCode,
}


@pytest.mark.parametrize(
    "number", ["70287554", "17071119", "24271429", "69599068", "68727720", "68750110", "90001354", "00000001"]
)
def test_kvk_numbers_have_no_check_digit(number: str) -> None:
    """Three of these are real companies that fail the 11-proef."""
    assert accepted(KvkNummer, number) == number


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "1234567a", "\uff11234567\uff18", "-1234567"])
def test_kvk_of_another_length_is_refused(text: str) -> None:
    assert refused(KvkNummer, text) == "kvk.formaat"


@pytest.mark.parametrize("number", ["000038509504", "990000541921"])
def test_vestigingsnummer_keeps_its_leading_zeros(number: str) -> None:
    assert accepted(Vestigingsnummer, number) == number


def test_vestigingsnummer_of_eleven_digits_is_refused() -> None:
    assert refused(Vestigingsnummer, "00003850950") == "vestiging.formaat"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("111222333", None),
        ("111.222.333", None),
        ("111222334", "rsin.elfproef"),
        ("12345678", "rsin.elfproef"),
        ("000000000", "rsin.elfproef"),
        ("", "rsin.elfproef"),
    ],
)
def test_rsin_is_nine_digits_with_elfproef(text: str, code: str | None) -> None:
    assert code_of(Rsin, text) == code


def test_kvk_number_is_never_padded_into_rsin() -> None:
    """The library pads eight digits with a zero, and one in eleven of those would pass."""
    eight = [f"{n:08}" for n in range(10_000_000, 10_000_200)]
    assert any(elfproef("0" + number) for number in eight)
    assert not any(elfproef(number) for number in eight)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NL000099998B57", None),
        ("nl 0000.99998 b57", None),
        ("NL004495445B01", None),
        ("NL4495445B01", "btw.formaat"),
        ("NL000099998B58", "btw.formaat"),
        ("000099998B57", "btw.formaat"),
        ("BE0123456749", "btw.formaat"),
        ("", "btw.formaat"),
    ],
)
def test_btw_id_needs_all_fourteen_characters(text: str, code: str | None) -> None:
    assert code_of(BtwId, text) == code


@pytest.mark.parametrize(
    ("number", "holds"), [("NL000099998B57", False), ("NL004495445B01", True), ("NL123456782B90", True)]
)
def test_btw_id_built_on_bsn_is_recognised(number: str, *, holds: bool) -> None:
    """11-proef right and mod-97 wrong: only that combination, one in eleven new numbers passes both."""
    assert holds_bsn(number) is holds


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NL91ABNA0417164300", None),
        ("nl91 abna 0417 1643 00", None),
        ("DE89370400440532013000", None),
        ("BE68539007547034", None),
        ("NL64XXXX0123456789", "iban.controle"),
        ("NL91ABNA0417164301", "iban.controle"),
        ("NL91ABNA041716430", "iban.controle"),
        ("", "iban.controle"),
        ("NL91" + "A" * 200, "iban.controle"),
    ],
)
def test_iban_belongs_to_a_bank_that_exists(text: str, code: str | None) -> None:
    assert code_of(Iban, text) == code


@pytest.mark.parametrize(("text", "code"), [("4941", None), ("49.41", None), ("1", "sbi.formaat")])
def test_sbi_code_has_two_to_six_digits(text: str, code: str | None) -> None:
    assert code_of(SbiCode, text) == code


@pytest.mark.parametrize(
    ("kind", "text", "normal"),
    [
        ("kvk", "9000 1354", "90001354"),
        ("rsin", "111 222 333", "111222333"),
        ("btw", "nl000099998b57", "NL000099998B57"),
        ("iban", "nl91 abna 0417 1643 00", "NL91ABNA0417164300"),
    ],
)
def test_spaces_and_dots_are_taken_out(kind: str, text: str, normal: str) -> None:
    assert accepted(KINDS[kind], text) == normal
    assert accepted(KINDS[kind], normal) == normal


@given(st.sampled_from(sorted(KINDS)), st.text(alphabet=string.printable + "é\uff11\u00a0", max_size=40))
def test_any_text_normalises_once_or_is_refused(kind: str, text: str) -> None:
    """Never another exception, and a second time changes nothing."""
    if code_of(KINDS[kind], text) is None:
        normal = accepted(KINDS[kind], text)
        assert accepted(KINDS[kind], normal) == normal


def test_libraries_are_imported_only_when_used() -> None:
    """A function that never sees an IBAN or a telephone number does not pay for their tables."""
    heavy = ("schwifty", "phonenumbers", "email_validator", "stdnum")
    program = (
        "import sys, chalicelib.domain.dossier_inhoud, chalicelib.domain.aanvraag_inhoud, chalicelib.domain.parse;"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
