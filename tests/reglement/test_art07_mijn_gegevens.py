"""Art. 7 lid 1: een Gebruiker ziet, wijzigt en verwijdert de eigen dossiers, en alleen die."""

from collections.abc import Callable

import pytest

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of, dossier_of, sibling
from chalicelib.domain.informatie import Antwoord, Antwoorden
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.row import Inhoud
from chalicelib.errors import IllegalState, InvalidInput, NotFound, StaleVersion
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.answer_informatieverzoek import answer_informatieverzoek
from chalicelib.usecases.compare_offertes import compare_offertes
from chalicelib.usecases.delete_aanvraag import delete_aanvraag
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.list_aanvragen import list_aanvragen
from chalicelib.usecases.list_dossiers import list_dossiers
from chalicelib.usecases.list_overeenkomsten import list_overeenkomsten
from chalicelib.usecases.list_toestemmingen import list_toestemmingen
from chalicelib.usecases.ports.store import Replace
from chalicelib.usecases.read_aanvraag import read_aanvraag
from chalicelib.usecases.read_dossier import read_dossier
from chalicelib.usecases.read_overeenkomst import read_overeenkomst
from chalicelib.usecases.update_aanvraag import update_aanvraag
from chalicelib.usecases.update_dossier import update_dossier
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.bodies import klant, raw
from tests.broker import Bench

Way = Callable[[Bench, Actor, str], object]
ANSWERS = Antwoorden(antwoorden=(Antwoord(code="jaarcijfers", tekst="Voorbeeldtekst"),))

# Every way in, by the id of an Offerte: what it hangs under follows from it.
WAYS: dict[str, Way] = {
    "read_dossier": lambda b, a, i: read_dossier(b.broker, a, dossier_of(i)),
    "update_dossier": lambda b, a, i: update_dossier(b.broker, a, dossier_of(i), 1, b"{}"),
    "delete_dossier": lambda b, a, i: delete_dossier(b.broker, a, dossier_of(i)),
    "create_aanvraag": lambda b, a, i: b.concept(a, dossier_of(i)),
    "read_aanvraag": lambda b, a, i: read_aanvraag(b.broker, a, aanvraag_of(i)),
    "update_aanvraag": lambda b, a, i: update_aanvraag(b.broker, a, aanvraag_of(i), 1, b"{}"),
    "delete_aanvraag": lambda b, a, i: delete_aanvraag(b.broker, a, aanvraag_of(i)),
    "submit_aanvraag": lambda b, a, i: b.submit(a, aanvraag_of(i), []),
    "withdraw_aanvraag": lambda b, a, i: withdraw_aanvraag(b.broker, a, aanvraag_of(i), None, None),
    "compare_offertes": lambda b, a, i: compare_offertes(b.broker, a, aanvraag_of(i), None),
    "accept_offerte": lambda b, a, i: accept_offerte(b.broker, a, i, None),
    "withdraw_toestemming": lambda b, a, i: withdraw_toestemming(b.broker, a, _first(b, i), None),
    "answer": lambda b, a, i: answer_informatieverzoek(b.broker, a, sibling("ver", _first(b, i)), ANSWERS, None),
    "read_overeenkomst": lambda b, a, i: read_overeenkomst(b.broker, a, _contract(b, i)),
}


def _first(bench: Bench, some_id: str) -> str:
    return next(iter(bench.state(some_id).toestemmingen))


def _contract(bench: Bench, some_id: str) -> str:
    return next(iter(bench.state(some_id).overeenkomsten))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_stranger_finds_nothing_and_changes_nothing(bench: Bench, way: Way) -> None:
    """I17: not yours is not there, and leaves no trace."""
    vendor, stranger, lessor = bench.vendor(), bench.vendor("ander@example.com"), bench.lessor()
    offerte_id = bench.offer(lessor, bench.sent(vendor, lessor))
    accept_offerte(bench.broker, vendor, offerte_id, None)
    before = len(bench.store.commits)
    with pytest.raises(NotFound):
        way(bench, stranger, offerte_id)
    assert len(bench.store.commits) == before


@pytest.mark.parametrize("some_id", ["", "dos_", "aan_" + "a" * 34, "off_" + "a" * 42, "off_#", "x" * 500])
@pytest.mark.parametrize("name", ["read_dossier", "read_aanvraag", "accept_offerte"])
def test_what_is_no_id_is_not_there(bench: Bench, name: str, some_id: str) -> None:
    vendor = bench.vendor()
    calls: dict[str, Callable[[], object]] = {
        "read_dossier": lambda: read_dossier(bench.broker, vendor, some_id),
        "read_aanvraag": lambda: read_aanvraag(bench.broker, vendor, some_id),
        "accept_offerte": lambda: accept_offerte(bench.broker, vendor, some_id, None),
    }
    with pytest.raises(NotFound):
        calls[name]()


