"""Sign up and confirm (art. 1.3, 2 lid 1)."""

from collections.abc import Sequence

from pydantic_core import from_json

from chalicelib.domain.gebruiker import GebruikerSoort
from chalicelib.errors import Fault
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.accounts import AanmeldingAntwoord, AanmeldingOpgave, Bevestiging
from chalicelib.usecases.confirm_account import confirm_account
from chalicelib.usecases.current_documents import current_documents
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.register_account import register_account, sign_up_faults

routes = Routes(__name__)


def _more_faults(broker: Broker, raw: bytes) -> Sequence[Fault]:
    """What sign-up would refuse of what can be read, so that nobody mends one round of faults to meet the next."""
    try:
        body = from_json(raw)
    except ValueError:
        return ()
    if not isinstance(body, dict):
        return ()
    soort, wachtwoord, akkoord = body.get("soort"), body.get("wachtwoord"), body.get("akkoord")
    return sign_up_faults(
        current_documents(broker, broker.clock.now()),
        GebruikerSoort(soort) if soort in list(GebruikerSoort) else None,
        body.get("organisatie"),
        wachtwoord if isinstance(wachtwoord, str) else None,
        akkoord or {} if isinstance(akkoord, dict | None) else None,
    )


@routes.public(
    "POST", "/v1/accounts", body=AanmeldingOpgave, answers={202: AanmeldingAntwoord}, more_faults=_more_faults
)
def register(call: Call[AanmeldingOpgave]) -> Answer:
    """Maak een account aan; u krijgt een code per e-mail, ook als wij het adres al kennen."""
    register_account(call.broker, call.body.aanmelding())
    return Answer(202, AanmeldingAntwoord())


@routes.public("POST", "/v1/accounts/bevestiging", body=Bevestiging, answers={204: None})
def confirm(call: Call[Bevestiging]) -> Answer:
    """Bevestig uw account met de code uit de e-mail."""
    confirm_account(call.broker, call.body.schermnaam, call.body.code)
    return Answer(204)
