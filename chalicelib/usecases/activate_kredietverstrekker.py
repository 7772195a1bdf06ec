"""A Kredietverstrekker becomes active: it was checked, and its endpoint answers a signed challenge now."""

from datetime import datetime

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import VERLOOP, Kredietverstrekker, KredietverstrekkerStatus
from chalicelib.domain.model import Model
from chalicelib.errors import IllegalState
from chalicelib.privacy.bewijs import Bewijsstuk, append
from chalicelib.usecases.follow_bereikbaarheid import forget_storing
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.prove_endpoint import ask_for_proof, still, with_proof
from chalicelib.usecases.transaction import settle

_S = KredietverstrekkerStatus
# From where it can be activated, and what it passes on the way; each step is a declared edge.
_WAY = {
    _S.AANGEMELD: (_S.GECONTROLEERD, _S.PROEF_DOORSTAAN, _S.ACTIEF),
    _S.GECONTROLEERD: (_S.PROEF_DOORSTAAN, _S.ACTIEF),
    _S.PROEF_DOORSTAAN: (_S.ACTIEF,),
    _S.OPGESCHORT: (_S.ACTIEF,),
}


class KredietverstrekkerGeactiveerd(Model):
    status: str


def activate_kredietverstrekker(broker: Broker, actor: Actor, lessor_id: str) -> KredietverstrekkerGeactiveerd:
    """
    Raises IllegalState when a check is missing, when the challenge was not answered, when a new endpoint waits for a
    second person, or when it is the person who registered it. However it was proven before: whoever becomes active has
    proven it just now.
    """
    row = found_kredietverstrekker(broker, lessor_id)
    if row.status not in _WAY:
        raise IllegalState(allowed=VERLOOP.allowed(row.status))
    _refuse_first_person(broker, actor, row)
    ask_for_proof(broker, row)
    active = settle(broker, lambda: _activate(broker, actor, row))
    forget_storing(broker, row.id)
    return active


def _refuse_first_person(broker: Broker, actor: Actor, row: Kredietverstrekker) -> None:
    """Nobody decides alone where dossiers may go: the address of a registration needs a second person as well."""
    if row.aangemeld_door == actor.account_id and not broker.egress.trusted(row.endpoint):
        raise IllegalState("tweede_persoon.nodig", veld="endpoint")


def _activate(broker: Broker, actor: Actor, proven: Kredietverstrekker) -> KredietverstrekkerGeactiveerd:
    row, now = still(broker, proven), broker.clock.now()
    _refuse_first_person(broker, actor, row)
    status = row.status
    for step in _WAY[status]:
        status = VERLOOP.move(status, step)
    stukken: list[Bewijsstuk] = []
    if row.status is _S.AANGEMELD:
        row, stuk = append(row, "kredietverstrekker.gecontroleerd", now, actor.account_id, {"afgeleid": True})
        stukken.append(stuk)
    row, stuk = with_proof(broker, actor, row, now)
    changed, active = _active(row, actor, status, now)
    broker.store.commit(Replace(changed), *map(Insert, (*stukken, stuk, active)))
    return KredietverstrekkerGeactiveerd(status=changed.status)


def _active(
    row: Kredietverstrekker, actor: Actor, status: KredietverstrekkerStatus, now: datetime
) -> tuple[Kredietverstrekker, Bewijsstuk]:
    changed = row.model_copy(update={"status": status, "reden": "", "aangemeld_door": None})
    return append(changed, "kredietverstrekker.actief", now, actor.account_id, {})
