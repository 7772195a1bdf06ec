"""What a Kredietverstrekker that has ended still had to answer ends with it, where its sender sees it."""

from collections.abc import Sequence
from datetime import UTC, timedelta

import pytest

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.kennisgeving import KennisgevingSoort
from chalicelib.domain.kredietverstrekker import secret_key_of
from chalicelib.domain.offerte import OfferteStatus
from chalicelib.domain.row import DataSleutel
from chalicelib.domain.toegang import Toegang
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.errors import BadSignature, IllegalState, Unavailable
from chalicelib.handlers.volgende_stap import volgende_stap
from chalicelib.usecases.end_verstrekkingen import ENDED_THERE, end_verstrekkingen
from chalicelib.usecases.list_kennisgevingen import list_kennisgevingen
from chalicelib.usecases.pass_termijnen import pass_termijnen
from chalicelib.usecases.ports.store import Change
from chalicelib.usecases.read_aanvraag import read_aanvraag
from chalicelib.usecases.rotate_geheim import rotate_geheim
from chalicelib.usecases.set_toegang import set_toegang
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.broker import OPERATOR, Bench, snapshot
from tests.contracts import accepted
from tests.destruction import run
from tests.lessors import message
from tests.stops import end_lessor, lift_restriction, restrict

_V = VerstrekkingStatus


def sweep(bench: Bench) -> int:
    return end_verstrekkingen(bench.broker, bench.clock.now())


def test_an_open_verstrekking_ends_with_its_recipient(bench: Bench) -> None:
    """Found: it waited for its deadline. The Aanvraag is complete when all others have answered."""
    vendor, ended, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, ended, other)
    bench.say(other, "aanvraag.afgewezen", aanvraag_id)
    end_lessor(bench, vendor, aanvraag_id, ended)
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.VERZONDEN
    assert sweep(bench) == 1
    row = bench.verstrekking(aanvraag_id, ended)
    assert (row.status, row.reden_categorie) == (_V.VERLOPEN, ENDED_THERE)
    aanvraag = bench.aanvraag(aanvraag_id)
    assert (aanvraag.status, aanvraag.geeindigd_op) == (AanvraagStatus.AFGEWEZEN, bench.clock.now())
    assert bench.told(bench.state(aanvraag_id).dossier.id, "verstrekking.beeindigd")[0].gegevens["reden"] == ENDED_THERE
    assert bench.types_to(ended) == ["aanvraag.aangeboden"]
    bench.check_evidence()


def test_its_sender_is_told_and_sees_why(bench: Bench) -> None:
    vendor, ended = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, ended)
    end_lessor(bench, vendor, aanvraag_id, ended)
    sweep(bench)
    (notice,) = list_kennisgevingen(bench.broker, vendor, None, 10)[0]
    row_id = bench.verstrekking(aanvraag_id, ended).id
    assert (notice.wat, notice.over) == (KennisgevingSoort.KREDIETVERSTREKKER_GESTOPT, row_id)
    assert "Voorbeeld A is gestopt" in volgende_stap(read_aanvraag(bench.broker, vendor, aanvraag_id))


@pytest.mark.parametrize("kind", ["aanvraag.in_beoordeling", "informatie.gevraagd", "offerte.uitgebracht"])
def test_however_far_it_came_it_ends(bench: Bench, kind: str) -> None:
    """An Offerte of it can be accepted no more, and lapses with it."""
    vendor, ended = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, ended)
    bench.say(ended, kind, aanvraag_id)
    end_lessor(bench, vendor, aanvraag_id, ended)
    assert sweep(bench) == 1
    row = bench.verstrekking(aanvraag_id, ended)
    assert (row.status, row.gevraagd, row.due()) == (_V.VERLOPEN, None, None)
    assert all(offer.status is OfferteStatus.VERVALLEN for offer in bench.offers(aanvraag_id))
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.VERLOPEN


