"""Destroy an unconfirmed account: password, key, content and row; nothing of it was ever evidence."""

from chalicelib.domain.account import Account
from chalicelib.usecases.account_records import find_content
from chalicelib.usecases.erasure_records import record_sign_up
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Change, Remove
from chalicelib.usecases.transaction import settle


def discard_pending(broker: Broker, account_id: str) -> None:
    """The row goes last, so that a crash half-way leaves something to find it by. Does nothing when confirmed."""
    account = _pending(broker, account_id)
    if account is not None:
        record_sign_up(broker, account)
        broker.identity.remove(account_id)
        broker.vault.shred(account_id)
        settle(broker, lambda: _remove(broker, account_id))


def _pending(broker: Broker, account_id: str) -> Account | None:
    account = broker.store.get(Account, account_id)
    return account if account is not None and account.unconfirmed else None


def _remove(broker: Broker, account_id: str) -> None:
    account = _pending(broker, account_id)
    if account is None:
        return
    content = find_content(broker, account)
    changes: list[Change] = [Remove(account), *([Remove(content)] if content else [])]
    broker.store.commit(*changes)
