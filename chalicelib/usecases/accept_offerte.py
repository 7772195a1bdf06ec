"""The sender accepts one Offerte: it becomes an Overeenkomst, the others close, everybody concerned is told."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.aanvraag import VERLOOP, AanvraagStatus
from chalicelib.domain.aanvraag_verloop import derive, latest
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of, child_id, derived, sibling
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.model import Model
from chalicelib.domain.offerte import Offerte, OfferteStatus, Overeenkomst, OvereenkomstStatus
from chalicelib.domain.offerte_inhoud import OfferteSoort
from chalicelib.domain.verstrekking import ENDED, BerichtSoort, Verstrekking
from chalicelib.errors import IllegalState
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.owned import owned_state, refuse_restricted
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.recall import stop, tell, withdraw
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.transaction import DossierWriter, settle


class OfferteAanvaard(Model):
    overeenkomst_id: str
    status: str


def accept_offerte(broker: Broker, actor: Actor, offerte_id: str, claim: Claim | None) -> OfferteAanvaard:
    """
    Raises IllegalState for an Offerte that is indicative, accepted already, expired or closed, or of a
    Kredietverstrekker that has ended.

    One that is suspended can be accepted from: the Offerte is open and its last day may be near, and the contract
    refuses only what is expired or closed. Its message rests until the suspension ends.
    """
    answer = settle(broker, lambda: _accept(broker, actor, offerte_id, claim), claim)
    wake(broker, aanvraag_of(offerte_id))
    return answer


def _accept(broker: Broker, actor: Actor, offerte_id: str, claim: Claim | None) -> OfferteAanvaard:
    now = broker.clock.now()
    state = owned_state(broker, actor, "off", offerte_id)
    offer = state.offerte(offerte_id)
    refuse_restricted(state)
    aanvraag = state.aanvraag(aanvraag_of(offerte_id))
    _refuse_closed(offer, now)
    VERLOOP.move(derive(state, aanvraag, now), AanvraagStatus.GEACCEPTEERD)
    writer = DossierWriter(state, now, actor.account_id)
    writer.require(_offering(broker, offer))
    contract = Overeenkomst(
        id=child_id("ove", aanvraag.id, derived(offerte_id)),
        eigenaar=aanvraag.eigenaar,
        offerte_id=offerte_id,
        verstrekking_id=offer.verstrekking_id,
        kredietverstrekker_id=offer.kredietverstrekker_id,
        aanvaard_op=now,
    )
    writer.insert(contract)
    for other in state.of_aanvraag(aanvraag.id).offertes.values():
        if other.is_open(now):
            status = OfferteStatus.GEACCEPTEERD if other.id == offerte_id else OfferteStatus.VERVALLEN
            writer.replace(other.model_copy(update={"status": status}))
    chosen = state.verstrekking(offer.verstrekking_id)
    tell(broker, writer, chosen, BerichtSoort.OFFERTE_AANVAARD, now, offerte_id)
    others = [row for row in latest(state.of_aanvraag(aanvraag.id).verstrekkingen.values()) if row.id != chosen.id]
    _close(broker, writer, others, now)
    writer.evidence("offerte.aanvaard", offerte=offerte_id, overeenkomst=contract.id)
    answer = OfferteAanvaard(overeenkomst_id=contract.id, status=OvereenkomstStatus.IN_ONDERTEKENING)
    writer.commit(broker, claim, answer)
    return answer


def _refuse_closed(offer: Offerte, now: datetime) -> None:
    if offer.status_at(now) is OfferteStatus.VERLOPEN:
        raise IllegalState("offerte.verlopen", veld="offerte")
    if offer.status is OfferteStatus.GEACCEPTEERD:
        raise IllegalState("offerte.al_aanvaard", veld="offerte")
    if not offer.is_open(now):
        raise IllegalState("offerte.gesloten", veld="offerte")
    if offer.aard != OfferteSoort.BINDEND:
        raise IllegalState("offerte.indicatief", veld="offerte")


def _offering(broker: Broker, offer: Offerte) -> Kredietverstrekker:
    lessor = found_kredietverstrekker(broker, offer.kredietverstrekker_id)
    if lessor.ended:
        raise IllegalState("kredietverstrekker.beeindigd", veld="offerte")
    return lessor


def _close(broker: Broker, writer: DossierWriter, rows: Sequence[Verstrekking], now: datetime) -> None:
    """Sharing ends with whoever was not chosen: told so when it made an Offerte, recalled when it did not yet."""
    offering = {offer.verstrekking_id for offer in writer.state.offertes.values()}
    for row in rows:
        if row.id in offering:
            tell(broker, writer, row, BerichtSoort.OFFERTE_NIET_GEKOZEN, now)
    waiting = [row for row in rows if row.id not in offering and row.status not in ENDED]
    stop(broker, writer, waiting, now)
    withdraw(writer, [writer.state.toestemmingen[sibling("toe", row.id)] for row in waiting], now)
