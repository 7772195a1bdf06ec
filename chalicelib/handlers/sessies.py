"""Sign in, stay signed in, sign out."""

from chalicelib.errors import Unauthenticated, WrongLogin
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.accounts import Inloggen, Sessietokens, Uitloggen, Verversing
from chalicelib.usecases.close_session import close_session
from chalicelib.usecases.open_session import open_session
from chalicelib.usecases.refresh_session import refresh_session

routes = Routes(__name__)


@routes.public("POST", "/v1/sessies", body=Inloggen, answers={200: Sessietokens}, refuses=(WrongLogin,))
def login(call: Call[Inloggen]) -> Answer:
    """Log in met uw schermnaam en wachtwoord."""
    tokens = open_session(call.broker, call.body.schermnaam, call.body.wachtwoord.get_secret_value())
    return Answer(200, Sessietokens.of(tokens))


@routes.public(
    "POST", "/v1/sessies/verversing", body=Verversing, answers={200: Sessietokens}, refuses=(Unauthenticated,)
)
def refresh(call: Call[Verversing]) -> Answer:
    """Vraag een nieuw access_token aan; u blijft ingelogd."""
    return Answer(200, Sessietokens.of(refresh_session(call.broker, call.body.refresh_token)))


@routes.signed_in("DELETE", "/v1/sessies", any_account=True, body=Uitloggen, body_optional=True, answers={204: None})
def logout(call: Call[Uitloggen]) -> Answer:
    """Log uit; uw tokens werken daarna niet meer."""
    close_session(call.broker, call.actor, call.body.refresh_token)
    return Answer(204)
