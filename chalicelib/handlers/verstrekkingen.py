"""Answers to what a Kredietverstrekker asked."""

from chalicelib.domain.informatie import Antwoorden
from chalicelib.errors import IllegalState
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.usecases.answer_informatieverzoek import InformatieBeantwoord, answer_informatieverzoek

routes = Routes(__name__)


@routes.signed_in(
    "POST",
    "/v1/verstrekkingen/{verstrekking_id}/informatie",
    body=Antwoorden,
    answers={202: InformatieBeantwoord},
    transactional=True,
    refuses=(IllegalState,),
)
def answer(call: Call[Antwoorden]) -> Answer:
    """Beantwoord de vragen van een kredietverstrekker; alleen die kredietverstrekker krijgt uw antwoord."""
    done = answer_informatieverzoek(call.broker, call.actor, call.path["verstrekking_id"], call.body, call.claim)
    return Answer(202, done)
