"""An operator says how a Kredietverstrekker wants us to prove who we are; the secrets are shown to nobody again."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import Kredietverstrekker, secret_key_of
from chalicelib.domain.toegang import TOEGANG, Toegang
from chalicelib.errors import IllegalState
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.transaction import settle


def set_toegang(broker: Broker, actor: Actor, lessor_id: str, toegang: Toegang) -> Kredietverstrekker:
    """
    In place of all that was set before, so that no secret ever goes to an address of later. Raises InvalidInput for a
    token URL or a certificate that cannot be used, IllegalState for one that has ended.
    """
    if toegang.oauth2 is not None:
        broker.egress.check(toegang.oauth2.token_url)
    if toegang.mtls is not None:
        broker.egress.check_certificate(toegang.mtls.pem())
    return settle(broker, lambda: _set(broker, actor, lessor_id, toegang))


def _set(broker: Broker, actor: Actor, lessor_id: str, toegang: Toegang) -> Kredietverstrekker:
    row = found_kredietverstrekker(broker, lessor_id)
    if row.ended:
        raise IllegalState("kredietverstrekker.niet_actief", veld="kredietverstrekker_id")
    revisie, kinds = row.toegang_revisie + 1, toegang.kinds()
    body = toegang.model_dump_json(exclude_none=True).encode()
    sealed = broker.vault.seal(secret_key_of(row.id), row.id, revisie, TOEGANG, body).versleuteld if kinds else None
    changed = row.model_copy(update={"toegang": sealed, "toegang_revisie": revisie, "toegang_soorten": kinds})
    changed, stuk = append(
        changed, "kredietverstrekker.toegang", broker.clock.now(), actor.account_id, {"soorten": kinds}
    )
    broker.store.commit(Replace(changed), Insert(stuk))
    return changed
