"""
`bewaartermijnen`: dossiers whose term has ended are destroyed (art. 8 lid 1), each with a receipt, and so are contact
persons of a Kredietverstrekker that has ended, sign-ups that nobody confirmed, and evidence whose own term has ended.
"""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domain.account import Account
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import is_id
from chalicelib.domain.model import Model
from chalicelib.domain.row import DueSoort
from chalicelib.errors import Conflict
from chalicelib.privacy import bewaartermijn, vernietiging
from chalicelib.usecases.destroy_dossier import destroy_dossier, failed, resume_destruction
from chalicelib.usecases.discard_pending import discard_pending
from chalicelib.usecases.due_work import due_ids
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.purge_bewijs import purge_bewijs
from chalicelib.usecases.purge_kredietverstrekker import purge_kredietverstrekker
from chalicelib.usecases.recall import untold

Purge = Callable[[Broker, str, datetime], str]  # row id and event time -> what became of it


class BewaartermijnUitkomst(Model):
    """
    `uitgesteld`: no longer due when it was looked at, somebody was writing or sending, or a Kredietverstrekker has yet
    to be told of a withdrawal; a later run looks again.
    """

    vernietigd: int
    hervat: int
    uitgesteld: int


def purge_due_dossiers(broker: Broker, now: datetime) -> BewaartermijnUitkomst:
    """`now` is the event's time. Running late, twice or not at all does no harm."""
    tally = {"vernietigd": 0, "hervat": 0, "uitgesteld": 0}
    for row_id in due_ids(broker, DueSoort.BEWAARTERMIJN, now):
        try:
            tally[_purge_of(row_id)(broker, row_id, now)] += 1
        except Exception as error:  # noqa: BLE001 - one that cannot go, for whatever reason, must not keep the others
            failed(row_id, error)  # it stays due, and the next run begins with it
            tally["uitgesteld"] += 1
    return BewaartermijnUitkomst(**tally)


def _purge_of(row_id: str) -> Purge:
    if is_id("kre", row_id):
        return purge_kredietverstrekker
    return _purge_sign_up if is_id("acc", row_id) else _purge


def _purge_sign_up(broker: Broker, account_id: str, now: datetime) -> str:
    """A sign-up that nobody confirmed: nothing of it was ever evidence, so there is no receipt."""
    account = broker.store.get(Account, account_id)
    if account is None or account.due() is None or bewaartermijn.ONBEVESTIGD.ending(account.gemaakt_op)[0] > now:
        return "uitgesteld"
    discard_pending(broker, account_id)
    return "vernietigd"


def _purge(broker: Broker, dossier_id: str, now: datetime) -> str:
    """The term is computed again from what is stored now: the index only says where to look."""
    state = broker.store.load_dossier(dossier_id)
    if state is None or state.dossier.vernietigd:
        return "hervat" if resume_destruction(broker, dossier_id) else purge_bewijs(broker, dossier_id, now)
    term = vernietiging.due(state, now)
    if term is None or term[0] > now:
        return "uitgesteld"
    if untold(state, max(now, broker.clock.now())):
        return "uitgesteld"  # the term itself needs no recall, but one that a withdrawal promised must leave (I4)
    try:
        destroy_dossier(broker, state, term[1], SYSTEEM, now)
    except Conflict:
        return "uitgesteld"
    return "vernietigd"
