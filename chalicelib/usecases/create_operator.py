"""An operator's account, for a fresh stage and by hand: there is no route that makes one."""

from collections.abc import Sequence

from chalicelib.domain.account import Account, AccountInhoud, AccountStatus, Schermnaam
from chalicelib.domain.gebruiker import SYSTEEM, Rol
from chalicelib.domain.ids import root_id
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.account_records import find_account, normalise, schermnaam_hash, seal_content
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert


def create_operator(
    broker: Broker, address: str, naam: str, wachtwoord: str, rollen: Sequence[Rol], door: str = SYSTEEM
) -> str:
    """
    The id of the account; that of the present one, unchanged, when the address has an account already.

    `door` is who made it, as its evidence says: a pseudonym, never a name.
    """
    address_hash = schermnaam_hash(broker, address)
    present = find_account(broker, address_hash)
    if present is not None:
        return present.id
    account_id = root_id("acc", broker.entropy(16))
    broker.identity.create(account_id, wachtwoord)
    account = Account(
        id=account_id,
        rollen=tuple(rollen),
        eigenaar=account_id,
        status=AccountStatus.ACTIEF,
        schermnaam_hash=address_hash,
        gemaakt_op=broker.clock.now(),
    )
    _store(broker, account, AccountInhoud(schermnaam=normalise(address), naam=naam), door)
    return account_id


def _store(broker: Broker, account: Account, inhoud: AccountInhoud, door: str) -> None:
    rollen = tuple(rol.value for rol in account.rollen)
    account, stuk = append(account, "operator.aangemaakt", account.gemaakt_op, door, {"rollen": rollen})
    broker.store.commit(
        Insert(broker.vault.new_key(account.id, Account.soort)),
        Insert(account),
        Insert(seal_content(broker, account, inhoud)),
        Insert(Schermnaam(id=account.schermnaam_hash, account_id=account.id)),
        Insert(stuk),
    )
