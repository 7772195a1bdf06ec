"""
Of a Kredietverstrekker that has ended the contact person is destroyed (art. 8 lid 1), with a receipt, and later its
secrets; the accounts of its staff end before that, where whoever ended it did not come to them. Five years later that
receipt goes too.

A dossier that it got can live for years, through the Overeenkomst of another. For as long as one does its secrets wait:
a withdrawal must still find something to sign the recall with (art. 6 lid 3).

The chain of evidence of a Kredietverstrekker stays with its row, which names a company: no rule gives it a term.
"""

from datetime import datetime

from chalicelib import events
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.kalender import add_months
from chalicelib.domain.kredietverstrekker import CONTACT, LOOKED_AGAIN, Kredietverstrekker, secret_key_of
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.row import Inhoud, inhoud_key
from chalicelib.domain.verstrekking import DEAD_LETTERS, Verstrekking, on_portal, out_with
from chalicelib.privacy.bewaartermijn import BEWIJS, EINDE_AANSLUITING, GEHEIM_AANSLUITING
from chalicelib.privacy.bewijs import Waarde, append
from chalicelib.usecases.end_medewerkers import end_medewerkers
from chalicelib.usecases.erasure_records import record_contact
from chalicelib.usecases.listing import page_of
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Change, Insert, Remove, Replace
from chalicelib.usecases.transaction import settle

PAGE = 100


def purge_kredietverstrekker(broker: Broker, lessor_id: str, now: datetime) -> str:
    """
    "vernietigd", or "uitgesteld" when it is not due at `now`, or its secrets may still have to sign a recall.

    The key goes first: it opens nothing but this. Whoever dies after that leaves a row that is still due. The row of
    the Kredietverstrekker stays, for it names a company. Its signing secrets stay as long as what it holds may have to
    be recalled, and then go in the same way.
    """
    row = broker.store.get(Kredietverstrekker, lessor_id)
    if row is not None and _outlived(row, now):
        if _has_dossiers(broker, lessor_id):
            settle(broker, lambda: _wait(broker, lessor_id, now))
            return "uitgesteld"
        broker.vault.shred(secret_key_of(lessor_id))
        settle(broker, lambda: _forget(broker, lessor_id, now))
        return "vernietigd"
    if row is None or not _is_due(row, now):
        return _purge_receipt(broker, lessor_id, now)
    end_medewerkers(broker, lessor_id, SYSTEEM)
    record_contact(broker, row, EINDE_AANSLUITING.id, max(now, broker.clock.now()))
    shredded = broker.vault.shred(lessor_id)
    settle(broker, lambda: _remove(broker, lessor_id, now, shredded=shredded))
    return "vernietigd"


def _purge_receipt(broker: Broker, lessor_id: str, now: datetime) -> str:
    """By the same rule as the receipt of a dossier. Raises Conflict when another run was first."""
    receipt = broker.store.get(Vernietiging, lessor_id)
    if receipt is None or receipt.due() is None or BEWIJS.ending(receipt.uitgevoerd_op)[0] > now:
        return "uitgesteld"
    broker.store.commit(Remove(receipt))
    events.emit(events.RECEIPT_DESTROYED, kredietverstrekker=lessor_id, regel=BEWIJS.id)
    return "vernietigd"


def replay_contact(broker: Broker, lessor_id: str, regel: str, at: datetime) -> None:
    """Destroy a contact person once more that a restore brought back, with the receipt of the first time."""
    shredded = broker.vault.shred(lessor_id)
    settle(broker, lambda: _remove_again(broker, lessor_id, regel, at, shredded=shredded))


def _remove_again(broker: Broker, lessor_id: str, regel: str, at: datetime, *, shredded: bool) -> None:
    row = broker.store.get(Kredietverstrekker, lessor_id)
    contents = _contents(broker, row) if row else []
    receipt = broker.store.get(Vernietiging, lessor_id)
    changes: list[Change] = [*map(Remove, contents)]
    if row is not None and row.contact:
        gone, stuk = append(
            row.model_copy(update={"contact": 0}), "contact.vernietigd", at, SYSTEEM, {"regel": regel, "herhaald": True}
        )
        changes += [Replace(gone), Insert(stuk)]
    if receipt is None:
        changes.append(Insert(_receipt(lessor_id, at, len(contents), shredded=shredded)))
    broker.store.commit(*changes)


def _contents(broker: Broker, row: Kredietverstrekker) -> list[Inhoud]:
    keys = [inhoud_key(CONTACT, row.id, revisie) for revisie in range(1, row.contact + 1)]
    return [content for key in keys if (content := broker.store.get(Inhoud, key)) is not None]


def _is_due(row: Kredietverstrekker, now: datetime) -> bool:
    if not row.contact or row.beeindigd_op is None:
        return False
    return EINDE_AANSLUITING.ending(row.beeindigd_op)[0] <= now


def _outlived(row: Kredietverstrekker, now: datetime) -> bool:
    """Its contact person went first, so that one run has one thing to do."""
    if row.contact or not row.geheim or row.beeindigd_op is None:
        return False
    return (row.geheim_tot or GEHEIM_AANSLUITING.ending(row.beeindigd_op)[0]) <= now


def _has_dossiers(broker: Broker, lessor_id: str) -> bool:
    """Whether anything that left for it is of a dossier that is still there; what failed may have arrived too."""
    if any(broker.store.list_owned(name, limit=1).ids for name in (out_with(lessor_id), on_portal(lessor_id))):
        return True
    after = None
    while True:
        rows, after = page_of(broker, Verstrekking, DEAD_LETTERS, after, PAGE)
        if any(row.kredietverstrekker_id == lessor_id and row.levering.intended for row in rows):
            return True
        if after is None:
            return False


def _wait(broker: Broker, lessor_id: str, now: datetime) -> None:
    """A deadline that moves is told (I12)."""
    row = broker.store.get(Kredietverstrekker, lessor_id)
    if row is None or not _outlived(row, now):
        return  # another run was first
    until = add_months(max(now, broker.clock.now()), LOOKED_AGAIN)
    gegevens: dict[str, Waarde] = {"regel": GEHEIM_AANSLUITING.id, "tot": until.isoformat()}
    kept, stuk = append(row.model_copy(update={"geheim_tot": until}), "geheim.langer_bewaard", now, SYSTEEM, gegevens)
    broker.store.commit(Replace(kept), Insert(stuk))


def _forget(broker: Broker, lessor_id: str, now: datetime) -> None:
    """What it signed with, what we did, and what else proved who we are there; of no person, so there is no receipt."""
    row = broker.store.get(Kredietverstrekker, lessor_id)
    if row is None or not _outlived(row, now):
        return  # another run was first
    empty = {
        "geheim": b"",
        "oud_geheim": None,
        "oud_geldig_tot": None,
        "geheim_tot": None,
        "toegang": None,
        "toegang_soorten": (),
    }
    gone, stuk = append(
        row.model_copy(update=empty), "geheim.vernietigd", now, SYSTEEM, {"regel": GEHEIM_AANSLUITING.id}
    )
    broker.store.commit(Replace(gone), Insert(stuk))


def _remove(broker: Broker, lessor_id: str, now: datetime, *, shredded: bool) -> None:
    row = broker.store.get(Kredietverstrekker, lessor_id)
    if row is None or not _is_due(row, now):
        return  # another run was first
    contents = _contents(broker, row)
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
        id=lessor_id,
        regel=EINDE_AANSLUITING.id,
        door=SYSTEEM,
        uitgevoerd_op=at,
        opslag=lines,
        bewijs_tot=BEWIJS.ending(at)[0],
        klaar=True,
    )
