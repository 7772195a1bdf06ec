"""Accepting an Offerte, or asking for more time."""

from chalicelib.errors import IllegalState
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.usecases.accept_offerte import OfferteAanvaard, accept_offerte
from chalicelib.usecases.ask_verlenging import VerlengingGevraagd, ask_verlenging

routes = Routes(__name__)


@routes.signed_in(
    "POST",
    "/v1/offertes/{offerte_id}/aanvaarding",
    answers={201: OfferteAanvaard},
    transactional=True,
    refuses=(IllegalState,),
)
def accept(call: Call[None]) -> Answer:
    """Aanvaard een bindende offerte; de andere offertes vervallen."""
    return Answer(201, accept_offerte(call.broker, call.actor, call.path["offerte_id"], call.claim))


@routes.signed_in(
    "POST",
    "/v1/offertes/{offerte_id}/verlenging",
    answers={202: VerlengingGevraagd},
    transactional=True,
    refuses=(IllegalState,),
)
def ask_more_time(call: Call[None]) -> Answer:
    """Vraag de kredietverstrekker om een langere geldigheid; de offerte blijft zoals zij is tot hij antwoordt."""
    return Answer(202, ask_verlenging(call.broker, call.actor, call.path["offerte_id"], call.claim))
