"""
A Kredietverstrekker that comes with the code of a notice from before its secret leaked is told again (art. 6 lid 2).

Who has the one may have the other from the same place, so such a code opens nothing. It does show that there was a
notice, and so it brings about another, to the endpoint that two people agreed on.
"""

from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import BerichtSoort
from chalicelib.usecases.disclose import may_be_given
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.recall import tell
from chalicelib.usecases.refusals import rest_on
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.transaction import DossierWriter, settle
from chalicelib.usecases.withhold import Due


def renew_melding(broker: Broker, lessor: Kredietverstrekker, verstrekking_id: str) -> None:
    """Nothing while one that counts is there or under way. Raises Gone or IllegalState for what may not be given."""
    if settle(broker, lambda: _renew(broker, lessor, verstrekking_id)):
        wake(broker, aanvraag_of(verstrekking_id))


def notices_of(state: DossierState, verstrekking_id: str) -> list[Due]:
    """Whatever may have told of this Verstrekking, and said a code."""
    row = state.verstrekkingen.get(verstrekking_id)
    later = (one for one in state.berichten.values() if one.verstrekking_id == verstrekking_id and _says_code(one))
    return [row, *later] if row is not None else []


def counts(lessor: Kredietverstrekker, notice: Due) -> bool:
    """Whether its code opens: it was sent for the first time after the last emergency, or has yet to be."""
    first = notice.levering.eerste_voornemen
    return lessor.nood_op is None or first is None or first > lessor.nood_op


def _says_code(item: Due) -> bool:
    return getattr(item, "revisie", None) is not None or getattr(item, "type", "") == BerichtSoort.OPNIEUW_GEMELD


def _renew(broker: Broker, lessor: Kredietverstrekker, verstrekking_id: str) -> bool:
    now = broker.clock.now()
    asked = may_be_given(broker, verstrekking_id, lessor.id)
    told = [notice for notice in notices_of(asked.state, verstrekking_id) if counts(lessor, notice)]
    if any(notice.levering.open or notice.levering.status is LeveringStatus.GELEVERD for notice in told):
        return False
    writer = DossierWriter(asked.state, now, lessor.id)
    bericht = tell(broker, writer, asked.row, BerichtSoort.OPNIEUW_GEMELD, now)
    writer.evidence("verstrekking.opnieuw_gemeld", verstrekking=verstrekking_id, bericht=bericht.id)
    rest_on(writer, asked.parties, [asked.row])
    writer.commit(broker)
    return True
