"""Art. 6 lid 2 en lid 3: zonder voorafgaande toestemming gaat niets naar een Kredietverstrekker."""

import hashlib
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest

from chalicelib.domain.gebruiker import GebruikerSoort
from chalicelib.domain.levering import Levering
from chalicelib.domain.verstrekking import Toestemming, ToestemmingStatus, Verstrekking
from chalicelib.errors import Fault
from chalicelib.privacy.toestemming import HUIDIGE_TEKST, TEKSTEN, check_grant, check_text
from chalicelib.privacy.verstrekking import Refusal, may_disclose

SENT = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = date(2026, 11, 22)
LESSOR, OTHER = "kre_" + "a" * 26, "kre_" + "b" * 26
VERSTREKKING = Verstrekking(
    id="ver_" + "a" * 42,
    kredietverstrekker_id=LESSOR,
    naam="Voorbeeld Lease",
    versie=2,
    velden=("product",),
    gemaakt_op=SENT,
    levering=Levering(),
)
TOESTEMMING = Toestemming(
    id="toe_" + "a" * 42,
    eigenaar="acc",
    kredietverstrekker_id=LESSOR,
    tekst_versie=HUIDIGE_TEKST.versie,
    tekst_sha256=HUIDIGE_TEKST.sha256,
    door="acc",
    namens="zelf",
    gegeven_op=SENT,
)
WITHDRAWN = TOESTEMMING.model_copy(update={"status": ToestemmingStatus.INGETROKKEN, "epoch": 2})
FINE: dict[str, Any] = {
    "toestemming": TOESTEMMING,
    "verstrekking": VERSTREKKING,
    "versie": 2,
    "beperkt": False,
    "ingetrokken": False,
    "account_actief": True,
    "kredietverstrekker_actief": True,
    "kredietverstrekker_beeindigd": False,
}
FAULTS: dict[Refusal, dict[str, Any]] = {
    Refusal.GEEN_TOESTEMMING: {"toestemming": None},
    Refusal.TOESTEMMING_INGETROKKEN: {"toestemming": WITHDRAWN},
    Refusal.ONTVANGER: {"toestemming": TOESTEMMING.model_copy(update={"kredietverstrekker_id": OTHER})},
    Refusal.VERSIE: {"versie": 3},
    Refusal.INGETROKKEN: {"ingetrokken": True},
    Refusal.BEPERKT: {"beperkt": True},
    Refusal.ACCOUNT_BEEINDIGD: {"account_actief": False},
    Refusal.KREDIETVERSTREKKER_BEEINDIGD: {"kredietverstrekker_actief": False, "kredietverstrekker_beeindigd": True},
    Refusal.KREDIETVERSTREKKER_NIET_ACTIEF: {"kredietverstrekker_actief": False},
}
FLAGS = ("ingetrokken", "beperkt", "account_actief", "kredietverstrekker_actief", "kredietverstrekker_beeindigd")
PASSING = {"beperkt": True, "kredietverstrekker_actief": False}
ZELF: dict[str, Any] = {"verkregen_op": None, "wijze": None, "klant_geinformeerd_op": None}
KLANT: dict[str, Any] = {"verkregen_op": TODAY, "wijze": "digitaal", "klant_geinformeerd_op": date(2026, 11, 1)}


def test_with_permission_in_force_it_may_leave() -> None:
    """Art. 6 lid 3: permission given before, for this recipient."""
    assert may_disclose(**FINE) is None


@pytest.mark.parametrize("refusal", Refusal)
def test_each_missing_condition_keeps_it_inside(refusal: Refusal) -> None:
    """Art. 6 lid 2 and Art. 6 lid 3: every condition alone is enough to refuse, and says which it was."""
    assert may_disclose(**FINE | FAULTS[refusal]) is refusal


@pytest.mark.parametrize("refusal", [refusal for refusal in Refusal if not refusal.may_pass])
def test_what_may_pass_hides_no_end(refusal: Refusal) -> None:
    """Art. 6 lid 3: what is restricted or waits for a Kredietverstrekker ends at once when permission does."""
    assert may_disclose(**FINE | PASSING | FAULTS[refusal]) is refusal


