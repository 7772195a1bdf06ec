"""The run: senders, queue, clock and Kredietverstrekkers around a whole broker in memory, in virtual time."""

import heapq
import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from bench.reconcile.chance import CRASH, THROTTLE, Chance, Rates
from bench.reconcile.lessors import Partner
from bench.reconcile.record import DeadLetter, Record, Submitted
from chalicelib import errors
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.register_rows import Idempotentie
from chalicelib.domain.row import DueSoort, Row
from chalicelib.domain.verstrekking import Bericht, Verstrekking
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.idempotency import Claim, check, make_claim
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.ports.store import Change
from chalicelib.usecases.recover_leveringen import recover_leveringen
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.broker import Bench, Crash
from tests.indexed_store import IndexedStore

LESSORS = 5
SPACING = 2.0  # seconds between two Aanvragen
VISIBILITY = 360.0  # seconds until the queue brings a message again (infra/resources.yaml)
RECEIVES = 5  # after which it is a dead letter
MINUTE = timedelta(minutes=1)
ACCEPT_AFTER = 2 * 86400.0
Step = Callable[[], None]


class Store(IndexedStore):
    """Struck where chance says, and able to tell when it next holds something that is due."""

    def __init__(self) -> None:
        super().__init__()
        self.strike: Callable[[str], None] = _nothing
        self.dues: list[datetime] = []

    def _count(self, method: str) -> None:
        super()._count(method)
        if method != "commit":  # that one has a before and an after
            self.strike(method)

    def _put(self, key: Key, row: Row | None) -> None:
        super()._put(key, row)
        due = row.due() if row else None
        if due and due.soort is DueSoort.LEVERING and isinstance(row, Verstrekking | Bericht):
            # One that is on its way is listed earlier than it can leave again.
            heapq.heappush(self.dues, row.levering.volgende or due.op)


@dataclass
class Message:
    """One message of the queue, and what stopped it so far."""

    aanvraag_id: str
    reasons: tuple[str, ...] = ()


