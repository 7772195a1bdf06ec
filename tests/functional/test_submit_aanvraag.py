"""Sending an Aanvraag (art. 6 lid 3): one act, one transaction, one answer; refused whole or not at all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.gebruiker import GebruikerSoort
from chalicelib.domain.ids import aanvraag_of, dossier_of, sibling
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.errors import IllegalState, InvalidInput, StaleVersion
from chalicelib.privacy.toestemming import HUIDIGE_TEKST
from chalicelib.usecases.ports.store import Change, Insert
from chalicelib.usecases.submit_aanvraag import Grant
from chalicelib.usecases.update_aanvraag import update_aanvraag
from tests.broker import GIVEN, Bench, snapshot

FAULTY = {
    "older words": replace(GIVEN, tekst_versie="2020-01-01"),
    "for nobody": replace(GIVEN, namens="iemand"),
    "a vendor for themselves": Grant(HUIDIGE_TEKST.versie, "zelf"),
    "no way": replace(GIVEN, wijze=None),
    "no day": replace(GIVEN, verkregen_op=None),
    "tomorrow": replace(GIVEN, verkregen_op=date(2027, 6, 2)),
    "not informed": replace(GIVEN, klant_geinformeerd_op=None),
}


def test_sending_freezes_and_makes_one_row_each(bench: Bench) -> None:
    vendor, lessors = bench.vendor(), bench.lessors(3)
    aanvraag_id = bench.concept(vendor)
    answer = bench.submit(vendor, aanvraag_id, lessors)
    assert (answer.status, answer.versie) == ("verzonden", 1)
    assert [row.kredietverstrekker_id for row in answer.verstrekkingen] == [lessor.id for lessor in lessors]
    assert {row.status for row in answer.verstrekkingen} == {VerstrekkingStatus.KLAAR}
    state = bench.state(aanvraag_id)
    assert set(state.toestemmingen) == {sibling("toe", row.id) for row in answer.verstrekkingen}
    assert {aanvraag_of(row.id) for row in answer.verstrekkingen} == {aanvraag_id}
    sent = state.aanvraag(aanvraag_id)
    assert (sent.verzonden_op, sent.dossier_revisie) == (bench.clock.now(), 1)
    assert bench.queues.take() == [(aanvraag_id, 0)]


def test_it_is_all_one_transaction(bench: Bench) -> None:
    vendor, lessors = bench.vendor(), bench.lessors(20)
    aanvraag_id = bench.concept(vendor)
    before = len(bench.store.commits)
    bench.submit(vendor, aanvraag_id, lessors)
    (changes,) = bench.store.commits[before:]
    kinds = [change.row.soort for change in changes if isinstance(change, Insert)]
    assert {kind: kinds.count(kind) for kind in kinds} == {"verstrekking": 20, "toestemming": 20, "bewijs": 20}
    assert len(changes) <= 100


def test_the_deadline_is_fourteen_days_by_default(bench: Bench) -> None:
    """Calendar days in Amsterdam: across the end of summer time it is an hour later in UTC."""
    vendor, lessor = bench.vendor(), bench.lessor()
    bench.clock.advance(days=140)
    begun = bench.clock.now()
    vendor = bench.enter(bench.login())
    aanvraag_id = bench.sent(vendor, lessor)
    assert bench.aanvraag(aanvraag_id).uiterste_reactie == begun + timedelta(days=14, hours=1)


@pytest.mark.parametrize("hours", [0, -1])
def test_a_deadline_must_lie_ahead(bench: Bench, hours: int) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.concept(vendor)
    with pytest.raises(InvalidInput, match="uiterste_reactie"):
        bench.submit(vendor, aanvraag_id, [lessor], until=bench.clock.now() + timedelta(hours=hours))


@pytest.mark.parametrize("grant", FAULTY.values(), ids=FAULTY)
def test_without_a_sound_permission_nothing_is_sent(bench: Bench, grant: Grant) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.concept(vendor)
    before = snapshot(bench)
    with pytest.raises(InvalidInput, match="toestemming"):
        bench.submit(vendor, aanvraag_id, [lessor], grant=grant)
    assert snapshot(bench) == before
    assert bench.queues.sent == []


def test_a_klant_gives_permission_for_themselves(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.concept(vendor)
    klant = replace(vendor, soort=GebruikerSoort.KLANT)
    bench.submit(klant, aanvraag_id, [lessor], grant=Grant(HUIDIGE_TEKST.versie, "zelf"))
    assert bench.toestemming(aanvraag_id, lessor).namens == "zelf"


def test_every_unfit_recipient_is_named(bench: Bench) -> None:
    vendor, fit, unfit = bench.vendor(), bench.lessor("a"), bench.lessor("b", active=False)
    aanvraag_id = bench.concept(vendor)
    stranger = replace(fit, id="kre_" + "a" * 26)
    before = snapshot(bench)
    with pytest.raises(InvalidInput) as refused:
        bench.submit(vendor, aanvraag_id, [fit, unfit, stranger])
    assert [fault.veld for fault in refused.value.faults] == ["kredietverstrekkers.1", "kredietverstrekkers.2"]
    assert snapshot(bench) == before


def test_an_older_version_is_not_sent(bench: Bench) -> None:
    """What leaves is what its sender saw last."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.concept(vendor)
    update_aanvraag(bench.broker, vendor, aanvraag_id, 1, b'{"financiering": {"looptijd_maanden": 48}}')
    with pytest.raises(StaleVersion):
        bench.submit(vendor, aanvraag_id, [lessor])
    assert bench.submit(vendor, aanvraag_id, [lessor], versie=2).versie == 2
    assert bench.verstrekking(aanvraag_id, lessor).versie == 2


def test_who_did_not_accept_the_terms_sends_nothing(bench: Bench) -> None:
    """Art. 2 lid 1."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.concept(vendor)
    with pytest.raises(IllegalState, match=r"akkoord\.verplicht"):
        bench.submit(replace(vendor, akkoord=False), aanvraag_id, [lessor])


def test_sending_again_says_what_is_allowed(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    with pytest.raises(IllegalState) as refused:
        bench.submit(vendor, aanvraag_id, [lessor])
    assert refused.value.allowed == ("ingetrokken",)
    assert len(bench.told(dossier_of(aanvraag_id), "toestemming.gegeven")) == 1


def test_two_sendings_at_once_are_one(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.concept(vendor)

    def other(_: tuple[Change, ...]) -> None:
        bench.store.before_commit = None
        bench.submit(vendor, aanvraag_id, [lessor])

    bench.store.before_commit = other
    with pytest.raises(IllegalState):
        bench.submit(vendor, aanvraag_id, [lessor])
    assert len(bench.state(aanvraag_id).verstrekkingen) == 1


def test_a_lost_queue_message_loses_nothing(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """I1: what was accepted is due in the index, whatever the queue does."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.concept(vendor)
    bench.queues.down = True
    assert bench.submit(vendor, aanvraag_id, [lessor]).status == AanvraagStatus.VERZONDEN
    assert "queue:message:lost" in capsys.readouterr().out
    assert bench.verstrekking(aanvraag_id, lessor).due() is not None
