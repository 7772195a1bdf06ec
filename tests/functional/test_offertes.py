"""Offertes from callback to Overeenkomst: replaced, expired, compared, accepted, activated (design 6.4)."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.offerte import OfferteStatus, OvereenkomstStatus
from chalicelib.domain.offerte_vergelijking import Sortering
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.errors import Gone, IllegalState, InvalidInput
from chalicelib.handlers.volgende_stap import volgende_stap
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.compare_offertes import compare_offertes
from chalicelib.usecases.ports.store import Change
from chalicelib.usecases.read_aanvraag import read_aanvraag
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.broker import Bench, snapshot
from tests.lessors import Lessor

LAST_INSTANT = datetime(2027, 6, 30, 22, tzinfo=UTC) - timedelta(microseconds=1)  # 30 June in Amsterdam


def offered(bench: Bench, count: int = 1) -> tuple[Actor, list[Lessor], str, list[str]]:
    """An Aanvraag with a binding Offerte of each of so many Kredietverstrekkers."""
    vendor, lessors = bench.vendor(), bench.lessors(count)
    aanvraag_id = bench.sent(vendor, *lessors)
    return vendor, lessors, aanvraag_id, [bench.offer(lessor, aanvraag_id) for lessor in lessors]


def statuses(bench: Bench, aanvraag_id: str) -> dict[str, OfferteStatus]:
    return {offer.id: offer.status for offer in bench.offers(aanvraag_id)}


def test_a_newer_offerte_replaces_the_older(bench: Bench) -> None:
    vendor, (lessor,), aanvraag_id, (first,) = offered(bench)
    second = bench.offer(lessor, aanvraag_id, termijnbedrag="640.00")
    assert statuses(bench, aanvraag_id) == {first: OfferteStatus.VERVANGEN, second: OfferteStatus.UITGEBRACHT}
    with pytest.raises(IllegalState, match=r"offerte\.gesloten"):
        accept_offerte(bench.broker, vendor, first, None)
    assert accept_offerte(bench.broker, vendor, second, None).status == "in_ondertekening"


def test_a_binding_offerte_replaces_an_indicative_one(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    indicative = bench.offer(lessor, aanvraag_id, soort="indicatief")
    with pytest.raises(IllegalState, match=r"offerte\.indicatief"):
        accept_offerte(bench.broker, vendor, indicative, None)
    binding = bench.offer(lessor, aanvraag_id)
    accept_offerte(bench.broker, vendor, binding, None)
    assert statuses(bench, aanvraag_id) == {
        indicative: OfferteStatus.VERVANGEN,
        binding: OfferteStatus.GEACCEPTEERD,
    }


def test_one_ones_offerte_leaves_anothers_alone(bench: Bench) -> None:
    _, (first, _), aanvraag_id, offers = offered(bench, 2)
    bench.offer(first, aanvraag_id)
    assert statuses(bench, aanvraag_id)[offers[1]] is OfferteStatus.UITGEBRACHT


def test_the_last_day_counts_until_midnight_in_amsterdam(bench: Bench) -> None:
    vendor, _, aanvraag_id, (offer,) = offered(bench)
    bench.clock.move_to(LAST_INSTANT)
    (seen,), _ = compare_offertes(bench.broker, vendor, aanvraag_id, None)
    assert seen.status is OfferteStatus.UITGEBRACHT
    assert accept_offerte(bench.broker, vendor, offer, None).status == "in_ondertekening"


def test_after_its_last_day_it_has_expired(bench: Bench) -> None:
    vendor, _, aanvraag_id, (offer,) = offered(bench)
    bench.clock.move_to(LAST_INSTANT + timedelta(microseconds=1))
    (seen,), _ = compare_offertes(bench.broker, vendor, aanvraag_id, None)
    assert seen.status is OfferteStatus.VERLOPEN
    assert read_aanvraag(bench.broker, vendor, aanvraag_id).status is AanvraagStatus.VERLOPEN
    before = snapshot(bench)
    with pytest.raises(IllegalState, match=r"offerte\.verlopen"):
        accept_offerte(bench.broker, vendor, offer, None)
    assert snapshot(bench) == before


def test_an_open_offerte_outlives_the_deadline(bench: Bench) -> None:
    """The deadline is for answers; what was offered in time stays open until its own last day."""
    vendor, (lessor,), aanvraag_id, (offer,) = offered(bench)
    until = bench.aanvraag(aanvraag_id).uiterste_reactie
    assert until is not None
    bench.clock.move_to(until)
    with pytest.raises(Gone):
        bench.offer(lessor, aanvraag_id)
    assert accept_offerte(bench.broker, vendor, offer, None).status == "in_ondertekening"


def test_an_offerte_may_be_valid_today_only(bench: Bench) -> None:
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    bench.offer(lessor, aanvraag_id, geldig_tot="2027-06-01")
    with pytest.raises(InvalidInput):
        bench.offer(lessor, aanvraag_id, geldig_tot="2027-05-31")


def test_accepting_closes_the_others_and_tells_them(bench: Bench) -> None:
    vendor, lessors, aanvraag_id, offers = offered(bench, 3)
    answer = accept_offerte(bench.broker, vendor, offers[1], None)
    bench.dispatch(aanvraag_id)
    assert [statuses(bench, aanvraag_id)[offer] for offer in offers] == [
        OfferteStatus.VERVALLEN,
        OfferteStatus.GEACCEPTEERD,
        OfferteStatus.VERVALLEN,
    ]
    assert [bench.types_to(lessor)[1:] for lessor in lessors] == [
        ["offerte.niet_gekozen"],
        ["offerte.aanvaard"],
        ["offerte.niet_gekozen"],
    ]
    told = json.loads(bench.egress.sent_to(lessors[1].endpoint)[-1].body)
    assert told["data"]["offerte_id"] == offers[1]
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.GEACCEPTEERD
    assert bench.state(aanvraag_id).overeenkomsten[answer.overeenkomst_id].offerte_id == offers[1]


def test_accepting_recalls_who_did_not_offer_yet(bench: Bench) -> None:
    """Sharing ends where it serves nothing any more."""
    vendor, chosen, waiting = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, chosen, waiting)
    accept_offerte(bench.broker, vendor, bench.offer(chosen, aanvraag_id), None)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(waiting) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]
    assert not bench.toestemming(aanvraag_id, waiting).in_force
    with pytest.raises(Gone):
        bench.offer(waiting, aanvraag_id)


def test_nothing_is_accepted_twice(bench: Bench) -> None:
    vendor, _, aanvraag_id, (first, second) = offered(bench, 2)
    accept_offerte(bench.broker, vendor, first, None)
    for offer, code in ((first, "offerte.al_aanvaard"), (second, "offerte.gesloten")):
        with pytest.raises(IllegalState, match=code):
            accept_offerte(bench.broker, vendor, offer, None)
    assert len(bench.state(aanvraag_id).overeenkomsten) == 1


def test_two_acceptances_at_once_make_one_contract(bench: Bench) -> None:
    vendor, _, aanvraag_id, (first, second) = offered(bench, 2)

    def other(_: tuple[Change, ...]) -> None:
        bench.store.before_commit = None
        accept_offerte(bench.broker, vendor, second, None)

    bench.store.before_commit = other
    with pytest.raises(IllegalState):
        accept_offerte(bench.broker, vendor, first, None)
    (contract,) = bench.state(aanvraag_id).overeenkomsten.values()
    assert contract.offerte_id == second


def test_a_withdrawn_offerte_is_closed(bench: Bench) -> None:
    vendor, (lessor,), aanvraag_id, (offer,) = offered(bench)
    bench.say(lessor, "offerte.ingetrokken", aanvraag_id)
    assert statuses(bench, aanvraag_id)[offer] is OfferteStatus.INGETROKKEN
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.IN_BEHANDELING
    with pytest.raises(IllegalState):
        accept_offerte(bench.broker, vendor, offer, None)
    assert bench.offer(lessor, aanvraag_id) != offer


@pytest.mark.parametrize("order", list(Sortering))
def test_offertes_that_no_longer_count_stand_last(bench: Bench, order: Sortering) -> None:
    """Found: a replaced Offerte with a better rate stood above those that can be chosen."""
    vendor, lessors, aanvraag_id, (cheapest, middle) = offered(bench, 2)
    dearest = bench.offer(lessors[0], aanvraag_id, termijnbedrag="660.00")
    shown, _ = compare_offertes(bench.broker, vendor, aanvraag_id, order)
    assert [offer.row.id for offer in shown] == [middle, dearest, cheapest]
    accept_offerte(bench.broker, vendor, dearest, None)
    shown, _ = compare_offertes(bench.broker, vendor, aanvraag_id, order)
    assert shown[0].row.id == dearest
    assert {offer.row.id for offer in shown[1:]} == {cheapest, middle}


def test_an_open_question_shows_beside_the_offertes(bench: Bench) -> None:
    """Found: the status is that of the Offertes, so nothing told that another one waits for an answer."""
    vendor, offering, asking = bench.vendor(), bench.lessor("a"), bench.lessor("vraag")
    aanvraag_id = bench.sent(vendor, offering, asking)
    bench.offer(offering, aanvraag_id)
    assert "vragen" not in volgende_stap(read_aanvraag(bench.broker, vendor, aanvraag_id))
    bench.say(asking, "informatie.gevraagd", aanvraag_id)
    said = volgende_stap(read_aanvraag(bench.broker, vendor, aanvraag_id))
    assert said.startswith("Vergelijk de offertes en aanvaard er een. Er staan nog vragen open van Voorbeeld VRAAG. ")


def test_a_refusal_closes_its_offerte(bench: Bench) -> None:
    _, (lessor,), aanvraag_id, (offer,) = offered(bench)
    bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)
    assert statuses(bench, aanvraag_id)[offer] is OfferteStatus.INGETROKKEN
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.AFGEWEZEN


@pytest.mark.parametrize("kind", ["offerte.uitgebracht", "offerte.ingetrokken", "aanvraag.afgewezen"])
def test_an_accepted_offerte_stands(bench: Bench, kind: str) -> None:
    vendor, lessors, aanvraag_id, offers = offered(bench, 2)
    accept_offerte(bench.broker, vendor, offers[0], None)
    before = snapshot(bench)
    for lessor in lessors:
        with pytest.raises(IllegalState):
            bench.say(lessor, kind, aanvraag_id)
    assert snapshot(bench) == before


def test_a_contract_becomes_active_and_ends(bench: Bench) -> None:
    vendor, (lessor,), aanvraag_id, (offer,) = offered(bench)
    contract_id = accept_offerte(bench.broker, vendor, offer, None).overeenkomst_id
    bench.clock.advance(days=60)  # well past the deadline, which is no concern of a contract
    bench.say(lessor, "overeenkomst.geactiveerd", aanvraag_id)
    row = bench.state(aanvraag_id).overeenkomsten[contract_id]
    assert (row.status, str(row.einddatum)) == (OvereenkomstStatus.ACTIEF, "2032-06-15")
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.OVEREENKOMST_ACTIEF
    bench.say(lessor, "overeenkomst.beeindigd", aanvraag_id, einddatum="2028-01-31")
    row = bench.state(aanvraag_id).overeenkomsten[contract_id]
    assert (row.status, str(row.einddatum)) == (OvereenkomstStatus.BEEINDIGD, "2028-01-31")
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.BEEINDIGD


def test_a_contract_ends_only_after_it_began(bench: Bench) -> None:
    vendor, lessors, aanvraag_id, offers = offered(bench, 2)
    accept_offerte(bench.broker, vendor, offers[0], None)
    for lessor, kind in ((lessors[0], "overeenkomst.beeindigd"), (lessors[1], "overeenkomst.geactiveerd")):
        with pytest.raises(IllegalState):
            bench.say(lessor, kind, aanvraag_id)
    bench.say(lessors[0], "overeenkomst.geactiveerd", aanvraag_id)
    with pytest.raises(IllegalState):
        bench.say(lessors[0], "overeenkomst.geactiveerd", aanvraag_id)


def test_a_contract_that_began_survives_a_withdrawn_permission(bench: Bench) -> None:
    vendor, (lessor,), aanvraag_id, (offer,) = offered(bench)
    accept_offerte(bench.broker, vendor, offer, None)
    bench.say(lessor, "overeenkomst.geactiveerd", aanvraag_id)
    withdraw_toestemming(bench.broker, vendor, bench.toestemming(aanvraag_id, lessor).id, None)
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.OVEREENKOMST_ACTIEF
    assert bench.verstrekking(aanvraag_id, lessor).status is VerstrekkingStatus.INGETROKKEN


@pytest.mark.parametrize("by", [None, *Sortering])
def test_offers_stand_in_the_order_that_was_asked(bench: Bench, by: str | None) -> None:
    vendor, lessors = bench.vendor(), bench.lessors(3)
    aanvraag_id = bench.sent(vendor, *lessors)
    for lessor, term in zip(lessors, ("660.00", "640.00", "650.00"), strict=True):
        bench.offer(lessor, aanvraag_id, termijnbedrag=term)
    seen, order = compare_offertes(bench.broker, vendor, aanvraag_id, by)
    assert [str(row.vergeleken.inhoud.termijnbedrag) for row in seen] == ["640.00", "650.00", "660.00"]
    assert order == (by or Sortering.EFFECTIEF)
    assert len(bench.told(dossier_of(aanvraag_id), "inzage")) == 2  # the sending, and this comparison


def test_an_unknown_order_is_refused(bench: Bench) -> None:
    vendor, _, aanvraag_id, _ = offered(bench)
    with pytest.raises(InvalidInput, match="sorteer"):
        compare_offertes(bench.broker, vendor, aanvraag_id, "naam")


def test_without_offers_nothing_is_read(bench: Bench) -> None:
    vendor = bench.vendor()
    aanvraag_id = bench.sent(vendor, bench.lessor())
    before = snapshot(bench)
    assert compare_offertes(bench.broker, vendor, aanvraag_id, None)[0] == ()
    assert snapshot(bench) == before
