"""Art. 6 lid 3: alleen wat de verzender heeft gezien en toegestaan, gaat naar een Kredietverstrekker."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.persoonsgegeven import Betrokkene, Categorie, Doel
from chalicelib.errors import Fault
from chalicelib.privacy.register import allowed, fields_of
from chalicelib.privacy.verstrekking import ROOTS, check_velden, known_velden, project

GEGEVENS: dict[str, Any] = {
    "betrokkene": {
        "voornamen": "Test",
        "achternaam": "Voorbeeld",
        "adres": {"straat": "Voorbeeldstraat", "huisnummer": 0, "toevoeging": None},
    },
    "onderneming": {"kvk_nummer": "00000000", "handelsnaam": "Voorbeeld"},
    "financieel": [{"boekjaar": 2025, "omzet": "1.00"}, {"boekjaar": 2024, "nettowinst": "0.00"}],
    "object": {"merk": "Voorbeeldmerk", "prijs_excl_btw": "0.00"},
    "financiering": {"looptijd_maanden": 60},
    "product": "huurkoop",
    "id": "dos_x",
    "notitie": "blijft binnen",
}


def leaves(value: Any, path: str = "") -> set[str]:
    """Every path to a value, without list indexes."""
    if isinstance(value, dict):
        return {leaf for key, below in value.items() for leaf in leaves(below, f"{path}.{key}".strip("."))}
    if isinstance(value, list):
        return {leaf for below in value for leaf in leaves(below, path)}
    return {path}


@pytest.mark.parametrize(
    ("velden", "leaving"),
    [
        ([], {}),
        (["product"], {"product": "huurkoop"}),
        (["onderneming.kvk_nummer"], {"onderneming": {"kvk_nummer": "00000000"}}),
        (["object"], {"object": {"merk": "Voorbeeldmerk", "prijs_excl_btw": "0.00"}}),
        (["betrokkene.adres.huisnummer"], {"betrokkene": {"adres": {"huisnummer": 0}}}),
        (["betrokkene.adres.toevoeging"], {"betrokkene": {"adres": {"toevoeging": None}}}),
        (["financieel.omzet"], {"financieel": [{"omzet": "1.00"}]}),
        (
            ["financieel.boekjaar", "financieel.omzet"],
            {"financieel": [{"boekjaar": 2025, "omzet": "1.00"}, {"boekjaar": 2024}]},
        ),
        (["object.merk", "object"], {"object": {"merk": "Voorbeeldmerk", "prijs_excl_btw": "0.00"}}),
        (["object", "object.merk"], {"object": {"merk": "Voorbeeldmerk", "prijs_excl_btw": "0.00"}}),
        (["inkomen", "onderneming.rsin"], {}),  # asked, but not there
        (["product.code", "onderneming.kvk_nummer.eerste"], {}),  # deeper than the data goes
        (["id", "notitie", "", "object.", ".object"], {}),  # no veldpad
        (["financieel.0.omzet", "financieel.0"], {}),  # no list indexes
    ],
)
def test_only_what_is_asked_leaves(velden: list[str], leaving: dict[str, Any]) -> None:
    """Art. 6 lid 3: built from the list of fields, nesting kept."""
    assert project(GEGEVENS, velden) == leaving


def covered(path: str, velden: list[str]) -> bool:
    """Whether a field is one of those asked, or lies below one."""
    return any(path == veld or path.startswith(f"{veld}.") for veld in velden)


@given(st.lists(st.sampled_from([*sorted(known_velden()), "id", "notitie", "betrokkene.wachtwoord"]), max_size=6))
def test_nothing_leaves_that_no_path_covers(velden: list[str]) -> None:
    """Art. 6 lid 3: for any choice of fields, each leaf that leaves is covered, and each that is covered leaves."""
    sent = leaves(project(GEGEVENS, velden)) - {""}
    there = {leaf for leaf in leaves(GEGEVENS) if leaf.split(".")[0] in ROOTS}
    assert sent == {leaf for leaf in there if covered(leaf, velden)}


def test_a_known_need_is_accepted() -> None:
    """Art. 6 lid 3: each root and each field below one may be asked."""
    assert check_velden(sorted(known_velden())) == ()
    assert {path.split(".")[0] for path in known_velden()} == set(ROOTS)
    assert "financiering.financieringsbedrag" in known_velden()


@pytest.mark.parametrize(
    "veld",
    ["", "account", "betrokkene.bsn", "betrokkene.", "financieel.0", "financieel[0]", "Product", "schermnaam", "*"],
)
def test_an_unknown_need_is_refused(veld: str) -> None:
    """Art. 6 lid 3: who asks for a field that does not exist is told which entry it was, not what it said."""
    assert check_velden(["product", veld]) == (Fault("informatiebehoefte.1", "veld.onbekend"),)


@pytest.mark.parametrize("model", [DossierInhoud, AanvraagInhoud])
def test_every_field_that_can_be_asked_may_leave(model: type[DossierInhoud | AanvraagInhoud]) -> None:
    """Art. 5 lid 4: the category of each askable field has a row for this doel."""
    sendable = {categorie for categorie, _ in allowed(Doel.VERSTREKKING)}
    assert {mark for _, mark in fields_of(model)} <= sendable
    assert (Categorie.INLOG, Betrokkene.CONSUMENT) not in allowed(Doel.VERSTREKKING)
