"""An operator changes a Kredietverstrekker. A new endpoint counts only after a second person confirmed it."""

from typing import Any

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import CONTACT, VERLOOP, Kredietverstrekker, KredietverstrekkerStatus
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.domain.row import Inhoud, inhoud_key
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.privacy.aansluiting import missing
from chalicelib.privacy.bewijs import append
from chalicelib.privacy.informatiebehoefte import check_behoefte, digest
from chalicelib.usecases.content import seal
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.owned import refuse_stale
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Change, Insert, Remove, Replace
from chalicelib.usecases.transaction import settle

_S = KredietverstrekkerStatus
BY_HAND = frozenset({_S.OPGESCHORT, _S.BEEINDIGD})
# Not a plain field of the row: each has a rule of its own.
_APART = frozenset({"endpoint", "status", "contact"})


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
    if row.ended:
        raise IllegalState(allowed=VERLOOP.allowed(row.status))
    update = {name: value for name, value in change if value is not None and name not in _APART}
    if change.endpoint is not None:
        update |= _new_endpoint(broker, actor, row, change.endpoint)
    contents = [] if change.contact is None else _new_contact(broker, row, change)
    if contents:
        update["contact"] = row.contact + 1
    if change.status is not None:
        update |= _new_status(broker, row, _S(change.status))
    changed = _checked(row.model_copy(update={**update, "versie": row.versie + 1}))
    if faults := check_behoefte(changed):
        raise InvalidInput(*faults)
    gewijzigd = tuple(sorted(update))
    changed, stuk = append(
        changed,
        "kredietverstrekker.gewijzigd",
        broker.clock.now(),
        actor.account_id,
        {
            "velden": gewijzigd,
            "versie": changed.versie,
            "status": changed.status.value,
            "behoefte": digest(changed, None),
        },
    )
    broker.store.commit(Replace(changed), Insert(stuk), *contents)
    return changed.model_copy(update={"rev": changed.rev + 1})


def _checked(row: Kredietverstrekker) -> Kredietverstrekker:
    """
    Back to `aangemeld` when what was checked is no longer what stands there.

    One that is in use stays so: what lapsed is shown, and keeps it from being activated once more.
    """
    if row.status in (_S.GECONTROLEERD, _S.PROEF_DOORSTAAN) and missing(row):
        return row.model_copy(update={"status": VERLOOP.move(row.status, _S.AANGEMELD)})
    return row


def _new_status(broker: Broker, row: Kredietverstrekker, status: KredietverstrekkerStatus) -> dict[str, Any]:
    moved = VERLOOP.move(row.status, status)
    if moved is not _S.BEEINDIGD:
        return {"status": moved}
    return {"status": moved, "beeindigd_op": broker.clock.now(), "nieuw_endpoint": None, "gewijzigd_door": None}


def _new_endpoint(broker: Broker, actor: Actor, row: Kredietverstrekker, endpoint: str) -> dict[str, Any]:
    """Naming the present one takes back a change that waits."""
    if endpoint == row.endpoint:
        return {"nieuw_endpoint": None, "gewijzigd_door": None} if row.nieuw_endpoint else {}
    if broker.egress.trusted(endpoint):
        return {"endpoint": endpoint, "nieuw_endpoint": None, "gewijzigd_door": None}
    return {"nieuw_endpoint": endpoint, "gewijzigd_door": actor.account_id}


def _new_contact(broker: Broker, row: Kredietverstrekker, change: GewijzigdeKredietverstrekker) -> list[Change]:
    """Another contact person takes the place of the one before, who is destroyed with it (art. 8 lid 1)."""
    if change.contact is None:
        return []
    before = broker.store.get(Inhoud, inhoud_key(CONTACT, row.id, row.contact))
    sealed = seal(broker, row.id, row.id, row.contact + 1, CONTACT, change.contact)
    return [Insert(sealed), *([Remove(before)] if before is not None else [])]
