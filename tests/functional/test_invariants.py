"""Whatever happens in whatever order, what design 7 promises holds after each step: I1 to I5, I7, I13, I15."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from chalicelib.domain.ids import aanvraag_of, sibling
from chalicelib.domain.informatie import Antwoord, Antwoorden
from chalicelib.domain.levering import LeveringStatus
from chalicelib.errors import Gone, IllegalState, NotFound
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.activate_kredietverstrekker import activate_kredietverstrekker
from chalicelib.usecases.answer_informatieverzoek import answer_informatieverzoek
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.ports.store import Change
from chalicelib.usecases.recover_leveringen import recover_leveringen
from chalicelib.usecases.suspend_kredietverstrekker import suspend_kredietverstrekker
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.broker import SECOND_OPERATOR, Bench, Crash, snapshot
from tests.functional.promises import Promises
from tests.lessors import EXTRA, message

ANSWERS = Antwoorden(antwoorden=(Antwoord(code="jaarcijfers", tekst="Voorbeeldtekst"),))
KINDS = (
    "aanvraag.ontvangen",
    "aanvraag.in_beoordeling",
    "informatie.gevraagd",
    "offerte.uitgebracht",
    "offerte.uitgebracht",
    "offerte.ingetrokken",
    "aanvraag.afgewezen",
    "aanvraag.niet_te_verwerken",
    "overeenkomst.geactiveerd",
)
OUTCOMES = st.sampled_from([Outcome(200), Outcome(200), Outcome(503), Outcome(None, "timeout"), Outcome(301)])
NUMBERS = st.integers(0, 99)
RARELY = st.sampled_from([False, False, False, True])  # else everything is withdrawn before it becomes interesting
REFUSALS = (Gone, IllegalState, NotFound)


class Broker(Promises):
    """Every order of events that chance thinks of."""

    @precondition(lambda self: len(self.aanvragen) < 3)
    @rule(count=st.integers(1, 3), hours=st.sampled_from([1, 1, 30]), sent=st.booleans())
    def submit(self, count: int, hours: int, *, sent: bool) -> None:
        self.resume()
        aanvraag_id = self.bench.concept(self.vendor, self.dossier_id)
        until = self.bench.clock.now() + timedelta(hours=hours)
        self.bench.submit(self.vendor, aanvraag_id, self.lessors[:count], until=until)
        self.aanvragen.append(aanvraag_id)
        if sent:
            self.bench.dispatch(aanvraag_id)

    @precondition(lambda self: self.aanvragen)
    @rule(number=NUMBERS, outcomes=st.lists(OUTCOMES, min_size=3, max_size=3))
    def dispatch(self, number: int, outcomes: list[Outcome]) -> None:
        for lessor, outcome in zip(self.lessors, outcomes, strict=True):
            self.bench.egress.plan(lessor.endpoint, outcome)
        self.bench.dispatch(self.aanvragen[number % len(self.aanvragen)])

    @precondition(lambda self: self.aanvragen)
    @rule(when=st.sampled_from(["before", "after"]))
    def dispatch_and_die(self, when: str) -> None:
        """Of whatever is due; the last Aanvraag most likely is."""
        with suppress(Crash), _dying(self.bench, when):
            self.bench.dispatch(self.aanvragen[-1])

    @precondition(lambda self: self.aanvragen)
    @rule(number=NUMBERS, event=st.sampled_from(["withdraw", "callback", "again"]), kind=st.sampled_from(KINDS))
    def dispatch_while(self, number: int, event: str, kind: str) -> None:
        """Something happens while a message is on its way."""
        aanvraag_id = self.aanvragen[number % len(self.aanvragen)]
        happen: dict[str, Callable[[], object]] = {
            "withdraw": lambda: self.withdraw(number),
            "callback": lambda: self.say(number, kind),
            "again": lambda: self.bench.dispatch(aanvraag_id),
        }

        def meanwhile(_: Outgoing) -> None:
            self.bench.egress.before_answer = _live
            happen[event]()

        self.bench.egress.before_answer = meanwhile
        self.bench.dispatch(aanvraag_id)
        self.bench.egress.before_answer = _live

    @precondition(lambda self: self.aanvragen)
    @rule(number=NUMBERS, kind=st.sampled_from(KINDS))
    def say(self, number: int, kind: str) -> None:
        row, lessor = self.row(number)
        data = {"verstrekking_id": row.id, "versie": 1, **EXTRA.get(kind, {})}
        if kind == "offerte.uitgebracht":
            data["geldig_tot"] = (self.bench.clock.now() + timedelta(days=2)).date().isoformat()
        body, message_id = message(kind, data), f"m{self.bench.store.calls['commit']}"
        with suppress(*REFUSALS):
            self.bench.say_raw(lessor, body, message_id)
            self.stored.append((lessor, body, message_id, kind))

    @precondition(lambda self: self.aanvragen)
    @rule(messages=st.lists(st.tuples(NUMBERS, st.sampled_from(KINDS)), min_size=3, max_size=6))
    def say_much(self, messages: list[tuple[int, str]]) -> None:
        for number, kind in messages:
            self.say(number, kind)

    @precondition(lambda self: self.stored)
    @rule(number=NUMBERS)
    def say_again(self, number: int) -> None:
        """I15: any message that was taken in comes again, late and out of order."""
        lessor, body, message_id, _ = self.stored[number % len(self.stored)]
        before = snapshot(self.bench)
        assert self.bench.say_raw(lessor, body, message_id)[1].status == "al_ontvangen"
        assert snapshot(self.bench) == before

    @precondition(lambda self: self.aanvragen)
    @rule(number=NUMBERS, sure=RARELY)
    def withdraw(self, number: int, *, sure: bool = True) -> None:
        if not sure:
            return
        with suppress(IllegalState):
            withdraw_aanvraag(self.bench.broker, self.vendor, aanvraag_of(self.row(number)[0].id), None, None)

    @precondition(lambda self: self.aanvragen)
    @rule(number=NUMBERS, sure=RARELY)
    def withdraw_one(self, number: int, *, sure: bool) -> None:
        if not sure:
            return
        with suppress(IllegalState):
            withdraw_toestemming(self.bench.broker, self.vendor, sibling("toe", self.row(number)[0].id), None)

    @precondition(lambda self: self.aanvragen)
    @rule(number=NUMBERS)
    def answer(self, number: int) -> None:
        with suppress(IllegalState):
            answer_informatieverzoek(self.bench.broker, self.vendor, self.row(number)[0].id, ANSWERS, None)

    @precondition(lambda self: self.state().offertes)
    @rule(number=NUMBERS)
    def accept(self, number: int) -> None:
        offers = list(self.state().offertes)
        with suppress(IllegalState):
            accept_offerte(self.bench.broker, self.vendor, offers[number % len(offers)], None)

    @precondition(lambda self: self.aanvragen)
    @rule(number=NUMBERS, sure=RARELY)
    def suspend(self, number: int, *, sure: bool) -> None:
        """What is for this Kredietverstrekker rests."""
        lessor = self.lessors[number % len(self.lessors)]
        if sure:
            suspend_kredietverstrekker(self.bench.broker, lessor.id, "voorbeeld", lessor.endpoint)

    @rule()
    def resume(self) -> None:
        for lessor in self.lessors:
            if not self.bench.kredietverstrekker(lessor).active:
                self.bench.egress.plan(lessor.endpoint)
                activate_kredietverstrekker(self.bench.broker, SECOND_OPERATOR, lessor.id)

    @rule(seconds=st.sampled_from([1, 5, 15, 301, 1801, 7201, 36001, 90000]))
    def wait(self, seconds: int) -> None:
        self.bench.clock.advance(seconds=seconds)

    @rule()
    def recover(self) -> None:
        """What the index finds is all there is to do; afterwards a second run finds nothing new to send."""
        self.bench.queues.take()
        recover_leveringen(self.bench.broker, self.bench.clock.now())
        woken = {aanvraag_id for aanvraag_id, _ in self.bench.queues.take()}
        due = {aanvraag_of(row.id) for row in self.leveringen() if row.levering.is_due(self.bench.clock.now())}
        assert woken == due
        for aanvraag_id in woken:
            self.bench.dispatch(aanvraag_id)

    def teardown(self) -> None:
        """I1: left alone with a working network, everything comes to an end."""
        if not hasattr(self, "bench"):
            return
        self.resume()
        for lessor in self.lessors:
            self.bench.egress.plan(lessor.endpoint, Outcome(200))
        for _ in range(4):
            self.bench.clock.advance(hours=12)
            self.recover()
        assert not [row for row in self.leveringen() if row.levering.open]
        recalls = [row for row in self.state().berichten.values() if row.type == "aanvraag.ingetrokken"]
        assert all(row.levering.status is not LeveringStatus.VERVALLEN for row in recalls)
        self.bench.check_evidence()


@contextmanager
def _dying(bench: Bench, when: str) -> Iterator[None]:
    """The process dies before the send, with the intent committed, or after it, with the outcome not yet recorded."""

    def die(_: Outgoing) -> None:
        raise Crash

    def die_late(changes: tuple[Change, ...]) -> None:
        if any(isinstance(c.row, Bewijsstuk) and c.row.gebeurtenis.endswith("afgeleverd") for c in changes):
            raise Crash

    bench.egress.before_answer = die if when == "before" else _live
    bench.store.before_commit = die_late if when == "after" else None
    try:
        yield
    finally:
        bench.egress.before_answer = _live
        bench.store.before_commit = None


def _live(_: Outgoing) -> None:
    """Nothing happens on the way."""


TestBroker = Broker.TestCase
TestBroker.settings = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),  # a failure shows its steps at once; making them fewer can take minutes
    suppress_health_check=list(HealthCheck),
)
