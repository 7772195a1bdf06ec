"""
The second person confirms that somebody works for a Kredietverstrekker, by the address that he heard from there: from
a contact person of whom somebody checked who that is.

Only then is there a user to sign in as. The password is nobody's: who it is for asks for a code and chooses one.
"""

from base64 import urlsafe_b64encode

from chalicelib.domain.aansluiting import ControleOnderdeel
from chalicelib.domain.account import Account, AccountStatus, Schermnaam
from chalicelib.domain.contact import Email
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.model import Model
from chalicelib.errors import BrokerError, IllegalState, NotFound
from chalicelib.privacy.aansluiting import missing
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.account_records import schermnaam_hash
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.transaction import settle


class MedewerkerBevestiging(Model):
    """`schermnaam` is what the second person heard from the Kredietverstrekker, not from who made the account."""

    schermnaam: Email


class MedewerkerGemaakt(Model):
    """Ids and states only: it is stored for a repeat."""

    id: str
    status: AccountStatus


def confirm_medewerker(broker: Broker, actor: Actor, lessor_id: str, schermnaam: str) -> MedewerkerGemaakt:
    """
    Raises NotFound, or IllegalState when nothing waits, it is the person who made the account, or the contact person
    was replaced and not checked since.
    """
    _refuse_unheard(broker, found_kredietverstrekker(broker, lessor_id))
    claim = broker.store.get(Schermnaam, schermnaam_hash(broker, schermnaam))
    account = broker.store.get(Account, claim.account_id) if claim is not None else None
    if account is None or account.eigenaar != lessor_id:
        raise NotFound
    if account.gemaakt_door == actor.account_id:
        raise IllegalState("tweede_persoon.nodig", veld="schermnaam")
    return open_portaal(broker, account, actor.account_id)


def open_portaal(broker: Broker, account: Account, door: str) -> MedewerkerGemaakt:
    """
    From here it can be used. Harmless at a repeat, so that one that died half-way is confirmed again; of one that went
    meanwhile nothing stays in the pool.
    """
    _refuse_done(account)
    broker.identity.create(account.id, urlsafe_b64encode(broker.entropy(32)).decode())
    try:
        return settle(broker, lambda: _activate(broker, account.id, door))
    except BrokerError:
        present = broker.store.get(Account, account.id)
        if present is None or not present.active:
            broker.identity.remove(account.id)
        raise


def _activate(broker: Broker, account_id: str, door: str) -> MedewerkerGemaakt:
    account = broker.store.get(Account, account_id)
    if account is None:
        raise NotFound
    _refuse_done(account)
    lessor, now = found_kredietverstrekker(broker, account.eigenaar), broker.clock.now()
    _refuse_unheard(broker, lessor)  # while this was tried: nobody would end an account that begins now
    made_by = {"gemaakt_door": account.gemaakt_door or ""}
    account, made = append(
        account.confirmed(), "medewerker.aangemaakt", now, door, {"kredietverstrekker": lessor.id, **made_by}
    )
    told, stuk = append(
        lessor, "kredietverstrekker.medewerker_bevestigd", now, door, {"medewerker": account.id, **made_by}
    )
    broker.store.commit(Replace(account), Insert(made), Replace(told), Insert(stuk))
    return MedewerkerGemaakt(id=account.id, status=account.status)


def _refuse_unheard(broker: Broker, lessor: Kredietverstrekker) -> None:
    """On loopback, which only a local stack has, nobody is called."""
    if lessor.ended:
        raise IllegalState("kredietverstrekker.niet_actief", veld="kredietverstrekker_id")
    if ControleOnderdeel.CONTACT in missing(lessor) and not broker.egress.trusted(lessor.endpoint):
        raise IllegalState("controle.ontbreekt", veld="controles")


def _refuse_done(account: Account) -> None:
    if account.status is not AccountStatus.WACHT_OP_TWEEDE_PERSOON:
        raise IllegalState("medewerker.niets_te_bevestigen", veld="schermnaam")