class World:
    """`meanwhile` holds what happens to an Aanvraag between a decision about it and its commit, or during a send."""

    def __init__(self, seed: int, aanvragen: int, rates: Rates | None = None) -> None:
        self.chance = Chance(seed, rates or Rates())
        self.store = Store()
        self.bench = Bench(store=self.store)
        self.actor = self.bench.vendor()
        self._aanvragen = aanvragen
        self._events: list[tuple[datetime, int, Step]] = []
        self._number = count()
        self._meanwhile: dict[str, Step] = {}
        self._submitted: dict[str, Submitted] = {}
        self._dead_letters: list[DeadLetter] = []
        lessors = self.bench.lessors(LESSORS)
        self.partners = {one.endpoint: Partner(one, self.bench, self.chance, self.later) for one in lessors}
        self._connect()

    def _connect(self) -> None:
        self.bench.egress.answer = self._post
        self.store.strike = self.chance.step
        self.store.before_commit = self._before_commit
        self.store.after_commit = self._after_commit

    def run(self) -> Record:
        """Until nothing is left to happen, and nothing is due."""
        with redirect_stdout(io.StringIO()):
            for number in range(self._aanvragen):
                self.later(number * SPACING, self._submit)
            while self._events or self.store.dues:
                self._next()
        return Record(
            tuple(self._submitted.values()),
            tuple(self.store.rows()),
            tuple(one for partner in self.partners.values() for one in partner.received),
            tuple(one for partner in self.partners.values() for one in partner.said.values()),
            tuple(self._dead_letters),
        )

    def later(self, seconds: float, step: Step) -> None:
        at = self.bench.clock.now() + timedelta(seconds=seconds)
        heapq.heappush(self._events, (at, next(self._number), step))

    def _next(self) -> None:
        """The next event, or `herstel` at the first minute at which something may be due."""
        now = self.bench.clock.now()
        minute = max(now, _next_minute(self.store.dues[0])) if self.store.dues else None
        if self._events and (minute is None or self._events[0][0] <= minute):
            at, _, step = heapq.heappop(self._events)
            self._move_to(at)
            step()
        elif minute is not None:
            self._move_to(minute)
            self._recover()
        self._take_messages()
        self._forget()

    def _move_to(self, at: datetime) -> None:
        if at > self.bench.clock.now():
            self.bench.clock.move_to(at)

    def _recover(self) -> None:
        """What is still due a minute later is looked at again, as the schedule would."""
        now = self.bench.clock.now()
        while self.store.dues and self.store.dues[0] <= now:
            heapq.heappop(self.store.dues)
        try:
            with self.chance.piece_of_work():
                found = recover_leveringen(self.bench.broker, now)
        except (Crash, errors.Unavailable):
            found = 1
        if found:
            heapq.heappush(self.store.dues, now + MINUTE)

    def _take_messages(self) -> None:
        for aanvraag_id, delay in self.bench.queues.take():
            message = Message(aanvraag_id)
            for _ in range(self.chance.copies()):
                self.later(delay + self.chance.delay(1), partial(self._receive, message))

    def _receive(self, message: Message) -> None:
        try:
            with self.chance.piece_of_work():
                self.bench.dispatch(message.aanvraag_id)
        except Crash:
            self._again(message, CRASH)
        except errors.Unavailable as error:
            self._again(message, THROTTLE if str(error) == THROTTLE else "gave up")

    def _again(self, message: Message, reason: str) -> None:
        failed = Message(message.aanvraag_id, (*message.reasons, reason))
        if len(failed.reasons) < RECEIVES:
            self.later(VISIBILITY, lambda: self._receive(failed))
        else:
            self._dead_letters.append(DeadLetter(failed.aanvraag_id, failed.reasons))

    def _submit(self) -> None:
        aanvraag_id = self.bench.concept(self.actor)
        chosen = [partner.lessor for partner in self.partners.values()]
        if self.chance.happens("withdrawals"):
            self._plan_withdrawal(aanvraag_id)
        if self.chance.happens("accepted"):
            self.later(ACCEPT_AFTER, lambda: self._accept(aanvraag_id))

        def taken_in() -> None:
            self._submitted[aanvraag_id] = Submitted(aanvraag_id, tuple(one.id for one in chosen))

        claim = self._claim(f"/v1/aanvragen/{aanvraag_id}/verzending")
        for _ in range(self.chance.copies()):
            self._ask(claim, lambda: self.bench.submit(self.actor, aanvraag_id, chosen, claim=claim), taken_in)

    def _plan_withdrawal(self, aanvraag_id: str) -> None:
        """Between decision and commit, while messages are on their way, or soon after."""

        def withdraw() -> None:
            claim = self._claim(f"/v1/aanvragen/{aanvraag_id}/intrekking")
            self._ask(claim, lambda: withdraw_aanvraag(self.bench.broker, self.actor, aanvraag_id, None, claim), _done)

        where = self.chance.random.choice(("commit", "send", "later"))
        if where == "later":
            self.later(self.chance.random.uniform(1, 7200), withdraw)
        else:
            self._meanwhile[f"{where} {aanvraag_id}"] = withdraw

    def _accept(self, aanvraag_id: str) -> None:
        open_offers = [one.id for one in self.bench.offers(aanvraag_id) if one.is_open(self.bench.clock.now())]
        for offerte_id in open_offers[:1]:
            claim = self._claim(f"/v1/offertes/{offerte_id}/aanvaarding")
            self._ask(claim, partial(accept_offerte, self.bench.broker, self.actor, offerte_id, claim), _done)

    def _claim(self, path: str) -> Claim:
        return make_claim(self.bench.broker, self.actor.account_id, path, "sleutel", b"", 202)

    def _ask(self, claim: Claim, act: Callable[[], object], done: Step) -> None:
        """As a sender does: the same request with the same key, until there is an answer."""
        try:
            with self.chance.piece_of_work():
                check(claim, self.store.get(Idempotentie, claim.id), self.bench.clock.now())
                act()
        except (Crash, errors.Unavailable):
            self.later(self.chance.delay(30), lambda: self._ask(claim, act, done))
        except (errors.IllegalState, errors.InvalidInput):
            return
        except errors.Replayed:
            done()
        else:
            done()

    def _post(self, outgoing: Outgoing) -> Outcome:
        """A send, during which somebody else may be served, and after which the process may die."""
        self._happen(f"send {json.loads(outgoing.body)['data']['aanvraag_id']}")
        outcome = self.partners[outgoing.endpoint].post(outgoing)
        self.chance.step("send")
        return outcome

    def _before_commit(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            if isinstance(change.row, Verstrekking) and change.row.levering.status is LeveringStatus.ONDERWEG:
                self._happen(f"commit {aanvraag_of(change.row.id)}")
        self.chance.step("before a commit")

    def _after_commit(self, _changes: tuple[Change, ...]) -> None:
        self.chance.step("after a commit")

    def _happen(self, key: str) -> None:
        step = self._meanwhile.pop(key, None)
        if step is not None:
            self.chance.happened[f"meanwhile {key.partition(' ')[0]}"] += 1
            step()

    def _forget(self) -> None:
        """What a test may look at, and a long run has no room for."""
        self.store.commits.clear()
        self.bench.egress.sent.clear()
        self.bench.egress.batches.clear()


def _next_minute(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + MINUTE


def _nothing(_place: str) -> None:
    """Nothing is struck before the world is complete."""


def _done() -> None:
    """The sender needs no more than to know."""
