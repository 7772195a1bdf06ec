"""The sender calls off an Overeenkomst that has not begun: the permission it rested on ends too (art. 6 lid 3)."""

from datetime import datetime

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.model import Model
from chalicelib.domain.offerte import Overeenkomst, OvereenkomstStatus
from chalicelib.domain.overeenkomst_verloop import VERLOOP
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.read_overeenkomst import owned_overeenkomst
from chalicelib.usecases.recall import withdraw_from
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.transaction import DossierWriter, settle


class OvereenkomstGeannuleerd(Model):
    id: str
    status: str


def cancel_overeenkomst(
    broker: Broker, actor: Actor, overeenkomst_id: str, claim: Claim | None
) -> OvereenkomstGeannuleerd:
    """Raises IllegalState when it has begun or ended; then only its Kredietverstrekker can end it."""
    answer = settle(broker, lambda: _cancel(broker, actor, overeenkomst_id, claim), claim)
    wake(broker, aanvraag_of(overeenkomst_id))
    return answer


def call_off(broker: Broker, writer: DossierWriter, row: Overeenkomst, einde: str, now: datetime) -> None:
    """
    It never began: who prepared it is told to stop. `einde` is why, in a code of ours.

    What is over by its term ended then, also where that is seen later (I12).
    """
    cancelled = row.at(now)
    if cancelled.status is not OvereenkomstStatus.GEANNULEERD:
        cancelled = row.ended(VERLOOP.move(row.status, OvereenkomstStatus.GEANNULEERD), einde, now)
    writer.replace(cancelled)
    writer.evidence("overeenkomst.geannuleerd", overeenkomst=row.id, reden=cancelled.einde)
    withdraw_from(broker, writer, [writer.state.verstrekking(row.verstrekking_id)], now)


def _cancel(broker: Broker, actor: Actor, overeenkomst_id: str, claim: Claim | None) -> OvereenkomstGeannuleerd:
    now = broker.clock.now()
    state, row = owned_overeenkomst(broker, actor, overeenkomst_id)
    VERLOOP.move(row.at(now).status, OvereenkomstStatus.GEANNULEERD)
    writer = DossierWriter(state, now, actor.account_id)
    call_off(broker, writer, row, "annulering", now)
    answer = OvereenkomstGeannuleerd(id=row.id, status=OvereenkomstStatus.GEANNULEERD)
    writer.commit(broker, claim, answer)
    return answer
