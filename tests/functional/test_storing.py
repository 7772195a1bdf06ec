"""Delivery that survives: one that fails is left alone, found out, and after 120 hours disabled; others never wait."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from chalicelib.domain import bereikbaarheid
from chalicelib.domain.bereikbaarheid import Bereikbaarheid
from chalicelib.domain.bezorging import Bezorging, Openingstijd
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.kredietverstrekker import KredietverstrekkerStatus
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.usecases.activate_kredietverstrekker import activate_kredietverstrekker
from chalicelib.usecases.follow_bereikbaarheid import GIVEN_UP
from chalicelib.usecases.list_storingen import list_storingen
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.broker import OPERATOR, SECOND_OPERATOR, Bench
from tests.lessors import Lessor, answer_challenge
from tests.sends import DOWN, FAILING

WEEKDAYS = Bezorging(openingstijden=(Openingstijd(dagen=(1, 2, 3, 4, 5), van="09:00", tot="17:00"),))


def deliver_by(bench: Bench, lessor: Lessor, bezorging: Bezorging) -> None:
    update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, GewijzigdeKredietverstrekker(bezorging=bezorging))


def reached(bench: Bench, lessor: Lessor) -> Bereikbaarheid | None:
    return bench.store.get(Bereikbaarheid, lessor.id)


def shut(bench: Bench, lessor: Lessor) -> str:
    """An Aanvraag after the third of whose tries nothing is sent to this one for a minute."""
    bench.egress.plan(lessor.endpoint, DOWN)
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    for seconds in (5, 300):
        bench.clock.advance(seconds=seconds)
        bench.dispatch(aanvraag_id)
    return aanvraag_id


def test_one_that_works_leaves_no_row(bench: Bench) -> None:
    lessor = bench.lessor()
    bench.sent(bench.vendor(), lessor)
    assert reached(bench, lessor) is None


def test_a_schedule_of_its_own_is_kept(bench: Bench) -> None:
    lessor = bench.lessor()
    deliver_by(bench, lessor, Bezorging(wachttijden=(60, 120), tijdslimiet=4))
    bench.egress.plan(lessor.endpoint, FAILING)
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    for seconds in (60, 120):
        row = bench.verstrekking(aanvraag_id, lessor)
        assert row.levering.volgende == bench.clock.now() + timedelta(seconds=seconds)
        bench.clock.advance(seconds=seconds)
        assert bench.dispatch(aanvraag_id) == 1
    row = bench.verstrekking(aanvraag_id, lessor)
    assert row.status is VerstrekkingStatus.TECHNISCH_MISLUKT
    assert [poging.reden or poging.status for poging in row.levering.verloop] == [503, 503, 503]
    assert {message.seconds for message in bench.egress.sent_to(lessor.endpoint)} == {4}


def test_messages_rest_outside_opening_hours(bench: Bench) -> None:
    """Tuesday 1 June 2027, 9:00 UTC is 11:00 in Amsterdam; on Friday evening they wait for Monday."""
    vendor, lessor = bench.vendor(), bench.lessor()
    deliver_by(bench, lessor, WEEKDAYS)
    bench.clock.advance(days=3, hours=8)
    aanvraag_id = bench.sent(vendor, lessor)
    row = bench.verstrekking(aanvraag_id, lessor)
    opens = datetime.fromisoformat("2027-06-07T07:00:00+00:00")
    assert (row.levering.reden, row.levering.volgende, row.levering.pogingen) == ("buiten-openingstijden", opens, 0)
    assert bench.egress.sent == []
    bench.clock.move_to(opens)
    assert bench.dispatch(aanvraag_id) == 1
    assert bench.verstrekking(aanvraag_id, lessor).status is VerstrekkingStatus.AANGEBODEN
    bench.check_evidence()


def test_a_recall_outlives_a_weekend(bench: Bench) -> None:
    """I4: it may be told for 48 hours; while they are closed for longer than that, the clock stands still."""
    vendor, lessor = bench.vendor(), bench.lessor()
    deliver_by(bench, lessor, WEEKDAYS)
    aanvraag_id = bench.sent(vendor, lessor)
    bench.clock.advance(days=3, hours=6)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    bench.dispatch(aanvraag_id)
    (recall,) = bench.berichten(aanvraag_id, lessor)
    assert recall.levering.reden == "buiten-openingstijden"
    assert recall.levering.volgende is not None
    bench.clock.move_to(recall.levering.volgende)
    assert bench.dispatch(aanvraag_id) == 1
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]


def test_after_three_failures_others_do_not_try(bench: Bench) -> None:
    lessor = bench.lessor()
    shut(bench, lessor)
    before = len(bench.egress.sent)
    other = bench.sent(bench.vendor("tweede@example.com"), lessor)
    row = bench.verstrekking(other, lessor)
    assert (row.levering.reden, row.levering.pogingen) == ("storing", 0)
    assert len(bench.egress.sent) == before
    assert bench.told(dossier_of(other), "verstrekking.aangehouden")[0].gegevens["reden"] == "storing"


def test_one_message_goes_to_see_the_rest_waits(bench: Bench) -> None:
    lessor = bench.lessor()
    shut(bench, lessor)
    vendor = bench.vendor("tweede@example.com")
    waiting = [bench.sent(vendor, lessor) for _ in range(4)]
    bench.clock.advance(minutes=1)
    assert [bench.dispatch(aanvraag_id) for aanvraag_id in waiting] == [1, 0, 0, 0]
    assert bench.dispatch(waiting[1]) == 0
    bench.egress.script.clear()
    bench.clock.advance(minutes=2)
    assert [bench.dispatch(aanvraag_id) for aanvraag_id in waiting[1:]] == [1, 1, 1]
    row = reached(bench, lessor)
    assert row is not None
    assert not row.failing
    assert list_storingen(bench.broker) == []


def test_within_one_dispatch_one_goes_to_see(bench: Bench) -> None:
    """Two messages of one Aanvraag to the same Kredietverstrekker: one of them sees for both."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    second = bench.sent(vendor, lessor)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    withdraw_aanvraag(bench.broker, vendor, second, None, None)
    bench.egress.plan(lessor.endpoint, DOWN)
    for one in (aanvraag_id, second):
        bench.dispatch(one)
    bench.clock.advance(seconds=5)
    bench.dispatch(aanvraag_id)
    bench.clock.advance(minutes=10)
    assert bench.dispatch(second) == 1
    assert bench.dispatch(aanvraag_id) == 0


