"""The sender withdraws an Aanvraag: permissions end, and everybody who may hold data is told, in one transaction."""

from chalicelib.domain.aanvraag import VERLOOP, AanvraagStatus
from chalicelib.domain.aanvraag_verloop import derive
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.model import Model
from chalicelib.domain.offerte import OfferteStatus
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.owned import owned_aanvraag
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.recall import stop, withdraw
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.transaction import DossierWriter, settle


class AanvraagIngetrokken(Model):
    status: str
    teruggeroepen: int


def withdraw_aanvraag(
    broker: Broker, actor: Actor, aanvraag_id: str, reden: str | None, claim: Claim | None
) -> AanvraagIngetrokken:
    """`reden` is one of the codes of the form; nothing of it goes to a Kredietverstrekker."""
    answer = settle(broker, lambda: _withdraw(broker, actor, aanvraag_id, reden, claim), claim)
    wake(broker, aanvraag_id)
    return answer


def _withdraw(
    broker: Broker, actor: Actor, aanvraag_id: str, reden: str | None, claim: Claim | None
) -> AanvraagIngetrokken:
    now = broker.clock.now()
    state, aanvraag = owned_aanvraag(broker, actor, aanvraag_id)
    VERLOOP.move(derive(state, aanvraag, now), AanvraagStatus.INGETROKKEN)
    part = state.of_aanvraag(aanvraag_id)
    writer = DossierWriter(state, now, actor.account_id)
    writer.replace(aanvraag.model_copy(update={"ingetrokken_op": now}))
    recalled = stop(broker, writer, part.verstrekkingen.values(), now)
    withdraw(writer, part.toestemmingen.values(), now)
    for offer in part.offertes.values():
        if offer.is_open(now):
            writer.replace(offer.model_copy(update={"status": OfferteStatus.VERVALLEN}))
    writer.evidence("aanvraag.ingetrokken", aanvraag=aanvraag_id, reden_opgegeven=reden is not None)
    answer = AanvraagIngetrokken(status=AanvraagStatus.INGETROKKEN, teruggeroepen=recalled)
    writer.commit(broker, claim, answer)
    return answer
