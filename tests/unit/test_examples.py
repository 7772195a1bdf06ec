"""The example bodies are what the broker accepts, to the letter."""

from datetime import date
from decimal import Decimal

import pytest

from chalicelib.domain import aanvraag_inhoud, dossier_inhoud
from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.annuity import Betaalwijze
from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.parse import parse
from tests.bodies import EXAMPLES

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("dossier-*.json")))
def test_example_of_a_dossier_is_accepted(name: str) -> None:
    inhoud = parse(DossierInhoud, (EXAMPLES / name).read_bytes())
    assert dossier_inhoud.check_dates(inhoud, TODAY) == ()


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("aanvraag-*.json")))
def test_example_of_an_aanvraag_is_accepted(name: str) -> None:
    inhoud = parse(AanvraagInhoud, (EXAMPLES / name).read_bytes())
    assert aanvraag_inhoud.check_dates(inhoud, TODAY) == ()


def test_financial_lease_finances_thirty_six_thousand() -> None:
    inhoud = parse(AanvraagInhoud, (EXAMPLES / "aanvraag-financial-lease.json").read_bytes())
    terms = inhoud.financiering
    assert inhoud.financieringsbedrag == Decimal("36000.00")
    assert (terms.looptijd_maanden, terms.slottermijn) == (60, Decimal("4000.00"))
    assert terms.betaalwijze is Betaalwijze.ACHTERAF


def test_there_are_examples_of_both_kinds() -> None:
    assert len(list(EXAMPLES.glob("dossier-*.json"))) >= 2
    assert len(list(EXAMPLES.glob("aanvraag-*.json"))) >= 2
