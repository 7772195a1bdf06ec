"""
Writing an erasure into the ledger, after it was decided for good and before the key goes.

Earlier would be wrong: a decision that is not committed may still be lost to somebody who wrote first, and a replay of
it would destroy what lives. Later would be too: a key that goes unrecorded comes back with a restore (I8). Whoever
dies in between is resumed, and then writes it again; the same erasure twice in the ledger does no harm.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from chalicelib.domain.account import Account
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.kredietverstrekker import CONTACT, Kredietverstrekker
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.row import Inhoud, inhoud_key
from chalicelib.domain.state import DossierState
from chalicelib.domain.wissing import Wissing, WissingSoort
from chalicelib.errors import Undecryptable
from chalicelib.privacy.bewaartermijn import EINDE_FUNCTIE, ONBEVESTIGD
from chalicelib.usecases.account_records import find_content
from chalicelib.usecases.ports.broker import Broker

BY_PERSON = "account.einde"


def record_dossiers(broker: Broker, receipts: Sequence[Vernietiging]) -> None:
    """One entry for all of them, which are marked already. One without rows was recorded before these went."""
    states = [(receipt, broker.store.load_dossier(receipt.id)) for receipt in receipts]
    _write(broker, [_of_dossier(broker, receipt, state) for receipt, state in states if state is not None])


def record_account(broker: Broker, account_id: str) -> None:
    """An account whose end was announced; once it is a tombstone it was recorded."""
    account = broker.store.get(Account, account_id)
    if account is not None and account.active:
        at = account.einde_gevraagd_op or broker.clock.now()
        regel = EINDE_FUNCTIE.id if account.einde_door else BY_PERSON
        _write(broker, [_of_account(broker, account, WissingSoort.ACCOUNT, regel, at, account.einde_door)])


def record_sign_up(broker: Broker, account: Account) -> None:
    _write(broker, [_of_account(broker, account, WissingSoort.AANMELDING, ONBEVESTIGD.id, broker.clock.now(), SYSTEEM)])


def record_contact(broker: Broker, row: Kredietverstrekker, regel: str, at: datetime) -> None:
    content = broker.store.get(Inhoud, inhoud_key(CONTACT, row.id, row.contact)) if row.contact else None
    wissing = Wissing(
        id=row.id,
        wat=WissingSoort.CONTACT,
        regel=regel,
        door=SYSTEEM,
        uitgevoerd_op=at,
        monster=_sample(broker, content),
        bewijs_nr=row.bewijs_nr,
        bewijs_kop=row.bewijs_kop,
    )
    _write(broker, [wissing])


def _of_dossier(broker: Broker, receipt: Vernietiging, state: DossierState) -> Wissing:
    return Wissing(
        id=receipt.id,
        wat=WissingSoort.DOSSIER,
        regel=receipt.regel,
        door=receipt.door,
        uitgevoerd_op=receipt.uitgevoerd_op,
        begonnen_op=receipt.begonnen_op,
        verstrekkingen=receipt.verstrekkingen,
        monster=_sample(broker, next(iter(state.inhoud.values()), None)),
        bewijs_nr=state.dossier.bewijs_nr,
        bewijs_kop=state.dossier.bewijs_kop,
    )


def _of_account(
    broker: Broker, account: Account, wat: WissingSoort, regel: str, at: datetime, door: str = ""
) -> Wissing:
    return Wissing(
        id=account.id,
        wat=wat,
        regel=regel,
        door=door or account.id,
        uitgevoerd_op=at,
        monster=_sample(broker, find_content(broker, account)),
        bewijs_nr=account.bewijs_nr,
        bewijs_kop=account.bewijs_kop,
    )


def _sample(broker: Broker, record: Inhoud | None) -> str:
    """Empty where nothing is left to show: what cannot be read as a message must not keep its owner from erasure."""
    with suppress(Undecryptable):
        return broker.vault.sample(record) if record is not None else ""
    return ""


def _write(broker: Broker, wissingen: list[Wissing]) -> None:
    if wissingen:
        broker.grootboek.write(broker.clock.now(), wissingen)
