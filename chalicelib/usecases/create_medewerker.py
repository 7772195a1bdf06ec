"""An operator gives somebody of a Kredietverstrekker access to its portal: an account that is bound to that one."""

from base64 import urlsafe_b64encode

from chalicelib.domain.account import Account, AccountInhoud, AccountStatus, Schermnaam
from chalicelib.domain.bsn import Tekst
from chalicelib.domain.contact import Email
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import root_id
from chalicelib.domain.model import Model
from chalicelib.errors import IllegalState
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.account_records import find_account, normalise, schermnaam_hash, seal_content
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert


class NieuweMedewerker(Model):
    schermnaam: Email
    naam: Tekst


class MedewerkerGemaakt(Model):
    id: str


def create_medewerker(broker: Broker, actor: Actor, lessor_id: str, nieuw: NieuweMedewerker) -> MedewerkerGemaakt:
    """
    The password is nobody's: who it is for asks for a code and chooses one. Raises NotFound, or IllegalState for an
    address that has an account, or a Kredietverstrekker that has ended.
    """
    if found_kredietverstrekker(broker, lessor_id).ended:
        raise IllegalState("kredietverstrekker.niet_actief", veld="kredietverstrekker_id")
    address_hash = schermnaam_hash(broker, nieuw.schermnaam)
    if find_account(broker, address_hash) is not None:
        raise IllegalState("schermnaam.bezet", veld="schermnaam")
    account = Account(
        id=root_id("acc", broker.entropy(16)),
        eigenaar=lessor_id,
        status=AccountStatus.ACTIEF,
        schermnaam_hash=address_hash,
        gemaakt_op=broker.clock.now(),
    )
    broker.identity.create(account.id, urlsafe_b64encode(broker.entropy(32)).decode())
    inhoud = AccountInhoud(schermnaam=normalise(nieuw.schermnaam), naam=nieuw.naam)
    _store(broker, account, inhoud, actor.account_id)
    return MedewerkerGemaakt(id=account.id)


def _store(broker: Broker, account: Account, inhoud: AccountInhoud, door: str) -> None:
    account, stuk = append(
        account, "medewerker.aangemaakt", account.gemaakt_op, door, {"kredietverstrekker": account.eigenaar}
    )
    broker.store.commit(
        Insert(broker.vault.new_key(account.id, Account.soort)),
        Insert(account),
        Insert(seal_content(broker, account, inhoud)),
        Insert(Schermnaam(id=account.schermnaam_hash, account_id=account.id)),
        Insert(stuk),
    )