def test_120_hours_of_failure_disable_it(bench: Bench) -> None:
    lessor = bench.lessor()
    shut(bench, lessor)
    vendor = bench.vendor("tweede@example.com")
    since = reached(bench, lessor)
    assert since is not None
    assert since.mislukt_sinds is not None
    for _ in range(9):
        bench.clock.advance(hours=13)
        bench.sent(vendor, lessor)
        assert bench.kredietverstrekker(lessor).active
    bench.clock.move_to(since.mislukt_sinds + timedelta(hours=120))
    last = bench.sent(vendor, lessor)
    row = bench.kredietverstrekker(lessor)
    assert (row.status, row.reden) == (KredietverstrekkerStatus.OPGESCHORT, GIVEN_UP)
    assert bench.verstrekking(last, lessor).levering.open
    bench.check_evidence()


def test_a_success_in_between_starts_the_count_anew(bench: Bench) -> None:
    lessor = bench.lessor()
    shut(bench, lessor)
    vendor = bench.vendor("tweede@example.com")
    bench.clock.advance(hours=100)
    bench.egress.plan(lessor.endpoint, Outcome(200), DOWN)
    bench.sent(vendor, lessor)
    for _ in range(4):
        bench.clock.advance(hours=20)
        bench.sent(vendor, lessor)
    assert bench.kredietverstrekker(lessor).active


