"""Sign in: the pool checks the password, the account's row holds the open sessions."""

from chalicelib.errors import Unauthenticated, WrongLogin
from chalicelib.usecases.account_records import NOBODY, find_account, schermnaam_hash
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.identity import Tokens
from chalicelib.usecases.ports.store import Replace
from chalicelib.usecases.transaction import settle


def open_session(broker: Broker, schermnaam: str, wachtwoord: str) -> Tokens:
    """Raises WrongLogin for an unknown or unconfirmed address and a wrong password, for the same work."""
    address_hash = schermnaam_hash(broker, schermnaam)
    return settle(broker, lambda: _attempt(broker, address_hash, wachtwoord))


def _attempt(broker: Broker, address_hash: str, wachtwoord: str) -> Tokens:
    """
    Read, check, write on the row that was read: a new password or an end in between makes this try fail.

    An address without an account is checked against a name that no user of the pool has.
    """
    account = find_account(broker, address_hash)
    try:
        tokens = broker.identity.login(account.id if account else NOBODY, wachtwoord)
    except Unauthenticated:
        raise WrongLogin from None
    if account is None:
        raise WrongLogin
    broker.store.commit(Replace(account.with_session(tokens.session, broker.clock.now())))
    return tokens
