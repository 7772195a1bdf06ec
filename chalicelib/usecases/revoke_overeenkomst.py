"""A Consument takes back his signature within the bedenktijd (BW 7:66); the Kredietverstrekker is told."""

from datetime import date

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.kalender import today
from chalicelib.domain.model import Model
from chalicelib.domain.offerte import OvereenkomstStatus
from chalicelib.domain.overeenkomst_verloop import VERLOOP, repay_until
from chalicelib.domain.verstrekking import BerichtSoort
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.read_overeenkomst import owned_overeenkomst
from chalicelib.usecases.recall import tell
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.transaction import DossierWriter, settle


class OvereenkomstHerroepen(Model):
    """`terugbetalen_tot`: the last day on which what was received may be paid back."""

    id: str
    status: str
    terugbetalen_tot: date


def revoke_overeenkomst(
    broker: Broker, actor: Actor, overeenkomst_id: str, claim: Claim | None
) -> OvereenkomstHerroepen:
    """Raises IllegalState outside the bedenktijd. No reason is asked: the law asks for none."""
    answer = settle(broker, lambda: _revoke(broker, actor, overeenkomst_id, claim), claim)
    wake(broker, aanvraag_of(overeenkomst_id))
    return answer


def _revoke(broker: Broker, actor: Actor, overeenkomst_id: str, claim: Claim | None) -> OvereenkomstHerroepen:
    now = broker.clock.now()
    state, row = owned_overeenkomst(broker, actor, overeenkomst_id)
    status = VERLOOP.move(row.at(now).status, OvereenkomstStatus.HERROEPEN)
    writer = DossierWriter(state, now, actor.account_id)
    writer.replace(row.ended(status, "herroeping", now))
    tell(broker, writer, state.verstrekking(row.verstrekking_id), BerichtSoort.OVEREENKOMST_HERROEPEN, now)
    writer.evidence("overeenkomst.herroepen", overeenkomst=row.id)
    answer = OvereenkomstHerroepen(id=row.id, status=status, terugbetalen_tot=repay_until(today(now)))
    writer.commit(broker, claim, answer)
    return answer
