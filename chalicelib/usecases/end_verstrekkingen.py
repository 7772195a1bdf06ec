"""
`termijnen`, of a Kredietverstrekker that has ended: what it still had to answer ends now, and not at its deadline.

Its sender sees why, and the Aanvraag is complete once all others have answered. Nothing is said to the one that ended:
no permission is taken back here, and what it got lawfully it may have to be asked back later (recall.py).

Every Aanvraag that is open is in the due index, by its own deadline or by that of a question or an Offerte, so that is
where they are found. That takes a while and happens seldom: a run that stops notes the day it came to, and one in which
an Aanvraag failed the first such day. An Offerte can move one to a day that was looked at before, so only a run that
began at the first day and came to the last ends the work; any other is followed by another round. What none of them
came to, ends at its deadline with the same reason (pass_termijnen.py).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

from chalicelib import events
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import aanvraag_of, child_id, derived, dossier_of
from chalicelib.domain.kennisgeving import Kennisgeving, KennisgevingSoort
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.offerte import OfferteStatus
from chalicelib.domain.row import DueSoort
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import ENDED, VERLOOP, Verstrekking, VerstrekkingStatus
from chalicelib.privacy.verstrekking import Refusal
from chalicelib.usecases.due_work import first_day
from chalicelib.usecases.list_kredietverstrekkers import every_kredietverstrekker
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Replace
from chalicelib.usecases.submit_aanvraag import LONGEST_REACTION_DAYS
from chalicelib.usecases.transaction import DossierWriter, settle

ENDED_THERE = Refusal.KREDIETVERSTREKKER_BEEINDIGD.value
FURTHEST = timedelta(days=LONGEST_REACTION_DAYS + 1)  # no deadline lies later, and no Offerte binds longer


def end_verstrekkingen(broker: Broker, now: datetime, stop_at: datetime | None = None) -> int:
    """How many Verstrekkingen ended. Running late, twice or not at all does no harm."""
    ended = {row.id: row for row in every_kredietverstrekker(broker) if row.lopend_vanaf is not None}
    if not ended:
        return 0
    day = min(row.lopend_vanaf for row in ended.values() if row.lopend_vanaf is not None)
    start = first_day(broker, DueSoort.TERMIJN)
    whole = day <= start
    last = (max(now, broker.clock.now()) + FURTHEST).astimezone(UTC).date()
    count, again = 0, None
    while day <= last:
        found, failed, done = _end_day(broker, frozenset(ended), day, now, stop_at)
        count += found
        again = again or (None if done and not failed else day)
        if not done:
            break
        day += timedelta(days=1)
    for lessor_id in ended:
        settle(broker, partial(_note, broker, lessor_id, again or (None if whole else start)))
    return count


def _end_day(
    broker: Broker, ended: frozenset[str], day: date, now: datetime, stop_at: datetime | None
) -> tuple[int, int, bool]:
    """How many of one day ended, how many failed, and whether all of them were looked at."""
    count = failed = 0
    whole_day = datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)
    for aanvraag_id in dict.fromkeys(map(aanvraag_of, broker.store.list_due(DueSoort.TERMIJN, day, whole_day))):
        if stop_at is not None and broker.clock.now() >= stop_at:
            return count, failed, False
        try:
            count += settle(broker, partial(_end, broker, aanvraag_id, ended, now))
        except Exception as error:  # noqa: BLE001 - one that cannot be read, for whatever reason, must not keep the others
            events.emit(events.TERM_FAILED, aanvraag=aanvraag_id, error=events.where(error))
            failed += 1
    return count, failed, True


def _note(broker: Broker, lessor_id: str, day: date | None) -> None:
    row = broker.store.get(Kredietverstrekker, lessor_id)
    if row is not None and row.lopend_vanaf is not None:
        broker.store.commit(Replace(row.model_copy(update={"lopend_vanaf": day})))


def _end(broker: Broker, aanvraag_id: str, ended: frozenset[str], now: datetime) -> int:
    state = broker.store.load_dossier(dossier_of(aanvraag_id))
    if state is None or state.dossier.vernietigd or aanvraag_id not in state.aanvragen:
        return 0
    rows = list(_open(state.of_aanvraag(aanvraag_id), ended))
    if not rows or state.dossier.withheld(now):
        return 0
    writer = DossierWriter(state, now, SYSTEEM)
    for row in rows:
        _end_one(writer, row, now)
        _tell(writer, aanvraag_id, row, now)
    writer.evidence("verstrekking.beeindigd", verstrekkingen=tuple(row.id for row in rows), reden=ENDED_THERE)
    writer.commit(broker)
    return len(rows)


def _open(part: DossierState, ended: frozenset[str]) -> Iterator[Verstrekking]:
    """Once there is an Overeenkomst nobody waits for an answer: it is carried out between its parties."""
    if any(contract.stands for contract in part.overeenkomsten.values()):
        return
    for row in part.verstrekkingen.values():
        if row.kredietverstrekker_id in ended and row.status not in ENDED:
            yield row


def _end_one(writer: DossierWriter, row: Verstrekking, now: datetime) -> None:
    """One that never left is blocked, as its dispatch would have said; the others have lapsed."""
    over = VerstrekkingStatus.VERLOPEN if row.levering.intended else VerstrekkingStatus.GEBLOKKEERD
    levering = row.levering.dropped(ENDED_THERE) if row.levering.open else row.levering
    update = {
        "status": VERLOOP.move(row.status, over),
        "levering": levering.asked(None),
        "gevraagd": None,
        "herinneren_op": None,
        "reden_categorie": ENDED_THERE,
    }
    writer.replace(row.model_copy(update=update))
    for offer in writer.state.offertes.values():
        if offer.verstrekking_id == row.id and offer.is_open(now):
            writer.replace(offer.model_copy(update={"status": OfferteStatus.VERVALLEN}))


def _tell(writer: DossierWriter, aanvraag_id: str, row: Verstrekking, now: datetime) -> None:
    """While its dossier is restricted nobody is told anything (I9)."""
    dossier, wat = writer.state.dossier, KennisgevingSoort.KREDIETVERSTREKKER_GESTOPT
    if dossier.beperkt:
        writer.evidence("kennisgeving.achterwege", wat=wat, over=row.id, reden="beperkt")
        return
    notice_id = child_id("ken", aanvraag_id, derived(wat, row.id))
    writer.insert(Kennisgeving(id=notice_id, eigenaar=dossier.eigenaar, wat=wat, over=row.id, gemaakt_op=now))
