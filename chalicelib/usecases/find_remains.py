"""
What a store still holds of something that the ledger says is erased; nothing is the only right answer.

A key that is gone is shown twice: by its row, and by the sample in the ledger, the head of a ciphertext that opened
under this owner's key and no other.
"""

from chalicelib.domain.account import Account
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.row import Chained
from chalicelib.domain.wissing import Wissing, WissingSoort
from chalicelib.privacy.bewijs import Bewijsstuk, first_fault
from chalicelib.usecases.account_records import find_content
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.replay_wissing import REPEATED, Spoor, trace_of

BROKER, DOCUMENTEN, SLEUTELS, BEWIJS = "broker", "documenten", "sleutels", "bewijs"
AT_ONCE = 100  # rows of one read


def find_remains(broker: Broker, wissing: Wissing) -> tuple[str, ...]:
    """The stores that hold something they should not, or lack what should have stayed. Raises BrokerError."""
    found = {
        BROKER: _rows_left(broker, wissing),
        DOCUMENTEN: wissing.wat is WissingSoort.DOSSIER and broker.documents.count(wissing.id) > 0,
        SLEUTELS: not broker.vault.lost(wissing.id, wissing.monster),
        BEWIJS: not _proven(broker, wissing),
    }
    return tuple(store for store, wrong in found.items() if wrong)


def _rows_left(broker: Broker, wissing: Wissing) -> bool:
    if wissing.wat is WissingSoort.DOSSIER:
        return any(store == BROKER for store, _ in broker.store.list_prefix(wissing.id))
    if wissing.wat is WissingSoort.CONTACT:
        row = broker.store.get(Kredietverstrekker, wissing.id)
        return row is not None and bool(row.contact)
    account = broker.store.get(Account, wissing.id)
    return account is not None and find_content(broker, account) is not None


def _proven(broker: Broker, wissing: Wissing) -> bool:
    """
    The erasure is complete by its receipt, and the evidence of a dossier is whole up to the head in the ledger: but for
    one that was done again after a restore, which may have taken the last of its evidence.
    """
    if trace_of(broker, wissing) is not Spoor.KLAAR:
        return False
    if wissing.wat is not WissingSoort.DOSSIER:
        return True
    receipt = broker.store.get(Vernietiging, wissing.id)
    if receipt is not None and REPEATED in receipt.opslag:
        return True
    head = Chained(id=wissing.id, bewijs_nr=wissing.bewijs_nr, bewijs_kop=wissing.bewijs_kop)
    return first_fault(head, _evidence(broker, wissing)) is None


def _evidence(broker: Broker, wissing: Wissing) -> list[Bewijsstuk]:
    refs = [(Bewijsstuk, f"{wissing.id}/{nr}") for nr in range(1, wissing.bewijs_nr + 1)]
    rows = [row for at in range(0, len(refs), AT_ONCE) for row in broker.store.get_many(refs[at : at + AT_ONCE])]
    return [row for row in rows if isinstance(row, Bewijsstuk)]
