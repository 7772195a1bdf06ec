"""Publish a new version of a document (art. 12 lid 1)."""

from chalicelib.domain.gebruiker import Rol
from chalicelib.errors import IllegalState
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.reglementen import PublicatieAntwoord, PublicatieOpgave
from chalicelib.usecases.publish_reglement import publish_reglement

routes = Routes(__name__)


@routes.operator(
    Rol.BEHEER,
    "POST",
    "/v1/beheer/reglementen",
    body=PublicatieOpgave,
    answers={201: PublicatieAntwoord},
    refuses=(IllegalState,),
)
def publish_document(call: Call[PublicatieOpgave]) -> Answer:
    """Publiceer een nieuwe versie van een document; de tekst ligt daarna vast."""
    row = publish_reglement(call.broker, call.actor.account_id, call.body.publicatie())
    return Answer(201, PublicatieAntwoord.of(row))
