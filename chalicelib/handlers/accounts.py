"""Sign up and confirm (art. 1.3, 2 lid 1)."""

from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.accounts import AanmeldingAntwoord, AanmeldingOpgave, Bevestiging
from chalicelib.usecases.confirm_account import confirm_account
from chalicelib.usecases.register_account import register_account

routes = Routes(__name__)


@routes.public("POST", "/v1/accounts", body=AanmeldingOpgave, answers={202: AanmeldingAntwoord})
def register(call: Call[AanmeldingOpgave]) -> Answer:
    """Maak een account aan; u krijgt een code per e-mail, ook als wij het adres al kennen."""
    register_account(call.broker, call.body.aanmelding())
    return Answer(202, AanmeldingAntwoord())


@routes.public("POST", "/v1/accounts/bevestiging", body=Bevestiging, answers={204: None})
def confirm(call: Call[Bevestiging]) -> Answer:
    """Bevestig uw account met de code uit de e-mail."""
    confirm_account(call.broker, call.body.schermnaam, call.body.code)
    return Answer(204)
