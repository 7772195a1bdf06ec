"""Overeenkomsten that followed from an Offerte."""

from datetime import datetime

from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.offerte import Overeenkomst
from chalicelib.domain.overeenkomst_verloop import milestones
from chalicelib.errors import IllegalState
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.paging import PAGE, page_query
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.overeenkomsten import (
    Mijlpaal,
    OvereenkomstInLijst,
    OvereenkomstLijst,
    OvereenkomstWeergave,
)
from chalicelib.usecases.cancel_overeenkomst import OvereenkomstGeannuleerd, cancel_overeenkomst
from chalicelib.usecases.list_overeenkomsten import list_overeenkomsten
from chalicelib.usecases.read_overeenkomst import read_overeenkomst
from chalicelib.usecases.revoke_overeenkomst import OvereenkomstHerroepen, revoke_overeenkomst

routes = Routes(__name__)


@routes.signed_in("GET", "/v1/overeenkomsten", query=PAGE, answers={200: OvereenkomstLijst})
def list_own(call: Call[None]) -> Answer:
    """Uw overeenkomsten."""
    after, limit = page_query(call)
    rows, volgende = list_overeenkomsten(call.broker, call.actor, after, limit)
    now = call.broker.clock.now()
    return Answer(200, OvereenkomstLijst(overeenkomsten=tuple(_in_list(row, now) for row in rows), volgende=volgende))


@routes.signed_in("GET", "/v1/overeenkomsten/{overeenkomst_id}", answers={200: OvereenkomstWeergave})
def read(call: Call[None]) -> Answer:
    """Eén overeenkomst: de stand, de afgesproken voorwaarden en de mijlpalen."""
    seen = read_overeenkomst(call.broker, call.actor, call.path["overeenkomst_id"])
    shown = OvereenkomstWeergave(
        **dict(_in_list(seen.row, call.broker.clock.now())),
        referentie=seen.referentie,
        voorwaarden=seen.voorwaarden,
        mijlpalen=tuple(Mijlpaal(soort=name, datum=day) for name, day in milestones(seen.row)),
    )
    return Answer(200, shown)


@routes.signed_in(
    "POST",
    "/v1/overeenkomsten/{overeenkomst_id}/annulering",
    answers={202: OvereenkomstGeannuleerd},
    transactional=True,
    refuses=(IllegalState,),
)
def cancel(call: Call[None]) -> Answer:
    """Zie af van een overeenkomst die nog niet is ingegaan; uw toestemming eindigt, de kredietverstrekker hoort het."""
    return Answer(202, cancel_overeenkomst(call.broker, call.actor, call.path["overeenkomst_id"], call.claim))


@routes.signed_in(
    "POST",
    "/v1/overeenkomsten/{overeenkomst_id}/herroeping",
    answers={202: OvereenkomstHerroepen},
    transactional=True,
    refuses=(IllegalState,),
)
def revoke(call: Call[None]) -> Answer:
    """Herroep een overeenkomst binnen de bedenktijd; een reden hoeft u niet te geven."""
    return Answer(202, revoke_overeenkomst(call.broker, call.actor, call.path["overeenkomst_id"], call.claim))


def _in_list(stored: Overeenkomst, now: datetime) -> OvereenkomstInLijst:
    row = stored.at(now)
    return OvereenkomstInLijst(
        id=row.id,
        aanvraag_id=aanvraag_of(row.id),
        offerte_id=row.offerte_id,
        kredietverstrekker_id=row.kredietverstrekker_id,
        status=row.status,
        aanvaard_op=row.aanvaard_op,
        ingangsdatum=row.ingangsdatum,
        einddatum=row.einddatum,
        bedenktijd_tot=row.bedenktijd_tot,
        reden=row.einde or None,
    )
