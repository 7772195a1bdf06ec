"""Permissions: see them, take one back."""

from chalicelib.domain.ids import aanvraag_of, sibling
from chalicelib.domain.verstrekking import Toestemming
from chalicelib.errors import IllegalState
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.paging import PAGE, page_query
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.aanvragen import ToestemmingInLijst, ToestemmingLijst
from chalicelib.usecases.list_toestemmingen import list_toestemmingen
from chalicelib.usecases.withdraw_toestemming import ToestemmingIngetrokken, withdraw_toestemming

routes = Routes(__name__)


@routes.signed_in("GET", "/v1/toestemmingen", query=PAGE, answers={200: ToestemmingLijst})
def list_own(call: Call[None]) -> Answer:
    """Uw toestemmingen: aan wie, sinds wanneer, en of u ze hebt ingetrokken."""
    after, limit = page_query(call)
    rows, volgende = list_toestemmingen(call.broker, call.actor, after, limit)
    return Answer(200, ToestemmingLijst(toestemmingen=tuple(map(_shown, rows)), volgende=volgende))


@routes.signed_in(
    "POST",
    "/v1/toestemmingen/{toestemming_id}/intrekking",
    answers={202: ToestemmingIngetrokken},
    transactional=True,
    refuses=(IllegalState,),
)
def withdraw(call: Call[None]) -> Answer:
    """Trek één toestemming in, direct; de kredietverstrekker krijgt bericht als er gegevens verstuurd zijn."""
    done = withdraw_toestemming(call.broker, call.actor, call.path["toestemming_id"], call.claim)
    return Answer(202, done)


def _shown(row: Toestemming) -> ToestemmingInLijst:
    return ToestemmingInLijst(
        id=row.id,
        aanvraag_id=aanvraag_of(row.id),
        verstrekking_id=sibling("ver", row.id),
        kredietverstrekker_id=row.kredietverstrekker_id,
        status=row.status,
        gegeven_op=row.gegeven_op,
        ingetrokken_op=row.ingetrokken_op,
    )
