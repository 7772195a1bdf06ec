"""A lost password (art. 1.18): a code by mail, then a new one."""

from chalicelib.errors import Unauthenticated
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.accounts import HerstelAntwoord, HerstelOpgave, NieuwWachtwoord
from chalicelib.usecases.request_password_reset import request_password_reset
from chalicelib.usecases.reset_password import reset_password

routes = Routes(__name__)


@routes.public("POST", "/v1/wachtwoord/herstel", body=HerstelOpgave, answers={202: HerstelAntwoord})
def request_reset(call: Call[HerstelOpgave]) -> Answer:
    """Vraag een code aan voor een nieuw wachtwoord; het antwoord is voor elk adres gelijk."""
    request_password_reset(call.broker, call.body.schermnaam)
    return Answer(202, HerstelAntwoord())


@routes.public("POST", "/v1/wachtwoord", body=NieuwWachtwoord, answers={204: None}, refuses=(Unauthenticated,))
def reset(call: Call[NieuwWachtwoord]) -> Answer:
    """Kies een nieuw wachtwoord met de code uit de e-mail."""
    body = call.body
    reset_password(call.broker, body.schermnaam, body.code, body.wachtwoord.get_secret_value())
    return Answer(204)