def test_one_that_never_left_is_blocked(bench: Bench) -> None:
    vendor, ended = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, ended, dispatch=False)
    end_lessor(bench, vendor, aanvraag_id, ended)
    assert sweep(bench) == 1
    assert bench.verstrekking(aanvraag_id, ended).status is _V.GEBLOKKEERD
    assert bench.dispatch(aanvraag_id) == 0
    assert bench.types_to(ended) == []


def test_others_and_overeenkomsten_go_on(bench: Bench) -> None:
    """What was agreed is carried out between its parties."""
    vendor, ended, agreed, _ = accepted(bench)
    other = bench.lessor("b")
    running = bench.sent(vendor, other)
    end_lessor(bench, vendor, agreed, ended)
    assert sweep(bench) == 0
    assert bench.verstrekking(agreed, ended).status is _V.OFFERTE_ONTVANGEN
    assert bench.verstrekking(running, other).status is _V.AANGEBODEN


def test_a_withdrawal_after_its_end_is_still_recalled(bench: Bench) -> None:
    """Art. 7(3) AVG, I4: its permission was not taken back by its end; when it is, what left is asked back."""
    vendor, ended = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, ended)
    end_lessor(bench, vendor, aanvraag_id, ended)
    sweep(bench)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(ended) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]
    assert bench.verstrekking(aanvraag_id, ended).status is _V.INGETROKKEN


def test_while_restricted_it_ends_without_notice(bench: Bench) -> None:
    """I9: nobody is told, and the evidence says so."""
    vendor, ended = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, ended)
    restrict(bench, vendor, aanvraag_id, ended)
    end_lessor(bench, vendor, aanvraag_id, ended)
    assert sweep(bench) == 1
    assert list_kennisgevingen(bench.broker, vendor, None, 10)[0] == []
    assert len(bench.told(bench.state(aanvraag_id).dossier.id, "kennisgeving.achterwege")) == 1


def test_a_repeat_finds_nothing(bench: Bench) -> None:
    """I15: the walk is done once, and nothing is read again after it."""
    vendor, ended = bench.vendor(), bench.lessor()
    end_lessor(bench, vendor, bench.sent(vendor, ended), ended)
    assert sweep(bench) == 1
    before = snapshot(bench)
    assert sweep(bench) == 0
    assert snapshot(bench) == before


def test_a_run_that_stops_is_gone_on_with(bench: Bench) -> None:
    """At the day it came to, for whoever is next."""
    vendor, ended = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, ended)
    end_lessor(bench, vendor, aanvraag_id, ended)
    now = bench.clock.now()
    assert end_verstrekkingen(bench.broker, now, stop_at=now) == 0
    until = bench.aanvraag(aanvraag_id).uiterste_reactie
    assert until is not None
    assert bench.kredietverstrekker(ended).lopend_vanaf == until.astimezone(UTC).date()
    assert sweep(bench) == 1


def test_its_secrets_go_after_their_term(bench: Bench) -> None:
    """Art. 8 lid 1: as long as a recall may be owed they sign it; then secret and key are gone, on record."""
    vendor, ended = bench.vendor(), bench.lessor()
    row_id = bench.verstrekking(bench.sent(vendor, ended), ended).id
    end_lessor(bench, vendor, row_id, ended)
    run(bench, bench.clock.now())
    run(bench, bench.clock.now() + timedelta(days=180))
    assert bench.kredietverstrekker(ended).geheim
    for _ in range(8):
        bench.clock.advance(days=31)
        run(bench, bench.clock.now())
    row = bench.kredietverstrekker(ended)
    assert (row.geheim, row.oud_geheim, row.toegang, row.due()) == (b"", None, None, None)
    assert bench.store.get(DataSleutel, secret_key_of(ended.id)) is None
    assert bench.evidence(ended.id)[-1].gebeurtenis == "geheim.vernietigd"
    with pytest.raises(BadSignature):
        bench.say_raw(ended, message("aanvraag.ontvangen", {"verstrekking_id": row_id, "versie": 1}))
    assert run(bench, bench.clock.now() + timedelta(days=1)) == {"vernietigd": 0, "hervat": 0, "uitgesteld": 0}
    bench.check_evidence()


