"""
The end of an account (art. 8 lid 2): access, Schermnaam, Wachtwoord and account data are gone when this returns.

Dossiers stay until their owner has chosen, but are no longer used: every permission that this account gave ends, and
what left under it is recalled (I4). An Overeenkomst is not: it is between others. What is left of the account is a
tombstone: pseudonymous ids, times, the keyed hash and its evidence, which go together when their own term is over.

The row is marked before anything irreversible, and stands in the due index until all is done: whatever dies half-way
is finished by `herstel`, whether or not anybody asks again.
"""

from datetime import datetime

from chalicelib.domain.account import Account, Schermnaam
from chalicelib.domain.dossier import listing
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of, dossier_of
from chalicelib.domain.verstrekking import Toestemming
from chalicelib.privacy.bewaartermijn import BEWIJS_ACCOUNT, EINDE_FUNCTIE
from chalicelib.privacy.bewijs import Waarde, append
from chalicelib.usecases.account_records import find_content, load_own
from chalicelib.usecases.erasure_records import record_account
from chalicelib.usecases.listing import page_of
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Change, Insert, Remove, Replace
from chalicelib.usecases.recall import end_sharing, resting
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.transaction import DossierWriter, settle

PAGE = 100


def end_account(broker: Broker, actor: Actor) -> int:
    """
    How many dossiers are left.

    The intent is evidence before anything irreversible; then password and key go, which may be repeated; the session
    of the one who asks ends last, with the rest, so that after a failure they can ask again.
    """
    settle(broker, lambda: _announce(broker, load_own(broker, actor.account_id), ""))
    dossiers = _count_dossiers(broker, actor.owner)
    _carry_out(broker, actor.account_id, actor.owner)
    return dossiers


def announce_end(broker: Broker, account_id: str, door: str) -> bool:
    """
    Somebody else, `door`, ends the account of who works for a Kredietverstrekker: its sessions close now, and `herstel`
    does the rest within a minute. False when it ended, or was announced, before.
    """
    account = broker.store.get(Account, account_id)
    if account is None or not account.active or account.einde_gevraagd_op is not None:
        return False
    _announce(broker, account.model_copy(update={"sessies": ()}), door)
    return True


def resume_end(broker: Broker, account_id: str) -> bool:
    """Go on where the end of an account stopped; False when none is under way."""
    account = broker.store.get(Account, account_id)
    if account is None or account.einde_gevraagd_op is None:
        return False
    _carry_out(broker, account.id, account.eigenaar)
    return True


def replay_end(broker: Broker, account_id: str, door: str) -> None:
    """End an account once more that a restore brought back, as `door` did; a tombstone only loses its key."""
    account = broker.store.get(Account, account_id)
    if account is None or not account.active:
        broker.identity.remove(account_id)
        broker.vault.shred(account_id)
        return
    settle(broker, lambda: _announce(broker, load_own(broker, account_id), "" if door == account_id else door))
    _carry_out(broker, account_id, account.eigenaar)


def _announce(broker: Broker, account: Account, door: str) -> None:
    now = broker.clock.now()
    asked = {"einde_gevraagd_op": account.einde_gevraagd_op or now, "einde_door": door}
    account, stuk = append(
        account.model_copy(update=asked), "account.einde_gevraagd", now, door or account.id, _why(door)
    )
    broker.store.commit(Replace(account), Insert(stuk))


def _why(door: str) -> dict[str, Waarde]:
    """One's own end needs no reason; that of another is the end of a function."""
    return {"regel": EINDE_FUNCTIE.id} if door else {}


def _carry_out(broker: Broker, account_id: str, owner: str) -> None:
    """Each step does no harm when it was done before."""
    _recall(broker, account_id, owner)
    record_account(broker, account_id)
    broker.identity.remove(account_id)
    broker.vault.shred(account_id)
    settle(broker, lambda: _bury(broker, account_id, broker.clock.now()))
    _recall(broker, account_id, owner)  # what was sent while the first recalls went out
    settle(broker, lambda: _close(broker, account_id))


def _recall(broker: Broker, account_id: str, owner: str) -> None:
    """Nobody is left to answer or accept. What counts is the permission, not how far its Aanvraag came."""
    after = None
    while True:
        rows, after = page_of(broker, Toestemming, listing("toestemmingen", owner), after, PAGE)
        for aanvraag_id in dict.fromkeys(aanvraag_of(r.id) for r in rows if r.in_force and r.door == account_id):
            _recall_aanvraag(broker, account_id, aanvraag_id)
        if after is None:
            return


def _recall_aanvraag(broker: Broker, account_id: str, aanvraag_id: str) -> None:
    if settle(broker, lambda: _stop(broker, account_id, aanvraag_id)):
        wake(broker, aanvraag_id)


def _stop(broker: Broker, account_id: str, aanvraag_id: str) -> bool:
    """False when nothing of it rests on a permission: destroyed since it was listed, or all that is left is agreed."""
    state = broker.store.load_dossier(dossier_of(aanvraag_id))
    if state is None or state.dossier.vernietigd or not resting(state.of_aanvraag(aanvraag_id)):
        return False
    now = broker.clock.now()
    writer = DossierWriter(state, now, account_id)
    end_sharing(broker, writer, state.aanvraag(aanvraag_id), now)
    writer.commit(broker)
    return True


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
        return  # asked twice at once, or resumed: it was done before
    door, tot = account.einde_door, BEWIJS_ACCOUNT.ending(now)[0]
    tombstone, stuk = append(account.tombstone(now, tot), "account.beeindigd", now, door or account_id, _why(door))
    broker.store.commit(Replace(tombstone), Insert(stuk), *_removals(broker, account))


def _removals(broker: Broker, account: Account) -> list[Change]:
    claim = broker.store.get(Schermnaam, account.schermnaam_hash)
    content = find_content(broker, account)
    return [Remove(row) for row in (claim, content) if row is not None]


def _close(broker: Broker, account_id: str) -> None:
    """Nothing is left to do, so nobody has to look again."""
    account = broker.store.get(Account, account_id)
    if account is not None and account.einde_gevraagd_op is not None:
        broker.store.commit(Replace(account.model_copy(update={"einde_gevraagd_op": None})))