@pytest.mark.parametrize("given", [None, WITHDRAWN])
@pytest.mark.parametrize("flags", list(product([False, True], repeat=len(FLAGS))))
def test_nothing_makes_up_for_permission(given: Toestemming | None, flags: tuple[bool, ...]) -> None:
    """Art. 6 lid 3: without permission in force no combination of the rest lets anything out."""
    assert may_disclose(**FINE | dict(zip(FLAGS, flags, strict=True)) | {"toestemming": given}) is not None


def test_the_words_of_consent_name_the_recipient() -> None:
    """Art. 6 lid 3: what is shown names who receives, what they do with it and that it can be withdrawn."""
    shown = HUIDIGE_TEKST.tekst.format(naam="Voorbeeld Lease")
    assert shown.startswith("Stuur mijn aanvraag naar Voorbeeld Lease.")
    assert "intrekken" in shown
    assert hashlib.sha256(HUIDIGE_TEKST.tekst.encode()).hexdigest() == HUIDIGE_TEKST.sha256


def test_a_text_never_changes_under_its_version() -> None:
    """Art. 6 lid 3: what somebody agreed to can be shown for ever; a new text gets a new version."""
    assert {versie: text.sha256 for versie, text in TEKSTEN.items()} == {
        "2026-11-22": "f623434270d34c7bacbf47284e02f1d1f0982e4928ac5e082bb04d2cfaebe1db",
    }
    assert TEKSTEN[HUIDIGE_TEKST.versie] is HUIDIGE_TEKST


def test_only_the_words_of_today_count() -> None:
    """Art. 6 lid 3: who agreed to an older text is shown the new one first."""
    assert check_text(HUIDIGE_TEKST.versie) == ()
    assert check_text("2021-04-26") == (Fault("toestemming.tekst_versie", "toestemming.verouderd"),)


@pytest.mark.parametrize("soort", [GebruikerSoort.KLANT, GebruikerSoort.CONSUMENT])
def test_a_klant_or_consument_permits_for_himself(soort: GebruikerSoort) -> None:
    """Art. 6 lid 3: sending is the permission; there is nobody else to ask."""
    assert check_grant(soort, "zelf", **ZELF, today=TODAY) == ()


@pytest.mark.parametrize("soort", [GebruikerSoort.ADVISEUR, GebruikerSoort.VENDOR, None])
@pytest.mark.parametrize("namens", ["zelf", "", "Klant", "iedereen"])
def test_others_cannot_permit_for_themselves(soort: GebruikerSoort | None, namens: str) -> None:
    """Art. 6 lid 3: an Adviseur or Vendor sends for a Klant, and says so."""
    assert check_grant(soort, namens, **ZELF, today=TODAY) == (Fault("toestemming.namens", "toestemming.namens"),)


@pytest.mark.parametrize("soort", list(GebruikerSoort))
def test_permission_of_a_klant_is_accounted_for(soort: GebruikerSoort) -> None:
    """Art. 6 lid 3, Art. 2 lid 4: when and how the Klant agreed. Art. 4 lid 4: when the Klant was informed."""
    assert check_grant(soort, "klant", **KLANT, today=TODAY) == ()


@pytest.mark.parametrize("field", KLANT)
def test_no_part_of_the_account_may_be_missing(field: str) -> None:
    """Art. 6 lid 3, Art. 4 lid 4: each of the three has a fault of its own."""
    faults = check_grant(GebruikerSoort.VENDOR, "klant", **KLANT | {field: None}, today=TODAY)
    assert faults == (Fault(f"toestemming.{field}", f"toestemming.{field}"),)


@pytest.mark.parametrize("field", ["verkregen_op", "klant_geinformeerd_op"])
def test_nobody_agrees_or_is_informed_tomorrow(field: str) -> None:
    """Art. 6 lid 3: permission is given before, so its days are past or today."""
    faults = check_grant(GebruikerSoort.ADVISEUR, "klant", **KLANT | {field: date(2026, 11, 23)}, today=TODAY)
    assert faults == (Fault(f"toestemming.{field}", "datum.toekomst"),)


def test_an_unknown_way_of_agreeing_is_refused() -> None:
    """Art. 6 lid 3: in writing, by word, by telephone or digitally."""
    faults = check_grant(GebruikerSoort.ADVISEUR, "klant", **KLANT | {"wijze": "stilzwijgend"}, today=TODAY)
    assert faults == (Fault("toestemming.wijze", "toestemming.wijze"),)
