"""The detector of burgerservicenummers in free text; every number here is a public test number."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chalicelib.domain.bsn import KorteTekst, LangeTekst, Oordeel, Tekst, VrijeTekst, is_forbidden_name, judge
from chalicelib.domain.identifiers import elfproef
from tests.unit.outcome import accepted, code_of, refused

NUMBER = "123456782"


@pytest.mark.parametrize(
    "text",
    [
        "123456782",
        "ref 123456782.",
        "123 456 782",
        "123.456.782",
        "123-456-782",
        "1234.56.782",
        "\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff12",
        "123\u2011456\u2011782",
        "123\u00a0456\u00a0782",
        "123\u200b456\u200b782",
        "factuur € 111.222.333",
    ],
)
def test_nine_digits_with_elfproef_are_questioned(text: str) -> None:
    """Confirmable: invoice numbers and large amounts look the same."""
    assert judge(text) is Oordeel.LIJKT
    assert refused(VrijeTekst, text) == "bsn.lijkt"


@pytest.mark.parametrize(
    "text",
    [
        "BSN 123456782",
        "bsn: 123.456.782",
        "mijn burgerservicenummer is 123456782",
        "123456782 (sofi)",
        "Sofinummer 123 456 782",
        f"bsn{' ' * 39}123456782",
        f"123456782{' ' * 40}bsn",
        "111222333 en mijn BSN is 123456782",
    ],
)
def test_number_that_is_called_bsn_is_refused(text: str) -> None:
    assert judge(text) is Oordeel.BSN
    assert refused(VrijeTekst, text) == "bsn.verboden"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Voorbeeldstraat",
        "123456789",
        "12345678",
        "1234567820",
        "A123456782",
        "123456782B01",
        "NL123456782B90",
        "NL91ABNA0417164300",
        "06 12345678",
        "+31612345678",
        "2026-11-22",
        "bsn afgeschermd",
        "bsn 123456789",
    ],
)
def test_other_numbers_and_words_are_no_bsn(text: str) -> None:
    assert judge(text) is Oordeel.SCHOON


def test_keyword_further_than_forty_characters_does_not_count() -> None:
    assert judge(f"bsn{'.' * 41}123456782") is Oordeel.LIJKT


def test_confirmation_lets_a_questioned_number_pass() -> None:
    kind = TypeAdapter[str](VrijeTekst)
    assert kind.validate_json(f'"{NUMBER}"', context={"geen_bsn": True}) == NUMBER
    assert kind.validate_json(f'"{NUMBER}"', context={"bevestigd": {NUMBER}}) == NUMBER


@pytest.mark.parametrize("context", [None, {}, {"geen_bsn": False}, {"bevestigd": {"other"}}])
def test_nothing_else_lets_a_questioned_number_pass(context: dict[str, object] | None) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[str](VrijeTekst).validate_json(f'"{NUMBER}"', context=context)


def test_confirmation_never_covers_a_named_bsn() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter[str](VrijeTekst).validate_json(f'"BSN {NUMBER}"', context={"geen_bsn": True})
    assert caught.value.errors()[0]["type"] == "bsn.verboden"


@given(st.text(max_size=30), st.integers(0, 999_999_999), st.sampled_from(["", " ", ".", "-"]), st.text(max_size=30))
def test_every_bsn_between_words_is_found(before: str, number: int, mark: str, after: str) -> None:
    digits = f"{number:09}"
    text = f"{before} {digits[:3]}{mark}{digits[3:6]}{mark}{digits[6:]} {after}"
    if elfproef(digits):
        assert judge(text) is not Oordeel.SCHOON


@given(st.text(max_size=200))
def test_any_text_can_be_judged_and_sent(text: str) -> None:
    assert judge(text) in Oordeel
    assert code_of(VrijeTekst, text) in {
        *(None, "bsn.lijkt", "bsn.verboden", "string_too_short", "string_pattern_mismatch"),
        *("string_unicode", "json_invalid", "tekst.tekens"),
    }


@pytest.mark.parametrize("name", ["bsn", "BSN", "Sofi", "sofinummer", "BurgerServiceNummer"])
def test_names_of_a_bsn_are_known(name: str) -> None:
    assert is_forbidden_name(name)


@pytest.mark.parametrize(("kind", "longest"), [(KorteTekst, 40), (Tekst, 120), (LangeTekst, 500), (VrijeTekst, 4000)])
def test_free_text_has_a_largest_length(kind: type[str], longest: int) -> None:
    assert accepted(kind, "x" * longest) == "x" * longest
    assert refused(kind, "x" * (longest + 1)) == "string_too_long"
    assert refused(kind, "   ") == "string_too_short"


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\u202e", "\u2066"])
def test_control_and_direction_characters_are_refused(sign: str) -> None:
    for kind in (KorteTekst, Tekst, LangeTekst, VrijeTekst):
        assert refused(kind, f"a{sign}b") == "string_pattern_mismatch"


@pytest.mark.parametrize("text", ["\u200b", "\ufeff", "\u00ad\u200d", "\u0301", "\u200b \u200b"])
def test_a_text_that_nobody_can_see_is_none(text: str) -> None:
    """A name, or the reason of a bewaarblokkade, that is there and says nothing."""
    for kind in (KorteTekst, Tekst, LangeTekst, VrijeTekst):
        assert refused(kind, text) == "tekst.tekens"
        assert accepted(kind, f"a{text}b") == f"a{text}b"


def test_only_long_free_text_has_lines() -> None:
    assert accepted(VrijeTekst, "een\ntwee") == "een\ntwee"
    assert refused(Tekst, "een\ntwee") == "string_pattern_mismatch"
    assert json.loads(TypeAdapter(Tekst).dump_json("één")) == "één"
