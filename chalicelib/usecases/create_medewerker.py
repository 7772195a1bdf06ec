"""
An operator gives somebody of a Kredietverstrekker access to its portal: an account that is bound to that one.

Who has such an account reads what was disclosed to it, so one operator alone makes none: it waits for a second person
(confirm_medewerker.py), and the contact person hears of it. The rows come first and claim the address; the user pool
knows the account only once it may be used, so that nothing is left there by two who make it at the same time.
"""

from chalicelib.domain.account import Account, AccountInhoud, AccountStatus, Schermnaam
from chalicelib.domain.bsn import Tekst
from chalicelib.domain.contact import Email
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import root_id
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.model import Model
from chalicelib.errors import IllegalState
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.account_records import normalise, schermnaam_hash, seal_content
from chalicelib.usecases.confirm_medewerker import MedewerkerGemaakt, open_portaal
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.tell_contact import tell_contact
from chalicelib.usecases.transaction import settle

GEMAAKT = "medewerker_aangemaakt"


class NieuweMedewerker(Model):
    schermnaam: Email
    naam: Tekst


def create_medewerker(broker: Broker, actor: Actor, lessor_id: str, nieuw: NieuweMedewerker) -> MedewerkerGemaakt:
    """
    Raises NotFound, or IllegalState for an address that has an account, or a Kredietverstrekker that has ended.

    An endpoint that the egress trusts is one of our own on loopback, which only a local stack has: no second person
    is needed there.
    """
    account = settle(broker, lambda: _claim(broker, actor, lessor_id, nieuw))
    tell_contact(broker, actor, lessor_id, GEMAAKT)
    if broker.egress.trusted(found_kredietverstrekker(broker, lessor_id).endpoint):
        return open_portaal(broker, account, actor.account_id)
    return MedewerkerGemaakt(id=account.id, status=account.status)


def _claim(broker: Broker, actor: Actor, lessor_id: str, nieuw: NieuweMedewerker) -> Account:
    lessor = found_kredietverstrekker(broker, lessor_id)
    if lessor.ended:
        raise IllegalState("kredietverstrekker.niet_actief", veld="kredietverstrekker_id")
    address_hash = schermnaam_hash(broker, nieuw.schermnaam)
    if broker.store.get(Schermnaam, address_hash) is not None:
        raise IllegalState("schermnaam.bezet", veld="schermnaam")
    account = Account(
        id=root_id("acc", broker.entropy(16)),
        eigenaar=lessor_id,
        status=AccountStatus.WACHT_OP_TWEEDE_PERSOON,
        schermnaam_hash=address_hash,
        gemaakt_op=broker.clock.now(),
        gemaakt_door=actor.account_id,
    )
    _store(broker, lessor, account, AccountInhoud(schermnaam=normalise(nieuw.schermnaam), naam=nieuw.naam))
    return account


def _store(broker: Broker, lessor: Kredietverstrekker, account: Account, inhoud: AccountInhoud) -> None:
    """On record with the Kredietverstrekker, where every operator sees it: what nobody confirms leaves no chain."""
    told, stuk = append(
        lessor,
        "kredietverstrekker.medewerker_aangemaakt",
        account.gemaakt_op,
        account.gemaakt_door or "",
        {"medewerker": account.id},
    )
    broker.store.commit(
        Insert(broker.vault.new_key(account.id, Account.soort)),
        Insert(account),
        Insert(seal_content(broker, account, inhoud)),
        Insert(Schermnaam(id=account.schermnaam_hash, account_id=account.id)),
        Replace(told),
        Insert(stuk),
    )
