"""The contact person of a Kredietverstrekker that has ended is destroyed (art. 8 lid 1), with a receipt."""

from datetime import datetime

from chalicelib import events
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.kredietverstrekker import CONTACT, Kredietverstrekker
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.row import Inhoud, inhoud_key
from chalicelib.privacy.bewaartermijn import EINDE_AANSLUITING
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Remove, Replace
from chalicelib.usecases.transaction import settle


def purge_kredietverstrekker(broker: Broker, lessor_id: str, now: datetime) -> str:
    """
    "vernietigd", or "uitgesteld" when it is not due at `now`.

    The key goes first: it opens nothing but this. Whoever dies after that leaves a row that is still due. The row of
    the Kredietverstrekker stays, for it names a company, and so do its signing secrets: what it holds may have to be
    recalled.
    """
    row = broker.store.get(Kredietverstrekker, lessor_id)
    if row is None or not _is_due(row, now):
        return "uitgesteld"
    shredded = broker.vault.shred(lessor_id)
    settle(broker, lambda: _remove(broker, lessor_id, now, shredded=shredded))
    return "vernietigd"


def _is_due(row: Kredietverstrekker, now: datetime) -> bool:
    if row.due() is None or row.beeindigd_op is None:
        return False
    return EINDE_AANSLUITING.ending(row.beeindigd_op)[0] <= now


def _remove(broker: Broker, lessor_id: str, now: datetime, *, shredded: bool) -> None:
    row = broker.store.get(Kredietverstrekker, lessor_id)
    if row is None or not _is_due(row, now):
        return  # another run was first
    keys = [inhoud_key(CONTACT, lessor_id, revisie) for revisie in range(1, row.contact + 1)]
    contents = [content for key in keys if (content := broker.store.get(Inhoud, key)) is not None]
    receipt = _receipt(lessor_id, max(now, broker.clock.now()), len(contents), shredded=shredded)
    gone, stuk = append(
        row.model_copy(update={"contact": 0}), "contact.vernietigd", now, SYSTEEM, {"regel": EINDE_AANSLUITING.id}
    )
    broker.store.commit(Replace(gone), Insert(stuk), Insert(receipt), *map(Remove, contents))
    events.emit(events.CONTACT_DESTROYED, kredietverstrekker=lessor_id, regel=EINDE_AANSLUITING.id)


def _receipt(lessor_id: str, at: datetime, rows: int, *, shredded: bool) -> Vernietiging:
    """Complete from the start: it is written in the transaction that removes the last of it."""
    lines = (
        f"broker: {rows} rijen vernietigd",
        f"sleutels: {'sleutel vernietigd' if shredded else 'geen sleutel meer aanwezig'}",
        "bewijs: blijft bewaard, zonder persoonsgegevens",
    )
    return Vernietiging(
        id=lessor_id, regel=EINDE_AANSLUITING.id, door=SYSTEEM, uitgevoerd_op=at, opslag=lines, klaar=True
    )
