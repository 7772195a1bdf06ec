"""Overeenkomsten that followed from an Offerte."""

from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.offerte import Overeenkomst
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.paging import PAGE, page_query
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.aanvragen import OvereenkomstLijst, OvereenkomstWeergave
from chalicelib.usecases.list_overeenkomsten import list_overeenkomsten
from chalicelib.usecases.read_overeenkomst import read_overeenkomst

routes = Routes(__name__)


@routes.signed_in("GET", "/v1/overeenkomsten", query=PAGE, answers={200: OvereenkomstLijst})
def list_own(call: Call[None]) -> Answer:
    """Uw overeenkomsten."""
    after, limit = page_query(call)
    rows, volgende = list_overeenkomsten(call.broker, call.actor, after, limit)
    return Answer(200, OvereenkomstLijst(overeenkomsten=tuple(map(_shown, rows)), volgende=volgende))


@routes.signed_in("GET", "/v1/overeenkomsten/{overeenkomst_id}", answers={200: OvereenkomstWeergave})
def read(call: Call[None]) -> Answer:
    """Eén overeenkomst."""
    return Answer(200, _shown(read_overeenkomst(call.broker, call.actor, call.path["overeenkomst_id"])))


def _shown(row: Overeenkomst) -> OvereenkomstWeergave:
    return OvereenkomstWeergave(
        id=row.id,
        aanvraag_id=aanvraag_of(row.id),
        offerte_id=row.offerte_id,
        kredietverstrekker_id=row.kredietverstrekker_id,
        status=row.status,
        aanvaard_op=row.aanvaard_op,
        ingangsdatum=row.ingangsdatum,
        einddatum=row.einddatum,
    )
