"""What somebody wants to hear about (art. 5 lid 8 to 10): all off until he turns it on."""

from chalicelib.domain.account import Voorkeur
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.handlers.schemas.kennisgevingen import Voorkeuren
from chalicelib.usecases.choose_voorkeuren import Keuze, choose_voorkeuren, read_voorkeuren

routes = Routes(__name__)


@routes.signed_in("GET", "/v1/voorkeuren", answers={200: Voorkeuren})
def read(call: Call[None]) -> Answer:
    """Uw voorkeuren."""
    return Answer(200, _shown(read_voorkeuren(call.broker, call.actor)))


@routes.signed_in("PUT", "/v1/voorkeuren", body=Voorkeuren, answers={200: Voorkeuren})
def choose(call: Call[Voorkeuren]) -> Answer:
    """Kies de onderwerpen waarover u berichten wilt; u kunt ze altijd weer uitzetten."""
    wanted = {one: getattr(call.body, one.value) for one in Voorkeur}
    return Answer(200, _shown(choose_voorkeuren(call.broker, call.actor, wanted)))


def _shown(keuze: Keuze) -> Voorkeuren:
    return Voorkeuren(**{one.value: on for one, on in keuze.items()})
