"""A new signing secret for a Kredietverstrekker; the old one counts for another 24 h, or not at all in an emergency."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import SECRET, secret_key_of
from chalicelib.domain.model import Model
from chalicelib.privacy.bewijs import Waarde, append
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.transaction import settle

OVERLAP = timedelta(hours=24)


class Noodreden(StrEnum):
    """Why the old secret must not count one moment longer; a choice, for words end in the chain of evidence."""

    GELEKT = "gelekt"
    VERMOEDEN = "vermoeden"  # of a leak
    VERLOREN = "verloren"


class NieuwGeheim(Model):
    geheim: str
    oud_geldig_tot: datetime


def rotate_geheim(broker: Broker, actor: Actor, lessor_id: str, nood: Noodreden | None = None) -> NieuwGeheim:
    """`nood` ends the old secret now, in both directions. The new one is shown here and never again."""
    return settle(broker, lambda: _rotate(broker, actor, lessor_id, nood))


def _rotate(broker: Broker, actor: Actor, lessor_id: str, nood: Noodreden | None) -> NieuwGeheim:
    row = found_kredietverstrekker(broker, lessor_id)
    now = broker.clock.now()
    secret = broker.signatures.new_secret()
    revisie = row.geheim_revisie + 1
    sealed = broker.vault.seal(secret_key_of(row.id), row.id, revisie, SECRET, secret.encode())
    until = now if nood else now + OVERLAP
    old: dict[str, Any] = {"oud_geheim": None if nood else row.geheim, "oud_geldig_tot": until}
    changed = row.model_copy(update={"geheim_revisie": revisie, "geheim": sealed.versleuteld, **old})
    gegevens: dict[str, Waarde] = {"revisie": revisie, "direct": nood is not None, "oud_geldig_tot": until.isoformat()}
    if nood is not None:
        gegevens["reden"] = nood.value
    changed, stuk = append(changed, "kredietverstrekker.geheim_vernieuwd", now, actor.account_id, gegevens)
    broker.store.commit(Replace(changed), Insert(stuk))
    return NieuwGeheim(geheim=secret, oud_geldig_tot=until)
