"""
A new signing secret for a Kredietverstrekker; the old one counts for another 24 h, or not at all in an emergency.

The operator who asks sees it at once, so it opens nothing by itself: who fetches what was disclosed also needs what
stood in a notice or a message (fetch_levering.py, collect_document.py). That it was renewed, the contact person hears.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import SECRET, secret_key_of
from chalicelib.domain.model import Model
from chalicelib.errors import IllegalState
from chalicelib.privacy.bewijs import Waarde, append
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.tell_contact import tell_contact
from chalicelib.usecases.transaction import settle

OVERLAP = timedelta(hours=24)
VERNIEUWD = "geheim_vernieuwd"


class Noodreden(StrEnum):
    """Why the old secret must not count one moment longer; a choice, for words end in the chain of evidence."""

    GELEKT = "gelekt"
    VERMOEDEN = "vermoeden"  # of a leak
    VERLOREN = "verloren"


class NieuwGeheim(Model):
    geheim: str
    oud_geldig_tot: datetime


def rotate_geheim(broker: Broker, actor: Actor, lessor_id: str, nood: Noodreden | None = None) -> NieuwGeheim:
    """
    `nood` ends the old secret now, in both directions, and with it the codes of the notices so far. The new one is
    shown here and never again. Raises IllegalState for one that has ended, for nobody hears it, and without `nood`
    while an older secret still counts: until when it does was promised, and of a third nobody would know when it ends.
    """
    renewed = settle(broker, lambda: _rotate(broker, actor, lessor_id, nood))
    tell_contact(broker, actor, lessor_id, VERNIEUWD)
    return renewed


def _rotate(broker: Broker, actor: Actor, lessor_id: str, nood: Noodreden | None) -> NieuwGeheim:
    row = found_kredietverstrekker(broker, lessor_id)
    if row.ended:
        raise IllegalState("kredietverstrekker.niet_actief", veld="kredietverstrekker_id")
    now = broker.clock.now()
    if nood is None and len(row.secret_records(now)) > 1:
        raise IllegalState("geheim.overlapt", allowed=("direct",), veld="direct")
    secret = broker.signatures.new_secret()
    revisie = row.geheim_revisie + 1
    sealed = broker.vault.seal(secret_key_of(row.id), row.id, revisie, SECRET, secret.encode())
    until = now if nood else now + OVERLAP
    old: dict[str, Any] = {"oud_geheim": None if nood else row.geheim, "oud_geldig_tot": until}
    if nood:
        old["nood_op"] = now
    changed = row.model_copy(update={"geheim_revisie": revisie, "geheim": sealed.versleuteld, **old})
    gegevens: dict[str, Waarde] = {"revisie": revisie, "direct": nood is not None, "oud_geldig_tot": until.isoformat()}
    if nood is not None:
        gegevens["reden"] = nood.value
    changed, stuk = append(changed, "kredietverstrekker.geheim_vernieuwd", now, actor.account_id, gegevens)
    broker.store.commit(Replace(changed), Insert(stuk))
    return NieuwGeheim(geheim=secret, oud_geldig_tot=until)
