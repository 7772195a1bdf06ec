"""Every rule has a Dutch text that says what is wrong and how to mend it."""

import re

import pytest

from chalicelib.domain.parse import BUILT_IN
from chalicelib.errors import Fault
from chalicelib.handlers.meldingen import MELDINGEN, NAMEN, ONBEKEND, melding
from tests.unit.codes import raised


@pytest.mark.parametrize("code", sorted({*raised("domain"), *BUILT_IN.values()}))
def test_every_code_of_the_domain_has_a_text(code: str) -> None:
    assert code in MELDINGEN


def test_every_other_code_has_a_text_too() -> None:
    assert {code: file for code, file in raised().items() if code not in MELDINGEN} == {}


def test_collector_finds_the_codes_it_should() -> None:
    """The drift test is worth something only while it sees the calls."""
    assert {"kvk.formaat", "bsn.lijkt", "leeftijd", "slottermijn.max", "onderneming.verboden"} <= set(raised("domain"))
    assert "betrokkene.geboortedatum" not in raised("domain")


@pytest.mark.parametrize("code", sorted(MELDINGEN))
def test_text_is_a_sentence_without_ongeldig(code: str) -> None:
    text = MELDINGEN[code]
    assert text[0].isupper()
    assert text.endswith(".")
    assert "ongeldig" not in text.lower()
    assert max(len(sentence.split()) for sentence in re.split(r"[.?!] ", text)) <= 20


@pytest.mark.parametrize("code", sorted(MELDINGEN))
def test_text_uses_only_parameters_of_our_own(code: str) -> None:
    assert set(re.findall(r"{(\w*)}", MELDINGEN[code])) <= {"min", "max", "veld", "keuzes"}
    assert "{" not in melding(Fault("onderneming.kvk_nummer", code))


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Fault("onderneming.kvk_nummer", "verplicht"), "Vul het KvK-nummer in."),
        (Fault("financieel.0.eigen_vermogen", "verplicht"), "Vul eigen vermogen in."),
        (Fault("financieel.0", "verplicht"), "Vul financieel in."),
        (Fault("", "verplicht"), "Vul dit in."),
        (
            Fault("financiering.looptijd_maanden", "looptijd.bereik", (("min", "6"), ("max", "120"))),
            "Kies een looptijd van 6 tot en met 120 maanden.",
        ),
        (Fault("x", "nog.nooit_gezien"), ONBEKEND),
    ],
)
def test_parameters_are_filled_into_the_text(fault: Fault, text: str) -> None:
    assert melding(fault) == text


def test_names_of_fields_stand_in_a_sentence() -> None:
    assert all(name and not name.endswith(".") for name in NAMEN.values())