def test_lists_show_the_owners_rows_only(bench: Bench) -> None:
    vendor, stranger, lessor = bench.vendor(), bench.vendor("ander@example.com"), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    accept_offerte(bench.broker, vendor, bench.offer(lessor, aanvraag_id), None)
    for listing in (list_aanvragen, list_toestemmingen, list_overeenkomsten):
        assert len(listing(bench.broker, vendor, None, 10)[0]) == 1
        assert listing(bench.broker, stranger, None, 10)[0] == []
    assert list_dossiers(bench.broker, stranger, None, 10, names=False)[0] == []


def test_the_owner_reads_what_was_entered(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier, content = read_dossier(bench.broker, vendor, bench.dossier(vendor))
    assert content["betrokkene"]["achternaam"] == klant()["betrokkene"]["achternaam"]
    assert dossier.versie == 1


def test_every_reading_is_on_record(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    read_dossier(bench.broker, vendor, dossier_id)
    (seen,) = bench.told(dossier_id, "inzage")
    assert (seen.door, seen.gegevens["doel"]) == (vendor.account_id, Doel.DIENST)


def test_a_change_counts_and_keeps_no_old_copy(bench: Bench) -> None:
    """Nothing was sent, so nobody needs what stood there before."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    patch = raw({"betrokkene": {"achternaam": "Nieuwvoorbeeld"}})
    dossier, content = update_dossier(bench.broker, vendor, dossier_id, 1, patch)
    seen = read_dossier(bench.broker, vendor, dossier_id)[1]
    assert (dossier.versie, seen["betrokkene"]["achternaam"]) == (2, "Nieuwvoorbeeld")
    assert seen == content
    assert list(bench.state(dossier_id).inhoud) == [(dossier_id, 2)]


def test_a_stale_version_changes_nothing(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    update_dossier(bench.broker, vendor, dossier_id, 1, raw({"betrokkene": {"functie": "eigenaar"}}))
    with pytest.raises(StaleVersion):
        update_dossier(bench.broker, vendor, dossier_id, 1, raw({"betrokkene": {"functie": "directeur"}}))
    assert read_dossier(bench.broker, vendor, dossier_id)[1]["betrokkene"]["functie"] == "eigenaar"


def test_states_never_raise_the_version(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.offer(lessor, aanvraag_id)
    assert bench.aanvraag(aanvraag_id).versie == 1
    assert bench.state(aanvraag_id).dossier.versie == 1


def test_a_change_is_checked_as_a_whole(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    with pytest.raises(InvalidInput):
        update_dossier(bench.broker, vendor, dossier_id, 1, raw({"onderneming": None}))
    with pytest.raises(InvalidInput):
        update_dossier(bench.broker, vendor, dossier_id, 1, raw({"betrokkene": {"geboortedatum": "2030-01-01"}}))
    assert bench.state(dossier_id).dossier.versie == 1


def test_a_concept_changes_and_goes(bench: Bench) -> None:
    vendor = bench.vendor()
    aanvraag_id = bench.concept(vendor)
    changed = update_aanvraag(bench.broker, vendor, aanvraag_id, 1, raw({"financiering": {"looptijd_maanden": 48}}))
    assert changed.versie == 2
    assert read_aanvraag(bench.broker, vendor, aanvraag_id).content["financiering"]["looptijd_maanden"] == 48
    delete_aanvraag(bench.broker, vendor, aanvraag_id)
    assert bench.state(aanvraag_id).aanvragen == {}
    assert not [row for row in bench.store.rows() if isinstance(row, Inhoud) and row.id == aanvraag_id]


def test_what_was_sent_does_not_change(bench: Bench) -> None:
    """A change of a sent Aanvraag is a new Aanvraag, with a permission of its own (art. 6 lid 3)."""
    vendor = bench.vendor()
    aanvraag_id = bench.sent(vendor, bench.lessor())
    with pytest.raises(IllegalState):
        update_aanvraag(bench.broker, vendor, aanvraag_id, 1, b"{}")
    with pytest.raises(IllegalState):
        delete_aanvraag(bench.broker, vendor, aanvraag_id)


def test_a_restricted_dossier_is_stored_only(bench: Bench) -> None:
    """I9: no edit, no new Aanvraag, no sending, no acceptance; withdrawing stays possible."""
    vendor, lessor = bench.vendor(), bench.lessor()
    dossier_id = bench.dossier(vendor)
    aanvraag_id = bench.sent(vendor, lessor, dossier_id=dossier_id)
    offerte_id = bench.offer(lessor, aanvraag_id)
    concept = bench.concept(vendor, dossier_id)
    restricted = bench.state(dossier_id).dossier.model_copy(update={"beperkt": True})
    bench.store.commit(Replace(restricted))
    for refused in (
        lambda: update_dossier(bench.broker, vendor, dossier_id, 1, b"{}"),
        lambda: bench.concept(vendor, dossier_id),
        lambda: update_aanvraag(bench.broker, vendor, concept, 1, b"{}"),
        lambda: bench.submit(vendor, concept, [lessor]),
        lambda: accept_offerte(bench.broker, vendor, offerte_id, None),
        lambda: delete_aanvraag(bench.broker, vendor, concept),
        lambda: delete_dossier(bench.broker, vendor, dossier_id),
    ):
        with pytest.raises(IllegalState):
            refused()
    assert withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None).teruggeroepen == 1
