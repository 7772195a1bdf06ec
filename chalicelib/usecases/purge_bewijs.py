"""
The evidence of a destroyed dossier has a term of its own (art. 8 lid 1): then it goes, and the receipt with it.

Both are pseudonymous. The receipt goes last: whoever dies in between leaves it, and it is still due.
"""

from datetime import datetime

from chalicelib import events
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.privacy.bewaartermijn import BEWIJS
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Remove, Replace


def purge_bewijs(broker: Broker, dossier_id: str, now: datetime) -> str:
    """Either "vernietigd", or "uitgesteld" when it is not due at `now`. Raises Conflict when another run was first."""
    receipt = broker.store.get(Vernietiging, dossier_id)
    if receipt is None or receipt.due() is None or not receipt.klaar or _ends(receipt) > now:
        return "uitgesteld"
    broker.store.erase_evidence(dossier_id, receipt.bewijs_nr)
    broker.store.commit(Remove(receipt))
    events.emit(events.EVIDENCE_DESTROYED, dossier=dossier_id, regel=BEWIJS.id, stukken=receipt.bewijs_nr)
    return "vernietigd"


def redate_bewijs(broker: Broker, dossier_id: str) -> bool:
    """Whether a changed term gave the evidence of a destroyed dossier another day. Raises Conflict."""
    receipt = broker.store.get(Vernietiging, dossier_id)
    if receipt is None or not receipt.klaar or receipt.bewijs_tot in (None, _ends(receipt)):
        return False
    broker.store.commit(Replace(receipt.model_copy(update={"bewijs_tot": _ends(receipt)})))
    return True


def _ends(receipt: Vernietiging) -> datetime:
    return BEWIJS.ending(receipt.uitgevoerd_op)[0]
