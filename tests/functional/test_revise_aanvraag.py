"""A sent Aanvraag that changes is a new version, sent anew to whom permission still holds; an older one is over."""

from datetime import timedelta

import pytest

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.aanvraag_verloop import latest
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.domain.offerte import OfferteStatus
from chalicelib.domain.parse import parse
from chalicelib.domain.verstrekking import ToestemmingStatus, Verstrekking, VerstrekkingStatus
from chalicelib.errors import Gone, IllegalState, InvalidInput, StaleVersion
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.read_aanvraag import read_aanvraag
from chalicelib.usecases.revise_aanvraag import MOST_RECIPIENTS, MOST_VERSIONS, Herziening, revise_aanvraag
from chalicelib.usecases.submit_aanvraag import AanvraagVerzonden, Grant
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.bodies import changed, lease, raw
from tests.broker import GIVEN, OPERATOR, Bench
from tests.disclosures import body_of
from tests.lessors import EXTRA, Lessor, message


def revise(bench: Bench, actor: Actor, aanvraag_id: str, versie: int = 1, *, grant: Grant = GIVEN) -> AanvraagVerzonden:
    inhoud = parse(AanvraagInhoud, raw(changed(lease(), "financiering.looptijd_maanden", 48)))
    answer = revise_aanvraag(bench.broker, actor, aanvraag_id, Herziening(versie, inhoud, grant), None)
    bench.dispatch(aanvraag_id)
    return answer


def row_of(bench: Bench, aanvraag_id: str, lessor: Lessor, versie: int) -> Verstrekking:
    rows = bench.state(aanvraag_id).of_aanvraag(aanvraag_id).verstrekkingen.values()
    (row,) = [row for row in rows if (row.kredietverstrekker_id, row.versie) == (lessor.id, versie)]
    return row


def say(bench: Bench, lessor: Lessor, kind: str, row: Verstrekking, versie: int | None = None) -> None:
    data = {"verstrekking_id": row.id, "versie": versie or row.versie, **EXTRA.get(kind, {})}
    bench.say_raw(lessor, message(kind, data))


def test_the_new_version_is_sent_to_whom_had_the_old(bench: Bench) -> None:
    vendor, lessors = bench.vendor(), bench.lessors(2)
    aanvraag_id = bench.sent(vendor, *lessors)
    answer = revise(bench, vendor, aanvraag_id)
    assert (answer.versie, len(answer.verstrekkingen)) == (2, 2)
    for lessor in lessors:
        first, second = (body_of(one)["data"] for one in bench.egress.sent_to(lessor.endpoint))
        assert (first["versie"], second["versie"]) == (1, 2)
        assert first["verstrekking_id"] != second["verstrekking_id"]
        assert second["gegevens"]["financiering"]["looptijd_maanden"] == 48
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.VERZONDEN
    assert len(read_aanvraag(bench.broker, vendor, aanvraag_id).verstrekkingen) == 2
    bench.check_evidence()


