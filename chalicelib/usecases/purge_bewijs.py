"""
The evidence of a destroyed dossier has a term of its own (art. 8 lid 1): then it goes, and the receipt with it. So has
that of an ended account (art. 8 lid 2): it goes with its tombstone.

All of them are pseudonymous. Receipt and tombstone go last: whoever dies in between leaves them due.
"""

from datetime import datetime

from chalicelib import events
from chalicelib.domain.account import Account
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.privacy.bewaartermijn import BEWIJS, BEWIJS_ACCOUNT
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


def redate_bewijs(broker: Broker, row_id: str) -> bool:
    """Whether a changed term gave a receipt, and the evidence that goes with it, another day. Raises Conflict."""
    receipt = broker.store.get(Vernietiging, row_id)
    if receipt is None or not receipt.klaar or receipt.bewijs_tot in (None, _ends(receipt)):
        return False
    broker.store.commit(Replace(receipt.model_copy(update={"bewijs_tot": _ends(receipt)})))
    return True


def purge_bewijs_account(broker: Broker, account_id: str, now: datetime) -> str:
    """As `purge_bewijs`, for an account that ended."""
    account = broker.store.get(Account, account_id)
    if account is None or account.due() is None or (end := _account_ends(account)) is None or end > now:
        return "uitgesteld"
    broker.store.erase_evidence(account_id, account.bewijs_nr)
    broker.store.commit(Remove(account))
    events.emit(events.EVIDENCE_DESTROYED, account=account_id, regel=BEWIJS_ACCOUNT.id, stukken=account.bewijs_nr)
    return "vernietigd"


def redate_bewijs_account(broker: Broker, account_id: str) -> bool:
    """Whether a changed term gave the evidence of an ended account another day. Raises Conflict."""
    account = broker.store.get(Account, account_id)
    end = _account_ends(account) if account is not None else None
    if account is None or end is None or account.bewijs_tot == end:
        return False
    broker.store.commit(Replace(account.model_copy(update={"bewijs_tot": end})))
    return True


def _account_ends(account: Account) -> datetime | None:
    """None while its end is not complete: `herstel` has to find it first."""
    if account.beeindigd_op is None or account.einde_gevraagd_op is not None:
        return None
    return BEWIJS_ACCOUNT.ending(account.beeindigd_op)[0]


def _ends(receipt: Vernietiging) -> datetime:
    return BEWIJS.ending(receipt.uitgevoerd_op)[0]
