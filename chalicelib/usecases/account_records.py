"""Where the parts of an Account stand: the claim of its address, its row, and its encrypted content."""

from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError

from chalicelib.domain.account import INHOUD, Account, AccountInhoud, Schermnaam, pending_listing
from chalicelib.domain.contact import Email
from chalicelib.domain.parse import restore
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.row import Inhoud, inhoud_key
from chalicelib.errors import Unauthenticated, Undecryptable
from chalicelib.usecases.content import seal
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.vault import Lezer

# Looked up where there is no account, so that an unknown address costs the same reads and the same login.
NOBODY = "acc_" + "a" * 26
_EMAIL: TypeAdapter[str] = TypeAdapter(Email)


def normalise(schermnaam: str) -> str:
    """The address as it is compared and mailed to; a text that is no address stays as it is and is nobody's."""
    try:
        return _EMAIL.validate_python(schermnaam)
    except ValidationError:
        return schermnaam


def schermnaam_hash(broker: Broker, schermnaam: str) -> str:
    """The keyed hash under which an address is known (art. 1.20): never the address itself."""
    return broker.vault.keyed_hash("schermnaam", normalise(schermnaam))


def find_account(broker: Broker, address_hash: str) -> Account | None:
    """The active account that claimed this address; always two reads, whether there is one or not."""
    claim = broker.store.get(Schermnaam, address_hash)
    account = broker.store.get(Account, claim.account_id if claim else NOBODY)
    return account if account is not None and account.active else None


def find_pending(broker: Broker, address_hash: str) -> list[Account]:
    """The unconfirmed accounts of this address."""
    page = broker.store.list_owned(pending_listing(address_hash), limit=100)
    rows = broker.store.get_many([(Account, row_id) for row_id in page.ids]) if page.ids else []
    return [row for row in rows if isinstance(row, Account) and row.unconfirmed]


def load_own(broker: Broker, account_id: str) -> Account:
    """The row of somebody who is signed in. Raises Unauthenticated when it ended in between."""
    account = broker.store.get(Account, account_id)
    if account is None or not account.active:
        raise Unauthenticated
    return account


def seal_content(broker: Broker, account: Account, inhoud: AccountInhoud) -> Inhoud:
    return seal(broker, account.id, account.id, account.revisie, INHOUD, inhoud)


def content_row(broker: Broker, account: Account) -> Inhoud:
    row = find_content(broker, account)
    if row is None:
        raise Undecryptable
    return row


def find_content(broker: Broker, account: Account) -> Inhoud | None:
    return broker.store.get(Inhoud, inhoud_key(INHOUD, account.id, account.revisie))


def open_content(broker: Broker, account: Account, rows: Sequence[Inhoud]) -> tuple[Account, AccountInhoud]:
    """A person reads their own data (art. 7 lid 1): doel 5.1, written down by the vault. Raises Conflict."""
    account, plain = broker.vault.open(account, Lezer(account.id, Doel.DIENST), rows)
    return account, restore(AccountInhoud, plain[0])
