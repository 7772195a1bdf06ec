"""Mijn Account (art. 7 lid 1): change one's own data. The replaced content is deleted, not kept as history."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.account import Account, AccountInhoud
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.row import Inhoud
from chalicelib.errors import InvalidInput, StaleVersion
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.account_records import content_row, load_own, open_content, seal_content
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Remove, Replace
from chalicelib.usecases.read_account import MijnAccount
from chalicelib.usecases.register_account import organisation_faults
from chalicelib.usecases.transaction import settle


def update_account(broker: Broker, actor: Actor, versie: int, wijziging: Mapping[str, Any]) -> MijnAccount:
    """`wijziging` holds checked values of AccountInhoud's fields. Raises StaleVersion, InvalidInput."""
    return settle(broker, lambda: _attempt(broker, actor.account_id, versie, wijziging))


def _attempt(broker: Broker, account_id: str, versie: int, wijziging: Mapping[str, Any]) -> MijnAccount:
    account = load_own(broker, account_id)
    if account.versie != versie:
        raise StaleVersion
    old = content_row(broker, account)
    account, inhoud = open_content(broker, account, [old])
    changed = inhoud.model_copy(update=dict(wijziging))
    faults = organisation_faults(account.gebruiker, changed.organisatie)
    if faults:
        raise InvalidInput(*faults)
    return MijnAccount(_store(broker, account, old, changed, tuple(sorted(wijziging))), changed)


def _store(broker: Broker, account: Account, old: Inhoud, inhoud: AccountInhoud, velden: tuple[str, ...]) -> Account:
    """The evidence names the fields that changed, never what stood or stands in them."""
    account = account.model_copy(update={"versie": account.versie + 1, "revisie": account.revisie + 1})
    account, stuk = append(
        account, "account.gewijzigd", broker.clock.now(), account.id, {"velden": velden, "versie": account.versie}
    )
    new = seal_content(broker, account, inhoud)
    broker.store.commit(Replace(account), Insert(new), Remove(old), Insert(stuk))
    return account
