"""A new signing secret for a Kredietverstrekker; the old one counts for another 24 h, or not at all in an emergency."""

from datetime import datetime, timedelta

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import SECRET, secret_key_of
from chalicelib.domain.model import Model
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.transaction import settle

OVERLAP = timedelta(hours=24)


class NieuwGeheim(Model):
    geheim: str
    oud_geldig_tot: datetime


def rotate_geheim(broker: Broker, actor: Actor, lessor_id: str, *, at_once: bool = False) -> NieuwGeheim:
    """`at_once` ends the old secret now. The new one is shown here and never again."""
    return settle(broker, lambda: _rotate(broker, actor, lessor_id, at_once=at_once))


def _rotate(broker: Broker, actor: Actor, lessor_id: str, *, at_once: bool) -> NieuwGeheim:
    row = found_kredietverstrekker(broker, lessor_id)
    now = broker.clock.now()
    secret = broker.signatures.new_secret()
    revisie = row.geheim_revisie + 1
    sealed = broker.vault.seal(secret_key_of(row.id), row.id, revisie, SECRET, secret.encode())
    until = now if at_once else now + OVERLAP
    changed = row.model_copy(
        update={
            "geheim_revisie": revisie,
            "geheim": sealed.versleuteld,
            "oud_geheim": row.geheim,
            "oud_geldig_tot": until,
        }
    )
    changed, stuk = append(
        changed, "kredietverstrekker.geheim_vernieuwd", now, actor.account_id, {"revisie": revisie, "direct": at_once}
    )
    broker.store.commit(Replace(changed), Insert(stuk))
    return NieuwGeheim(geheim=secret, oud_geldig_tot=until)
