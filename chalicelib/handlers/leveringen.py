"""Where Kredietverstrekkers come for what they were told of; who they are follows from the signature alone."""

from chalicelib.errors import Gone, IllegalState
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.leveringen import Pogingen, pogingen_shown
from chalicelib.usecases.disclose import LeveringInhoud
from chalicelib.usecases.fetch_levering import fetch_levering
from chalicelib.usecases.list_pogingen import list_pogingen

routes = Routes(__name__)


@routes.public(
    "GET",
    "/v1/leveringen/{verstrekking_id}",
    answers={200: LeveringInhoud},
    signed=True,
    told=True,
    refuses=(IllegalState, Gone),
)
def fetch(call: Call[None]) -> Answer:
    """Haal met een getekend verzoek op wat wij u meldden, met de ophaalcode uit de melding en een eigen webhook-id."""
    return Answer(200, fetch_levering(call.broker, call.path["verstrekking_id"], call.headers))


@routes.public(
    "GET",
    "/v1/leveringen/{verstrekking_id}/pogingen",
    answers={200: Pogingen},
    signed=True,
    refuses=(Gone,),
)
def tries(call: Call[None]) -> Answer:
    """Zie met een getekend verzoek hoe wij een aanvraag bij u probeerden af te leveren."""
    rows = list_pogingen(call.broker, call.path["verstrekking_id"], call.headers)
    return Answer(200, Pogingen(berichten=tuple(map(pogingen_shown, rows))))
