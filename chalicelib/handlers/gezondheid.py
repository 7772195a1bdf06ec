"""Whether the broker is up, and where it runs."""

from typing import Literal

from chalicelib.domain.model import Model
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes

routes = Routes(__name__)


class Gezondheid(Model):
    status: Literal["ok"] = "ok"
    versie: str
    regio: str


@routes.public("GET", "/v1/gezondheid", answers={200: Gezondheid})
def gezondheid(call: Call[None]) -> Answer:
    """Of de dienst bereikbaar is."""
    settings = call.broker.settings
    return Answer(200, Gezondheid(versie=settings.version, regio=settings.region))
