"""Where Kredietverstrekkers answer; who they are follows from the signature alone."""

from chalicelib.errors import Gone, IllegalState
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.usecases.receive_callback import CallbackAntwoord, receive_callback

routes = Routes(__name__)


@routes.public(
    "POST",
    "/v1/callbacks/{kredietverstrekker_id}",
    answers={200: CallbackAntwoord, 202: CallbackAntwoord},
    signed=True,
    refuses=(IllegalState, Gone),
)
def receive(call: Call[None]) -> Answer:
    """Antwoord van een kredietverstrekker, getekend volgens Standard Webhooks."""
    stored, answer = receive_callback(call.broker, call.path["kredietverstrekker_id"], call.headers, call.raw)
    return Answer(202 if stored else 200, answer)