def test_an_answer_to_the_older_version_is_refused(bench: Bench) -> None:
    """Contract: 409, whichever of the two versions it names."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    revise(bench, vendor, aanvraag_id)
    old, new = row_of(bench, aanvraag_id, lessor, 1), row_of(bench, aanvraag_id, lessor, 2)
    for row, versie in ((old, 1), (old, 2), (new, 1)):
        with pytest.raises(IllegalState, match=r"versie\.ouder"):
            say(bench, lessor, "offerte.uitgebracht", row, versie)
    say(bench, lessor, "offerte.uitgebracht", new)
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.OFFERTE_UITGEBRACHT


def test_an_offerte_of_the_older_version_lapses(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    offer = bench.offer(lessor, aanvraag_id)
    revise(bench, vendor, aanvraag_id)
    assert bench.offers(aanvraag_id)[0].status is OfferteStatus.VERVALLEN
    with pytest.raises(IllegalState, match=r"offerte\.gesloten"):
        accept_offerte(bench.broker, vendor, offer, None)
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.VERZONDEN


def test_whose_permission_ended_gets_no_new_version(bench: Bench) -> None:
    vendor, (gone, stays) = bench.vendor(), bench.lessors(2)
    aanvraag_id = bench.sent(vendor, gone, stays)
    withdraw_toestemming(bench.broker, vendor, bench.toestemming(aanvraag_id, gone).id, None)
    answer = revise(bench, vendor, aanvraag_id)
    assert [row.kredietverstrekker_id for row in answer.verstrekkingen] == [stays.id]
    with pytest.raises(Gone):
        bench.say(gone, "aanvraag.ontvangen", aanvraag_id)


def test_who_cannot_get_it_is_told_to_stop(bench: Bench) -> None:
    vendor, (stopped, stays) = bench.vendor(), bench.lessors(2)
    aanvraag_id = bench.sent(vendor, stopped, stays)
    change = GewijzigdeKredietverstrekker(status="opgeschort")
    update_kredietverstrekker(bench.broker, OPERATOR, stopped.id, change)
    answer = revise(bench, vendor, aanvraag_id)
    assert [one.kredietverstrekker_id for one in answer.verstrekkingen] == [stays.id]
    assert bench.types_to(stopped)[-1] == "aanvraag.ingetrokken"
    assert not bench.toestemming(aanvraag_id, stopped).in_force


def test_a_withdrawal_recalls_once_and_the_version_that_left(bench: Bench) -> None:
    """I4: the newest version may not have left yet; who holds the older one must hear all the same."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    inhoud = parse(AanvraagInhoud, raw(lease()))
    revise_aanvraag(bench.broker, vendor, aanvraag_id, Herziening(1, inhoud, GIVEN), None)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    bench.dispatch(aanvraag_id)
    recalls = [body_of(one)["data"] for one in bench.egress.sent_to(lessor.endpoint)][1:]
    assert [(one["verstrekking_id"], one["versie"]) for one in recalls] == [
        (row_of(bench, aanvraag_id, lessor, 1).id, 1)
    ]
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.INGETROKKEN


def test_what_did_not_leave_is_never_sent_in_its_old_form(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    revise(bench, vendor, aanvraag_id)
    assert [body_of(one)["data"]["versie"] for one in bench.egress.sent_to(lessor.endpoint)] == [2]
    assert row_of(bench, aanvraag_id, lessor, 1).status is VerstrekkingStatus.VERLOPEN


def test_the_older_permission_is_replaced_and_the_content_kept(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    revise(bench, vendor, aanvraag_id)
    part = bench.state(aanvraag_id).of_aanvraag(aanvraag_id)
    assert {one.status for one in part.toestemmingen.values()} == {
        ToestemmingStatus.VERVANGEN,
        ToestemmingStatus.GEGEVEN,
    }
    assert {revisie for record, revisie in part.inhoud if record == aanvraag_id} == {1, 2}
    assert [row.versie for row in latest(part.verstrekkingen.values())] == [2]


def test_a_new_deadline_comes_with_the_new_version(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    before = bench.aanvraag(aanvraag_id).uiterste_reactie
    bench.clock.advance(days=10)
    revise(bench, vendor, aanvraag_id)
    after = bench.aanvraag(aanvraag_id).uiterste_reactie
    assert before is not None
    assert after == before + timedelta(days=10)
    assert bench.told(bench.state(aanvraag_id).dossier.id, "aanvraag.herzien")  # I12: never silently


def test_only_what_is_with_kredietverstrekkers_can_be_revised(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    with pytest.raises(IllegalState):
        revise(bench, vendor, bench.concept(vendor))
    aanvraag_id = bench.sent(vendor, lessor)
    with pytest.raises(StaleVersion):
        revise(bench, vendor, aanvraag_id, 2)
    with pytest.raises(InvalidInput, match="toestemming"):
        revise(bench, vendor, aanvraag_id, grant=Grant("oud", "klant"))
    accept_offerte(bench.broker, vendor, bench.offer(lessor, aanvraag_id), None)
    with pytest.raises(IllegalState):
        revise(bench, vendor, aanvraag_id)


def test_the_number_of_versions_has_an_end(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    for versie in range(1, MOST_VERSIONS):
        revise(bench, vendor, aanvraag_id, versie)
    with pytest.raises(IllegalState, match=r"herziening\.te_veel"):
        revise(bench, vendor, aanvraag_id, MOST_VERSIONS)


def test_the_largest_revision_fits_one_transaction(bench: Bench) -> None:
    """A hundred places: each has an open Offerte, which is the most that one can take."""
    vendor, lessors = bench.vendor(), bench.lessors(MOST_RECIPIENTS)
    aanvraag_id = bench.sent(vendor, *lessors)
    for lessor in lessors:
        bench.offer(lessor, aanvraag_id)
    assert len(revise(bench, vendor, aanvraag_id).verstrekkingen) == MOST_RECIPIENTS
    assert max(map(len, bench.store.commits)) <= 100
