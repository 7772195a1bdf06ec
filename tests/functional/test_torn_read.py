"""A dossier of several pages is not read in one moment: rows from before a write, contents from after it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.state import DossierState
from chalicelib.errors import StaleVersion, Unavailable
from chalicelib.usecases.compare_offertes import compare_offertes
from chalicelib.usecases.read_aanvraag import read_aanvraag
from chalicelib.usecases.read_dossier import read_dossier
from chalicelib.usecases.transaction import TRIES
from chalicelib.usecases.update_aanvraag import update_aanvraag
from chalicelib.usecases.update_dossier import update_dossier
from tests.broker import Bench

EDIT = b'{"betrokkene": {"functie": "Voorbeeld"}}'
PRICE = b'{"object": {"merk": "Voorbeeldmerk"}}'


def tear(bench: Bench, write: Callable[[], object]) -> None:
    """The next read meets `write` half-way: the rows are from before it, and the contents from after."""
    load = bench.store.load_dossier

    def torn(dossier_id: str) -> DossierState | None:
        bench.store.load_dossier = load  # type: ignore[method-assign]
        before = load(dossier_id)
        write()
        after = load(dossier_id)
        assert before is not None
        assert after is not None
        return replace(before, inhoud=after.inhoud)

    bench.store.load_dossier = torn  # type: ignore[method-assign]


def edit_dossier(bench: Bench, vendor: Actor, aanvraag_id: str) -> object:
    return update_dossier(bench.broker, vendor, dossier_of(aanvraag_id), 1, EDIT)


def edit_aanvraag(bench: Bench, vendor: Actor, aanvraag_id: str) -> object:
    return update_aanvraag(bench.broker, vendor, aanvraag_id, 1, PRICE)


def test_a_torn_dossier_is_read_again(bench: Bench) -> None:
    """It was a 404 for the owner of a dossier that is there."""
    vendor = bench.vendor()
    aanvraag_id = bench.concept(vendor)
    tear(bench, lambda: edit_dossier(bench, vendor, aanvraag_id))
    dossier, content = read_dossier(bench.broker, vendor, dossier_of(aanvraag_id))
    assert (dossier.versie, content["betrokkene"]["functie"]) == (2, "Voorbeeld")


def test_a_torn_aanvraag_is_read_again(bench: Bench) -> None:
    vendor = bench.vendor()
    aanvraag_id = bench.concept(vendor)
    tear(bench, lambda: edit_aanvraag(bench, vendor, aanvraag_id))
    seen = read_aanvraag(bench.broker, vendor, aanvraag_id)
    assert (seen.aanvraag.versie, seen.content["object"]["merk"]) == (2, "Voorbeeldmerk")


def test_a_change_of_a_torn_dossier_is_decided_again(bench: Bench) -> None:
    """Somebody else was first with the same version: 412, and not 404."""
    vendor = bench.vendor()
    aanvraag_id = bench.concept(vendor)
    tear(bench, lambda: edit_dossier(bench, vendor, aanvraag_id))
    with pytest.raises(StaleVersion):
        edit_dossier(bench, vendor, aanvraag_id)


def test_offertes_of_a_torn_dossier_are_read_again(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.offer(lessor, aanvraag_id)
    load = bench.store.load_dossier

    def without(dossier_id: str) -> DossierState | None:
        bench.store.load_dossier = load  # type: ignore[method-assign]
        state = load(dossier_id)
        assert state is not None
        return replace(state, inhoud={})

    bench.store.load_dossier = without  # type: ignore[method-assign]
    offers, _ = compare_offertes(bench.broker, vendor, aanvraag_id, None)
    assert len(offers) == 1


def test_a_read_that_stays_torn_ends_in_503(bench: Bench) -> None:
    """Reading again is bounded: what is really lost is a failure of ours, and never "not there"."""
    vendor = bench.vendor()
    lost_id = bench.dossier(vendor)
    load, reads = bench.store.load_dossier, []

    def lost(dossier_id: str) -> DossierState | None:
        reads.append(dossier_id)
        state = load(dossier_id)
        assert state is not None
        return replace(state, inhoud={})

    bench.store.load_dossier = lost  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        read_dossier(bench.broker, vendor, lost_id)
    assert len(reads) == TRIES
