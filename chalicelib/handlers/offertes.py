"""Accepting an Offerte."""

from chalicelib.errors import IllegalState
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.usecases.accept_offerte import OfferteAanvaard, accept_offerte

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