def test_no_new_secret_for_one_that_has_ended(bench: Bench) -> None:
    """Nobody hears it, and it would outlive its term."""
    vendor, ended = bench.vendor(), bench.lessor()
    end_lessor(bench, vendor, "", ended)
    for attempt in (
        lambda: rotate_geheim(bench.broker, OPERATOR, ended.id),
        lambda: set_toegang(bench.broker, OPERATOR, ended.id, Toegang()),
    ):
        with pytest.raises(IllegalState, match=r"kredietverstrekker\.niet_actief"):
            attempt()


def test_an_aanvraag_that_failed_has_its_turn_again(bench: Bench) -> None:
    """Found: whose rows could not be written just then waited for its deadline, weeks later."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    end_lessor(bench, vendor, aanvraag_id, lessor)

    def refuse(changes: Sequence[Change]) -> None:
        if any(isinstance(change.row, Dossier) for change in changes):
            raise Unavailable

    bench.store.before_commit = refuse
    assert end_verstrekkingen(bench.broker, bench.clock.now()) == 0
    bench.store.before_commit = None
    assert end_verstrekkingen(bench.broker, bench.clock.now()) == 1
    assert bench.verstrekking(aanvraag_id, lessor).status is VerstrekkingStatus.VERLOPEN
    assert end_verstrekkingen(bench.broker, bench.clock.now()) == 0
    assert bench.kredietverstrekker(lessor).lopend_vanaf is None


def test_a_reminder_that_waits_hides_no_aanvraag(bench: Bench) -> None:
    """Found: while restricted, a reminder stays in a day long past, and the walk began after it."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.offer(lessor, aanvraag_id)
    restrict(bench, vendor, aanvraag_id, lessor)
    remind = bench.offers(aanvraag_id)[0].herinneren_op
    assert remind is not None
    bench.clock.move_to(remind + timedelta(days=2))
    pass_termijnen(bench.broker, bench.clock.now())
    end_lessor(bench, vendor, aanvraag_id, lessor)
    assert sweep(bench) == 1
    lift_restriction(bench, aanvraag_id)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert (row.status, row.reden_categorie) == (_V.VERLOPEN, ENDED_THERE)


def test_another_round_finds_what_moved_back(bench: Bench) -> None:
    """Found: an Offerte of another brought the Aanvraag to a day that a run, stopped since, had looked at before."""
    vendor, lessor, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, lessor, other)
    end_lessor(bench, vendor, aanvraag_id, lessor)
    now = bench.clock.now()
    assert end_verstrekkingen(bench.broker, now, stop_at=now) == 0
    bench.offer(other, aanvraag_id, geldig_tot=(now + timedelta(days=8)).date().isoformat())
    assert [sweep(bench) for _ in range(3)] == [0, 1, 0]
    assert bench.verstrekking(aanvraag_id, lessor).reden_categorie == ENDED_THERE
    assert bench.kredietverstrekker(lessor).lopend_vanaf is None


def test_its_deadline_says_the_same(bench: Bench) -> None:
    """Whatever kept the walk from an Aanvraag: its sender hears why nobody answered, and of others nothing."""
    vendor, lessor, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, lessor, other)
    end_lessor(bench, vendor, aanvraag_id, lessor)
    until = bench.aanvraag(aanvraag_id).uiterste_reactie
    assert until is not None
    bench.clock.move_to(until)
    pass_termijnen(bench.broker, until)
    ended, silent = (bench.verstrekking(aanvraag_id, one) for one in (lessor, other))
    assert (ended.status, ended.reden_categorie) == (_V.VERLOPEN, ENDED_THERE)
    assert (silent.status, silent.reden_categorie) == (_V.VERLOPEN, None)
