"""An operator changes a Kredietverstrekker. A new endpoint counts only after a second person confirmed it."""

from datetime import datetime
from typing import Any

from chalicelib.domain.aansluiting import ControleOnderdeel
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import CONTACT, VERLOOP, Kredietverstrekker, KredietverstrekkerStatus
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker, StatusReden
from chalicelib.domain.row import DueSoort, Inhoud, inhoud_key
from chalicelib.errors import IllegalState, InvalidInput, NotFound, Undecryptable
from chalicelib.privacy.aansluiting import missing, required
from chalicelib.privacy.bewijs import Bewijsstuk, append
from chalicelib.privacy.informatiebehoefte import check_behoefte, digest
from chalicelib.usecases.content import seal
from chalicelib.usecases.due_work import first_day
from chalicelib.usecases.end_medewerkers import end_medewerkers
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.owned import refuse_stale
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Change, Insert, Remove, Replace
from chalicelib.usecases.read_contact import open_contact
from chalicelib.usecases.transaction import settle
from chalicelib.usecases.unheard import unheard

_S = KredietverstrekkerStatus
BY_HAND = frozenset({_S.OPGESCHORT, _S.BEEINDIGD})
VERVANGEN = "contact_vervangen"
# Not a plain field of the row: each has a rule of its own.
_APART = frozenset({"endpoint", "status", "reden", "contact"})


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
    now on; its end is that of the accounts of its staff too; a contact person who is replaced hears of it. Raises
    InvalidInput, IllegalState or StaleVersion.
    """
    if change.endpoint is not None:
        broker.egress.check(change.endpoint)
    if change.status is not None and change.status not in BY_HAND:
        raise InvalidInput.one("status", "status.onbekend")
    if change.reden is not None and change.status is None:
        raise InvalidInput.one("status", "verplicht")
    row, replaced = settle(broker, lambda: _update(broker, actor, lessor_id, change, versie))
    if replaced:
        unheard(VERVANGEN, lambda: broker.mail.send_notice(replaced, VERVANGEN))
    if row.ended:
        unheard("medewerkers.einde", lambda: end_medewerkers(broker, lessor_id, actor.account_id))
    return row


def _update(
    broker: Broker, actor: Actor, lessor_id: str, change: GewijzigdeKredietverstrekker, versie: int | None
) -> tuple[Kredietverstrekker, str | None]:
    """The row, and the address of a contact person who was replaced."""
    row = found_kredietverstrekker(broker, lessor_id)
    if versie is not None:
        refuse_stale(versie, row.versie)
    if row.ended:
        raise IllegalState(allowed=VERLOOP.allowed(row.status))
    row, replaced = (row, None) if change.contact is None else _address(broker, actor, row)
    update = {name: value for name, value in change if value is not None and name not in _APART}
    if change.endpoint is not None:
        update |= _new_endpoint(broker, actor, row, change.endpoint)
    contents = [] if change.contact is None else _new_contact(broker, row, change)
    if contents:
        update |= {"contact": row.contact + 1, "contact_door": actor.account_id}
    if change.status is not None:
        update |= _new_status(broker, row, _S(change.status), change.reden)
    changed = _checked(row.model_copy(update={**update, "versie": row.versie + 1}))
    _refuse_unchecked(broker, row, changed)
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
    changed, steps = _steps(changed, row, stuk.op, actor)
    broker.store.commit(Replace(changed), Insert(stuk), *map(Insert, steps), *contents)
    return changed.model_copy(update={"rev": changed.rev + 1}), replaced


def _address(broker: Broker, actor: Actor, row: Kredietverstrekker) -> tuple[Kredietverstrekker, str | None]:
    """
    Of the contact person as it stands, if anybody checked who that is; the read is on record in the row. One who cannot
    be read any more keeps nobody from being replaced.
    """
    if ControleOnderdeel.CONTACT in missing(row):
        return row, None
    try:
        row, contact = open_contact(broker, actor, row)
    except (NotFound, Undecryptable):
        return found_kredietverstrekker(broker, row.id), None
    return row, contact.get("email")


def _checked(row: Kredietverstrekker) -> Kredietverstrekker:
    """
    Back to `aangemeld` when what was checked is no longer what stands there.

    One that is in use stays so: what lapsed is shown, and keeps it from being activated once more.
    """
    if row.status in (_S.GECONTROLEERD, _S.PROEF_DOORSTAAN) and missing(row):
        return row.model_copy(update={"status": VERLOOP.move(row.status, _S.AANGEMELD)})
    return row


def _refuse_unchecked(broker: Broker, before: Kredietverstrekker, changed: Kredietverstrekker) -> None:
    """Whoever is in use takes on no product that asks for a check which was not made (clauses S18)."""
    asked = required(changed.producten) - required(before.producten)
    if changed.active and asked.intersection(missing(changed)) and not broker.egress.trusted(changed.endpoint):
        raise IllegalState("controle.ontbreekt", veld="controles")


def _steps(
    changed: Kredietverstrekker, before: Kredietverstrekker, op: datetime, actor: Actor
) -> tuple[Kredietverstrekker, list[Bewijsstuk]]:
    """What the change did to its connection, each as evidence by its own name: a check that lapsed, another status."""
    stukken = []
    lapsed = tuple(onderdeel.value for onderdeel in missing(changed) if onderdeel not in missing(before))
    if lapsed:
        changed, stuk = append(
            changed, "kredietverstrekker.controle_vervallen", op, actor.account_id, {"onderdelen": lapsed}
        )
        stukken.append(stuk)
    if changed.status is not before.status and changed.status in BY_HAND:
        step = f"kredietverstrekker.{changed.status}"
        changed, stuk = append(changed, step, op, actor.account_id, {"reden": changed.reden})
        stukken.append(stuk)
    return changed, stukken


def _new_status(
    broker: Broker, row: Kredietverstrekker, status: KredietverstrekkerStatus, reden: StatusReden | None
) -> dict[str, Any]:
    moved = {"status": VERLOOP.move(row.status, status), "reden": reden.value if reden else ""}
    if status is not _S.BEEINDIGD:
        return moved
    now = broker.clock.now()
    running = {"lopend_vanaf": first_day(broker, DueSoort.TERMIJN)}
    return {**moved, **running, "beeindigd_op": now, "nieuw_endpoint": None, "gewijzigd_door": None}


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
