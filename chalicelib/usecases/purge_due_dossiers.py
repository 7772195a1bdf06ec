"""
`bewaartermijnen`: dossiers whose term has ended are destroyed (art. 8 lid 1), each with a receipt, and so are contact
persons of a Kredietverstrekker that has ended, sign-ups that nobody confirmed, and evidence whose own term has ended.

Dossiers go in batches, so that one write shreds the keys of all in a batch. A run stops in time to end by itself; the
next one goes on with what is left, for the due index holds exactly that. Two runs at once share the work: each dossier
is leased by its receipt.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib import events
from chalicelib.domain.account import Account
from chalicelib.domain.ids import is_id
from chalicelib.domain.model import Model
from chalicelib.domain.row import DueSoort
from chalicelib.privacy import bewaartermijn
from chalicelib.usecases.admit_bulk import admit_bulk
from chalicelib.usecases.destroy_together import TOGETHER, UITGESTELD, VERNIETIGD, Tally, destroy_together
from chalicelib.usecases.discard_pending import discard_pending
from chalicelib.usecases.due_work import due_ids
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.purge_kredietverstrekker import purge_kredietverstrekker

Purge = Callable[[Broker, str, datetime], str]  # row id and event time -> what became of it


class BewaartermijnUitkomst(Model):
    """
    `documenten`: dossiers of which only Documents went. `uitgesteld`: no longer due when it was looked at,
    somebody was writing or sending, a Kredietverstrekker has yet to
    be told of a withdrawal, two persons have yet to approve, or the time of the run was over; a later run looks again.
    """

    vernietigd: int
    hervat: int
    uitgesteld: int
    documenten: int


def purge_due_dossiers(broker: Broker, now: datetime, stop_at: datetime | None = None) -> BewaartermijnUitkomst:
    """
    `now` is the event's time. Running late, twice or not at all does no harm.

    From `stop_at` by the real clock no new batch is begun.
    """
    due = list(due_ids(broker, DueSoort.BEWAARTERMIJN, now))
    dossiers = [row_id for row_id in due if is_id("dos", row_id)]
    others = [row_id for row_id in due if not is_id("dos", row_id)]
    admitted = admit_bulk(broker, dossiers, now)
    tally = Tally(len(due))
    tally.add(UITGESTELD, len(dossiers) - len(admitted))
    batches = [[one] for one in others] + [admitted[at : at + TOGETHER] for at in range(0, len(admitted), TOGETHER)]
    for number, batch in enumerate(batches):
        if stop_at is not None and broker.clock.now() >= stop_at:
            left = sum(map(len, batches[number:]))
            events.emit(events.SWEEP_STOPPED, aantal=left)
            tally.add(UITGESTELD, left)
            break
        _purge_batch(broker, batch, now, tally)
        tally.tell()
    return BewaartermijnUitkomst(**tally.counts)


def _purge_batch(broker: Broker, ids: Sequence[str], now: datetime, tally: Tally) -> None:
    if is_id("dos", ids[0]):
        destroy_together(broker, ids, now, tally)
        return
    purge: Purge = purge_kredietverstrekker if is_id("kre", ids[0]) else _purge_sign_up
    try:
        tally.add(purge(broker, ids[0], now))
    except Exception as error:  # noqa: BLE001 - one that cannot go, for whatever reason, must not keep the others
        tally.failed(ids[0], error)


def _purge_sign_up(broker: Broker, account_id: str, now: datetime) -> str:
    """A sign-up that nobody confirmed: nothing of it was ever evidence, so there is no receipt."""
    account = broker.store.get(Account, account_id)
    if account is None or account.due() is None or bewaartermijn.ONBEVESTIGD.ending(account.gemaakt_op)[0] > now:
        return UITGESTELD
    discard_pending(broker, account_id)
    return VERNIETIGD
