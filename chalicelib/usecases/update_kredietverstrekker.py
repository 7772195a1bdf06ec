"""An operator changes a Kredietverstrekker. A new endpoint counts only after a second person confirmed it."""

from typing import Any

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import VERLOOP, Kredietverstrekker, KredietverstrekkerStatus
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.errors import InvalidInput
from chalicelib.privacy.bewijs import append
from chalicelib.privacy.verstrekking import check_velden
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.owned import refuse_stale
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.transaction import settle

BY_HAND = frozenset({KredietverstrekkerStatus.OPGESCHORT, KredietverstrekkerStatus.BEEINDIGD})


def update_kredietverstrekker(
    broker: Broker,
    actor: Actor,
    lessor_id: str,
    change: GewijzigdeKredietverstrekker,
    *,
    versie: int | None = None,
) -> Kredietverstrekker:
    """
    `versie` is what If-Match named, None where it was left out. A new information need counts for what is sent from
    now on. Raises InvalidInput, IllegalState or StaleVersion.
    """
    if change.informatiebehoefte is not None and (faults := check_velden(change.informatiebehoefte)):
        raise InvalidInput(*faults)
    if change.endpoint is not None:
        broker.egress.check(change.endpoint)
    if change.status is not None and change.status not in BY_HAND:
        raise InvalidInput.one("status", "status.onbekend")
    return settle(broker, lambda: _update(broker, actor, lessor_id, change, versie))


def _update(
    broker: Broker, actor: Actor, lessor_id: str, change: GewijzigdeKredietverstrekker, versie: int | None
) -> Kredietverstrekker:
    row = found_kredietverstrekker(broker, lessor_id)
    if versie is not None:
        refuse_stale(versie, row.versie)
    update: dict[str, Any] = change.model_dump(exclude_none=True, exclude={"endpoint", "status", "bezorging"})
    if change.bezorging is not None:
        update["bezorging"] = change.bezorging
    if change.status is not None:
        update |= _new_status(broker, row, KredietverstrekkerStatus(change.status))
    if change.endpoint is not None and change.endpoint != row.endpoint:
        update |= _new_endpoint(broker, actor, change.endpoint)
    changed = row.model_copy(update={**update, "versie": row.versie + 1})
    gewijzigd = tuple(sorted(update))
    changed, stuk = append(
        changed,
        "kredietverstrekker.gewijzigd",
        broker.clock.now(),
        actor.account_id,
        {"velden": gewijzigd, "versie": changed.versie},
    )
    broker.store.commit(Replace(changed), Insert(stuk))
    return changed.model_copy(update={"rev": changed.rev + 1})


def _new_status(broker: Broker, row: Kredietverstrekker, status: KredietverstrekkerStatus) -> dict[str, Any]:
    moved = VERLOOP.move(row.status, status)
    ending = {"beeindigd_op": broker.clock.now()} if moved is KredietverstrekkerStatus.BEEINDIGD else {}
    return {"status": moved, **ending}


def _new_endpoint(broker: Broker, actor: Actor, endpoint: str) -> dict[str, Any]:
    if broker.egress.trusted(endpoint):
        return {"endpoint": endpoint}
    return {"nieuw_endpoint": endpoint, "gewijzigd_door": actor.account_id}
