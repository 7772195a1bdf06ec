"""
The end of an account (art. 8 lid 2): access, Schermnaam, Wachtwoord and account data are gone when this returns.

Dossiers stay until their owner has chosen, but are no longer used: what is with Kredietverstrekkers is recalled (I4).
What is left of the account is a tombstone: pseudonymous ids, times, the keyed hash and its evidence.
"""

from datetime import datetime

from chalicelib.domain.aanvraag import VERLOOP, Aanvraag, AanvraagStatus
from chalicelib.domain.account import Account, Schermnaam
from chalicelib.domain.dossier import listing
from chalicelib.domain.gebruiker import Actor
from chalicelib.errors import IllegalState, NotFound
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.account_records import find_content, load_own
from chalicelib.usecases.listing import page_of
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Change, Insert, Remove, Replace
from chalicelib.usecases.transaction import settle
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag

PAGE = 100
WITHDRAWABLE = frozenset(status for status in AanvraagStatus if AanvraagStatus.INGETROKKEN in VERLOOP.allowed(status))
WITH_OTHERS = WITHDRAWABLE - {AanvraagStatus.CONCEPT}


def end_account(broker: Broker, actor: Actor) -> int:
    """
    How many dossiers are left.

    The intent is evidence before anything irreversible; then password and key go, which may be repeated; the session
    of the one who asks ends last, with the rest, so that after a failure they can ask again.
    """
    settle(broker, lambda: _announce(broker, actor))
    _recall(broker, actor)
    dossiers = _count_dossiers(broker, actor.owner)
    broker.identity.remove(actor.account_id)
    broker.vault.shred(actor.account_id)
    settle(broker, lambda: _bury(broker, actor.account_id, broker.clock.now()))
    _recall(broker, actor)  # what was sent while the first recalls went out
    return dossiers


def _announce(broker: Broker, actor: Actor) -> None:
    account = load_own(broker, actor.account_id)
    account, stuk = append(account, "account.einde_gevraagd", broker.clock.now(), actor.account_id, {})
    broker.store.commit(Replace(account), Insert(stuk))


def _recall(broker: Broker, actor: Actor) -> None:
    """Nobody is left to answer or accept: what this account has with Kredietverstrekkers is withdrawn."""
    after = None
    while True:
        rows, after = page_of(broker, Aanvraag, listing("aanvragen", actor.owner), after, PAGE)
        for row in rows:
            if row.maker == actor.account_id and row.status in WITH_OTHERS:
                _withdraw(broker, actor, row.id)
        if after is None:
            return


def _withdraw(broker: Broker, actor: Actor, aanvraag_id: str) -> None:
    """What ended or was destroyed since it was listed needs no recall."""
    try:
        withdraw_aanvraag(broker, actor, aanvraag_id, None, None)
    except (IllegalState, NotFound):
        return


def _count_dossiers(broker: Broker, owner: str) -> int:
    count, after = 0, None
    while True:
        page = broker.store.list_owned(listing("dossiers", owner), after=after, limit=PAGE)
        count, after = count + len(page.ids), page.volgende
        if after is None:
            return count


def _bury(broker: Broker, account_id: str, now: datetime) -> None:
    account = broker.store.get(Account, account_id)
    if account is None or not account.active:
        return  # asked twice at once: the other one was first
    tombstone, stuk = append(account.tombstone(now), "account.beeindigd", now, account_id, {})
    broker.store.commit(Replace(tombstone), Insert(stuk), *_removals(broker, account))


def _removals(broker: Broker, account: Account) -> list[Change]:
    claim = broker.store.get(Schermnaam, account.schermnaam_hash)
    content = find_content(broker, account)
    return [Remove(row) for row in (claim, content) if row is not None]
