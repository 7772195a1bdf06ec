"""
One erasure of the ledger: how far the tables know of it, and carrying it out again after a restore (art. 8; I8).

A replay asks no rule: the erasure was decided once, and whatever a restored row says (a term that still runs, a hold
that was lifted since) is older than that. It can be repeated at will.
"""

from collections.abc import Callable, Mapping
from enum import Enum, auto

from chalicelib.domain.account import Account, AccountStatus
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.wissing import Wissing, WissingSoort
from chalicelib.errors import Unavailable
from chalicelib.privacy.bewaartermijn import BEWIJS
from chalicelib.usecases.discard_pending import discard_pending
from chalicelib.usecases.end_account import replay_end
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.purge_kredietverstrekker import replay_contact

REPEATED = "herhaald: na het terugzetten van een back-up"


class Spoor(Enum):
    """What the tables show of an erasure that is in the ledger."""

    GEEN = auto()  # as if it never was
    BEZIG = auto()  # begun; `herstel` finishes it
    KLAAR = auto()


def trace_of(broker: Broker, wissing: Wissing) -> Spoor:
    if wissing.wat in {WissingSoort.DOSSIER, WissingSoort.CONTACT}:
        receipt = broker.store.get(Vernietiging, wissing.id)
        return Spoor.GEEN if receipt is None else Spoor.KLAAR if receipt.klaar else Spoor.BEZIG
    account = broker.store.get(Account, wissing.id)
    if account is None:
        return Spoor.KLAAR
    if wissing.wat is WissingSoort.AANMELDING:
        return Spoor.GEEN if account.unconfirmed else Spoor.KLAAR
    if account.einde_gevraagd_op is not None:
        return Spoor.BEZIG
    return Spoor.KLAAR if account.status is AccountStatus.BEEINDIGD else Spoor.GEEN


def replay_wissing(broker: Broker, wissing: Wissing) -> None:
    """Look into every store, whatever the tables say of it. Raises BrokerError when one does not do what it can do."""
    _REPLAYS[wissing.wat](broker, wissing)


def _dossier(broker: Broker, wissing: Wissing) -> None:
    """The key first: nobody is served, so all that counts is how soon it is gone."""
    key = broker.vault.shred(wissing.id)
    objects = broker.documents.erase(wissing.id)
    items = broker.store.erase(wissing.id)
    if broker.store.list_prefix(wissing.id):
        raise Unavailable
    receipt = broker.store.get(Vernietiging, wissing.id)
    if receipt is not None and receipt.klaar:
        return
    lines = (
        f"documenten: {objects} objectversies vernietigd",
        *(f"{table}: {count} rijen vernietigd, daarna 0 geteld" for table, count in sorted(items.items())),
        f"sleutels: {'sleutel vernietigd' if key else 'geen sleutel meer aanwezig'}, daarna 0 geteld",
        "bewijs: blijft bewaard, zonder persoonsgegevens",
        REPEATED,
    )
    row = Vernietiging(
        id=wissing.id,
        rev=receipt.rev if receipt else 0,
        regel=wissing.regel,
        door=wissing.door,
        uitgevoerd_op=wissing.uitgevoerd_op,
        begonnen_op=wissing.begonnen_op,
        opslag=lines,
        verstrekkingen=wissing.verstrekkingen,
        bewijs_nr=wissing.bewijs_nr,
        bewijs_tot=BEWIJS.ending(wissing.uitgevoerd_op)[0],
        klaar=True,
    )
    broker.store.commit(Replace(row) if receipt else Insert(row))


def _account(broker: Broker, wissing: Wissing) -> None:
    replay_end(broker, wissing.id, wissing.door)


def _sign_up(broker: Broker, wissing: Wissing) -> None:
    discard_pending(broker, wissing.id)


def _contact(broker: Broker, wissing: Wissing) -> None:
    replay_contact(broker, wissing.id, wissing.regel, wissing.uitgevoerd_op)


_REPLAYS: Mapping[WissingSoort, Callable[[Broker, Wissing], None]] = {
    WissingSoort.DOSSIER: _dossier,
    WissingSoort.ACCOUNT: _account,
    WissingSoort.AANMELDING: _sign_up,
    WissingSoort.CONTACT: _contact,
}