def test_activating_again_forgets_what_failed(bench: Bench) -> None:
    lessor = bench.lessor()
    bench.egress.plan(lessor.endpoint, Outcome(410))
    bench.sent(bench.vendor(), lessor)
    bench.egress.script.clear()
    bench.egress.answer = answer_challenge
    activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)
    row = reached(bench, lessor)
    assert row is not None
    assert not row.failing


def test_it_is_told_who_fails_what_and_since_when(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    lessor = bench.lessor()
    begun = bench.clock.now()
    shut(bench, lessor)
    ((naam, row),) = list_storingen(bench.broker)
    assert (naam, row.id, row.reden, row.mislukt_sinds) == ("Voorbeeld A", lessor.id, "timeout", begun)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "dispatch:kredietverstrekker:down" in line]
    assert all(text in line for text in (lessor.id, "timeout", begun.isoformat()))


@dataclass
class Fleet:
    """
    Two workers (the fewest that a stage may have) that take Aanvragen in order of when they are due, in virtual time.

    Every living Kredietverstrekker answers in a second; a dead one keeps a worker for the whole of its fifteen.
    `delays` holds, of each message that reached a living one, the seconds since it was due.
    """

    bench: Bench
    dead: set[str]
    delays: list[float] = field(default_factory=list)
    due: list[tuple[datetime, str]] = field(default_factory=list)
    free: list[datetime] = field(default_factory=list)

    def run(self, aanvragen: list[str], every: timedelta) -> None:
        start = self.bench.clock.now()
        self.due = [(start + number * every, one) for number, one in enumerate(aanvragen)]
        self.free = [start, start]
        end = start + len(aanvragen) * every
        while min(self.due, default=(end, ""))[0] < end:
            moment, one = min(self.due)
            self.due.remove((moment, one))
            self._work(one, moment)

    def _work(self, one: str, moment: datetime) -> None:
        worker = self.free.index(min(self.free))
        begun = max(moment, self.free[worker])
        self.bench.clock.move_to(begun)
        self.bench.queues.take()
        self.bench.egress.answer = lambda message: self._answer(message, moment, begun)
        self.bench.dispatch(one)
        self.free[worker] = self.bench.clock.now()
        self.due += [(self.free[worker] + timedelta(seconds=wait), name) for name, wait in self.bench.queues.take()]

    def _answer(self, message: Outgoing, moment: datetime, begun: datetime) -> Outcome:
        took = 15 if message.endpoint in self.dead else 1
        self.bench.clock.move_to(max(self.bench.clock.now(), begun + timedelta(seconds=took)))
        if message.endpoint in self.dead:
            return DOWN
        self.delays.append((begun - moment).total_seconds() + 1)
        return Outcome(200)


def mean_delay(*, dead: int) -> float:
    """Ten Kredietverstrekkers, sixty Aanvragen, one each twenty seconds."""
    bench = Bench()
    vendor, lessors = bench.vendor(), bench.lessors(10)
    aanvragen = [bench.concept(vendor) for _ in range(60)]
    for one in aanvragen:
        bench.submit(vendor, one, lessors)
    fleet = Fleet(bench, {lessor.endpoint for lessor in lessors[:dead]})
    fleet.run(aanvragen, timedelta(seconds=20))
    assert len(fleet.delays) == 60 * (10 - dead)
    return sum(fleet.delays) / len(fleet.delays)


def test_one_dead_of_ten_delays_no_other() -> None:
    """Within 10 %, counted in virtual time; each try of the dead one keeps a worker from the others."""
    assert mean_delay(dead=1) <= 1.10 * mean_delay(dead=0)


def test_without_the_breaker_they_would_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the test above says nothing about it."""
    monkeypatch.setattr(bereikbaarheid, "FAILURES", 10**6)
    assert mean_delay(dead=1) > 1.5 * mean_delay(dead=0)
