"""What a Kredietverstrekker may offer: the fields of `offerte.uitgebracht`, strict, with a code for each refusal."""

import json
from decimal import Decimal

import pytest
from pydantic import ValidationError

from chalicelib.domain.annuity import Betaalplan, Betaalwijze, SlottermijnMoment
from chalicelib.domain.offerte_inhoud import OfferteInhoud
from chalicelib.domain.persoonsgegeven import Categorie

OFFER: dict[str, object] = {
    "referentie": "VB-2026/001",
    "soort": "bindend",
    "financieringsbedrag": "36000.00",
    "looptijd_maanden": 60,
    "termijnen_per_jaar": 12,
    "betaalwijze": "achteraf",
    "termijnbedrag": "639.00",
    "aanbetaling": "4000.00",
    "slottermijn": "4000.00",
    "eenmalige_kosten": "295.00",
    "geldig_tot": "2026-12-31",
}


def read(**changes: object) -> OfferteInhoud:
    return OfferteInhoud.model_validate_json(json.dumps({**OFFER, **changes}))


def faults(**changes: object) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as refused:
        read(**changes)
    return [(".".join(map(str, error["loc"])), error["type"]) for error in refused.value.errors(include_input=False)]


def test_an_offer_reads_back_as_it_was_written() -> None:
    offer = read(nominale_jaarrente="0.0625", slottermijn_moment="met_laatste_termijn", voorwaarden="Zonder borg.")
    assert OfferteInhoud.model_validate_json(offer.model_dump_json()) == offer
    assert json.loads(offer.model_dump_json())["termijnbedrag"] == "639.00"


def test_optional_fields_may_stay_away() -> None:
    offer = read()
    assert (offer.slottermijn_moment, offer.nominale_jaarrente, offer.voorwaarden) == (None, None, None)


def test_plan_takes_the_end_when_no_moment_is_named() -> None:
    assert read(termijnen_per_jaar=4).plan == Betaalplan(
        Decimal("36000.00"), Decimal("4000.00"), 20, Betaalwijze.ACHTERAF, SlottermijnMoment.EINDE_LOOPTIJD
    )


def test_every_field_is_of_the_category_voorwaarden() -> None:
    assert all(Categorie.VOORWAARDEN in field.metadata for field in OfferteInhoud.model_fields.values())


@pytest.mark.parametrize(("months", "periods"), [(50, 4), (7, 2), (18, 1)])
def test_part_of_a_term_is_refused(months: int, periods: int) -> None:
    assert faults(looptijd_maanden=months, termijnen_per_jaar=periods) == [("looptijd_maanden", "looptijd.termijnen")]


@pytest.mark.parametrize(
    ("veld", "value", "code"),
    [
        ("financieringsbedrag", "0.00", "bedrag.positief"),
        ("financieringsbedrag", 36000, "bedrag.vorm"),
        ("financieringsbedrag", "36000.5", "bedrag.vorm"),
        ("termijnbedrag", "0.00", "bedrag.positief"),
        ("termijnbedrag", "-639.00", "bedrag.negatief"),
        ("termijnbedrag", "6000.01", "termijnbedrag.te_hoog"),
        ("looptijd_maanden", 5, "looptijd.bereik"),
        ("looptijd_maanden", 121, "looptijd.bereik"),
        ("looptijd_maanden", "60", "int_type"),
        ("termijnen_per_jaar", 0, "termijnen_per_jaar.waarde"),
        ("termijnen_per_jaar", -12, "termijnen_per_jaar.waarde"),
        ("termijnen_per_jaar", 5, "termijnen_per_jaar.waarde"),
        ("betaalwijze", "halverwege", "enum"),
        ("soort", "vrijblijvend", "enum"),
        ("slottermijn", "36000.00", "slottermijn.max"),
        ("eenmalige_kosten", "36000.00", "eenmalige_kosten.te_hoog"),
        ("nominale_jaarrente", "6.25", "rente.te_hoog"),
        ("nominale_jaarrente", 0.0625, "rente.vorm"),
        ("geldig_tot", "2026-02-30", "datum.bestaat"),
        ("geldig_tot", "86400", "datum.bestaat"),
        ("referentie", "", "string_pattern_mismatch"),
        ("referentie", "regel 1\nregel 2", "string_pattern_mismatch"),
        ("voorwaarden", "BSN 123456782 graag meesturen", "bsn.verboden"),
        ("provisie", "1.00", "extra_forbidden"),
    ],
)
def test_each_refusal_names_its_field_and_code(veld: str, value: object, code: str) -> None:
    assert faults(**{veld: value}) == [(veld, code)]


def test_number_of_nine_digits_is_an_honest_reference() -> None:
    assert read(referentie="123456782").referentie == "123456782"


def test_refusal_never_repeats_what_was_sent() -> None:
    with pytest.raises(ValidationError) as refused:
        read(termijnbedrag="987654.32", referentie="<geheim>")
    assert "987654" not in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_an_offer_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        read().termijnbedrag = Decimal("1.00")  # type: ignore[misc]
