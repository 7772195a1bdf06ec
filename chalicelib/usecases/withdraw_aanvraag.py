"""
The sender withdraws an Aanvraag: permissions end, and everybody who may hold data is told, in one transaction.

Also one that was refused or has lapsed: who did not make an offer still has what it was sent.
"""

from chalicelib.domain.aanvraag import VERLOOP, AanvraagStatus
from chalicelib.domain.aanvraag_verloop import derive
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.model import Model
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.owned import owned_aanvraag
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.recall import end_sharing
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
    writer = DossierWriter(state, now, actor.account_id)
    recalled = end_sharing(broker, writer, aanvraag, now, reden_opgegeven=reden is not None)
    answer = AanvraagIngetrokken(status=AanvraagStatus.INGETROKKEN, teruggeroepen=recalled)
    writer.commit(broker, claim, answer)
    return answer
