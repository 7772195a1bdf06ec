"""
I1 to I5 under everything that can go wrong at once: a few hundred Aanvragen here, 20,000 by
`python -m bench --only reconciliation`. And the verifier itself: each fault that it looks for is put before it.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from bench.reconcile.chance import CRASH, THROTTLE, Rates
from bench.reconcile.record import DeadLetter, Received, Record
from bench.reconcile.verifier import (
    CHAIN,
    FAULTS,
    INTENT_AFTER,
    LOST,
    NO_RECALL,
    SECOND_ID,
    TWICE,
    UNEXPLAINED,
    WITHOUT_INTENT,
    reconcile,
)
from bench.reconcile.world import World
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.offerte import Offerte, OfferteStatus
from chalicelib.domain.row import Row
from chalicelib.domain.verstrekking import Bericht, BerichtSoort, Toestemming, Verstrekking
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.ports.store import Change, Insert

SIZE = 40
HARD = Rates(withdrawals=0.3, dead=0.01)
NONE = dict.fromkeys(FAULTS, 0)


@cache
def played(seed: int = 7) -> Record:
    return World(seed, SIZE, HARD).run()


@pytest.mark.parametrize("seed", range(3))
def test_every_id_is_reconciled_whatever_goes_wrong(seed: int) -> None:
    world = World(seed, SIZE, HARD)
    record = world.run()
    found = reconcile(record)
    assert found.counts() == NONE, found.faults
    assert found.ends.total() == SIZE * 5 == sum(len(one.kredietverstrekkers) for one in record.submitted)
    assert {CRASH, THROTTLE, "duplicates", "reordered", "time_outs", "withdrawals"} <= set(+world.chance.happened)


def test_the_usual_rates_are_those_that_were_asked() -> None:
    """Of all that was drawn: a tenth twice, a tenth late, one in twenty crashed, one in twenty throttled."""
    world = World(1, SIZE)
    assert reconcile(world.run()).counts() == NONE
    happened = world.chance.happened
    assert world.chance.rates == Rates(0.10, 0.10, 0.05, 0.05, 0.02, 0.03, 0.002, 0.10)
    assert 0.03 < happened[CRASH] / happened["work"] < 0.08
    assert 0.03 < happened[THROTTLE] / happened["work"] < 0.08


def test_the_same_seed_gives_the_same_run() -> None:
    first, second = World(3, 10).run(), World(3, 10).run()
    assert [(one.message_id, one.at) for one in first.received] == [(one.message_id, one.at) for one in second.received]
    assert first.said == second.said


def without(record: Record, row: Row) -> Record:
    return replace(record, rows=tuple(one for one in record.rows if one is not row))


def instead(record: Record, old: Row, new: Row) -> Record:
    return replace(record, rows=tuple(new if one is old else one for one in record.rows))


def heard(record: Record, kind: str) -> Received:
    return next(one for one in record.received if f'"type":"{kind}"'.encode() in one.body)


def unheard(record: Record, gone: Received) -> Record:
    return replace(record, received=tuple(one for one in record.received if one.message_id != gone.message_id))


def first(record: Record, fits: Callable[[Row], bool]) -> Row:
    return next(row for row in record.rows if fits(row))


def delivered(record: Record) -> Received:
    """An offered message of a Verstrekking that was not withdrawn."""
    kept = {row.id for row in record.rows if isinstance(row, Verstrekking) and row.levering.status == "geleverd"}
    return next(one for one in record.received if one.message_id in kept)


def a_lost_message(record: Record) -> Record:
    return unheard(record, delivered(record))


def a_lost_row(record: Record) -> Record:
    ids = {one.verstrekking_id for one in record.said}
    return without(record, first(record, lambda row: isinstance(row, Verstrekking) and row.id not in ids))


def an_unfinished_row(record: Record) -> Record:
    row = first(record, lambda row: isinstance(row, Verstrekking))
    assert isinstance(row, Verstrekking)
    waiting = row.levering.model_copy(update={"status": LeveringStatus.WACHT})
    return instead(record, row, row.model_copy(update={"levering": waiting}))


def a_lost_offer(record: Record) -> Record:
    return without(record, first(record, lambda row: isinstance(row, Offerte)))


def a_second_id(record: Record) -> Record:
    one = delivered(record)
    return replace(record, received=(*record.received, replace(one, message_id=one.message_id[:-1] + "x")))


def an_intent_after(record: Record) -> Record:
    """As if the withdrawal had been written a moment earlier."""
    ended = first(record, lambda row: isinstance(row, Bewijsstuk) and row.gebeurtenis == "toestemming.ingetrokken")
    assert isinstance(ended, Bewijsstuk)
    return instead(record, ended, ended.model_copy(update={"nr": 1}))


def no_recall(record: Record) -> Record:
    recall = heard(record, "aanvraag.ingetrokken")
    kept = first(record, lambda row: isinstance(row, Bericht) and row.id == recall.message_id)
    return without(unheard(record, recall), kept)


def an_untold_recall(record: Record) -> Record:
    """It was made, it is not known to have failed, and it was never received."""
    return unheard(record, heard(record, "aanvraag.ingetrokken"))


def an_offer_twice(record: Record) -> Record:
    row = first(record, lambda row: isinstance(row, Offerte))
    return replace(record, rows=(*record.rows, row.model_copy(update={"id": row.id[:-1] + "x"})))


def a_replaced_offer_that_stands(record: Record) -> Record:
    """The older one is open again, beside the one that replaced it."""
    offers = [row for row in record.rows if isinstance(row, Offerte)]
    standing = {row.verstrekking_id for row in offers if row.status is OfferteStatus.UITGEBRACHT}
    old = next(row for row in offers if row.status is OfferteStatus.VERVANGEN and row.verstrekking_id in standing)
    return instead(record, old, old.model_copy(update={"status": OfferteStatus.UITGEBRACHT}))


def a_dead_letter(record: Record) -> Record:
    letter = DeadLetter(record.submitted[0].aanvraag_id, (CRASH, "gave up"))
    return replace(record, dead_letters=(letter,))


def an_early_end(record: Record) -> Record:
    row = first(record, lambda row: isinstance(row, Verstrekking) and row.levering.pogingen == 1)
    assert isinstance(row, Verstrekking)
    return instead(record, row, row.model_copy(update={"levering": row.levering.gave_up("http-503")}))


def no_intent(record: Record) -> Record:
    message_id = delivered(record).message_id

    def is_intent(row: Row) -> bool:
        return isinstance(row, Bewijsstuk) and row.gegevens.get("bericht") == message_id

    return replace(record, rows=tuple(row for row in record.rows if not is_intent(row)))


FORGED = [
    (a_lost_message, LOST), (a_lost_row, LOST), (an_unfinished_row, LOST), (a_lost_offer, LOST),
    (a_second_id, SECOND_ID), (an_intent_after, INTENT_AFTER), (no_recall, NO_RECALL), (an_untold_recall, NO_RECALL),
    (an_offer_twice, TWICE), (a_replaced_offer_that_stands, TWICE),
    (a_dead_letter, UNEXPLAINED), (an_early_end, UNEXPLAINED), (no_intent, WITHOUT_INTENT),
    (no_intent, CHAIN),
]  # fmt: skip


@pytest.mark.parametrize(("forge", "fault"), FORGED, ids=lambda one: getattr(one, "__name__", None))
def test_the_verifier_sees_each_fault(forge: Callable[[Record], Record], fault: str) -> None:
    """One fault in the books of a run that has none: it is counted once or more, under its own name."""
    assert reconcile(played()).counts() == NONE
    assert reconcile(forge(played())).counts()[fault] >= 1


def test_a_dead_letter_with_its_reasons_is_no_fault() -> None:
    letter = DeadLetter(played().submitted[0].aanvraag_id, (CRASH, THROTTLE, CRASH, CRASH, THROTTLE))
    assert reconcile(replace(played(), dead_letters=(letter,))).counts() == NONE


class Lenient(World):
    """A broker whose store writes over whatever somebody else wrote first."""

    def _connect(self) -> None:
        super()._connect()
        self.store.__dict__["_holds"] = lambda _change: True


class Forgetful(World):
    """A broker without its outbox: what the queue loses, nobody finds again."""

    def _recover(self) -> None:
        self.store.dues.clear()


class Silent(World):
    """A broker that keeps its recalls to itself."""

    def _connect(self) -> None:
        super()._connect()
        commit = self.store.commit
        self.store.__dict__["commit"] = lambda *changes: commit(*map(silenced, changes))


def silenced(change: Change) -> Change:
    row = change.row
    if isinstance(change, Insert) and isinstance(row, Bericht) and row.type is BerichtSoort.INGETROKKEN:
        return Insert(row.model_copy(update={"levering": row.levering.dropped("voorbeeld")}))
    return change


def seen(kind: Callable[[int, int, Rates], World], *names: str) -> bool:
    """Whether one of some runs shows a fault, of these names if there are any."""
    runs = (reconcile(kind(seed, SIZE, HARD).run()).counts() for seed in range(4))
    return any(counts[name] for counts in runs for name in names or counts)


def test_a_run_without_locks_is_found_out() -> None:
    assert seen(Lenient)


def test_a_run_without_outbox_is_found_out() -> None:
    assert seen(Forgetful, LOST)


def test_a_run_that_tells_no_recall_is_found_out() -> None:
    assert seen(Silent, NO_RECALL)


def test_the_books_name_everybody_whose_permission_ended() -> None:
    """The hard run has withdrawals, among them some between a decision and its commit."""
    ended = [row for row in played().rows if isinstance(row, Toestemming) and not row.in_force]
    assert len(ended) >= 5
