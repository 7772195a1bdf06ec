"""`termijnen`: what ends by itself ends on record, once, and who should act is reminded in time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.aanvraag import Aanvraag, AanvraagStatus
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.informatie import Antwoord, Antwoorden
from chalicelib.domain.kennisgeving import KennisgevingSoort
from chalicelib.domain.offerte import OfferteStatus, OvereenkomstStatus
from chalicelib.domain.row import DueSoort
from chalicelib.domain.verstrekking import BerichtSoort, VerstrekkingStatus
from chalicelib.errors import IllegalState, NotFound
from chalicelib.usecases.answer_informatieverzoek import answer_informatieverzoek
from chalicelib.usecases.list_kennisgevingen import list_kennisgevingen, see_kennisgeving
from chalicelib.usecases.pass_termijnen import TermijnUitkomst, pass_termijnen
from tests.broker import Bench, snapshot
from tests.contracts import accepted, begun, contract, restrict
from tests.stops import lift_restriction

_K = KennisgevingSoort


def run(bench: Bench, **later: float) -> TermijnUitkomst:
    bench.clock.advance(**later)
    return pass_termijnen(bench.broker, bench.clock.now())


def told(bench: Bench, actor: Actor) -> list[str]:
    return [row.wat.value for row in list_kennisgevingen(bench.broker, actor, None, 100)[0]]


def nothing_left(bench: Bench) -> None:
    """A repeat finds nothing, and writes nothing."""
    before = snapshot(bench)
    assert run(bench) == TermijnUitkomst()
    day = bench.clock.now().date()
    assert not list(bench.store.list_due(DueSoort.TERMIJN, day, bench.clock.now()))
    assert [row for row in snapshot(bench) if not row.startswith("Voortgang")] == [
        row for row in before if not row.startswith("Voortgang")
    ]


def test_an_aanvraag_lapses_at_its_deadline(bench: Bench) -> None:
    vendor, lessors = bench.vendor(), bench.lessors(2)
    aanvraag_id = bench.sent(vendor, *lessors)
    bench.say(lessors[0], "aanvraag.in_beoordeling", aanvraag_id)
    assert run(bench, days=13) == TermijnUitkomst()
    assert run(bench, days=1) == TermijnUitkomst(verstreken=3, herinnerd=1)
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.VERLOPEN
    assert {bench.verstrekking(aanvraag_id, one).status for one in lessors} == {VerstrekkingStatus.VERLOPEN}
    assert told(bench, vendor) == [_K.AANVRAAG_GEEINDIGD]
    bench.check_evidence()
    nothing_left(bench)


def test_a_lapse_that_is_seen_late_moves_no_term(bench: Bench) -> None:
    """I12: the term of art. 8 runs from the deadline, whenever a run saw it."""
    aanvraag_id = bench.sent(bench.vendor(), bench.lessor())
    until = bench.state(aanvraag_id).dossier.vernietigen_op
    run(bench, days=60)
    assert bench.state(aanvraag_id).dossier.vernietigen_op == until
    assert bench.aanvraag(aanvraag_id).geeindigd_op == bench.aanvraag(aanvraag_id).uiterste_reactie


def test_an_offerte_is_announced_and_then_expires(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.offer(lessor, aanvraag_id)  # until 30 June
    bench.clock.move_to(datetime(2027, 6, 27, 21, 59, tzinfo=UTC))
    assert run(bench).herinnerd == 0
    assert run(bench, minutes=1) == TermijnUitkomst(herinnerd=1)
    nothing_left(bench)
    assert run(bench, days=3) == TermijnUitkomst(verstreken=3, herinnerd=2)
    assert bench.offers(aanvraag_id)[0].status is OfferteStatus.VERLOPEN
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.VERLOPEN
    assert sorted(told(bench, vendor)) == [_K.AANVRAAG_GEEINDIGD, _K.OFFERTE_VERLOOPT, _K.OFFERTE_VERLOPEN]
    nothing_left(bench)


def test_a_question_that_waits_is_recalled_once(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "informatie.gevraagd", aanvraag_id)
    assert run(bench, days=6, hours=23).herinnerd == 0
    assert run(bench, hours=1) == TermijnUitkomst(herinnerd=1)
    assert told(bench, vendor) == [_K.VRAAG_WACHT]
    nothing_left(bench)


def test_an_answered_question_reminds_nobody(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "informatie.gevraagd", aanvraag_id)
    row = bench.verstrekking(aanvraag_id, lessor)
    given = Antwoorden(antwoorden=(Antwoord(code="jaarcijfers", tekst="Voorbeeld"),))
    answer_informatieverzoek(bench.broker, vendor, row.id, given, None)
    assert run(bench, days=8) == TermijnUitkomst()
    assert told(bench, vendor) == []


def test_the_bedenktijd_ends_on_record(bench: Bench) -> None:
    vendor, _, aanvraag_id, contract_id = begun(bench, consumer=True)
    bench.clock.move_to(datetime(2027, 6, 15, 22, tzinfo=UTC))
    assert run(bench) == TermijnUitkomst(verstreken=1, herinnerd=1)
    assert contract(bench, contract_id).status is OvereenkomstStatus.ACTIEF
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.OVEREENKOMST_ACTIEF
    assert told(bench, vendor) == [_K.BEDENKTIJD_VOORBIJ]
    nothing_left(bench)


def test_what_nobody_signs_is_called_off_and_recalled(bench: Bench) -> None:
    vendor, lessor, aanvraag_id, contract_id = accepted(bench)
    bench.clock.move_to(datetime(2028, 6, 1, 9, tzinfo=UTC))
    assert run(bench) == TermijnUitkomst(verstreken=1, herinnerd=1)
    assert contract(bench, contract_id).status is OvereenkomstStatus.GEANNULEERD
    assert not bench.toestemming(aanvraag_id, lessor).in_force
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor)[-1] == BerichtSoort.INGETROKKEN
    assert told(bench, vendor) == [_K.OVEREENKOMST_GEANNULEERD]
    bench.check_evidence()
    nothing_left(bench)


def test_a_contract_ends_on_record_on_its_last_day(bench: Bench) -> None:
    _, _, aanvraag_id, contract_id = begun(bench)
    until = bench.state(aanvraag_id).dossier.vernietigen_op
    run(bench, days=2000)
    row = contract(bench, contract_id)
    assert (row.status, row.einde) == (OvereenkomstStatus.BEEINDIGD, "einddatum")
    assert bench.state(aanvraag_id).dossier.vernietigen_op == until  # I12
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.BEEINDIGD
    nothing_left(bench)


def test_nobody_is_reminded_of_a_restricted_dossier(bench: Bench) -> None:
    """I9: stored only. What ends by itself ends all the same."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    restrict(bench, aanvraag_id)
    assert run(bench, days=14) == TermijnUitkomst(verstreken=2)
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.VERLOPEN
    assert told(bench, vendor) == []


