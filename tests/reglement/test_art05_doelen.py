"""Art. 5: gegevens worden alleen verwerkt voor de genoemde doeleinden; art. 3 en 4: op welke grondslag."""

import pytest

from chalicelib.domain.persoonsgegeven import Betrokkene, Categorie, Doel, Grond
from chalicelib.errors import PurposeRefused
from chalicelib.privacy.doel import INHOUDSOORTEN, declared
from chalicelib.privacy.register import REGISTER, Belang, Generalisatie, allowed, verwerking

OF_A_DOSSIER = ("dossier", "aanvraag", "offerte", "overeenkomst", "informatieverzoek", "antwoorden")
OF_A_PERSON = ("account", "contact")
# Nothing is done for these yet, so nothing may be read for them.
NOT_YET = (
    Doel.GEBRUIKSGEMAK,
    Doel.RELATIE,
    Doel.MARKTONDERZOEK,
    Doel.HERFINANCIERING,
    Doel.ANDERS,
)


def test_the_doelen_are_the_thirteen_of_the_article() -> None:
    """Art. 5 lid 1 to Art. 5 lid 13: a closed list, by number."""
    assert [doel.value for doel in Doel] == [f"5.{number}" for number in range(1, 14)]


@pytest.mark.parametrize("name", [*OF_A_DOSSIER, *OF_A_PERSON])
def test_the_dienst_may_read_what_it_stores(name: str) -> None:
    """Art. 5 lid 1: delivering the Dienst. Art. 5 lid 3: answering questions. Art. 5 lid 12: what a law asks."""
    assert declared(name, Doel.DIENST)
    assert declared(name, Doel.VRAGEN)
    assert declared(name, Doel.WET)


@pytest.mark.parametrize("name", OF_A_DOSSIER)
def test_what_belongs_to_an_aanvraag_may_leave(name: str) -> None:
    """Art. 5 lid 4: to a Kredietverstrekker, for an Aanvraag."""
    assert declared(name, Doel.VERSTREKKING)


@pytest.mark.parametrize("name", OF_A_PERSON)
def test_data_of_an_account_never_leaves(name: str) -> None:
    """Art. 5 lid 4: nobody's account or contact person is part of an Aanvraag."""
    assert not declared(name, Doel.VERSTREKKING)
    assert not declared(name, Doel.STATISTIEK)


@pytest.mark.parametrize("doel", NOT_YET)
def test_a_doel_without_use_opens_nothing(doel: Doel) -> None:
    """Art. 5 lid 7 to Art. 5 lid 10, Art. 5 lid 13: not carried out, so refused for every kind of content."""
    assert not any(declared(name, doel) for name in INHOUDSOORTEN)
    assert allowed(doel) == frozenset()


@pytest.mark.parametrize("name", ["", "geheim", "zoeksleutel", "dossiers", "DOSSIER"])
def test_an_unknown_content_cannot_be_read(name: str) -> None:
    """Art. 5: a name without a declaration is refused for every doel."""
    assert not any(declared(name, doel) for doel in Doel)


@pytest.mark.parametrize(
    ("categorie", "betrokkene"),
    [(Categorie.TECHNISCH, Betrokkene.KLANT), (Categorie.KVK, Betrokkene.CONSUMENT)],
)
def test_a_look_up_without_a_row_raises(categorie: Categorie, betrokkene: Betrokkene) -> None:
    """Art. 5: fail closed. Art. 4 lid 2b: a Consument has no KvK-nummer. Art. 3 lid 2e: nothing technical is kept."""
    with pytest.raises(PurposeRefused):
        verwerking(categorie, betrokkene)


@pytest.mark.parametrize(
    ("categorie", "article"),
    [
        (Categorie.NAW, "art. 4 lid 2a"),
        (Categorie.KVK, "art. 4 lid 2b"),
        (Categorie.ONDERNEMING, "art. 4 lid 2c"),
        (Categorie.FINANCIEEL, "art. 4 lid 2d"),
        (Categorie.OBJECT, "art. 4 lid 2e"),
        (Categorie.VOORWAARDEN, "art. 4 lid 2f"),
    ],
)
def test_data_of_a_klant_serves_the_interest_of_the_parties(categorie: Categorie, article: str) -> None:
    """Art. 4 lid 1: the legitimate interest of Kredietverstrekker, Vendor or Adviseur. Art. 4 lid 2a to 2f."""
    row = verwerking(categorie, Betrokkene.KLANT)
    ground = row.doelen[Doel.DIENST]
    assert (ground.grond, ground.belang) == (Grond.GERECHTVAARDIGD_BELANG, Belang.PARTIJEN)
    assert row.artikel == article


@pytest.mark.parametrize("betrokkene", [Betrokkene.ADVISEUR, Betrokkene.VENDOR])
@pytest.mark.parametrize(
    ("categorie", "article"),
    [
        (Categorie.NAW, "art. 3 lid 2a"),
        (Categorie.KVK, "art. 3 lid 2b"),
        (Categorie.ONDERNEMING, "art. 3 lid 2c"),
        (Categorie.FUNCTIE, "art. 3 lid 2d"),
    ],
)
def test_data_of_a_gebruiker_serves_his_contract(betrokkene: Betrokkene, categorie: Categorie, article: str) -> None:
    """Art. 3 lid 1: to form and perform the Dienst. Art. 3 lid 2a to 2d."""
    row = verwerking(categorie, betrokkene)
    assert row.doelen[Doel.DIENST].grond is Grond.OVEREENKOMST
    assert row.artikel == article


def test_what_leaves_rests_on_permission() -> None:
    """Art. 5 lid 4, Art. 6 lid 3: there is no other ground for a Verstrekking."""
    grounds = {row.doelen[Doel.VERSTREKKING].grond for row in REGISTER.values() if Doel.VERSTREKKING in row.doelen}
    assert grounds == {Grond.TOESTEMMING}


def test_an_interest_is_always_somebodys() -> None:
    """Art. 4 lid 1: a legitimate interest names whose it is, and no other ground does."""
    for row in REGISTER.values():
        for ground in row.doelen.values():
            assert (ground.belang is not None) == (ground.grond is Grond.GERECHTVAARDIGD_BELANG)


def test_a_name_never_remains_in_statistics() -> None:
    """Art. 5 lid 11, Art. 8 lid 3: what could point at a person leaves nothing behind, and an address the province."""
    pointing = {Categorie.KVK, Categorie.FUNCTIE, Categorie.INLOG, Categorie.CORRESPONDENTIE}
    for (categorie, _), row in REGISTER.items():
        assert (row.generalisatie is Generalisatie.NIETS) or categorie not in pointing
        assert (categorie is Categorie.NAW) or row.generalisatie is not Generalisatie.PROVINCIE
    of_names = {row.generalisatie for (categorie, _), row in REGISTER.items() if categorie is Categorie.NAW}
    assert of_names == {Generalisatie.NIETS, Generalisatie.PROVINCIE}
