"""`bewaartermijnen`: dossiers whose term has ended are destroyed (art. 8 lid 1), each with a receipt."""

from datetime import datetime

from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.model import Model
from chalicelib.domain.row import DueSoort
from chalicelib.errors import Conflict
from chalicelib.privacy import bewaartermijn
from chalicelib.usecases.destroy_dossier import destroy_dossier, resume_destruction
from chalicelib.usecases.due_work import due_ids
from chalicelib.usecases.ports.broker import Broker


class BewaartermijnUitkomst(Model):
    """`uitgesteld`: no longer due when it was looked at, or somebody was writing; a later run looks again."""

    vernietigd: int
    hervat: int
    uitgesteld: int


def purge_due_dossiers(broker: Broker, now: datetime) -> BewaartermijnUitkomst:
    """`now` is the event's time. Running late, twice or not at all does no harm."""
    tally = {"vernietigd": 0, "hervat": 0, "uitgesteld": 0}
    for dossier_id in due_ids(broker, DueSoort.BEWAARTERMIJN, now):
        tally[_purge(broker, dossier_id, now)] += 1
    return BewaartermijnUitkomst(**tally)


def _purge(broker: Broker, dossier_id: str, now: datetime) -> str:
    """The term is computed again from what is stored now: the index only says where to look."""
    state = broker.store.load_dossier(dossier_id)
    if state is None or state.dossier.vernietigd:
        return "hervat" if resume_destruction(broker, dossier_id) else "uitgesteld"
    term = bewaartermijn.due(state, now)
    if term is None or term[0] > now:
        return "uitgesteld"
    try:
        destroy_dossier(broker, state, term[1], SYSTEEM, now)
    except Conflict:
        return "uitgesteld"
    return "vernietigd"
