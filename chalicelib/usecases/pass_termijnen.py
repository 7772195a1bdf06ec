"""
`termijnen`: what ends by itself ends on record, and who should act is reminded in time (domain 3.3).

Nothing waits for it: an Offerte, an Aanvraag and an Overeenkomst count as ended from their last moment on, whether or
not a run saw it. One transaction for each Aanvraag; what happened is in the due index no more, so that a repeat finds
nothing. While a dossier is restricted nobody is told anything (I9): a reminder waits until it no longer is, and of what
ends meanwhile the evidence says that its notice was left out.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from chalicelib import events
from chalicelib.domain.aanvraag import ENDED, Aanvraag
from chalicelib.domain.aanvraag_verloop import derive, latest, status_at
from chalicelib.domain.account import Account
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import aanvraag_of, child_id, derived, dossier_of
from chalicelib.domain.kennisgeving import Kennisgeving, KennisgevingSoort
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.model import Model
from chalicelib.domain.offerte import Offerte, OfferteStatus, Overeenkomst, OvereenkomstStatus
from chalicelib.domain.row import DueSoort, Row
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import VERLOOP, Verstrekking, VerstrekkingStatus
from chalicelib.usecases.cancel_overeenkomst import call_off
from chalicelib.usecases.due_work import due_ids
from chalicelib.usecases.end_verstrekkingen import ENDED_THERE
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.transaction import DossierWriter, settle

_K = KennisgevingSoort
_TOLD = {
    OvereenkomstStatus.ACTIEF: _K.BEDENKTIJD_VOORBIJ,
    OvereenkomstStatus.BEEINDIGD: _K.OVEREENKOMST_BEEINDIGD,
    OvereenkomstStatus.GEANNULEERD: _K.OVEREENKOMST_GEANNULEERD,
}


class TermijnUitkomst(Model):
    """`verstreken`: states that ended by themselves; `herinnerd`: notices; `mislukt`: Aanvragen for the next run."""

    verstreken: int = 0
    herinnerd: int = 0
    mislukt: int = 0


def pass_termijnen(broker: Broker, now: datetime, stop_at: datetime | None = None) -> TermijnUitkomst:
    """
    `now` is the event's time. Running late, twice or not at all does no harm. From `stop_at` by the real clock no
    Aanvraag is begun: the next run goes on with the oldest.
    """
    passed, told, failed = 0, 0, 0
    due = list(dict.fromkeys(map(aanvraag_of, due_ids(broker, DueSoort.TERMIJN, now))))
    for number, aanvraag_id in enumerate(due):
        if stop_at is not None and broker.clock.now() >= stop_at:
            events.emit(events.SWEEP_STOPPED, aantal=len(due) - number)
            break
        try:
            done = settle(broker, partial(_pass, broker, aanvraag_id, now))
        except Exception as error:  # noqa: BLE001 - one that cannot be read, for whatever reason, must not keep the others
            events.emit(events.TERM_FAILED, aanvraag=aanvraag_id, error=events.where(error))
            failed += 1
            continue
        passed, told = passed + done.verstreken, told + done.herinnerd
    return TermijnUitkomst(verstreken=passed, herinnerd=told, mislukt=failed)


def _pass(broker: Broker, aanvraag_id: str, now: datetime) -> TermijnUitkomst:
    return _Pass(broker, aanvraag_id, now).run()


class _Pass:
    """What the passing of time changes in one Aanvraag, collected into one transaction."""

    def __init__(self, broker: Broker, aanvraag_id: str, now: datetime) -> None:
        self._broker, self._id, self._now = broker, aanvraag_id, now
        self._ended: list[str] = []
        self._told = 0
        self._held = False  # whether a reminder waits

    def run(self) -> TermijnUitkomst:
        state = self._broker.store.load_dossier(dossier_of(self._id))
        if state is None or state.dossier.vernietigd or self._id not in state.aanvragen:
            return TermijnUitkomst()
        self._writer = DossierWriter(state, self._now, SYSTEEM)
        part = state.of_aanvraag(self._id)
        for offer in part.offertes.values():
            self._offerte(offer)
        for contract in part.overeenkomsten.values():
            self._overeenkomst(contract)
        self._aanvraag(state, state.aanvraag(self._id))
        for row in part.verstrekkingen.values():
            self._question(row)
        if self._ended:
            self._writer.evidence("termijn.verstreken", rijen=tuple(self._ended))
        if self._held and self._writer.state is state:
            return TermijnUitkomst()  # it is looked at again in an hour, and nothing is written for that
        self._writer.commit(self._broker)
        wake(self._broker, self._id)
        return TermijnUitkomst(verstreken=len(self._ended), herinnerd=self._told)

    def _offerte(self, offer: Offerte) -> None:
        if offer.status_at(self._now) is not offer.status:
            self._end(offer.model_copy(update={"status": OfferteStatus.VERLOPEN}), _K.OFFERTE_VERLOPEN)
        elif offer.is_open(self._now) and self._reminds(offer.herinneren_op):
            self._writer.replace(offer.model_copy(update={"herinneren_op": None}))
            self._tell(_K.OFFERTE_VERLOOPT, offer.id)

    def _overeenkomst(self, row: Overeenkomst) -> None:
        current = row.at(self._now)
        if current.status is OvereenkomstStatus.GEANNULEERD is not row.status:
            call_off(self._broker, self._writer, row, current.einde, self._now)
            self._note(row.id, _TOLD[current.status])
        elif current.status is not row.status:
            self._end(current, _TOLD[current.status])
        elif row.ends() is not None and self._reminds(row.herinneren_op):
            self._refinance(row)

    def _refinance(self, row: Overeenkomst) -> None:
        """Art. 5 lid 10: for him who asked for it, a notice and no more. What leaves is a new Aanvraag, sent anew."""
        self._writer.replace(row.model_copy(update={"herinneren_op": None}))
        account = self._broker.store.get(Account, self._writer.state.aanvraag(self._id).maker)
        if account is not None and account.wants_refinancing:
            self._writer.require(account)
            self._tell(_K.HERFINANCIERING, row.id)

    def _aanvraag(self, state: DossierState, aanvraag: Aanvraag) -> None:
        """Without an open Offerte it lapses at its deadline, and so does each Verstrekking that nobody answered."""
        status = derive(state, aanvraag, self._now)
        if status not in ENDED or aanvraag.status in ENDED or state.of_aanvraag(aanvraag.id).overeenkomsten:
            return
        rows = list(_lapsed(state, aanvraag, self._now))
        gone = self._gone(rows)
        for row in rows:
            update: dict[str, Any] = {
                "status": VERLOOP.move(row.status, VerstrekkingStatus.VERLOPEN),
                "gevraagd": None,
                "herinneren_op": None,
            }
            if row.kredietverstrekker_id in gone:
                update["reden_categorie"] = ENDED_THERE
            self._writer.replace(row.model_copy(update=update))
            self._ended.append(row.id)
        self._note(aanvraag.id, _K.AANVRAAG_GEEINDIGD)

    def _gone(self, rows: Sequence[Verstrekking]) -> frozenset[str]:
        """Which of their Kredietverstrekkers have ended: then that is why nobody answered."""
        ids = dict.fromkeys(row.kredietverstrekker_id for row in rows)
        found = self._broker.store.get_many([(Kredietverstrekker, one) for one in ids]) if ids else []
        return frozenset(row.id for row in found if isinstance(row, Kredietverstrekker) and row.ended)

    def _question(self, row: Verstrekking) -> None:
        row = self._writer.state.verstrekking(row.id)
        if row.gevraagd is not None and self._reminds(row.herinneren_op):
            self._writer.replace(row.model_copy(update={"herinneren_op": None}))
            self._tell(_K.VRAAG_WACHT, row.id)

    def _reminds(self, at: datetime | None) -> bool:
        due = at is not None and at <= self._now
        self._held |= due and self._writer.state.dossier.beperkt
        return due and not self._writer.state.dossier.beperkt

    def _end(self, row: Row, wat: KennisgevingSoort) -> None:
        self._writer.replace(row)
        self._note(row.id, wat)

    def _note(self, row_id: str, wat: KennisgevingSoort) -> None:
        self._ended.append(row_id)
        self._tell(wat, row_id)

    def _tell(self, wat: KennisgevingSoort, over: str) -> None:
        dossier = self._writer.state.dossier
        if dossier.withheld(self._now):
            return
        if dossier.beperkt:
            self._writer.evidence("kennisgeving.achterwege", wat=wat, over=over, reden="beperkt")
            return
        notice = Kennisgeving(
            id=child_id("ken", self._id, derived(wat, over)),
            eigenaar=dossier.eigenaar,
            wat=wat,
            over=over,
            gemaakt_op=self._now,
        )
        if notice.id not in self._writer.state.kennisgevingen:
            self._writer.insert(notice)
            self._told += 1


def _lapsed(state: DossierState, aanvraag: Aanvraag, now: datetime) -> Iterator[Verstrekking]:
    """One that still waits to be sent ends where its delivery does."""
    for row in latest(state.of_aanvraag(aanvraag.id).verstrekkingen.values()):
        late = status_at(aanvraag, row, open_offer=False, now=now) is VerstrekkingStatus.VERLOPEN
        if late and row.status is not VerstrekkingStatus.VERLOPEN and not row.levering.open:
            yield row
