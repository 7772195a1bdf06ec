"""Art. 9 lid 5: de maatregelen zijn erop gericht onnodige verzameling van persoonsgegevens te voorkomen."""

import json

import pytest
from pydantic import BaseModel

from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.bsn import FORBIDDEN_NAMES
from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.parse import merge_patch, parse
from chalicelib.errors import InvalidInput
from chalicelib.handlers.meldingen import melding
from chalicelib.privacy.register import fields_of
from tests.bodies import Body, changed, klant, lease, raw

BSN = "123456782"
FREE_TEXTS: list[tuple[type[BaseModel], str]] = [
    *(
        (DossierInhoud, path)
        for path in (
            *("betrokkene.aanhef", "betrokkene.voornamen", "betrokkene.tussenvoegsel", "betrokkene.achternaam"),
            *("betrokkene.functie", "betrokkene.adres.straat", "betrokkene.adres.toevoeging"),
            *("betrokkene.adres.plaats", "onderneming.statutaire_naam", "onderneming.handelsnaam"),
        )
    ),
    *(
        (AanvraagInhoud, path)
        for path in ("object.merk", "object.type", "object.serienummer", "object.leverancier.naam")
    ),
]


def body_of(model: type[BaseModel]) -> Body:
    return klant() if model is DossierInhoud else lease()


@pytest.mark.parametrize("model", [DossierInhoud, AanvraagInhoud])
def test_no_model_has_a_field_for_bsn(model: type[BaseModel]) -> None:
    """Art. 9 lid 5, art. 46 UAVG: what has no field is not collected."""
    parts = {part.lower() for path, _ in fields_of(model) for part in path.split(".")}
    assert not parts & FORBIDDEN_NAMES


@pytest.mark.parametrize(("model", "path"), FREE_TEXTS)
def test_bsn_in_free_text_is_refused(model: type[BaseModel], path: str) -> None:
    """Art. 9 lid 5: refused whether or not somebody confirms that it is none."""
    for geen_bsn in (False, True):
        with pytest.raises(InvalidInput) as caught:
            parse(model, raw(changed(body_of(model), path, f"BSN {BSN}")), geen_bsn=geen_bsn)
        assert [(fault.veld, fault.code) for fault in caught.value.faults] == [(path, "bsn.verboden")]


@pytest.mark.parametrize(("model", "path"), FREE_TEXTS)
def test_number_like_a_bsn_needs_a_confirmation(model: type[BaseModel], path: str) -> None:
    """Art. 9 lid 5: an honest reference passes after the sender said so."""
    body = raw(changed(body_of(model), path, f"ref {BSN}"))
    with pytest.raises(InvalidInput) as caught:
        parse(model, body)
    assert [(fault.code, fault.bevestigbaar) for fault in caught.value.faults] == [("bsn.lijkt", True)]
    assert parse(model, body, geen_bsn=True)


@pytest.mark.parametrize("name", [*sorted(FORBIDDEN_NAMES), "BSN", "BurgerServiceNummer"])
@pytest.mark.parametrize("place", ["{}", "betrokkene.{}", "onderneming.{}", "betrokkene.adres.{}", "financieel.0.{}"])
def test_field_that_is_named_bsn_is_refused(name: str, place: str) -> None:
    """Art. 9 lid 5: wherever it stands, and whatever its value."""
    for value in (BSN, None, {"waarde": BSN}):
        with pytest.raises(InvalidInput) as caught:
            parse(DossierInhoud, raw(changed(klant(), place.format(name), value)))
        assert {fault.code for fault in caught.value.faults} == {"bsn.verboden"}


def test_change_of_a_dossier_brings_no_bsn() -> None:
    """Art. 9 lid 5: a PATCH is checked like the first body."""
    for patch in ({"bsn": BSN}, {"betrokkene": {"functie": f"bsn {BSN}"}}, {"betrokkene": {"SOFI": None}}):
        with pytest.raises(InvalidInput) as caught:
            merge_patch(DossierInhoud, klant(), json.dumps(patch).encode())
        assert {fault.code for fault in caught.value.faults} == {"bsn.verboden"}


def test_refusal_repeats_no_number() -> None:
    """Art. 9 lid 5: not in the error, not in its text, so not in a log either."""
    for path in ("betrokkene.functie", "betrokkene.bsn", f"betrokkene.{BSN}", "onderneming.btw_id"):
        with pytest.raises(InvalidInput) as caught:
            parse(DossierInhoud, raw(changed(klant(), path, f"bsn {BSN}")))
        told = str(caught.value) + repr(caught.value.faults) + "".join(map(melding, caught.value.faults))
        assert BSN not in told


def test_old_btw_number_of_sole_trader_is_refused() -> None:
    """Art. 9 lid 5: until 2020 that number was the BSN with B and two digits."""
    body = changed(klant(), "onderneming.rechtsvorm", "eenmanszaak")
    with pytest.raises(InvalidInput) as caught:
        parse(DossierInhoud, raw(changed(body, "onderneming.btw_id", f"NL{BSN}B90")))
    assert {(fault.veld, fault.code) for fault in caught.value.faults} == {
        ("onderneming.rsin", "rsin.verboden"),
        ("onderneming.btw_id", "btw.bsn"),
    }
