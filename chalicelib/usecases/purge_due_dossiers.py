"""
`bewaartermijnen`: dossiers whose term has ended are destroyed (art. 8 lid 1), each with a receipt, and so are contact
persons of a Kredietverstrekker that has ended, sign-ups that nobody confirmed, and evidence whose own term has ended.

Dossiers go in batches, so that one write shreds the keys of all in a batch. A run stops in time to end by itself; the
next one goes on with what is left, for the due index holds exactly that. Two runs at once share the work: each dossier
is leased by its receipt.

What is more than one run can destroy goes to workers of the queue `wissingen`, by id.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

from chalicelib import events
from chalicelib.domain.account import Account
from chalicelib.domain.ids import is_id
from chalicelib.domain.model import Model
from chalicelib.domain.row import DueSoort
from chalicelib.errors import Unavailable
from chalicelib.privacy import bewaartermijn
from chalicelib.usecases.admit_bulk import admit_bulk
from chalicelib.usecases.destroy_together import (
    OVERGEDRAGEN,
    TOGETHER,
    UITGESTELD,
    VERNIETIGD,
    Tally,
    destroy_together,
    parts,
)
from chalicelib.usecases.discard_pending import discard_pending
from chalicelib.usecases.due_work import due_ids
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.purge_bewijs import purge_bewijs_account
from chalicelib.usecases.purge_kredietverstrekker import purge_kredietverstrekker

MOST = 100_000  # rows that a run looks at: what fits in its memory; the oldest, so the next run goes on behind them
HERE = 1000  # dossiers that a run destroys itself: some minutes of the fifteen that it has
NAMED = 50  # dossiers in one message: half a minute for a worker that gets three of them
Purge = Callable[[Broker, str, datetime], str]  # row id and event time -> what became of it


class BewaartermijnUitkomst(Model):
    """
    `documenten`: dossiers of which only Documents went. `uitgesteld`: no longer due when it was looked at, somebody was
    writing or sending, a Kredietverstrekker has yet to be told of a withdrawal, two persons have yet to approve, or the
    time of the run was over; a later run looks again. `overgedragen`: named to the workers of the queue.
    """

    vernietigd: int
    hervat: int
    uitgesteld: int
    documenten: int
    overgedragen: int


def purge_due_dossiers(
    broker: Broker, now: datetime, stop_at: datetime | None = None, here: int = HERE, most: int = MOST
) -> BewaartermijnUitkomst:
    """
    `now` is the event's time. Running late, twice or not at all does no harm.

    From `stop_at` by the real clock no new batch is begun. The `most` oldest rows are looked at, and of the dossiers
    among them the first `here` go in this run.
    """
    due = list(islice(due_ids(broker, DueSoort.BEWAARTERMIJN, now), most))
    dossiers = [row_id for row_id in due if is_id("dos", row_id)]
    others = [row_id for row_id in due if not is_id("dos", row_id)]
    admitted = admit_bulk(broker, dossiers, now)
    tally = Tally(len(due))
    tally.add(UITGESTELD, len(dossiers) - len(admitted))
    _hand_over(broker, admitted[here:], now, tally)
    batches = [[one] for one in others] + parts(admitted[:here], TOGETHER)
    for number, batch in enumerate(batches):
        if stop_at is not None and broker.clock.now() >= stop_at:
            _stop(tally, sum(map(len, batches[number:])))
            break
        _purge_batch(broker, batch, now, tally)
        tally.tell()
    return BewaartermijnUitkomst(**tally.counts)


def _hand_over(broker: Broker, ids: Sequence[str], now: datetime, tally: Tally) -> None:
    """No message is needed for anything to be destroyed: what it should have named stays due."""
    for number, part in enumerate(parts(ids, NAMED)):
        try:
            broker.queues.hand_over(part, now)
        except Unavailable:
            _stop(tally, len(ids) - number * NAMED)
            return
        tally.add(OVERGEDRAGEN, len(part))


def _stop(tally: Tally, left: int) -> None:
    events.emit(events.SWEEP_STOPPED, aantal=left)
    tally.add(UITGESTELD, left)


def _purge_batch(broker: Broker, ids: Sequence[str], now: datetime, tally: Tally) -> None:
    if is_id("dos", ids[0]):
        destroy_together(broker, ids, now, tally)
        return
    purge: Purge = purge_kredietverstrekker if is_id("kre", ids[0]) else _purge_account
    try:
        tally.add(purge(broker, ids[0], now))
    except Exception as error:  # noqa: BLE001 - one that cannot go, for whatever reason, must not keep the others
        tally.failed(ids[0], error)


def _purge_account(broker: Broker, account_id: str, now: datetime) -> str:
    """
    The evidence of one that ended, or a sign-up that nobody confirmed: nothing of that was ever evidence, so there is
    no receipt.
    """
    account = broker.store.get(Account, account_id)
    if account is not None and not account.unconfirmed:
        return purge_bewijs_account(broker, account_id, now)
    if account is None or account.due() is None or bewaartermijn.ONBEVESTIGD.ending(account.gemaakt_op)[0] > now:
        return UITGESTELD
    discard_pending(broker, account_id)
    return VERNIETIGD
