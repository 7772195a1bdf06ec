"""
Confirm an account with the code from the mail: it claims the address, and every other sign-up of it is destroyed.

Acceptance of both documents becomes evidence here (art. 2 lid 1): only now is it known to come from whoever reads
the mail of this address.
"""

from functools import partial

from chalicelib.domain.account import Account, Schermnaam
from chalicelib.errors import InvalidInput
from chalicelib.privacy.bewijs import Bewijsstuk, append
from chalicelib.usecases.account_records import find_pending, schermnaam_hash
from chalicelib.usecases.codes import code_fits
from chalicelib.usecases.discard_pending import discard_pending
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.register_account import BEVESTIGING
from chalicelib.usecases.transaction import settle
from chalicelib.usecases.unheard import unheard


def confirm_account(broker: Broker, schermnaam: str, digits: str) -> None:
    """Raises InvalidInput `code.onjuist` for a wrong, old or used code and for an unknown address alike."""
    address_hash = schermnaam_hash(broker, schermnaam)
    others = settle(broker, lambda: _attempt(broker, address_hash, digits))
    for account_id in others:
        # The account is confirmed and its code used up; a loser that cannot go now is due, and the sweep comes for it.
        unheard("aanmelding_opruimen", partial(discard_pending, broker, account_id))


def _attempt(broker: Broker, address_hash: str, digits: str) -> list[str]:
    """The ids of the sign-ups that lost."""
    pending = find_pending(broker, address_hash)
    fitting = [account for account in pending if _fits(broker, account, digits)]
    taken = broker.store.get(Schermnaam, address_hash) is not None
    if taken or not fitting:
        _count_try(broker, pending)
        raise InvalidInput.one("code", "code.onjuist")
    _claim(broker, fitting[0])
    return [account.id for account in pending if account.id != fitting[0].id]


def _fits(broker: Broker, account: Account, digits: str) -> bool:
    return code_fits(broker, BEVESTIGING, account.id, account.bevestiging, digits)


def _count_try(broker: Broker, pending: list[Account]) -> None:
    """One guess is a try at every code of this address; conditional writes, so that none goes uncounted."""
    now = broker.clock.now()
    changes = [
        Replace(account.model_copy(update={"bevestiging": account.bevestiging.tried()}))
        for account in pending
        if account.bevestiging is not None and account.bevestiging.usable(now)
    ]
    if changes:
        broker.store.commit(*changes)


def _claim(broker: Broker, account: Account) -> None:
    confirmed, stukken = _with_evidence(account.confirmed(), broker)
    broker.store.commit(
        Insert(Schermnaam(id=account.schermnaam_hash, account_id=account.id)),
        Replace(confirmed),
        *(Insert(stuk) for stuk in stukken),
    )


def _with_evidence(account: Account, broker: Broker) -> tuple[Account, list[Bewijsstuk]]:
    stukken = []
    for akkoord in account.akkoorden:
        account, stuk = append(
            account,
            "akkoord.gegeven",
            akkoord.op,
            account.id,
            {"soort": akkoord.soort, "versie": akkoord.versie, "sha256": akkoord.sha256},
        )
        stukken.append(stuk)
    account, stuk = append(account, "account.bevestigd", broker.clock.now(), account.id, {})
    return account, [*stukken, stuk]
