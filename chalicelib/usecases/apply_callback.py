"""What each kind of answer changes in the dossier, along the declared edges only (I13)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.callback import (
    Afgewezen,
    Beeindigd,
    CallbackSoort,
    Geactiveerd,
    Gegevens,
    InformatieGevraagd,
    OfferteUitgebracht,
    OfferteVerlengd,
)
from chalicelib.domain.ids import aanvraag_of, child_id, derived
from chalicelib.domain.informatie import Informatieverzoek, OvereenkomstInhoud
from chalicelib.domain.kalender import end_of_day, today
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.offerte import BY_DATE, Offerte, OfferteStatus, Overeenkomst, OvereenkomstStatus
from chalicelib.domain.offerte_inhoud import OfferteInhoud
from chalicelib.domain.overeenkomst_verloop import VERLOOP as OVEREENKOMST
from chalicelib.domain.overeenkomst_verloop import reconsider_until
from chalicelib.domain.parse import restore
from chalicelib.domain.persoonsgegeven import Betrokkene
from chalicelib.domain.termijn import remind_answer, remind_einde, remind_offerte
from chalicelib.domain.verstrekking import VERLOOP, Verstrekking, VerstrekkingStatus
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.usecases.content import seal
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter

_S = VerstrekkingStatus
# Questions, and Offertes, of one Verstrekking. Every decision reads them all, a recall and the destruction too: who may
# send without end could make a dossier too large for either.
MOST = 25
# Of `overeenkomst.beeindigd`: a reason that says more than that it ended.
_END_OF = {"geannuleerd": OvereenkomstStatus.GEANNULEERD, "herroepen": OvereenkomstStatus.HERROEPEN}
KREDIETVERSTREKKER = "kredietverstrekker"  # who said that it ended


@dataclass(frozen=True)
class _Step:
    broker: Broker
    writer: DossierWriter
    row: Verstrekking
    message_id: str

    def move(self, status: VerstrekkingStatus, **update: Any) -> None:
        """Along an edge; an answer proves that they have the Aanvraag, so its delivery is done."""
        VERLOOP.move(self.row.status, status)
        levering = self.row.levering
        if levering.status in (LeveringStatus.ONDERWEG, LeveringStatus.WACHT):
            levering = levering.delivered()
        changed = {"status": status, "levering": levering, "gevraagd": None, "herinneren_op": None, **update}
        self.writer.replace(self.row.model_copy(update=changed))

    def open_offers(self) -> list[Offerte]:
        now = self.broker.clock.now()
        offers = self.writer.state.offertes.values()
        return [o for o in offers if o.verstrekking_id == self.row.id and o.is_open(now)]

    def close_offers(self, status: OfferteStatus) -> None:
        for offer in self.open_offers():
            self.writer.replace(offer.model_copy(update={"status": status}))

    def overeenkomst(self) -> Overeenkomst:
        """The contract of this Verstrekking as it counts now."""
        for row in self.writer.state.overeenkomsten.values():
            if row.verstrekking_id == self.row.id:
                return row.at(self.broker.clock.now())
        raise IllegalState(allowed=VERLOOP.allowed(self.row.status))


def apply_callback(
    broker: Broker, writer: DossierWriter, row: Verstrekking, soort: CallbackSoort, data: Gegevens, message_id: str
) -> str | None:
    """Put the changes of one message into `writer`; the id of the Offerte it made, if any."""
    return _APPLY[soort](_Step(broker, writer, row, message_id), data)


def _received(step: _Step, _: Gegevens) -> None:
    step.move(_S.ONTVANGEN)


def _in_review(step: _Step, _: Gegevens) -> None:
    step.move(_S.IN_BEOORDELING)


def _asked(step: _Step, data: InformatieGevraagd) -> None:
    number = step.row.vragen + 1
    if number > MOST:
        raise IllegalState("verstrekking.vol", veld="type")
    deadline = step.writer.state.aanvraag(aanvraag_of(step.row.id)).uiterste_reactie
    remind = remind_answer(step.broker.clock.now(), deadline)
    step.move(_S.INFORMATIE_GEVRAAGD, gevraagd=number, vragen=number, herinneren_op=remind)
    asked = Informatieverzoek(items=data.items)
    step.writer.insert(seal(step.broker, step.writer.state.dossier.id, step.row.id, number, "informatieverzoek", asked))


def _offered(step: _Step, data: OfferteUitgebracht) -> str:
    if _accepted(step):
        raise IllegalState
    if sum(offer.verstrekking_id == step.row.id for offer in step.writer.state.offertes.values()) >= MOST:
        raise IllegalState("verstrekking.vol", veld="type")
    step.move(_S.OFFERTE_ONTVANGEN)
    step.close_offers(OfferteStatus.VERVANGEN)
    inhoud = restore(OfferteInhoud, data.model_dump_json(exclude={"verstrekking_id", "versie"}).encode())
    now = step.broker.clock.now()
    offer = Offerte(
        id=child_id("off", aanvraag_of(step.row.id), derived(step.row.kredietverstrekker_id, step.message_id)),
        verstrekking_id=step.row.id,
        kredietverstrekker_id=step.row.kredietverstrekker_id,
        aard=inhoud.soort,
        geldig_tot=inhoud.geldig_tot,
        ontvangen_op=now,
        herinneren_op=remind_offerte(now, end_of_day(inhoud.geldig_tot)),
    )
    step.writer.insert(offer)
    step.writer.insert(seal(step.broker, step.writer.state.dossier.id, offer.id, offer.revisie, offer.soort, inhoud))
    return offer.id


def _accepted(step: _Step) -> bool:
    part = step.writer.state.of_aanvraag(aanvraag_of(step.row.id))
    return bool(part.overeenkomsten)


def _extended(step: _Step, data: OfferteVerlengd) -> None:
    """A later last day, told in the evidence (I12). An earlier one would take back what was promised."""
    offers = step.open_offers()
    if not offers:
        raise IllegalState(allowed=VERLOOP.allowed(step.row.status))
    now = step.broker.clock.now()
    for offer in offers:
        if data.geldig_tot <= offer.geldig_tot:
            raise InvalidInput.one("data.geldig_tot", "geldig_tot.eerder")
        remind = remind_offerte(now, end_of_day(data.geldig_tot))
        step.writer.replace(offer.model_copy(update={"geldig_tot": data.geldig_tot, "herinneren_op": remind}))
        step.writer.evidence(
            "offerte.verlengd", offerte=offer.id, van=offer.geldig_tot.isoformat(), tot=data.geldig_tot.isoformat()
        )


def _withdrawn(step: _Step, _: Gegevens) -> None:
    if not step.open_offers():
        raise IllegalState(allowed=VERLOOP.allowed(step.row.status))
    step.close_offers(OfferteStatus.INGETROKKEN)


def _refused(step: _Step, data: Afgewezen) -> None:
    if _accepted(step):
        raise IllegalState
    step.move(_S.AFGEWEZEN, reden_categorie=data.reden_categorie)
    step.close_offers(OfferteStatus.INGETROKKEN)


def _unprocessable(step: _Step, _: Gegevens) -> None:
    step.move(_S.NIET_TE_VERWERKEN)


def _activated(step: _Step, data: Geactiveerd) -> None:
    now = step.broker.clock.now()
    row = step.overeenkomst()
    status, until = OvereenkomstStatus.ACTIEF, None
    if step.writer.state.dossier.betrokkene == Betrokkene.CONSUMENT:
        status, until = OvereenkomstStatus.IN_BEDENKTIJD, _bedenktijd(row, data, today(now))
    OVEREENKOMST.move(row.status, status)
    update = {
        "status": status,
        "bedenktijd_tot": until,
        "ondertekend_op": data.ondertekend_op,
        "ingangsdatum": data.ingangsdatum,
        "einddatum": data.einddatum,
        "revisie": 1,
    }
    changed = row.model_copy(update=update)
    step.writer.replace(changed.model_copy(update={"herinneren_op": remind_einde(now, changed)}).at(now))
    inhoud = OvereenkomstInhoud(referentie=data.referentie)
    step.writer.insert(seal(step.broker, step.writer.state.dossier.id, row.id, 1, row.soort, inhoud))


def _bedenktijd(row: Overeenkomst, data: Geactiveerd, told: date) -> date:
    """A date before the acceptance would shorten the term of a Consument: what is signed was accepted first."""
    signed, terms = data.ondertekend_op or told, data.voorwaarden_op or data.ondertekend_op or told
    if signed < today(row.aanvaard_op):
        raise InvalidInput.one("data.ondertekend_op", "datum.volgorde")
    return reconsider_until(signed, terms)


def _ended(step: _Step, data: Beeindigd) -> None:
    """It may end earlier than was agreed, and never later: that would move the term of art. 8 unseen (I12)."""
    row = step.overeenkomst()
    status = _END_OF.get(data.reden, OvereenkomstStatus.BEEINDIGD)
    known = row.status is OvereenkomstStatus.BEEINDIGD and row.einde == BY_DATE
    if not known:  # else its last day told us so before they did
        OVEREENKOMST.move(row.status, status)
    agreed = row.agreed_end()
    if data.einddatum > agreed:
        raise InvalidInput.one("data.einddatum", "einddatum.later")
    ended = row.ended(
        row.status if known else status, KREDIETVERSTREKKER, min(step.broker.clock.now(), end_of_day(agreed))
    )
    step.writer.replace(ended.model_copy(update={"einddatum": data.einddatum}))


_APPLY: dict[CallbackSoort, Callable[[_Step, Any], str | None]] = {
    CallbackSoort.ONTVANGEN: _received,
    CallbackSoort.IN_BEOORDELING: _in_review,
    CallbackSoort.INFORMATIE_GEVRAAGD: _asked,
    CallbackSoort.OFFERTE_UITGEBRACHT: _offered,
    CallbackSoort.OFFERTE_VERLENGD: _extended,
    CallbackSoort.OFFERTE_INGETROKKEN: _withdrawn,
    CallbackSoort.AFGEWEZEN: _refused,
    CallbackSoort.NIET_TE_VERWERKEN: _unprocessable,
    CallbackSoort.GEACTIVEERD: _activated,
    CallbackSoort.BEEINDIGD: _ended,
}