def test_one_that_cannot_be_read_keeps_no_other(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    first, second = (bench.sent(vendor, lessor) for _ in range(2))
    load: Callable[[str], Any] = bench.store.load_dossier

    def broken(dossier_id: str) -> Any:
        if first.removeprefix("aan_").startswith(dossier_id.removeprefix("dos_")):
            raise ValueError("onleesbaar")
        return load(dossier_id)

    monkeypatch.setattr(bench.store, "load_dossier", broken)
    assert run(bench, days=14) == TermijnUitkomst(verstreken=2, herinnerd=1, mislukt=1)
    monkeypatch.undo()
    assert bench.aanvraag(second).status is AanvraagStatus.VERLOPEN
    assert run(bench) == TermijnUitkomst(verstreken=2, herinnerd=1)


def test_a_notice_is_seen_once_and_by_its_owner_alone(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    bench.sent(vendor, lessor)
    run(bench, days=14)
    (row,) = list_kennisgevingen(bench.broker, vendor, None, 10)[0]
    other = bench.vendor("ander@example.com")
    assert told(bench, other) == []
    with pytest.raises(NotFound):
        see_kennisgeving(bench.broker, other, row.id)
    see_kennisgeving(bench.broker, vendor, row.id)
    seen = bench.clock.now()
    bench.clock.advance(hours=1)
    see_kennisgeving(bench.broker, vendor, row.id)
    assert list_kennisgevingen(bench.broker, vendor, None, 10)[0][0].gelezen_op == seen
    with pytest.raises(NotFound):
        see_kennisgeving(bench.broker, vendor, row.id[:-1] + ("a" if row.id[-1] != "a" else "b"))


def test_a_late_answer_is_refused_before_and_after_the_run(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "informatie.gevraagd", aanvraag_id)
    row = bench.verstrekking(aanvraag_id, lessor)
    given = Antwoorden(antwoorden=(Antwoord(code="jaarcijfers", tekst="Voorbeeld"),))
    bench.clock.advance(days=14)
    for _ in range(2):
        with pytest.raises(IllegalState):
            answer_informatieverzoek(bench.broker, vendor, row.id, given, None)
        run(bench)


def test_a_deadline_is_in_the_index_while_it_may_end_something(bench: Bench) -> None:
    """Whatever was answered with an Offerte, or ended, is looked for no more."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    row: Aanvraag = bench.aanvraag(aanvraag_id)
    due = row.due()
    assert due is not None
    assert (due.soort, due.op) == (DueSoort.TERMIJN, row.gemaakt_op + timedelta(days=14))
    bench.offer(lessor, aanvraag_id)
    assert bench.aanvraag(aanvraag_id).due() is None


def test_a_reminder_waits_until_a_restriction_is_lifted(bench: Bench) -> None:
    """Found: what fell due while the dossier was restricted was lost. It waits, and nothing is written meanwhile."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "informatie.gevraagd", aanvraag_id)
    at = bench.verstrekking(aanvraag_id, lessor).herinneren_op
    assert at is not None
    restrict(bench, aanvraag_id)
    bench.clock.move_to(at)
    before = [line for line in snapshot(bench) if not line.startswith("Voortgang")]
    for _ in range(3):
        assert run(bench, hours=1) == TermijnUitkomst()
    assert [line for line in snapshot(bench) if not line.startswith("Voortgang")] == before
    lift_restriction(bench, aanvraag_id)
    assert run(bench, hours=1) == TermijnUitkomst(herinnerd=1)
    assert told(bench, vendor) == [_K.VRAAG_WACHT]
    nothing_left(bench)


def test_a_notice_that_is_past_is_left_out_on_record(bench: Bench) -> None:
    """I9: what ends while the dossier is restricted ends, and the evidence says that nobody was told."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    restrict(bench, aanvraag_id)
    assert run(bench, days=14) == TermijnUitkomst(verstreken=2)
    assert told(bench, vendor) == []
    (left_out,) = bench.told(bench.state(aanvraag_id).dossier.id, "kennisgeving.achterwege")
    assert left_out.gegevens == {"wat": "aanvraag_geeindigd", "over": aanvraag_id, "reden": "beperkt"}
    bench.check_evidence()
