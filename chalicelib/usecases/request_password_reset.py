"""Ask for a code to set a new password; the answer never says whether the address is known."""

from chalicelib.usecases.account_records import find_account, normalise, schermnaam_hash
from chalicelib.usecases.codes import new_code
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Replace
from chalicelib.usecases.transaction import settle
from chalicelib.usecases.unheard import unheard

HERSTEL = "herstel"
# Writing and mailing take time that an unknown address would not: every answer takes at least as long.
SHORTEST = 0.5  # seconds


def request_password_reset(broker: Broker, schermnaam: str) -> None:
    """
    At most a few times a day for one account; beyond that nothing is mailed.

    Only a known address gets a write and a mail, so that a failure of either must not be an answer.
    """
    started = broker.clock.now()
    unheard(HERSTEL, lambda: _mail_code(broker, schermnaam))
    taken = (broker.clock.now() - started).total_seconds()
    broker.clock.pause(max(0.0, SHORTEST - taken))


def _mail_code(broker: Broker, schermnaam: str) -> None:
    address_hash = schermnaam_hash(broker, schermnaam)
    digits = settle(broker, lambda: _attempt(broker, address_hash))
    if digits is not None:
        broker.mail.send_code(normalise(schermnaam), HERSTEL, digits)


def _attempt(broker: Broker, address_hash: str) -> str | None:
    """The digits to mail; None when there is no account, or enough was mailed today."""
    now = broker.clock.now()
    account = find_account(broker, address_hash)
    if account is None or not account.may_be_mailed(now):
        return None
    digits, code = new_code(broker, HERSTEL, account.id)
    broker.store.commit(Replace(account.mailed(now).model_copy(update={"herstel": code})))
    return digits
