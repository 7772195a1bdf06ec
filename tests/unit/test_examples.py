"""The example bodies are what the broker accepts, to the letter."""

from datetime import date
from decimal import Decimal

import pytest

from chalicelib.domain import aanvraag_inhoud, dossier_inhoud
from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.account import password_fits
from chalicelib.domain.annuity import Betaalwijze
from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.gebruiker import Actor, GebruikerSoort
from chalicelib.domain.parse import parse
from chalicelib.domain.reglement_versie import DocumentSoort
from chalicelib.handlers.schemas.aanvragen import VerzendingOpgave
from chalicelib.handlers.schemas.accounts import AanmeldingOpgave
from chalicelib.usecases.register_account import organisation_faults
from chalicelib.usecases.submit_aanvraag import Grant
from infra.local.seed import VERSION
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


def test_example_of_a_sign_up_is_accepted() -> None:
    aanmelding = parse(AanmeldingOpgave, (EXAMPLES / "account-vendor.json").read_bytes()).aanmelding()
    # What the local stack publishes.
    assert aanmelding.akkoord == dict.fromkeys(DocumentSoort, VERSION.isoformat())
    assert organisation_faults(aanmelding.gebruiker, aanmelding.inhoud.organisatie) == []
    assert password_fits(aanmelding.wachtwoord)


def test_example_of_a_verzending_is_a_permission() -> None:
    """Art. 6 lid 3: on behalf of a Klant, with the words of today."""
    toestemming = parse(VerzendingOpgave, (EXAMPLES / "verzending.json").read_bytes()).toestemming
    actor = Actor("acc_voorbeeld", "org_voorbeeld", GebruikerSoort.VENDOR)
    assert Grant(**toestemming.model_dump()).faults(actor, TODAY) == ()


def test_financial_lease_finances_thirty_six_thousand() -> None:
    inhoud = parse(AanvraagInhoud, (EXAMPLES / "aanvraag-financial-lease.json").read_bytes())
    terms = inhoud.financiering
    assert inhoud.financieringsbedrag == Decimal("36000.00")
    assert (terms.looptijd_maanden, terms.slottermijn) == (60, Decimal("4000.00"))
    assert terms.betaalwijze is Betaalwijze.ACHTERAF


def test_there_are_examples_of_both_kinds() -> None:
    assert len(list(EXAMPLES.glob("dossier-*.json"))) >= 2
    assert len(list(EXAMPLES.glob("aanvraag-*.json"))) >= 2
